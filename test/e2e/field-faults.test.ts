import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import {
  type FieldWorld,
  enrolPhone,
  makeFieldWorld,
  makeWorker,
  newCode,
  openField,
  pin,
  storedActs,
  typePin,
  unlockPhone,
  until,
} from './field-world.ts'
import { type MortalBrowser, launchMortal } from './mortal.ts'
import { type Program, startProgram } from './program.ts'

// Long on purpose: one program, one phone and one profile go through all of it in turn; a second file would start them anew.

let program: Program
let browser: MortalBrowser | undefined
let world: FieldWorld
let account: Id
let page: Page
/** Of the web apps: one test brings a new version of them. */
const web = mkdtempSync(join(tmpdir(), 'qianxian-web-'))

beforeAll(async () => {
  cpSync('dist/web', web, { recursive: true })
  program = await startProgram('field_faults', web)
  world = await makeFieldWorld(program.server.context)
  const worker = await makeWorker(program.server.context, world, { name: '网格员甲', role: 'grid_worker' })
  account = worker.account
  await open()
  await enrolPhone(page, program.server.address, worker.code)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
})

afterAll(async () => {
  await browser?.kill()
  await program?.end()
  rmSync(web, { recursive: true, force: true })
})

let server: 'on' | 'off' = 'on'

/** A test that failed half-way must not make the next one stumble. */
async function setServer(wanted: 'on' | 'off'): Promise<void> {
  if (wanted !== server) await (wanted === 'on' ? program.start() : program.stop())
  server = wanted
}

const profile = () => join(program.folder, 'profile')

async function open(path?: string): Promise<void> {
  browser ??= await launchMortal(profile())
  browser.context.setDefaultTimeout(15_000)
  page = await openField(browser.context, program.server.address, path)
}

async function kill(): Promise<void> {
  await browser!.kill()
  browser = undefined
}

async function reopen(path?: string, digits = pin): Promise<void> {
  await kill()
  await open(path)
  await unlockPhone(page, digits)
}

const cardOf = (n: number) => `/field/task/${world.tasks[n]!.id}`

async function attempt(tab: Page, note: string): Promise<void> {
  await fillIn(tab, note)
  // The questions begin anew when the act is safe on the disk.
  await tab.getByLabel('备注').waitFor({ state: 'detached' })
}

async function fillIn(tab: Page, note: string): Promise<void> {
  await tab.getByRole('radio', { name: '电话' }).dispatchEvent('click')
  await tab.getByRole('radio', { name: '无人接听' }).dispatchEvent('click')
  await tab.getByLabel('备注').fill(note)
  await tab.getByRole('button', { name: '只记联系情况' }).dispatchEvent('click')
}

async function expectStored(said: readonly string[], atMostMore = 0): Promise<void> {
  const { context } = program.server
  const read = async () => (await storedActs(context, 'task.attempt')).map(({ payload }) => String(payload.note))
  await until(async () => said.every((note) => read().then((all) => all.includes(note))), 'all notes arrive').catch(
    () => {},
  )
  await until(async () => {
    const all = await read()
    return said.every((note) => all.includes(note))
  }, 'all notes arrive')
  const mine = await read()
  expect(new Set(mine).size).toBe(mine.length)
  const acts = (await storedActs(context, 'task.attempt')).filter((act) => act.account === account)
  const seqs = acts.map(({ device, seq }) => `${device} ${seq}`)
  expect(new Set(seqs).size).toBe(seqs.length)
  expect(acts.length).toBeLessThanOrEqual(allSaid.length + atMostMore)
}

/** Every note that was confirmed, in all tests. */
const allSaid: string[] = []
const say = (note: string) => {
  allSaid.push(note)
  return note
}

it('keeps every confirmed act and doubles none when the browser is killed while it writes', async () => {
  await setServer('off')
  for (const round of [1, 2, 3]) {
    await reopen(cardOf(round))
    const writing = (async () => {
      for (let n = 1; ; n++) {
        await attempt(page, `追加${round}-${n}`)
        say(`追加${round}-${n}`)
      }
    })().catch(() => {})
    await until(
      () => allSaid.filter((note) => note.startsWith(`追加${round}-`)).length >= 3 + round,
      'acts are written',
    )
    await kill()
    await writing
    await open()
    await unlockPhone(page)
  }
  await setServer('on')
  await page.goto(`${program.server.address}/field/waiting`)
  await unlockPhone(page)
  await expectStored(allSaid, 3)
})

it('takes acts from two tabs at the same moments, numbers them once, and shows each what the other did', async () => {
  const second = await openField(browser!.context, program.server.address, cardOf(7))
  second.setDefaultTimeout(15_000)
  await unlockPhone(second)
  await page.goto(`${program.server.address}${cardOf(6)}`)
  await unlockPhone(page)
  const both = [page, second].map(async (tab, t) => {
    for (let n = 1; n <= 6; n++) await attempt(tab, say(`两页${t}-${n}`))
  })
  await Promise.all(both)
  await expectStored(allSaid, 3)
  for (const tab of [page, second]) await tab.getByText('全部已上传').waitFor()
  await second.close()
})

it('opens with exactly one of two PINs, whenever it is killed while the PIN changes', async () => {
  const other = '730264'
  let now = pin
  for (const wait of [0, 40, 120, 250, 400, 700]) {
    await page.goto(`${program.server.address}/field/phone`)
    await unlockPhone(page, now)
    await page.getByRole('button', { name: '更换密码' }).click()
    const next = now === pin ? other : pin
    await typePin(page, now)
    await page.getByText('设置 6 位数字密码').waitFor()
    await typePin(page, next)
    await page.getByText('再输一次').waitFor()
    await typePin(page, next)
    await page.waitForTimeout(wait)
    await kill()
    await open()
    const opens = async (digits: string) => {
      await typePin(page, digits)
      const opened = page.locator('.frame')
      await opened.or(page.getByText('密码不对')).first().waitFor()
      return opened.isVisible()
    }
    const old = await opens(now)
    if (!old) expect(await opens(next)).toBe(true)
    now = old ? now : next
  }
  if (now !== pin) {
    await page.goto(`${program.server.address}/field/phone`)
    await unlockPhone(page, now)
    await page.getByRole('button', { name: '更换密码' }).click()
    for (const [title, digits] of [
      ['现在的密码', now],
      ['设置 6 位数字密码', pin],
      ['再输一次', pin],
    ] as const) {
      await page.getByText(title).first().waitFor()
      await typePin(page, digits)
    }
    await page.getByText('密码已更换。').waitFor()
  }
  // Nothing of the store was lost on the way.
  await page.goto(`${program.server.address}${cardOf(0)}`)
  await unlockPhone(page)
  await page.getByRole('heading', { name: world.tasks[0]!.name, level: 1 }).waitFor()
})

it('notices one flipped bit of the copy, fetches it anew, also when killed in the middle, and keeps the acts', async () => {
  await setServer('off')
  await page.reload()
  await unlockPhone(page)
  await attempt(page, say('坏字节之前'))
  await flipByte()
  await page.reload()
  await unlockPhone(page)
  // No network: the copy is gone, the act is not.
  await page.getByText('手机上的资料损坏').waitFor()
  await page.getByText('1 条待传').waitFor()
  await setServer('on')
  for (const wait of [0, 60, 150, 300]) {
    await reopen('/field/')
    await flipByte().catch(() => {})
    await page.reload()
    await unlockPhone(page).catch(() => {})
    await page.waitForTimeout(wait)
    await kill()
    await open('/field/')
    await unlockPhone(page)
    await page.getByRole('link', { name: '下一户' }).waitFor()
  }
  await expectStored(allSaid, 3)
})

/** Changes one bit in the middle of the sealed snapshot. */
function flipByte(): Promise<unknown> {
  return page.evaluate(`new Promise((done, fail) => {
    const opening = indexedDB.open('qianxian-field')
    opening.onerror = () => fail(opening.error)
    opening.onsuccess = () => {
      const db = opening.result
      const store = db.transaction('blobs', 'readwrite').objectStore('blobs')
      store.openCursor().onsuccess = (event) => {
        const at = event.target.result
        if (!at) { db.close(); return done(true) }
        if (String(at.key[1]).startsWith('snapshot')) {
          at.value[Math.floor(at.value.length / 2)] ^= 4
          at.update(at.value)
        }
        at.continue()
      }
    }
  })`)
}

it('says in words when the phone is full, saves nothing by halves, and goes on when there is room', async () => {
  await page.goto(`${program.server.address}${cardOf(8)}`)
  await unlockPhone(page)
  const session = await browser!.context.newCDPSession(page)
  const origin = program.server.address
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
  // Chromium believes what it knew of the room for some seconds more.
  const full = page.getByText('手机空间不足，这条记录没有保存')
  for (let n = 1; !(await full.isVisible()); n++) {
    expect(n).toBeLessThan(120)
    const note = `将满${n}`
    await fillIn(page, note)
    const field = page.getByLabel('备注')
    await until(async () => !(await field.isVisible()) || full.isVisible(), 'saved or not')
    if (await full.isVisible()) break
    say(note)
    await page.waitForTimeout(500)
  }
  // What was typed is still there, and goes with the next press once there is room.
  await session.send('Storage.overrideQuotaForOrigin', { origin })
  const refused = await page.getByLabel('备注').inputValue()
  const kept = page.getByRole('button', { name: '只记联系情况' })
  for (let n = 1; await page.getByLabel('备注').isVisible(); n++) {
    expect(n).toBeLessThan(120)
    await kept.dispatchEvent('click')
    await page.waitForTimeout(500)
  }
  await expectStored([...allSaid, say(refused)], 3)
})

it('starts without network after a new version came, and when it was killed while the new one was coming', async () => {
  const sw = join(web, 'field', 'sw.js')
  const before = readFileSync(sw, 'utf8')
  const version = /`([0-9a-f]{12})`/.exec(before)![1]!
  for (const [n, wait] of [0, 30, 120, 400].entries()) {
    const next = before.replaceAll(version, `abcdef00000${n}`)
    for (const ending of ['.br', '.gz']) rmSync(`${sw}${ending}`, { force: true })
    writeFileSync(sw, next)
    await page.evaluate('navigator.serviceWorker.getRegistration("/field/").then(r => void r.update())')
    await page.waitForTimeout(wait)
    await kill()
    await setServer('off')
    await open()
    await unlockPhone(page)
    await page.getByRole('link', { name: '下一户' }).waitFor()
    await setServer('on')
  }
  // At the lock, with nobody at work, the version that is ready takes over.
  await page.evaluate('navigator.serviceWorker.getRegistration("/field/").then(r => r.update()).then(() => true)')
  await until(
    async () => ((await page.evaluate('caches.keys()')) as string[]).includes('qianxian-field-abcdef000003'),
    'the new shell is there',
  )
  await page.reload()
  await until(async () => {
    const names = (await page.evaluate('caches.keys()').catch(() => [])) as string[]
    return names.length === 1 && names[0] === 'qianxian-field-abcdef000003'
  }, 'the new version takes over')
  await unlockPhone(page)
})

it('can be told by the server to remove its worker, and goes on without one', async () => {
  process.env.QIANXIAN_FIELD_WORKER = 'off'
  try {
    // The worker that goes opens the page anew: whatever is asked in that moment is asked again.
    const left = (what: string) => page.evaluate(`${what}.then(({ length }) => length)`).catch(() => -1)
    await page.evaluate('window.openedBefore = true')
    await page.evaluate('navigator.serviceWorker.getRegistration("/field/").then(r => void r.update())')
    await until(() => page.evaluate<boolean>('!window.openedBefore').catch(() => false), 'the page is opened anew')
    await until(async () => (await left('navigator.serviceWorker.getRegistrations()')) === 0, 'the worker is gone')
    await until(async () => (await left('caches.keys()')) === 0, 'what it kept is gone')
    await unlockPhone(page)
  } finally {
    delete process.env.QIANXIAN_FIELD_WORKER
  }
  await page.reload()
  await unlockPhone(page)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
})

it('lets the office import the file of a phone without network; the same acts from the phone itself change nothing', async () => {
  await setServer('off')
  await page.goto(`${program.server.address}${cardOf(9)}`)
  await unlockPhone(page)
  await attempt(page, say('导出一'))
  await attempt(page, say('导出二'))
  await page.getByRole('link', { name: '待传', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出为加密文件' }).click(),
  ])
  const path = join(program.folder, 'export.json')
  await download.saveAs(path)
  const text = readFileSync(path, 'utf8')
  expect(text).not.toContain('导出')
  await setServer('on')
  const file = JSON.parse(text) as { device: string; sealed: string[] }
  expect(file.sealed.length).toBe(2)
  const { context, address } = program.server
  const { openSession } = await import('#server/auth/sessions.ts')
  const body = JSON.stringify({ device: file.device, sealed: file.sealed })
  const handIn = async (by: string) => {
    const { token } = await openSession(context, by, { label: 'office' })
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    return fetch(`${address}/v1/sealed-acts`, { method: 'POST', headers, body })
  }
  // Nobody but the office brings in what others did.
  expect((await handIn(account)).status).toBe(403)
  const office = await createAccount(context, { name: '办公室', login: null, password: null })
  await grantRole(context, { account: office, role: 'office', area: world.community })
  expect(await (await handIn(office)).json()).toEqual({ taken: 2, sent: 2 })
  await page.reload()
  await unlockPhone(page)
  await page.getByText('没有等待上传的记录').waitFor()
  await expectStored(allSaid, 3)
})

it('is shredded when the office ends the role in mid-shift; what waited is still handed in; no word is left on the disk', async () => {
  const { context } = program.server
  const marker = '碎片标记ZQXV'
  await setServer('off')
  await page.goto(`${program.server.address}${cardOf(10)}`)
  await unlockPhone(page)
  await attempt(page, say(marker))
  const names = world.tasks.slice(0, 5).map(({ name }) => name)
  // Even before: sealed is sealed.
  expect(grep(profile(), [marker, ...names])).toEqual([])
  await setServer('on')
  await program.server.context.db`update roles set revoked_at = now() where account_id = ${account}`
  await program.server.context.db`update sessions set revoked_at = now() where account_id = ${account}`
  await page.reload()
  await typePin(page)
  await page.getByText('社区已收回这个岗位').waitFor()
  await expectStored(allSaid, 3)
  await page.waitForTimeout(500)
  await browser!.close()
  browser = undefined
  expect(grep(profile(), [marker, ...names])).toEqual([])
  await open()
  await page.getByRole('heading', { name: '开始上岗' }).waitFor()
  await context.db`update roles set revoked_at = null where account_id = ${account}`.catch(() => {})
})

it('loses nothing of what waits when somebody begins anew on the same phone, with another PIN', async () => {
  const { context, address } = program.server
  await context.db`update roles set revoked_at = null where account_id = ${account}`
  await enrolPhone(page, address, await newCode(context, account))
  await setServer('off')
  await page.goto(`${address}${cardOf(11)}`)
  await unlockPhone(page)
  await attempt(page, say('上一班留下的'))
  // Switched off; then the office gives the same person a new code.
  await page.reload()
  await page.locator('.pin-keys').waitFor()
  await setServer('on')
  await enrolPhone(page, address, await newCode(program.server.context, account), '951357')
  await expectStored(allSaid, 3)
  await page.getByText('全部已上传').waitFor()
})

it('is shredded by the tenth wrong PIN, with longer and longer pauses, and by the end of the shift', async () => {
  const { context, address } = program.server
  await context.db`update roles set revoked_at = null where account_id = ${account}`
  await enrolPhone(page, address, await newCode(context, account))
  await setServer('off')
  await page.goto(`${address}${cardOf(12)}`)
  await unlockPhone(page)
  await attempt(page, say('销毁之前'))
  await page.clock.install()
  await page.goto(`${address}/field/`)
  for (let n = 1; n <= 9; n++) {
    await typePin(page, '999000')
    await page.getByText(n < 5 ? `还可以试 ${10 - n} 次` : /请在 \d\d:\d\d 之后再试/).waitFor()
    if (n >= 5) {
      // Trying at once is not even looked at.
      await page.clock.fastForward(31_000 * 2 ** (n - 5))
    }
    await until(async () => !(await page.locator('.pin-key[disabled]').first().isVisible()), 'the PIN was looked at')
  }
  await typePin(page, '999000')
  // The last tries are made to cost time, and more of it on a busy machine.
  await page.getByText('资料已销毁，还有 1 条待上传').waitFor({ timeout: 60_000 })
  // Nobody could open the store any more; what it had to send arrives all the same.
  await setServer('on')
  await page.evaluate(`dispatchEvent(new Event('online'))`)
  await page.getByRole('button', { name: '上传 1 条' }).click()
  await page.getByRole('heading', { name: '开始上岗' }).waitFor()
  await expectStored(allSaid, 3)

  await enrolPhone(page, address, await newCode(program.server.context, account))
  await page.clock.fastForward(9 * 3_600_000)
  await page.getByRole('heading', { name: '开始上岗' }).waitFor()
  await page.getByText('这一班已经结束').waitFor()
})

/** Every file below a folder that has one of the texts in it, as UTF-8 or UTF-16. */
function grep(folder: string, texts: readonly string[]): string[] {
  const wanted = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')])
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false
    const bytes = readFileSync(path)
    return wanted.some((text) => bytes.includes(text))
  })
}
