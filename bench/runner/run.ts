import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '#server/root.ts'
import { openDb } from '#server/db.ts'
import { openContext } from '#server/main.ts'
import { startPostgres } from '#server/postgres.ts'
import type { Bench, BenchContext, BenchDatabase, Figure } from './bench.ts'

const folder = join(root, 'bench')
const limitMinutes = 10

/** Every bench there is, by name. */
export function benchNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .sort()
}

export async function loadBench(name: string): Promise<Bench> {
  const isSource = import.meta.url.endsWith('.ts')
  const url = isSource ? pathToFileURL(join(folder, `${name}.ts`)) : new URL(`bench-${name}.js`, import.meta.url)
  const loaded = (await import(url.href)) as { bench: Bench }
  return loaded.bench
}

export interface Outcome {
  name: string
  about: string
  machine: { node: string; cpus: number; cpu: string; memoryGB: number }
  seconds: number
  ok: boolean
  figures: Figure[]
}

/** Runs one bench, with a limit of ten minutes; cleans up after it also when it fails or is interrupted. */
export async function runBench(bench: Bench, say: (line: string) => void): Promise<Outcome> {
  const cleaners: (() => void | Promise<void>)[] = []
  const context = openBenchContext(cleaners, say)
  const start = performance.now()
  const interruption = interrupted()
  try {
    const running = bench.run(context)
    // After an interruption it loses its database: that it then fails is not news.
    running.catch(() => {})
    const figures = await Promise.race([running, interruption.promise])
    const seconds = Math.round((performance.now() - start) / 100) / 10
    const ok = figures.length > 0 && figures.every((figure) => figure.ok)
    return { name: bench.name, about: bench.about, machine: describeMachine(), seconds, ok, figures }
  } finally {
    await cleanUp(cleaners, say)
    interruption.stop()
  }
}

function openBenchContext(cleaners: (() => void | Promise<void>)[], say: (line: string) => void): BenchContext {
  const onEnd = (clean: () => void | Promise<void>): void => void cleaners.push(clean)
  const makeFolder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'qianxian-bench-'))
    onEnd(() => rmSync(made, { recursive: true, force: true }))
    return made
  }
  return { onEnd, makeFolder, say, openDatabase: () => openDatabase(onEnd, makeFolder, say) }
}

/** A new database on the server of `DATABASE_URL`, or on an embedded one that is kept for benches (`.data/bench`). */
async function openDatabase(
  onEnd: BenchContext['onEnd'],
  makeFolder: BenchContext['makeFolder'],
  say: (line: string) => void,
): Promise<BenchDatabase> {
  const given = process.env.DATABASE_URL
  const server = given ? { url: given, stop: () => {} } : await startPostgres(join(folder, '..', '.data', 'bench'), say)
  onEnd(() => server.stop())
  const name = `qx_bench_${process.pid}_${randomBytes(3).toString('hex')}`
  const url = new URL(server.url)
  url.pathname = `/${name}`
  await asAdministrator(server.url, `create database ${name}`)
  onEnd(() => asAdministrator(server.url, `drop database if exists ${name} with (force)`))
  const dataFolder = makeFolder()
  const masterKey = randomBytes(32).toString('base64')
  const opened = await openContext({
    dataFolder,
    databaseUrl: url.href,
    masterKey,
    zone: 'Asia/Shanghai',
    host: '127.0.0.1',
    port: 0,
    webFolder: folder,
  })
  let open = true
  const close = async (): Promise<void> => {
    if (open) await opened.close()
    open = false
  }
  onEnd(close)
  const environment = { DATABASE_URL: url.href, QIANXIAN_MASTER_KEY: masterKey, QIANXIAN_DATA: dataFolder }
  return { ...opened, close, environment }
}

async function asAdministrator(url: string, statement: string): Promise<void> {
  const admin = openDb(url, { connections: 1 })
  await admin.unsafe(statement).finally(() => admin.end())
}

/** `promise` rejects at Ctrl-C, at a polite kill and at the time limit. */
function interrupted(): { promise: Promise<never>; stop: () => void } {
  const ended = new AbortController()
  const promise = new Promise<never>((_, reject) => {
    const onSignal = (): void => reject(new Error('Interrupted: cleaned up.'))
    const timer = setTimeout(() => reject(new Error(`Over its ${limitMinutes} minutes.`)), limitMinutes * 60_000)
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
    ended.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    })
  })
  return { promise, stop: () => ended.abort() }
}

async function cleanUp(cleaners: (() => void | Promise<void>)[], say: (line: string) => void): Promise<void> {
  for (const clean of cleaners.reverse()) {
    try {
      await clean()
    } catch (error) {
      say(`Could not clean up: ${String(error)}`)
    }
  }
}

function describeMachine(): Outcome['machine'] {
  const all = cpus()
  const memoryGB = Math.round(totalmem() / 2 ** 30)
  return { node: process.versions.node, cpus: all.length, cpu: all[0]?.model ?? '', memoryGB }
}
