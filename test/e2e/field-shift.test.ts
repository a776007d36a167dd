import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
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

const hour = 3_600_000
const hours = 8
const actsAnHour = 250

let program: Program
let world: FieldWorld
let account: Id
let browser: MortalBrowser
let page: Page
let colleague: { browser: MortalBrowser; page: Page }

beforeAll(async () => {
  program = await startProgram('field_shift')
  world = await makeFieldWorld(program.server.context)
  const worker = await makeWorker(program.server.context, world, { name: '网格员甲', role: 'grid_worker', hours: 2 })
  account = worker.account
  // The shift began eight hours ago, and so does the phone's clock: it ends now.
  await program.server.context.db`
    update roles set from_at = now() - interval '9 hours' where account_id = ${account}`
  await open(Date.now() - hours * hour)
  await enrolPhone(page, program.server.address, worker.code)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  colleague = await makeColleague()
})

async function makeColleague(): Promise<typeof colleague> {
  const { context, address } = program.server
  const { code } = await makeWorker(context, world, { name: '乙志愿者', role: 'volunteer', tasks: 0 })
  const other = await launchMortal(join(program.folder, 'colleague'))
  other.context.setDefaultTimeout(20_000)
  const tab = await openField(other.context, address)
  await enrolPhone(tab, address, code)
  await tab.evaluate('navigator.serviceWorker.ready.then(() => true)')
  return { browser: other, page: tab }
}

afterAll(async () => {
  await browser?.kill()
  await colleague?.browser.kill()
  await program?.end()
})

async function open(time: number): Promise<void> {
  browser = await launchMortal(join(program.folder, 'profile'))
  browser.context.setDefaultTimeout(20_000)
  page = await openField(browser.context, program.server.address)
  await page.clock.install({ time })
  await page.goto(`${program.server.address}/field/`)
}

/**
 * What a very quick thumb does, in the page: `n` calls without an answer, at door after door. Each is an act that was
 * on the disk before the next began: the questions begin anew only then.
 */
function work(n: number, from: number): Promise<unknown> {
  const tasks = world.tasks.map(({ id }) => id)
  return page.evaluate(`(async () => {
    const wait = (find) => new Promise((done) => {
      const look = () => { const found = find(); if (found) { watch.disconnect(); done(found) } return found }
      const watch = new MutationObserver(look)
      watch.observe(document, { subtree: true, childList: true, attributes: true })
      look()
    })
    const radio = (name, value) => document.querySelector('input[name=' + name + '][value=' + value + ']')
    const go = (href) => { const a = document.createElement('a'); a.href = href; document.body.append(a); a.click(); a.remove() }
    const tasks = ${JSON.stringify(tasks)}
    for (let n = ${from}; n < ${from + n}; n++) {
      if (n % 10 === 0) {
        go('/field/task/' + tasks[(n / 10) % tasks.length])
        await wait(() => location.pathname.endsWith(tasks[(n / 10) % tasks.length]) && radio('method', 'call') && !radio('method', 'call').checked)
      }
      radio('method', 'call').click()
      ;(await wait(() => radio('contact', 'no_answer'))).click()
      const button = await wait(() => [...document.querySelectorAll('.field-questions button')].find((one) => one.textContent.includes('只记联系情况')))
      button.click()
      await wait(() => !radio('contact', 'no_answer')?.checked)
    }
  })()`)
}

/** The whole shift as a file on a colleague's phone, also without network. */
async function handOverByFile(): Promise<string> {
  await page.goto(`${program.server.address}/field/hand-over`)
  await unlockPhone(page)
  await page.getByRole('button', { name: '我要下班，交出去' }).click()
  await page.getByRole('button', { name: '只交记录，不交任务' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '存成加密文件' }).click({ timeout: 60_000 }),
  ])
  const path = join(program.folder, 'shift.json')
  await download.saveAs(path)
  return path
}

async function takeOver(tab: Page, path: string): Promise<number> {
  await tab.goto(`${program.server.address}/field/hand-over`)
  await unlockPhone(tab)
  await tab.getByRole('button', { name: '我来接班' }).click()
  const [chooser] = await Promise.all([
    tab.waitForEvent('filechooser'),
    tab.getByRole('button', { name: '打开文件' }).click(),
  ])
  const started = performance.now()
  await chooser.setFiles(path)
  await tab.getByText(/2000 条记录、0 张照片/).waitFor({ timeout: 60_000 })
  return (performance.now() - started) / 1000
}

it('lives through eight hours and 2,000 acts without network, switched off and on each hour, and sends them all once', async () => {
  await program.stop()
  let time = Date.now() - hours * hour
  for (let n = 0; n < hours; n++) {
    time = Date.now() - (hours - n) * hour
    if (n % 4 === 3) {
      // The battery: everything at once, nothing flushed.
      await browser.kill()
      await open(time)
    } else {
      await page.clock.setFixedTime(time)
      await page.goto(`${program.server.address}/field/`)
    }
    await unlockPhone(page)
    await work(actsAnHour, n * actsAnHour)
    await page.getByText(`${(n + 1) * actsAnHour} 条待传`).waitFor()
  }
  await page.clock.setFixedTime(Date.now())
  const path = await handOverByFile()
  const took = await takeOver(colleague.page, path)
  process.stdout.write(`2,000 acts taken over as a file of ${statSync(path).size / 1e6} MB in ${took.toFixed(1)} s\n`)
  // Twice changes nothing.
  await takeOver(colleague.page, path)
  await program.start()
  await page.goto(`${program.server.address}/field/waiting`)
  await unlockPhone(page)
  const { context } = program.server
  const started = performance.now()
  await until(
    async () => {
      const [{ n }] = (await context.db`
      select count(*)::integer as n from acts where kind = 'task.attempt'`) as unknown as [{ n: number }]
      return n >= hours * actsAnHour
    },
    'all acts arrive',
    120,
  )
  process.stdout.write(`2,000 acts sent in ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
  await page.getByText('没有等待上传的记录').waitFor({ timeout: 60_000 })
  const acts = await storedActs(context, 'task.attempt')
  expect(acts.length).toBe(hours * actsAnHour)
  expect(acts.filter(({ held }) => held !== null)).toEqual([])
  expect(acts.every((act) => act.account === account)).toBe(true)
  const seqs = acts.map(({ seq }) => seq).sort((a, b) => a - b)
  expect(seqs).toEqual(Array.from(seqs, (_, n) => seqs[0]! + n))
  const at = acts.map((act) => Date.parse(act.at)).sort((a, b) => a - b)
  expect(at.at(-1)! - at[0]!).toBeGreaterThan((hours - 1.1) * hour)
  // Whoever was first: both had all of them to send, and each is there once.
  await colleague.page.reload()
  await unlockPhone(colleague.page)
  await colleague.page.getByText('全部已上传').waitFor({ timeout: 60_000 })
  expect((await storedActs(context, 'task.attempt')).length).toBe(hours * actsAnHour)
  const [{ n }] = (await context.db`select sum(attempts)::integer as n from tasks`) as unknown as [{ n: number }]
  expect(n).toBe(hours * actsAnHour)
}, 900_000)
