import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { startServer } from '#server/main.ts'
import { getSnapshot } from '#server/sync/snapshot.ts'
import { recordActs } from '#server/sync/record.ts'
import { createAccount, createInvitation, grantRole } from '#slices/accounts/server.ts'
import { jobs, routes } from '#slices/server.ts'
import { assignTask, findTask } from '#slices/worklist/acts.ts'
import { type MortalBrowser, launchMortal } from '#test/e2e/mortal.ts'
import buildWeb from '#test/setup/web.ts'
import { type Bench, type BenchContext, figure } from './runner/bench.ts'
import { slowDown } from './runner/slow.ts'

const day = '2022-03-23'
/** About 60,000 residents; and 15,000, as most communities have. */
const households = { large: 15_580, usual: 3_895 }
const share = 1 / 6
const pin = '284605'
const rounds = 5

/** What a worker waits for on a cheap phone: all threads of Chromium at a sixth of this machine. */
export const bench: Bench = {
  name: 'phone',
  about: 'the field app in Chromium at 1/6 of the processors: first use, cold start, search, act, heap, bytes',
  run: async (bench) => {
    bench.say('Building the apps, making 75,000 residents …')
    buildWeb()
    const opened = await bench.openDatabase()
    const { context } = opened
    const community = await install(context, '320105090001', households.large)
    const usual = await install(context, '320106090001', households.usual)
    const account = await makeWorker(context, community)
    const whole = { whole: true, grids: [] }
    const [small, large] = [await getSnapshot(context, usual, whole), await getSnapshot(context, community, whole)]
    const server = await startServer(
      {
        dataFolder: bench.makeFolder(),
        databaseUrl: opened.environment.DATABASE_URL,
        masterKey: opened.environment.QIANXIAN_MASTER_KEY,
        zone: 'Asia/Shanghai',
        host: '127.0.0.1',
        port: 0,
        webFolder: join(process.cwd(), 'dist', 'web'),
      },
      { routes, jobs },
      () => {},
    )
    bench.onEnd(server.close)
    const firsts: number[] = []
    const colds: number[] = []
    let rest: Rest | undefined
    for (let round = 0; round < rounds; round++) {
      const profile = bench.makeFolder()
      const code = await createInvitation(context, { kind: 'enrol', account, by: null, hours: 1 })
      firsts.push(await slowly(bench, profile, (browser) => firstUse(browser, server.address, code)))
      colds.push(await slowly(bench, profile, (browser) => coldStart(browser, server.address)))
      if (round === rounds - 1) rest = await slowly(bench, profile, (browser) => work(browser, server.address))
    }
    return [
      figure({
        what: 'first use, to the first answer',
        value: median(firsts),
        unit: 'ms',
        bar: { op: '<=', value: 3000 },
      }),
      figure({
        what: 'cold start offline, to the first answer',
        value: median(colds),
        unit: 'ms',
        bar: { op: '<=', value: 2000 },
      }),
      figure({ what: 'search among 60,000, p95', value: rest!.search, unit: 'ms', bar: { op: '<=', value: 20 } }),
      figure({ what: 'act to paint, p95', value: rest!.act, unit: 'ms', bar: { op: '<=', value: 100 } }),
      figure({ what: 'hand-over of 40 acts, to the first code', value: rest!.packed, unit: 'ms' }),
      figure({ what: 'hand-over of 40 acts and tasks, all codes shown', value: rest!.codes, unit: 's' }),
      figure({ what: 'heap with 60,000', value: rest!.heap, unit: 'MB', bar: { op: '<=', value: 40 } }),
      figure({
        what: '15,000 residents on the wire',
        value: small.packed.length / 1000,
        unit: 'KB',
        bar: { op: '<=', value: 300 },
      }),
      figure({ what: '60,000 residents on the wire', value: large.packed.length / 1000, unit: 'KB' }),
      figure({ what: 'field bundle, gzip', value: packed('start') / 1000, unit: 'KB', bar: { op: '<=', value: 90 } }),
      figure({ what: 'parts read when wanted (photos, hand-over), gzip', value: packed('parts') / 1000, unit: 'KB' }),
      figure({ what: 'scanner, gzip', value: packed('scanner') / 1000, unit: 'KB' }),
    ]
  },
}

async function install(context: Context, code: string, households: number): Promise<Id> {
  const { id } = await installDemo(context, makeCommunity({ seed: 3, day, households, code, name: code }))
  return id
}

/** A worker with four hundred tasks. */
async function makeWorker(context: Context, community: Id): Promise<Id> {
  const account = await createAccount(context, { name: '测速员', login: null, password: null })
  await grantRole(context, { account, role: 'grid_worker', area: community })
  const residents = await context.db<{ id: Id }[]>`
    select id from residents where community_id = ${community} order by place_key limit 400`
  const about = { community, device: context.newId(), v: 1, occurred: new Date(context.clock()).toISOString() }
  const acts = residents.flatMap(({ id: resident }, n): Act[] => {
    const subject = context.newId()
    const payload = { resident, reason: '自排', due: null, urgency: 2 }
    return [
      { ...about, id: context.newId(), kind: findTask.kind, subject, seq: 2 * n, payload },
      { ...about, id: context.newId(), kind: assignTask.kind, subject, seq: 2 * n + 1, payload: { worker: account } },
    ]
  })
  await recordActs(context, [{ who: null, acts, deviceNow: context.clock() }])
  return account
}

/** A browser of its own, slowed down from the moment that it is there. */
async function slowly<T>(
  bench: BenchContext,
  profile: string,
  work: (browser: MortalBrowser) => Promise<T>,
): Promise<T> {
  const browser = await launchMortal(profile)
  const slowed = slowDown(browser.pid, share)
  // What is measured is the app, not the browser's own coming up.
  await new Promise((done) => setTimeout(done, 3000))
  bench.say(slowed.how)
  browser.context.setDefaultTimeout(60_000)
  try {
    return await work(browser)
  } finally {
    await browser.close()
    slowed.end()
  }
}

/** Runs in the page: what a very fast thumb does, so that only the app's own time is counted. */
const thumb = `
  // Told by the page of every change: asking again and again would use up the little processor there is.
  const wait = (find) => new Promise((done) => {
    const look = () => { const found = find(); if (found) { watch.disconnect(); done(found) } return found }
    const watch = new MutationObserver(look)
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    look()
  })
  const pause = (ms) => new Promise((done) => setTimeout(done, ms))
  const type = (pin) => { for (const key of pin) dispatchEvent(new KeyboardEvent('keydown', { key })) }
  const button = (words) => [...document.querySelectorAll('button')].find((one) => one.textContent.includes(words))
  const search = async (text) => {
    document.querySelector('a[href="/field/find"]').click()
    const field = await wait(() => document.querySelector('input[type=search]'))
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await wait(() => document.querySelector('.field-list a'))
  }
`

/** From the last digit of the new PIN to the first answer: enrol, fetch, unpack, seal, store, read, search. */
async function firstUse(browser: MortalBrowser, address: string, code: string): Promise<number> {
  const page = await openPage(browser, `${address}/field/#/enrol/${code}`)
  const took = await page.evaluate(`(async () => {
    ${thumb}
    await wait(() => document.querySelector('.pin-keys'))
    const title = document.querySelector('h1').textContent
    type('${pin}')
    await wait(() => document.querySelector('h1').textContent !== title)
    const start = performance.now()
    type('${pin}')
    await wait(() => button('开始工作'))
    button('开始工作').click()
    await wait(() => document.querySelector('.frame'))
    await search('zhang')
    return performance.now() - start
  })()`)
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  return took as number
}

/** From the opening of the page, offline and with everything on the disk, over the PIN, to the first answer. */
async function coldStart(browser: MortalBrowser, address: string): Promise<number> {
  const page = await browser.context.newPage()
  await page.context().setOffline(true)
  await page.addInitScript(`(async () => {
    ${thumb}
    await wait(() => document.querySelector('.pin-keys'))
    type('${pin}')
    await wait(() => document.querySelector('.frame'))
    await search('zhang')
    globalThis.coldStart = performance.now()
  })()`)
  await page.goto(`${address}/field/`)
  for (;;) {
    const took = (await page.evaluate('globalThis.coldStart')) as number | undefined
    if (took !== undefined) return took
    await page.waitForTimeout(250)
  }
}

interface Rest {
  search: number
  act: number
  heap: number
  /** Hand-over: ms until the first code stands, s that all of them take. */
  packed: number
  codes: number
}

async function work(browser: MortalBrowser, address: string): Promise<Rest> {
  const page = await openPage(browser, `${address}/field/`)
  await page.context().setOffline(true)
  await page.evaluate(`(async () => { ${thumb}
    await wait(() => document.querySelector('.pin-keys'))
    type('${pin}')
    await wait(() => document.querySelector('.frame'))
    await search('zhang')
  })()`)
  const searches = (await page.evaluate(`(async () => { ${thumb}
    performance.clearMeasures('search')
    const field = document.querySelector('input[type=search]')
    for (const text of ${JSON.stringify(typed)}) {
      for (let n = 1; n <= text.length; n++) {
        field.value = text.slice(0, n)
        field.dispatchEvent(new Event('input', { bubbles: true }))
        // A quick typist on a phone.
        await pause(200)
      }
    }
    return performance.getEntriesByName('search').map(({ duration }) => duration)
  })()`)) as number[]
  const acts = (await page.evaluate(`(async () => { ${thumb}
    const took = []
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    document.querySelector('a[href="/field/"]').click()
    await wait(() => document.querySelector('a.button-primary'))
    document.querySelector('a.button-primary').click()
    for (let n = 0; n < 40; n++) {
      await wait(() => document.querySelector('input[name=method][value=visit]'))
      document.querySelector('input[name=method][value=visit]').click()
      await wait(() => document.querySelector('input[name=contact][value=reached]'))
      document.querySelector('input[name=contact][value=reached]').click()
      await wait(() => document.querySelector('input[name=finding][value=here_no_measure]'))
      document.querySelector('input[name=finding][value=here_no_measure]').click()
      await pause(600)
      const start = performance.now()
      document.querySelector('button[type=submit].button-l').click()
      await wait(() => document.querySelector('.banner-done'))
      await painted()
      took.push(performance.now() - start)
      document.querySelector('a.button-primary').click()
      await wait(() => !document.querySelector('.banner-done'))
    }
    return took
  })()`)) as number[]
  return { search: p95(searches), act: p95(acts), heap: await heapOf(page), ...(await handOver(page)) }
}

/** The forty acts just done and their tasks as a sequence of codes: until the first stands, and how long they take to show. */
async function handOver(page: Page): Promise<Pick<Rest, 'packed' | 'codes'>> {
  return (await page.evaluate(`(async () => { ${thumb}
    document.querySelector('a[href="/field/phone"]').click()
    ;(await wait(() => document.querySelector('a[href="/field/hand-over"]'))).click()
    ;(await wait(() => button('我要下班，交出去'))).click()
    const only = await wait(() => button('只交记录，不交任务'))
    const start = performance.now()
    only.click()
    const show = await wait(() => button('显示二维码'))
    const codes = Number(/约 (\\d+) 秒/.exec(show.textContent)[1])
    show.click()
    await wait(() => document.querySelector('.hand-over-codes canvas')?.dataset.frame)
    return { packed: performance.now() - start, codes }
  })()`)) as Pick<Rest, 'packed' | 'codes'>
}

/** Names, pinyin, initials, tails and places, as people type them. */
const typed = [
  '张伟',
  '王',
  '李秀',
  'zhangwei',
  'wangf',
  'lx',
  'zww',
  'chenxiao',
  '1234',
  '002X',
  '501',
  '3-2-501',
  '1幢2单元3',
  'yang',
  'x',
]

async function openPage(browser: MortalBrowser, address: string): Promise<Page> {
  const page = await browser.context.newPage()
  await page.addInitScript(`localStorage.setItem('qianxian.language', '"zh"')`)
  await page.goto(address)
  return page
}

/** Everything that JavaScript holds after a collection, typed arrays too. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  const used = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number }
  return (used.usedSize + (used.backingStorageSize ?? 0)) / 1e6
}

/** Of the field app's files: what its page loads, what is read only when it is wanted, and what reads codes. */
function packed(which: 'start' | 'parts' | 'scanner'): number {
  const folder = join(process.cwd(), 'dist', 'web', 'field')
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const kindOf = (name: string) => {
    if (name === 'index.html' || page.includes(name)) return 'start'
    return /^(?:Scanner|scan-worker|zxing)/.test(name) ? 'scanner' : 'parts'
  }
  const files = ['index.html', ...readdirSync(join(folder, 'assets'))]
  return files
    .filter((name) => /\.(?:html|js|css|wasm)$/.test(name) && kindOf(name) === which)
    .map((name) => readFileSync(join(folder, name === 'index.html' ? name : join('assets', name))))
    .reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function p95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)]!
}
