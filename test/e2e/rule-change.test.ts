import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
import { applyDue } from '#slices/policy/server/transitions.ts'
import { type Evening, makeEvening } from '#test/evening.ts'
import { type Rules, makeRules } from '#test/rules.ts'
import { type Launched, launchBrowser, sizes } from './browser.ts'
import { type Program, startProgram } from './program.ts'

/** 14+7 becomes 7+3 at midnight with 420 people under measures. */
const people = 420

let program: Program
let launched: Launched
let evening: Evening
let rules: Rules
let page: Page

beforeAll(async () => {
  program = await startProgram('rulechange')
  const { context } = program.server
  evening = await makeEvening(context, { households: 260, rows: 40 })
  rules = await makeRules(context, evening.community, { people })
  launched = await launchBrowser()
  page = await (await launched.browser.newContext({ locale: 'zh-CN' })).newPage()
  page.setDefaultTimeout(15_000)
  await page.setViewportSize(sizes.desk)
}, 300_000)

afterAll(async () => {
  await launched?.close()
  await program?.end()
})

interface MeasureRow {
  id: Id
  status: string
  started_on: string
  ends_on: string
  decisions: { outcome: string; rule: { version: Id; number: number } | null; facts: Record<string, unknown> }[]
}

async function load(): Promise<MeasureRow[]> {
  return program.server.context.db<MeasureRow[]>`
    select id, status, started_on, ends_on, decisions from measures where community_id = ${evening.community}`
}

it('is tried, published by a second person on the screen, and changes everybody as the trial said', async () => {
  const { db } = program.server.context
  const said = await db<{ measure_id: Id; outcome: string; ends_after: string }[]>`
    select r.measure_id, r.outcome, r.ends_after::text from policy_dry_run_rows r
    join policy_dry_runs d on d.id = r.run_id where d.version_id = ${rules.draft}`
  expect(said.length).toBe(people)
  const count = (outcome: string) => said.filter((one) => one.outcome === outcome).length
  const [released, shortened, unchanged] = ['released', 'shortened', 'unchanged'].map(count)
  expect(released! + shortened! + unchanged!).toBe(people)
  expect(Math.min(released!, shortened!)).toBeGreaterThan(100)

  await signIn()
  await page.goto(`${program.server.address}/policies/${rules.policy}`)
  await page.getByText(`${people} 人：解除 ${released}，缩短 ${shortened}，不变 ${unchanged}，延长 0`).first().waitFor()
  await page.getByRole('button', { name: '发布', exact: true }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
  await page.getByText('已发布').first().waitFor()

  // A minute before midnight nothing has changed; at midnight, and however often the clock asks again, this has.
  const { context } = program.server
  await applyDue({ ...context, clock: () => rules.from - 60_000 })
  expect((await load()).every(({ decisions }) => decisions.length === 1)).toBe(true)
  await applyDue({ ...context, clock: () => rules.from })
  await applyDue({ ...context, clock: () => rules.from + 60_000 })
  const after = new Map((await load()).map((row) => [row.id, row]))
  for (const { measure_id, outcome, ends_after } of said) {
    const measure = after.get(measure_id)!
    const [ordered, changed] = measure.decisions
    expect([ordered!.outcome, changed!.outcome]).toEqual(['ordered', outcome])
    expect(changed!.rule).toMatchObject({ version: rules.draft, number: 2 })
    expect(changed!.facts).toMatchObject({ measure: { days: 21 } })
    expect(measure.ends_on).toBe(ends_after)
    expect(measure.status).toBe(outcome === 'released' ? 'released' : 'running')
  }
}, 240_000)

it('gives each person a letter that names the version by which it was decided', async () => {
  const all = await load()
  for (const outcome of ['released', 'shortened']) {
    const measure = all.find(({ decisions }) => decisions[1]?.outcome === outcome)!
    await page.goto(`${program.server.address}/measures/${measure.id}`)
    await page.locator('main h1').first().waitFor()
    await page.emulateMedia({ media: 'print' })
    const letter = await page.locator('.notice').innerText()
    await page.screenshot({ path: `.cache/shots/letter-${outcome}.png`, fullPage: true })
    await page.emulateMedia({ media: 'screen' })
    expect(letter).toContain('国家方案第九版')
    expect(letter).toContain('《涉疫风险人员管理（7+3）》第 2 版')
    expect(letter).toContain(measure.ends_on)
    expect(letter).toContain(outcome === 'released' ? '解除健康管理告知书' : '健康管理告知书')
  }
}, 60_000)

it('prints the letters of everybody in one go', async () => {
  await page.goto(`${program.server.address}/letters/${rules.draft}`)
  await page
    .locator('.notice')
    .nth(people - 1)
    .waitFor()
  expect(await page.locator('.notice').count()).toBe(people)
}, 60_000)

async function signIn(): Promise<void> {
  const { login, password } = evening.director
  await page.goto(program.server.address)
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('navigation').first().waitFor()
}
