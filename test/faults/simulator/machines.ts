import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#server/root.ts'
import { type Opened, openContext } from '#server/main.ts'
import { quietPort, startPostgres } from '#server/postgres.ts'
import { openDb } from '#server/db.ts'
import { sleep } from './line.ts'

const program = join(root, 'bin', 'qianxian.mjs')

/** Real server processes on one embedded PostgreSQL, each of which can be killed and comes back. */
export interface Machines {
  opened: Opened
  ports: number[]
  killServer: (n: number) => Promise<void>
  /** The servers notice, and start it again. Resolves when it answers. */
  killPostgres: () => Promise<void>
  end: () => Promise<void>
}

/** In `folder`, whose database is emptied first. */
export async function startMachines(folder: string, servers: number, say: (line: string) => void): Promise<Machines> {
  await emptyDatabase(folder)
  const opened = await openContext({
    dataFolder: folder,
    databaseUrl: undefined,
    masterKey: undefined,
    zone: 'Asia/Shanghai',
    host: '127.0.0.1',
    port: 0,
    webFolder: folder,
  })
  const ports = await Promise.all(Array.from({ length: servers }, quietPort))
  const running = new Map<number, ChildProcess>()
  let ending = false
  const start = (n: number) => {
    const { child, ready } = startServer(folder, ports[n]!, say)
    running.set(n, child)
    return ready
  }
  const killServer = async (n: number) => {
    const dying = running.get(n)!
    await killed(dying)
    if (!ending) await start(n)
  }
  const end = async () => {
    if (ending) return
    ending = true
    await Promise.all([...running.values()].map(killed))
    await opened.close()
  }
  await Promise.all(ports.map((_, n) => start(n))).catch(async (error: unknown) => {
    await end()
    throw error
  })
  return {
    opened,
    ports,
    killServer,
    killPostgres: async () => {
      const file = readFileSync(await pidFile(folder), 'utf8')
      process.kill(Number(file.split('\n')[0]), 'SIGKILL')
      await answersAgain(opened)
    },
    end,
  }
}

/** A cluster may lie elsewhere than in its folder, where PostgreSQL's user may not enter that. */
async function pidFile(folder: string): Promise<string> {
  const { url } = await startPostgres(join(folder, 'postgres'))
  const db = openDb(url, { connections: 1 })
  const [row] = await db<{ place: string }[]>`select current_setting('data_directory') as place`
  await db.end()
  return join(row!.place, 'postmaster.pid')
}

async function emptyDatabase(folder: string): Promise<void> {
  const { url } = await startPostgres(join(folder, 'postgres'))
  const db = openDb(url, { connections: 1 })
  await db.unsafe('drop schema if exists graphile_worker cascade; drop schema public cascade; create schema public')
  await db.end()
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((done) => child.once('exit', done))
  child.kill('SIGKILL')
  await gone
}

async function answersAgain({ context }: Opened): Promise<void> {
  const start = performance.now()
  for (;;) {
    await sleep(200)
    const answers = await context.db`select 1`.then(
      () => true,
      () => false,
    )
    // It lives on for a moment after its head was cut off.
    if (answers && performance.now() - start > 1000) return
    if (performance.now() - start > 60_000) throw new Error('PostgreSQL did not come back')
  }
}

function startServer(
  folder: string,
  port: number,
  say: (line: string) => void,
): { child: ChildProcess; ready: Promise<void> } {
  const environment = { ...process.env, QIANXIAN_DATA: folder, PORT: String(port), HOST: '127.0.0.1' }
  delete (environment as { DATABASE_URL?: string }).DATABASE_URL
  const child = spawn(process.execPath, [program, 'serve'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ready = new Promise<void>((done, fail) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes(`:${port}`)) done()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      say(text.trim())
    })
    child.once('exit', (code, signal) => {
      // Killed again while it was starting: the next one is on its way.
      if (signal === 'SIGKILL') return done()
      say(`a server ended by itself (${code ?? signal}): ${said.slice(-2000)}`)
      fail(new Error(`the server ended (${code}): ${said}`))
    })
  })
  return { child, ready }
}
