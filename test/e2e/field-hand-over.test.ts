import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
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
import { blankPicture, cameraFlags, scaledPicture, writeVideo } from './video.ts'

interface Phone {
  browser: MortalBrowser
  page: Page
  account: Id
  video: string
}

let program: Program
let world: FieldWorld
let giver: Phone
let taker: Phone
/** The card that the giver has settled. */
let done: string
const problems: string[] = []

beforeAll(async () => {
  program = await startProgram('field_hand_over')
  world = await makeFieldWorld(program.server.context)
  giver = await makePhone('甲工作员', 'giver', 6)
  taker = await makePhone('乙志愿者', 'taker', 0)
})

afterAll(async () => {
  await giver?.browser.kill()
  await taker?.browser.kill()
  await program?.end()
})

async function makePhone(name: string, folder: string, tasks: number): Promise<Phone> {
  const { context, address } = program.server
  const { account, code } = await makeWorker(context, world, { name, role: 'volunteer', tasks })
  const video = join(program.folder, `${folder}.y4m`)
  writeVideo(video, [blankPicture()])
  const browser = await launchMortal(join(program.folder, folder), cameraFlags(video))
  browser.context.setDefaultTimeout(20_000)
  const page = await openField(browser.context, address)
  page.on('pageerror', (error) => problems.push(error.message))
  await enrolPhone(page, address, code)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  return { browser, page, account, video }
}

async function attempt(page: Page, note: string): Promise<void> {
  await page.getByRole('radio', { name: '电话' }).check()
  await page.getByRole('radio', { name: '无人接听' }).check()
  await page.getByLabel('备注').fill(note)
  await page.getByRole('button', { name: '只记联系情况' }).click()
  await page.getByLabel('备注').waitFor({ state: 'detached' })
}

async function close(page: Page): Promise<void> {
  await page.getByRole('radio', { name: '上门' }).check()
  await page.getByRole('radio', { name: '已联系上' }).check()
  await page.getByRole('radio', { name: '在辖区，无需措施' }).check()
  await page.getByRole('button', { name: '记录结果' }).click()
  await page.getByText('核查结果：在辖区，无需措施').waitFor()
}

async function openHandOver(page: Page, choice: string): Promise<void> {
  await page.getByRole('link', { name: '更多' }).click()
  await page.getByRole('link', { name: '与同事的手机交接' }).click()
  await page.getByRole('button', { name: choice }).click()
}

/** What stands on a phone's screen as the other's camera sees it, as soon as it is drawn. */
async function seen(page: Page, canvas: string) {
  await page.waitForFunction(`(() => {
    const canvas = document.querySelector('${canvas}')
    const [, , , alpha] = canvas.getContext('2d').getImageData(0, 0, 1, 1).data
    return alpha === 255
  })()`)
  // A dot a module: the corner's pattern is seven of them wide, and begins four from the edge.
  const rows = (await page.evaluate(`(() => {
    const canvas = document.querySelector('${canvas}')
    const { width } = canvas
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, width)
    const isDark = (x, y) => data[4 * (y * width + x)] < 128
    let edge = 0
    while (!isDark(edge, edge)) edge++
    const scale = edge / 4
    const modules = width / scale
    return Array.from({ length: modules }, (_, y) =>
      Array.from({ length: modules }, (_, x) => isDark((x + 0.5) * scale | 0, (y + 0.5) * scale | 0) ? '1' : '0').join(''))
  })()`)) as string[]
  return scaledPicture(rows.length, (x, y) => rows[y]![x] === '1')
}

it('goes from one phone to another by codes, without any network', async () => {
  await program.stop()
  for (const { page } of [giver, taker]) {
    await page.reload()
    await unlockPhone(page)
  }
  await giver.page.getByRole('link', { name: '下一户' }).click()
  await attempt(giver.page, '交接前一')
  await close(giver.page)
  done = new URL(giver.page.url()).pathname
  await giver.page.getByText('2 条待传').waitFor()

  await openHandOver(taker.page, '我来接班')
  await taker.page.getByRole('img', { name: '我的接班码' }).waitFor()
  await expectNoViolations(taker.page)
  writeVideo(giver.video, [await seen(taker.page, '.hand-over-code')])
  await openHandOver(giver.page, '我要下班，交出去')
  await giver.page.getByText('2 条未上传的记录，5 项手上的任务').waitFor()
  await giver.page.getByRole('button', { name: '扫同事的码' }).click()
  await giver.page.getByText('手上的任务已转给乙***').waitFor()
  await expectNoViolations(giver.page)
  expect(await overflows(giver.page)).toBe(false)
  expect(await smallTargets(giver.page)).toEqual([])
  await giver.page.getByRole('button', { name: /显示二维码/ }).click()

  // Filmed frame by frame as they come; every fourth is missed, and the film begins in the middle.
  const film = []
  let last = ''
  for (let n = 0; n < 28; n++) {
    await until(async () => {
      const frame = await giver.page.locator('.hand-over-codes canvas').getAttribute('data-frame')
      const fresh = frame !== last
      last = frame!
      return fresh
    }, 'the next code')
    if (n % 4 !== 3) film.push(await seen(giver.page, '.hand-over-codes canvas'))
  }
  writeVideo(taker.video, film, 5)
  await taker.page.getByRole('button', { name: '扫同事的一串码' }).click()
  await taker.page.getByText(/已收到 \d+ \/ \d+/).waitFor()
  await taker.page.getByText('已接收甲***的 7 条记录').waitFor({ timeout: 60_000 })
  await taker.page.getByText('代传 7 条').waitFor()
})

it('shows who takes over whose doors are left, and which are done', async () => {
  const { page } = taker
  await page.getByRole('link', { name: '去看清单' }).click()
  await page.getByRole('radio', { name: '我的' }).check()
  await page.locator('.field-sum').getByText('5 待核查').waitFor()
  await page.goto(`${program.server.address}${done}`)
  await unlockPhone(page)
  await page.getByText('核查结果：在辖区，无需措施').waitFor()
  // The taker goes on at the next door, still without network, as a volunteer who may only do what is theirs.
  await page.getByRole('link', { name: '清单' }).click()
  await page.getByRole('radio', { name: '我的' }).check()
  await page.getByRole('link', { name: '下一户' }).click()
  await close(page)
  await page.getByRole('link', { name: /条待传/ }).click()
  await page.getByText(/甲\*\*\*：还有 7 条记录/).waitFor()
})

it('changes nothing when it is done twice, by a file the second time', async () => {
  const [download] = await Promise.all([
    giver.page.waitForEvent('download'),
    giver.page
      .getByRole('button', { name: '返回' })
      .click()
      .then(() => giver.page.getByRole('button', { name: '存成加密文件' }).click()),
  ])
  const path = join(program.folder, 'hand-over.json')
  await download.saveAs(path)
  await openHandOver(taker.page, '我来接班')
  const [chooser] = await Promise.all([
    taker.page.waitForEvent('filechooser'),
    taker.page.getByRole('button', { name: '打开文件' }).click(),
  ])
  await chooser.setFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"format":"other"}') })
  await taker.page.getByText('这不是交接文件').waitFor()
  const [again] = await Promise.all([
    taker.page.waitForEvent('filechooser'),
    taker.page.getByRole('button', { name: '打开文件' }).click(),
  ])
  await again.setFiles(path)
  await taker.page.getByText('早已在这部手机上').waitFor()
  await taker.page.getByText('代传 7 条').waitFor()
})

it('sends the colleague’s records before one’s own, so that the server takes both; the giver’s phone then changes nothing', async () => {
  const { context } = await program.start().then(() => program.server)
  await taker.page.reload()
  await unlockPhone(taker.page)
  await taker.page.getByText('全部已上传').waitFor({ timeout: 30_000 })
  const closes = await storedActs(context, 'task.close')
  expect(closes.map(({ account, held }) => ({ account, held }))).toEqual([
    { account: giver.account, held: null },
    { account: taker.account, held: null },
  ])
  const passes = await storedActs(context, 'task.pass')
  expect(passes.length).toBe(5)
  expect(passes.every(({ account, held }) => account === giver.account && held === null)).toBe(true)
  const rows = await context.db<{ status: string }[]>`select status from tasks where assignee_id = ${taker.account}`
  expect(rows.map(({ status }) => status).sort()).toEqual(['done', 'open', 'open', 'open', 'open'])
  await taker.page.getByRole('link', { name: '待传', exact: true }).click()
  await taker.page.getByText(/甲\*\*\*：7 条记录、0 张照片已在 .* 交给社区/).waitFor()
  await giver.page.reload()
  await unlockPhone(giver.page)
  await giver.page.getByText('全部已上传').waitFor()
  const [{ n }] =
    (await context.db`select count(*)::integer as n from acts where account_id = ${giver.account}`) as unknown as [
      { n: number },
    ]
  expect(n).toBe(7)
  expect(problems).toEqual([])
})
