import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
import { findPhotoFault } from '#slices/worklist/server/jpeg.ts'
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
import { cameraFlags, noisePicture, writeVideo } from './video.ts'

let program: Program
let browser: MortalBrowser
let world: FieldWorld
let page: Page
const problems: string[] = []

beforeAll(async () => {
  program = await startProgram('field_photos')
  world = await makeFieldWorld(program.server.context)
  const video = join(program.folder, 'camera.y4m')
  writeVideo(video, [noisePicture()])
  browser = await launchMortal(join(program.folder, 'profile'), cameraFlags(video))
  browser.context.setDefaultTimeout(20_000)
  await browser.context.grantPermissions(['geolocation'], { origin: program.server.address })
  await browser.context.setGeolocation({ latitude: 32.0603, longitude: 118.7969, accuracy: 14 })
  page = await openField(browser.context, program.server.address)
  page.on('pageerror', (error) => problems.push(error.message))
  const { code } = await makeWorker(program.server.context, world, { name: '网格员甲', role: 'grid_worker' })
  await enrolPhone(page, program.server.address, code)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
})

afterAll(async () => {
  await browser?.kill()
  await program?.end()
})

/** The phone is switched off and on; then to the first door. */
async function restart(): Promise<void> {
  await page.goto(`${program.server.address}/field/`)
  await unlockPhone(page)
}

async function shoot(note: string, withPlace: boolean): Promise<void> {
  await page.getByRole('button', { name: '拍照' }).click()
  await page.getByRole('button', { name: '按下拍照' }).click()
  await page.getByRole('img', { name: '照片预览' }).waitFor()
  if (withPlace) {
    await page.getByRole('checkbox', { name: '同时记录拍摄位置' }).check()
    await page.getByText('已定位，误差约 14 米').waitFor()
  }
  await page.getByLabel('照片说明（可不填）').fill(note)
  await page.getByRole('button', { name: '保存照片' }).click()
  await page.getByText('照片已加密保存，最后上传。').waitFor()
}

const arrived = () => program.server.context.db<{ id: Id; size: number; sealed: Buffer }[]>`
  select id, size, sealed from photos order by received_at`

it('keeps a photo with its time and place, sealed, over switching off and on without network', async () => {
  await program.stop()
  await restart()
  await page.getByRole('link', { name: '下一户' }).click()
  await page.getByRole('button', { name: '拍照' }).waitFor()
  await page.getByRole('button', { name: '拍照' }).click()
  await page.getByRole('button', { name: '按下拍照' }).waitFor()
  await expectNoViolations(page)
  expect(await overflows(page)).toBe(false)
  expect(await smallTargets(page)).toEqual([])
  await page.getByRole('button', { name: '按下拍照' }).click()
  await page.getByRole('img', { name: '照片预览' }).waitFor()
  await expectNoViolations(page)
  await page.keyboard.press('Escape')
  await shoot('门口标记ZQP', true)
  await page.getByText('1 张照片待传').waitFor()
  await restart()
  await page.getByText('1 条待传').waitFor()
  await page.getByText('1 张照片待传').waitFor()
  await page.getByRole('link', { name: '下一户' }).click()
  await page.getByRole('img', { name: '照片预览' }).waitFor()
  // Neither the note nor any picture lies readable on the disk.
  expect(grep(join(program.folder, 'profile', 'Default', 'IndexedDB'), ['门口标记ZQP', 'JFIF'])).toEqual([])
})

it('sends it after the record, goes on where the line broke, and forgets it here', async () => {
  const parts: string[] = []
  let broken = false
  await page.route('**/parts?*', async (route) => {
    const { searchParams } = new URL(route.request().url())
    if (route.request().method() === 'POST') parts.push(searchParams.get('at')!)
    // The answer to the second part is lost on its way, once: the server has it, the phone does not know.
    if (searchParams.get('at') === '32768' && !broken) {
      broken = true
      await route.fetch()
      return route.abort('connectionreset')
    }
    return route.continue()
  })
  await program.start()
  await page.reload()
  await unlockPhone(page)
  await until(async () => broken, 'the line breaks')
  await page.evaluate(`dispatchEvent(new Event('online'))`)
  await until(async () => {
    if ((await arrived()).length === 1) return true
    await page.evaluate(`dispatchEvent(new Event('online'))`)
    return false
  }, 'the photo arrives')
  // No part that had arrived went twice.
  expect(new Set(parts).size).toBe(parts.length)
  expect(parts.length).toBeGreaterThan(2)
  await page.getByText('全部已上传').waitFor()
  const [act] = await storedActs(program.server.context, 'task.photo')
  expect(act).toMatchObject({
    held: null,
    payload: { note: '门口标记ZQP', position: { latitude: 32.0603, longitude: 118.7969, accuracy: 14 } },
  })
  const [photo] = await arrived()
  const picture = program.server.context.keys.openBytes(photo!.sealed)
  expect(findPhotoFault(picture)).toBeNull()
  expect(picture.length).toBe(photo!.size)
})

it('takes no place without being asked, and says so where it may not', async () => {
  await browser.context.clearPermissions()
  await restart()
  await page.getByRole('link', { name: '下一户' }).click()
  await page.getByRole('button', { name: '拍照' }).click()
  await page.getByRole('button', { name: '按下拍照' }).click()
  await page.evaluate(
    `navigator.geolocation.getCurrentPosition = (done, fail) => fail({ code: 1, PERMISSION_DENIED: 1 })`,
  )
  await page.getByRole('checkbox', { name: '同时记录拍摄位置' }).click()
  await page.getByText('没有读取位置的许可').waitFor()
  await page.getByRole('button', { name: '保存照片' }).click()
  await until(async () => (await arrived()).length === 2, 'the second photo arrives')
  const acts = await storedActs(program.server.context, 'task.photo')
  expect(acts[1]!.payload.position).toBeNull()
  expect(problems).toEqual([])
})

it('hands photos in after a phone was shredded', async () => {
  await program.stop()
  await restart()
  await page.getByRole('link', { name: '下一户' }).click()
  await shoot('', false)
  await page.getByText('1 张照片待传').waitFor()
  await page.getByRole('link', { name: '更多' }).click()
  await page.getByRole('button', { name: '下班并销毁资料' }).click()
  await page.getByRole('button', { name: '下班', exact: true }).click()
  await page.getByText('资料已销毁，还有 2 条待上传').waitFor()
  await program.start()
  await page.reload()
  await until(async () => (await arrived()).length === 3, 'the photo is handed in')
})

it('opens a store of before there were photos, and keeps what waits in it', async () => {
  const other = await launchMortal(join(program.folder, 'older'))
  const tab = await openField(other.context, program.server.address, '/field/early.js')
  await tab.evaluate(`new Promise((done, fail) => {
    const opening = indexedDB.open('qianxian-field', 1)
    opening.onupgradeneeded = () => {
      const db = opening.result
      db.createObjectStore('members', { keyPath: 'id' })
      for (const name of ['keys', 'blobs', 'log', 'seq']) db.createObjectStore(name)
      db.createObjectStore('outbox', { keyPath: ['device', 'seq'] }).createIndex('member', 'member')
      const { transaction } = opening
      const gone = { id: 'm', device: 'd', mask: '旧**', role: '', area: '', until: 0, seen: 0, lock: null }
      transaction.objectStore('members').put({ ...gone, failures: 0, nextTry: 0, handIn: null })
      const act = { device: 'd', seq: 1, member: 'm', occurred: '2022-03-23T10:00:00Z', own: null }
      transaction.objectStore('outbox').put({ ...act, forServer: new Uint8Array(200), held: null, sent: null })
    }
    opening.onerror = () => fail(opening.error)
    opening.onsuccess = () => { opening.result.close(); done(true) }
  })`)
  await tab.goto(`${program.server.address}/field/`)
  await tab.getByText('资料已销毁，还有 1 条待上传').waitFor()
  await other.kill()
})

/** Every file below a folder that has one of the texts in it. */
function grep(folder: string, texts: readonly string[]): string[] {
  const wanted = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')])
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false
    const bytes = readFileSync(path)
    return wanted.some((text) => bytes.includes(text))
  })
}
