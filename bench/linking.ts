import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '#server/root.ts'
import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import { makeLongList } from '#cli/demo/lists/evening.ts'
import { listRows, planSheets } from '#server/files/list.ts'
import { openTable } from '#server/files/open-table.ts'
import { freePort } from '#server/postgres.ts'
import { type Bench, type BenchContext, figure } from './runner/bench.ts'
import { type Signed, signIn } from './runner/server.ts'

const program = join(root, 'bin', 'qianxian.mjs')
const day = '2022-03-23'
/** About 15,000 residents: one community. */
const households = 3895
const rows = 4000
const lists = 4
/** Between two looks at a batch, and between two simple requests. */
const pollMs = 20

/** An evening's list through the office's own door: sent, read, linked, confirmed, on the worklist; and who else waits. */
export const bench: Bench = {
  name: 'linking',
  about: '4,000 rows against 15,000 residents, from upload to worklist over HTTP; a simple request meanwhile',
  run: async (bench) => {
    bench.say('Making the community and its lists …')
    const community = makeCommunity({ seed: 7, day, households })
    const folder = bench.makeFolder()
    const paths = Array.from({ length: lists }, (_, n) => {
      const path = join(folder, `${n}.xlsx`)
      writeFileSync(path, makeLongList(community, { seed: 100 + n, rows }).bytes)
      return path
    })
    const { context, environment } = await bench.openDatabase()
    const { id } = await installDemo(context, community)
    const signed = await signIn(context, id)
    const { address, cpuSeconds } = await serve(bench, environment)
    const idle = await pingWhile(address, signed, new Promise((done) => setTimeout(done, 2000)))
    const taken: number[] = []
    const cpu: number[] = []
    const meanwhile: number[] = []
    for (const [n, path] of paths.entries()) {
      bench.say(`List ${n + 1} of ${lists}: ${rows} rows against ${community.residents.length} residents …`)
      const start = performance.now()
      const before = cpuSeconds()
      const import_ = takeList(address, signed, id, path)
      const times = await pingWhile(address, signed, import_)
      await import_
      taken.push((performance.now() - start) / 1000)
      cpu.push(cpuSeconds() - before)
      // The first list also warms the program up; those who wait beside it are not fewer for that.
      meanwhile.push(...times)
    }
    const [first, ...others] = taken
    const ceiling = { what: 'the file only read', value: (await timeReading(paths[0]!)) / 1000 }
    const bar = { op: '<=' as const, value: 2 }
    return [
      figure({ what: 'first list after the start', value: first!, unit: 's', ceiling }),
      figure({
        what: 'a list, upload to worklist (median of 3)',
        value: quantile(others, 0.5),
        unit: 's',
        ceiling,
        bar,
      }),
      figure({ what: 'the same, processor time of the program', value: quantile(cpu.slice(1), 0.5), unit: 's' }),
      ...[0.5, 0.95, 1].map((share) =>
        figure({
          what: `a simple request meanwhile, ${share === 1 ? 'slowest' : `p${share * 100}`}`,
          value: quantile(meanwhile, share),
          unit: 'ms',
          ceiling: { what: 'the same, idle', value: quantile(idle, share) },
          ...(share === 0.95 ? { bar: { op: '<=' as const, value: 2, of: 'ratio' as const } } : {}),
        }),
      ),
    ]
  },
}

/** The program as it is started by an office, on a port of its own; stopped when the bench ends. */
async function serve({ onEnd }: BenchContext, environment: Record<string, string>) {
  const port = await freePort()
  const flags = (process.env.QIANXIAN_BENCH_FLAGS ?? '').split(' ').filter(Boolean)
  const child = spawn(process.execPath, [...flags, program, 'serve'], {
    env: { ...process.env, ...environment, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  onEnd(
    () =>
      new Promise<void>((done) => {
        child.once('close', () => done())
        child.kill()
      }),
  )
  const address = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    if (
      await fetch(`${address}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return { address, cpuSeconds: () => cpuSecondsOf(child.pid!) }
    await sleep(100)
  }
  throw new Error('the server did not start within 30 s')
}

async function takeList(address: string, { headers }: Signed, community: string, path: string): Promise<void> {
  const base = `${address}/v1/communities/${community}`
  const call = async (url: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(url, { ...init, headers: { ...headers, 'x-qianxian': '1', ...init.headers } })
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const query = new URLSearchParams({ source: '公安', name: 'list.xlsx' })
  const sent = (await call(`${base}/batches?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: await readFile(path),
  })) as { batch: string }
  const until = async (fits: (batch: { status: string; counts: { rows?: number }; progress: unknown }) => boolean) => {
    while (!fits((await call(`${base}/batches/${sent.batch}`)) as never)) await sleep(pollMs)
  }
  await until(({ counts, progress }) => counts.rows === rows && progress === null)
  await call(`${base}/batches/${sent.batch}/commit`, { method: 'POST', body: '{}' })
  await until(({ status }) => status === 'committed')
  const worklist = (await call(`${base}/tasks?limit=50`)) as { total: number }
  if (worklist.total === 0) throw new Error('nothing came to the worklist')
}

/** Milliseconds that a simple request takes, again and again, as long as `work` goes on. */
async function pingWhile(address: string, { headers }: Signed, work: Promise<unknown>): Promise<number[]> {
  const going = { on: true }
  const end = () => {
    going.on = false
  }
  work.then(end, end)
  const times: number[] = []
  while (going.on) {
    const start = performance.now()
    const answer = await fetch(`${address}/v1/me`, { headers })
    await answer.text()
    if (!answer.ok) throw new Error(`/v1/me: ${answer.status}`)
    times.push(performance.now() - start)
    await sleep(pollMs)
  }
  return times
}

/** Seconds of processor that a process has used, all threads; NaN where the system does not tell. */
function cpuSecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

/** Milliseconds to read the file from end to end and do nothing with it. */
async function timeReading(path: string): Promise<number> {
  const start = performance.now()
  const table = await openTable(path)
  for (const plan of await planSheets(table)) {
    if (!plan.header || plan.skip) continue
    for await (const _row of listRows(table, plan.sheet, plan.header));
  }
  await table.close()
  return performance.now() - start
}
