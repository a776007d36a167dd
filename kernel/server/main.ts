import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { type TaskList, runMigrations } from 'graphile-worker'
import { localDay } from '#shared/clock.ts'
import { type Context, idMaker } from './context.ts'
import { type Db, isDatabaseAway, openDb } from './db.ts'
import { createApi } from './http/app.ts'
import type { Route } from './http/route.ts'
import { webFile } from './http/web-files.ts'
import { createCampaign, fingerprintOf, loadKeys, readMasterKey } from './keys.ts'
import { type Recurring, announcing, runJobs, startJobsThread } from './jobs.ts'
import { migrate } from './migrate.ts'
import { type Say, freePort, guardPostgres, startPostgres } from './postgres.ts'
import { openLive } from './sync/live.ts'
import { openWriter } from './sync/writer.ts'

export interface Settings {
  /** Everything that must survive lives here: the database, the master key. */
  dataFolder: string
  databaseUrl: string | undefined
  masterKey: string | undefined
  zone: string
  host: string
  port: number
  webFolder: string
}

/** Settings from the environment, each with a default that works on a laptop. */
export function readSettings(environment: NodeJS.ProcessEnv, root: string): Settings {
  const port = Number(environment.PORT ?? 4321)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`PORT must be a number, not "${environment.PORT}".`)
  const zone = environment.QIANXIAN_ZONE ?? 'Asia/Shanghai'
  // Throws for a zone that does not exist: better now than at the first deadline.
  localDay(0, zone)
  return {
    dataFolder: environment.QIANXIAN_DATA ?? join(root, '.data'),
    databaseUrl: environment.DATABASE_URL,
    masterKey: environment.QIANXIAN_MASTER_KEY,
    zone,
    host: environment.HOST ?? '127.0.0.1',
    port,
    webFolder: join(root, 'dist', 'web'),
  }
}

/** A database that is starting, or just being started again, is waited for; one that is not there at all, not for ever. */
async function untilAnswered(db: Db, seconds = 30): Promise<void> {
  const start = performance.now()
  for (;;) {
    try {
      await db`select 1`
      return
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() - start > seconds * 1000) throw error
    }
    await new Promise((done) => setTimeout(done, 300))
  }
}

async function startGuarded(folder: string, say: Say): Promise<{ url: string; stop: () => void }> {
  const running = await startPostgres(folder, say)
  const unguard = guardPostgres(folder, running, say)
  return {
    url: running.url,
    stop: () => {
      unguard()
      running.stop()
    },
  }
}

export interface Opened {
  context: Context
  /** Fingerprint of the master key. */
  key: string
  databaseUrl: string
  close: () => Promise<void>
}

/** Opens the database (starting the embedded one where no server is given), brings it up to date, and reads the keys. */
export async function openContext(settings: Settings, say: Say = () => {}): Promise<Opened> {
  const postgres = settings.databaseUrl
    ? { url: settings.databaseUrl, stop: () => {} }
    : await startGuarded(join(settings.dataFolder, 'postgres'), say)
  const db = openDb(postgres.url, { connections: 16 })
  await untilAnswered(db)
  const ran = await migrate(db)
  if (ran.length) say(`Database brought up to date: ${ran.join(', ')}`)
  await runMigrations({ connectionString: postgres.url })
  const master = readMasterKey(join(settings.dataFolder, 'master.key'), settings.masterKey)
  const clock = Date.now
  const newId = idMaker(clock)
  const campaigns = await ensureCampaigns(db, master, newId)
  const keys = await loadKeys(db, master)
  return {
    context: { db, keys, clock, zone: settings.zone, newId, campaigns },
    key: fingerprintOf(master),
    databaseUrl: postgres.url,
    close: async () => {
      await db.end({ timeout: 5 })
      postgres.stop()
    },
  }
}

/** The register's own retention unit, and the outbreak that new lists belong to: both there from the first start. */
async function ensureCampaigns(db: Db, master: Buffer, newId: () => string): Promise<Context['campaigns']> {
  return db.tx(async (db) => {
    await db`select pg_advisory_xact_lock(20220714)`
    const find = async (kind: 'register' | 'outbreak', name: string) => {
      const [row] = await db<{ id: string }[]>`
        select id from campaigns where kind = ${kind} and wrapped_key is not null order by opened_at desc limit 1`
      if (row) return row.id
      const id = newId()
      await createCampaign(db, master, { id, kind, name })
      return id
    }
    return { register: await find('register', '住户底册'), outbreak: await find('outbreak', '专项行动') }
  })
}

export interface RunningServer extends Opened {
  address: string
}

/** To standard error, a line of JSON each. */
export function report(line: Record<string, unknown>): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`)
}

/** What the slices give the server: routes to answer and jobs to work on. */
export interface Program {
  routes: Route[]
  jobs: (context: Context) => TaskList
  recurring?: readonly Recurring[]
  /** A module that works on the same jobs in a thread of its own; without it they share this one. */
  thread?: URL
}

/** One for each transaction that the writer has under way, and some to look up who is pushing. */
const urgentConnections = 6

/** Serves API and web app on one port. */
export async function startServer(settings: Settings, program: Program, say: Say): Promise<RunningServer> {
  const { routes, jobs, recurring, thread } = program
  const opened = await openContext(settings, say)
  const live = await openLive(opened.context.db)
  const worker = thread
    ? startJobsThread(thread, { ...settings, databaseUrl: opened.databaseUrl })
    : await runJobs(opened.databaseUrl, announcing(opened.context.db, live, jobs(opened.context)), recurring)
  const urgentDb = openDb(opened.databaseUrl, { connections: urgentConnections, name: 'qianxian urgent' })
  const writer = openWriter({ ...opened.context, db: urgentDb }, live)
  const app = new Hono()
  app.use(secureHeaders({ contentSecurityPolicy: policy, strictTransportSecurity: false }))
  app.get('/healthz', async (http) => {
    await opened.context.db`select 1`
    return http.json({ ok: true })
  })
  app.route('/', createApi({ ...opened.context, urgentDb, live, writer, report }, routes))
  app.get('*', (http) =>
    webFile(settings.webFolder, http.req.path, {
      accepts: http.req.header('accept-encoding') ?? '',
      fieldWorker: process.env.QIANXIAN_FIELD_WORKER !== 'off',
    }),
  )
  const port = settings.port || (await freePort())
  const server = await listen(app, settings.host, port)
  const shown = settings.host === '0.0.0.0' || settings.host === '::' ? 'localhost' : settings.host
  return {
    ...opened,
    address: `http://${shown}:${server.port}`,
    close: async () => {
      await new Promise<void>((done) => server.close(() => done()))
      await worker.stop()
      await live.close()
      await urgentDb.end({ timeout: 5 })
      await opened.close()
    },
  }
}

/** The wished port, or the next free one where somebody else listens there. */
async function listen(
  app: Hono,
  host: string,
  port: number,
): Promise<{ port: number; close: (done: () => void) => void }> {
  return new Promise((done, fail) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (info) =>
      done({
        port: info.port,
        close: (closed) => {
          server.close(closed as () => void)
          // Live streams never end by themselves.
          if ('closeAllConnections' in server) server.closeAllConnections()
        },
      }),
    )
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return fail(error)
      freePort().then((other) => listen(app, host, other).then(done, fail), fail)
    })
  })
}

/** Nothing from elsewhere, nothing inline: a stolen list is worth more than a widget. */
const policy = {
  defaultSrc: ["'self'"],
  // The phone's code reader is WebAssembly of our own; script from text stays forbidden.
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
}
