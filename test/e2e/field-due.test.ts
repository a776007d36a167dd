import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '#slices/accounts/server.ts'
import { correctResident } from '#slices/people/acts.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { runDryRun, startDryRun } from '#slices/policy/server/dry-run.ts'
import { listPresets } from '#slices/policy/server/presets.ts'
import { settleCommunity } from '#slices/policy/server/settle.ts'
import { createPolicy, publishVersion } from '#slices/policy/server/versions.ts'
import { expectNoViolations, overflows, smallTargets } from './browser.ts'
import {
  type FieldWorld,
  enrolPhone,
  makeFieldWorld,
  makeWorker,
  openField,
  storedActs,
  unlockPhone,
  until,
} from './field-world.ts'
import { type MortalBrowser, launchMortal } from './mortal.ts'
import { type Program, startProgram } from './program.ts'

let program: Program
let browser: MortalBrowser
let world: FieldWorld

beforeAll(async () => {
  program = await startProgram('fielddue')
  const { context } = program.server
  world = await makeFieldWorld(context, 30, 20)
  const account = (name: string) => createAccount(context, { name, login: null, password: null })
  const [drafter, publisher] = [await account('起草'), await account('发布')]
  const { document } = listPresets().find(({ key }) => key === 'must-test-a')!
  const { version } = await createPolicy(context, { area: world.community, name: '应检', document, by: drafter })
  const from = context.clock()
  await runDryRun(context, await startDryRun(context, version, { from, by: drafter }))
  await publishVersion(context, version, { from, until: null, by: publisher })
  const acts = world.tasks.slice(0, 2).map(({ resident }) => {
    const id = context.newId()
    return systemAct(context, world.community, id, id, correctResident, resident, { categories: ['医务人员'] })
  })
  await recordActs(context, [{ who: null, acts, deviceNow: context.clock() }])
  await settleCommunity(context, world.community)
  browser = await launchMortal(join(program.folder, 'profile'))
  browser.context.setDefaultTimeout(15_000)
}, 240_000)

afterAll(async () => {
  await browser?.kill()
  await program?.end()
})

it('shows who is due, marks, adds and records at the door without network, and the office has it afterwards', async () => {
  const { code } = await makeWorker(program.server.context, world, { name: '网格员甲', role: 'grid_worker' })
  const page = await openField(browser.context, program.server.address)
  await enrolPhone(page, program.server.address, code)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  await program.stop()
  await page.reload()
  await unlockPhone(page)

  const [first, second, third] = world.tasks
  await page.getByRole('link', { name: '应检', exact: true }).click()
  await page.getByText('2 人待检').waitFor()
  await page.screenshot({ path: '.cache/shots/field-due.png', fullPage: true })
  expect(await overflows(page)).toBe(false)
  expect(await smallTargets(page)).toEqual([])
  await expectNoViolations(page)

  // Done at the door: on this phone it is no longer due, whoever asks.
  await page.getByRole('link', { name: first!.name }).first().click()
  await page.getByRole('button', { name: '核酸检测（混采）' }).click()
  await page.getByText('1 条待传').waitFor()
  await page.screenshot({ path: '.cache/shots/field-due-person.png', fullPage: true })
  expect(await overflows(page)).toBe(false)
  expect(await smallTargets(page)).toEqual([])
  await expectNoViolations(page)
  await page.getByRole('link', { name: '应检', exact: true }).click()
  await page.getByText('本机已记录 1').waitFor()

  // Somebody of the register is marked; somebody in no list is added.
  await page.getByRole('link', { name: '查找' }).click()
  await page.getByRole('searchbox').fill(third!.name)
  await page.getByRole('link', { name: third!.name }).first().click()
  await page.getByText('标注类别').click()
  await page.getByLabel('快递外卖').check()
  await page.getByRole('button', { name: '保存类别' }).click()
  await page.getByText('2 条待传').waitFor()
  await page.getByRole('link', { name: '应检', exact: true }).click()
  await page.getByLabel('姓名').fill('新来的')
  await page.getByLabel('电话').fill('13900000001')
  await page.getByLabel('隔离点工作人员').check()
  await page.getByRole('button', { name: '登记' }).click()
  await page.getByText('3 条待传').waitFor()

  await program.start()
  const { context } = program.server
  await until(async () => (await storedActs(context, 'deed.record')).length === 1, 'the deed arrives', 60)
  const [deed] = await storedActs(context, 'deed.record')
  expect(deed).toMatchObject({ held: null, payload: { resident: first!.resident, way: 'pool', source: 'seen' } })
  await until(
    async () => (await storedActs(context, 'resident.add')).some(({ payload }) => payload.name === '新来的'),
    'the person arrives',
    60,
  )
  await settleCommunity(context, world.community)
  const due = await context.db<{ name: string }[]>`
    select r.name from tasks t join residents r on r.community_id = t.community_id and r.id = t.resident_id
    where t.status = 'open' and t.duties @? '$[*] ? (@.rule != null && !exists(@.met) && @.withdrawn == false)' order by 1`
  expect(due.map(({ name }) => name).sort()).toEqual([second!.name, '新来的'].sort())
  const [marked] = await context.db<
    { categories: string[] }[]
  >`select categories from residents where id = ${third!.resident}`
  expect(marked!.categories).toEqual(['快递外卖'])
  await page.close()
}, 180_000)
