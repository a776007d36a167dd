import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectNoViolations, overflows, smallTargets } from './browser.ts'
import { type FieldWorld, enrolHere, makeFieldWorld, makeWorker, openField, unlockPhone, until } from './field-world.ts'
import { type MortalBrowser, launchMortal } from './mortal.ts'
import { type Program, startProgram } from './program.ts'
import { blankPicture, cameraFlags, code128Picture, qrPicture, writeVideo } from './video.ts'

let program: Program
let browser: MortalBrowser
let world: FieldWorld
let page: Page
let video: string
const problems: string[] = []

beforeAll(async () => {
  program = await startProgram('field_camera')
  world = await makeFieldWorld(program.server.context)
  video = join(program.folder, 'camera.y4m')
  writeVideo(video, [blankPicture()])
  browser = await launchMortal(join(program.folder, 'profile'), cameraFlags(video))
  browser.context.setDefaultTimeout(20_000)
  page = await openField(browser.context, program.server.address)
  page.on('pageerror', (error) => problems.push(error.message))
})

afterAll(async () => {
  await browser?.kill()
  await program?.end()
})

it('enrols by the code that the office shows, held before the camera', async () => {
  const { code } = await makeWorker(program.server.context, world, { name: '网格员甲', role: 'grid_worker' })
  const link = `${program.server.address}/field/#/enrol/${code}`
  // First a code that is none of ours: it says so and looks on.
  writeVideo(video, [
    ...Array.from({ length: 20 }, () => qrPicture('https://example.org/menu')),
    ...Array.from({ length: 20 }, () => qrPicture(link)),
  ])
  await page.getByRole('button', { name: '扫描登记二维码' }).click()
  await page.getByText('这不是登记码').waitFor()
  await enrolHere(page)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
})

it('reads papers and tubes without network, off the page’s thread', async () => {
  const { context } = program.server
  const [holder] = await context.db<{ name: string; document_sealed: Buffer }[]>`
    select name, document_sealed from residents where document_type = 'resident_id' and document_sealed is not null
    order by id limit 1`
  // The reader comes from the phone itself: nobody answers any more.
  await program.stop()
  await page.reload()
  await unlockPhone(page)
  await page.getByRole('link', { name: '查找' }).click()
  writeVideo(video, [qrPicture(`姓名:${holder!.name};证件:${context.keys.open(holder!.document_sealed)}`)])
  await page.getByRole('button', { name: '扫描' }).click()
  await page.getByText('找到 1 人').waitFor()
  await page.getByRole('link', { name: holder!.name }).waitFor()
  writeVideo(video, [code128Picture('T2203230017')])
  await page.getByRole('button', { name: '扫描' }).click()
  await until(async () => (await page.getByRole('searchbox').inputValue()) === 'T2203230017', 'the tube is read')
  await program.start()
})

it('is drawn for gloves while it looks, and says in words why there is no picture', async () => {
  writeVideo(video, [blankPicture()])
  await page.getByRole('button', { name: '扫描' }).click()
  await page.getByText('把码放进方框里').waitFor()
  await expectNoViolations(page)
  expect(await overflows(page)).toBe(false)
  expect(await smallTargets(page)).toEqual([])
  await page.getByRole('button', { name: '关闭相机' }).click()
  await page.evaluate(
    `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))`,
  )
  await page.getByRole('button', { name: '扫描' }).click()
  await page.getByText('没有使用相机的许可').waitFor()
  expect(problems).toEqual([])
})
