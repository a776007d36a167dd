import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectNoViolations, overflows, sizes, smallTargets } from './browser.ts'
import {
  type FieldWorld,
  enrolHere,
  enrolPhone,
  makeFieldWorld,
  makeWorker,
  openField,
  pin,
  storedActs,
  typePin,
  unlockPhone,
  until,
} from './field-world.ts'
import { type MortalBrowser, launchMortal } from './mortal.ts'
import { type Program, startProgram } from './program.ts'

let program: Program
let browser: MortalBrowser
let world: FieldWorld
const problems: string[] = []

beforeAll(async () => {
  program = await startProgram('field')
  world = await makeFieldWorld(program.server.context)
  browser = await launchMortal(join(program.folder, 'profile'))
  browser.context.setDefaultTimeout(15_000)
})

afterAll(async () => {
  await browser?.kill()
  await program?.end()
})

async function open(path?: string): Promise<Page> {
  const page = await openField(browser.context, program.server.address, path)
  page.on('pageerror', (error) => problems.push(error.message))
  return page
}

/** The task of the card that is open, when it is another one than `before`. */
async function taskHere(page: Page, before = ''): Promise<string> {
  await page.waitForURL((url) => url.pathname.startsWith('/field/task/') && !url.pathname.endsWith(before || '/'))
  const id = new URL(page.url()).pathname.split('/').at(-1)!
  const { name } = world.tasks.find((task) => task.id === id)!
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  return id
}

async function close(page: Page, finding = '在辖区，无需措施'): Promise<void> {
  await page.getByRole('radio', { name: '上门' }).check()
  await page.getByRole('radio', { name: '已联系上' }).check()
  await page.getByRole('radio', { name: finding }).check()
  await page.getByRole('button', { name: '记录结果' }).click()
  await page.getByText(`核查结果：${finding}`).waitFor()
}

it('enrols by code, walks a staircase without network, and hands everything over when the network is back', async () => {
  const { code, account } = await makeWorker(program.server.context, world, { name: '网格员甲', role: 'grid_worker' })
  const page = await open()
  await enrolPhone(page, program.server.address, code)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  // From here on nobody answers. The phone is switched off and on.
  await program.stop()
  await page.reload()
  await unlockPhone(page)

  await page.getByRole('link', { name: '下一户' }).click()
  const first = await taskHere(page)
  await close(page)
  await page.getByText('1 条待传').waitFor()
  await page.getByRole('link', { name: '下一户：' }).click()
  const second = await taskHere(page, first)
  await page.getByRole('radio', { name: '电话' }).check()
  await page.getByRole('radio', { name: '无人接听' }).check()
  await page.getByRole('button', { name: '只记联系情况' }).click()
  await page.getByText('2 条待传').waitFor()

  // Switched off once more: the effects are still there, and so is the count.
  await page.reload()
  await unlockPhone(page)
  await page.getByText('2 条待传').waitFor()
  await page.goto(`${program.server.address}/field/task/${first}`)
  await typePin(page)
  await page.getByText('核查结果：在辖区，无需措施').waitFor()

  await program.start()
  const { context } = program.server
  await page.goto(`${program.server.address}/field/waiting`)
  await typePin(page)
  await page.getByText('没有等待上传的记录').waitFor()
  const [closed] = await storedActs(context, 'task.close')
  expect(closed).toMatchObject({ subject: first, account, held: null })
  expect(await storedActs(context, 'task.attempt')).toMatchObject([{ subject: second, held: null }])
  await page.close()
})

it('finds anybody of the register as one types, without network, and takes up somebody whom no list named', async () => {
  const { context } = program.server
  const page = await open()
  await typePin(page)
  await page.getByRole('link', { name: '查找' }).click()
  const [other] = await context.db<{ name: string; initials: string; phone: string; room: string }[]>`
    select r.name, r.initials, r.phone_tails[1] as phone, d.room from residents r
    join doors d on d.community_id = r.community_id and d.id = r.door_id
    where not exists (select 1 from tasks t where t.resident_id = r.id) and r.phone_tails <> '{}'
    order by r.place_key desc limit 1`
  const search = page.getByRole('searchbox')
  for (const typed of [other!.name, other!.initials, other!.phone, other!.room]) {
    await search.fill(typed)
    await page.getByRole('link', { name: other!.name }).first().waitFor()
  }
  // A whole number, as a card reader types it: the one whose paper it is, though no number is on the phone.
  const [holder] = await context.db<{ name: string; document_sealed: Buffer }[]>`
    select name, document_sealed from residents where document_type = 'resident_id' and document_sealed is not null
    order by id limit 1`
  await search.fill(context.keys.open(holder!.document_sealed))
  await page.getByText('证件号校验通过').waitFor()
  await page.getByText('找到 1 人').waitFor()
  await page.getByRole('link', { name: holder!.name }).waitFor()
  await search.fill(other!.name)
  await page.getByRole('link', { name: other!.name }).first().click()
  await page.getByLabel('为什么要核查').fill('敲门时发现')
  await page.getByRole('button', { name: '登记' }).click()
  await page.getByRole('heading', { name: other!.name, level: 1 }).waitFor()
  await until(
    async () => (await storedActs(context, 'task.find')).some(({ account }) => account !== null),
    'the find arrives',
  )
  const found = (await storedActs(context, 'task.find')).find(({ account }) => account !== null)!
  expect(found.held).toBeNull()
  const [task] = await context.db<{ name: string }[]>`
    select r.name from tasks t join residents r on r.community_id = t.community_id and r.id = t.resident_id
    where t.id = ${found.subject}`
  expect(task!.name).toBe(other!.name)
  await page.close()
})

it('shows what others do within two seconds', async () => {
  const { context } = program.server
  const page = await open()
  await typePin(page)
  const task = world.tasks[5]!
  await page.goto(`${program.server.address}/field/task/${task.id}`)
  await typePin(page)
  await page.getByRole('heading', { name: task.name, level: 1 }).waitFor()
  // The line for hints has to stand first.
  await page.waitForTimeout(500)
  const { recordActs } = await import('#server/sync/record.ts')
  const payload = { contact: null, finding: 'never_here', method: 'record_match', seconds: null, note: '' }
  const about = { community: world.community, subject: task.id, device: context.newId(), seq: 0, v: 1 }
  const act = { ...about, id: context.newId(), kind: 'task.close', occurred: new Date().toISOString(), payload }
  const { versions } = await recordActs(context, [{ who: null, acts: [act], deviceNow: Date.now() }])
  await context.db.notify('community_versions', JSON.stringify([...versions]))
  const started = Date.now()
  await page.getByText('核查结果：从未到过').waitFor({ timeout: 5000 })
  expect(Date.now() - started).toBeLessThan(2000)
  await page.close()
})

it('is shared by several people, each with their own store', async () => {
  const { context, address } = program.server
  const second = await makeWorker(context, world, { name: '志愿者乙', role: 'volunteer', tasks: 0 })
  const page = await open()
  await page.getByRole('heading', { name: '网*** 的密码' }).waitFor()
  await page.goto(`${address}/field/#/enrol/${second.code}`)
  await enrolHere(page, '739105')
  await page.getByRole('link', { name: '更多' }).click()
  await page.getByRole('button', { name: '锁定' }).click()
  await page.getByRole('heading', { name: '谁来上岗' }).waitFor()
  await page.getByRole('button', { name: /志\*\*\*/ }).click()
  // The other's PIN opens nothing here.
  await typePin(page, pin)
  await page.getByText('密码不对，还可以试 9 次。').waitFor()
  await typePin(page, '739105')
  await page.getByRole('heading', { name: '清单', level: 1 }).waitFor()
  await page.close()
})

it('says what needs attention, why, and what can be done', async () => {
  const page = await open()
  await page.getByRole('button', { name: /志\*\*\*/ }).click()
  await typePin(page, '739105')
  // A volunteer, and somebody else's task: kept by the server, for the office to decide.
  await page.getByRole('radio', { name: '全部' }).check()
  await page.getByRole('link', { name: '下一户' }).click()
  await close(page, '从未到过')
  await page.getByText('1 条需处理').waitFor()
  await page.getByRole('link', { name: /条需处理/ }).click()
  await page.getByText('这项任务已分配给别人').waitFor()
  await expectNoViolations(page)
  await page.getByRole('button', { name: '知道了' }).click()
  await page.getByText('没有等待上传的记录').waitFor()
  await page.close()
})

it('is drawn for gloves, sun and night: every page, both languages, phone and desk', async () => {
  const page = await open()
  await page.getByRole('button', { name: /网\*\*\*/ }).click()
  const look = async (name: string) => {
    for (const language of ['zh', 'en']) {
      for (const theme of ['light', 'dark']) {
        for (const size of [sizes.phone, sizes.desk]) {
          await page.setViewportSize(size)
          await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
          // Colours take a moment to change.
          await page.waitForTimeout(200)
          await expectNoViolations(page)
          expect(await overflows(page), `${name} ${language} ${size.width}`).toBe(false)
          expect(await smallTargets(page), `${name} ${language}`).toEqual([])
        }
      }
      // Elderly mode: larger by a quarter, and still nothing is cut off.
      await page.setViewportSize(sizes.phone)
      await page.evaluate(`document.documentElement.dataset.size = 'large'`)
      expect(await overflows(page), `${name} ${language} large`).toBe(false)
      await page.evaluate(`document.documentElement.dataset.size = 'normal'`)
      if (language === 'en') break
      await page.evaluate(`localStorage.setItem('qianxian.language', '"en"')`)
      await page.reload()
      if (name !== 'lock') {
        await page.getByRole('button', { name: /网\*\*\*/ }).click()
        await typePin(page)
        await page.locator('.frame').waitFor()
        await page.waitForTimeout(300)
      }
    }
    await page.evaluate(`localStorage.setItem('qianxian.language', '"zh"')`)
  }
  await page.reload()
  await look('lock')
  for (const path of ['', `task/${world.tasks[2]!.id}`, 'find', 'waiting', 'phone', 'hand-over']) {
    await page.goto(`${program.server.address}/field/${path}`)
    await page.getByRole('button', { name: /网\*\*\*/ }).click()
    await typePin(page)
    await page.locator('.frame').waitFor()
    await page.waitForTimeout(300)
    await look(path)
  }
  await page.close()
  expect(problems).toEqual([])
})
