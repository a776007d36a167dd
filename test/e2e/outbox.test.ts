import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
import { factOfRow, type ActRow } from '#server/sync/log.ts'
import { recordActs } from '#server/sync/record.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { createFirstCommunity } from '#slices/areas/server.ts'
import { anyId } from '#test/database.ts'
import { type MortalBrowser, launchMortal } from './mortal.ts'
import { type Program, startProgram } from './program.ts'

const password = 'correct horse battery'
let program: Program
let browser: MortalBrowser | undefined
let tasks: Id[]
let community: Id

beforeAll(async () => {
  program = await startProgram('outbox')
  const { context } = program.server
  community = await createFirstCommunity(context, { code: '320105003012', name: '测试社区' })
  const account = await createAccount(context, { name: '测试网格员', login: 'worker', password })
  await grantRole(context, { account, role: 'office', area: community })
  tasks = [await addTask('测试甲'), await addTask('测试乙')]
})

afterAll(async () => {
  await browser?.kill()
  await program?.end()
})

it('loses no act and doubles none: two tabs at once, no server, and the browser killed with acts waiting', async () => {
  const [first, second] = tasks as [Id, Id]
  const said: string[] = []

  // Both tabs write at the same moments; the one outbox numbers their acts.
  await open()
  let tabs = [await openCard(first), await openCard(second)] as const
  await Promise.all(tabs.map((tab, n) => attempts(tab, `同时${n}`, 5, said)))
  await expectAllSent(tabs[0])
  expect((await stored()).map(({ note }) => note).sort()).toEqual([...said].sort())

  // The network goes. Work goes on in both tabs; then the battery is pulled.
  await program.stop()
  await Promise.all(tabs.map((tab, n) => attempts(tab, `断网${n}`, 6, said)))
  expect(await countWaiting(tabs[1])).toBe(12)
  await kill()

  // Killed once more as soon as it has come up, before or while the acts go out.
  await program.start()
  await open()
  await browser!.context.newPage().then((page) => page.goto(program.server.address, { waitUntil: 'commit' }))
  await kill()

  await open()
  tabs = [await openCard(first), await openCard(second)] as const
  await Promise.all(tabs.map((tab, n) => attempts(tab, `恢复${n}`, 3, said)))
  await expectAllSent(tabs[1])
  await expectEachOnce(said)
})

it('doubles nothing when the browser dies in the middle of sending', async () => {
  const before = (await stored()).map(({ note }) => note)
  const said: string[] = []
  for (const round of [1, 2, 3]) {
    if (!browser) await open()
    const tabs = [await openCard(tasks[0]!), await openCard(tasks[1]!)] as const
    const working = tabs.map((tab, n) => attempts(tab, `第${round}轮${n}`, 50, said).catch(() => {}))
    await until(() => said.length >= round * 5)
    await kill()
    await Promise.all(working)
  }
  await open()
  await expectAllSent(await openCard(tasks[0]!))
  const notes = (await stored()).map(({ note }) => note).filter((note) => !before.includes(note))
  // What was promised is there. The one being written when the light went out may be, too, but once.
  expect(notes).toEqual(expect.arrayContaining(said))
  expect(new Set(notes).size).toBe(notes.length)
  expect(notes.length).toBeLessThanOrEqual(said.length + 6)
})

it('keeps what waits for its own account when a killed browser has forgotten who was signed in', async () => {
  const said: string[] = []
  const before = (await stored()).map(({ note }) => note)
  const tab = await openCard(tasks[0]!)
  await program.stop()
  await attempts(tab, '忘记', 4, said)
  await browser!.context.clearCookies()
  await tab.evaluate('localStorage.clear()')
  await kill()
  await program.start()
  await open()
  await expectAllSent(await openCard(tasks[0]!))
  await expectEachOnce([...before, ...said])
})

async function open(): Promise<void> {
  browser = await launchMortal(join(program.folder, 'profile'))
  const page = await browser.context.newPage()
  await page.goto(program.server.address)
  await page.evaluate(`localStorage.setItem('qianxian.language', JSON.stringify('zh'))`)
  await page.reload()
  const login = page.getByLabel('账号')
  await login.or(page.getByRole('navigation').first()).first().waitFor()
  if (await login.isVisible()) {
    await login.fill('worker')
    await page.getByLabel('密码', { exact: true }).fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await login.waitFor({ state: 'detached' })
  }
  await page.close()
}

async function kill(): Promise<void> {
  await browser!.kill()
  browser = undefined
}

async function openCard(task: Id): Promise<Page> {
  const page = await browser!.context.newPage()
  await page.goto(`${program.server.address}/work/${task}`)
  await page.getByRole('radio', { name: '电话' }).check()
  await page.getByRole('radio', { name: '无人接听' }).check()
  return page
}

/** Notes down contacts one after another, as fast as the screen takes them; `said` gets those it has confirmed. */
async function attempts(page: Page, name: string, times: number, said: string[]): Promise<void> {
  const note = page.getByLabel('备注')
  for (let n = 1; n <= times; n++) {
    const words = `${name}-${n}`
    await note.fill(words)
    // Not `click`, which waits for a frame to be drawn: a tab behind another draws one a second.
    await page.getByRole('button', { name: '只记联系情况' }).dispatchEvent('click')
    // The field is emptied when the act is safe on disk.
    await until(async () => (await note.inputValue()) === '')
    said.push(words)
  }
}

function countWaiting(page: Page): Promise<number> {
  return page.evaluate(`new Promise((done, fail) => {
    const opening = indexedDB.open('qianxian')
    opening.onerror = () => fail(opening.error)
    opening.onsuccess = () => {
      const asked = opening.result.transaction('outbox').objectStore('outbox').count()
      asked.onsuccess = () => { opening.result.close(); done(asked.result) }
    }
  })`)
}

async function expectAllSent(page: Page): Promise<void> {
  await until(async () => (await countWaiting(page)) === 0)
  await page.getByRole('button', { name: '已上传' }).waitFor()
}

/** What the server has of the two tasks' contacts, in its own order. */
async function stored(): Promise<{ note: string; device: Id; seq: number }[]> {
  const { context } = program.server
  const rows = await context.db<ActRow[]>`
    select * from acts where kind = 'task.attempt' and subject_id = any(${tasks}) order by version`
  expect(rows.filter(({ held }) => held)).toEqual([])
  return rows
    .map((row) => factOfRow(context, row))
    .map(({ payload, device, seq }) => ({
      note: String(payload.note),
      device,
      seq,
    }))
}

async function expectEachOnce(said: string[]): Promise<void> {
  const acts = await stored()
  expect(acts.map(({ note }) => note).sort()).toEqual([...said].sort())
  expect(new Set(acts.map(({ device, seq }) => `${device} ${seq}`)).size).toBe(acts.length)
  const [counted] = await program.server.context.db<{ n: number }[]>`select sum(attempts)::int as n from tasks`
  expect(counted!.n).toBe(said.length)
}

async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000
  while (!(await is())) {
    if (Date.now() > end) throw new Error('waited a minute in vain')
    await new Promise((done) => setTimeout(done, 20))
  }
}

async function addTask(name: string): Promise<Id> {
  const [resident, task, device] = [anyId(), anyId(), anyId()]
  const about = { community, device, occurred: new Date().toISOString(), v: 1 }
  const person = { origin: 'list', name, phones: ['+8613900000001'] }
  const duty = { resident, reason: '自排', due: null, urgency: 2 }
  const { results } = await recordActs(program.server.context, [
    {
      who: null,
      deviceNow: Date.now(),
      acts: [
        { ...about, id: anyId(), kind: 'resident.add', subject: resident, seq: 0, payload: person },
        { ...about, id: anyId(), kind: 'task.find', subject: task, seq: 1, payload: duty },
      ],
    },
  ])
  expect(results[0]!.map(({ status }) => status)).toEqual(['ok', 'ok'])
  return task
}
