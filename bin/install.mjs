// What a fresh machine lacks: checked at every start, done once. Plain JavaScript on Node's own modules only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Ends the program with a sentence when Node is too old to run it. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Qianxian needs Node.js 20.19 or newer; this is ${process.versions.node}. Get it from nodejs.org.`)
  console.error(`千线需要 Node.js 20.19 以上,本机为 ${process.versions.node},请先升级。`)
  process.exit(1)
}

/** Installs dependencies when the lock file has changed since the last time; `dev` adds what only tests need. */
export function ensureInstalled({ dev }) {
  requireNode()
  process.chdir(root)
  // A linked folder belongs to another checkout (git worktrees share one): its owner installs.
  if (lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()) return
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
  const stamp = join('node_modules', '.qianxian-installed')
  const have = existsSync(stamp) ? readFileSync(stamp, 'utf8').split(' ') : []
  if (have[0] === lock && (have[1] === 'dev' || !dev)) return
  console.log('Installing dependencies … 正在安装依赖')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(dev ? ['--include=dev'] : ['--omit=dev'])]
  const done = spawnSync(npm, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (done.status !== 0) {
    console.error('npm could not install the dependencies: check the network, then run the same command again.')
    process.exit(1)
  }
  mkdirSync('node_modules', { recursive: true })
  linkOwnCommand()
  writeFileSync(stamp, `${lock} ${dev ? 'dev' : 'run'}`)
}

/** npm links the commands of dependencies, not the project's own: this makes `npx qianxian` work in a clone. */
function linkOwnCommand() {
  const folder = join('node_modules', '.bin')
  mkdirSync(folder, { recursive: true })
  if (process.platform === 'win32') {
    writeFileSync(join(folder, 'qianxian.cmd'), '@node "%~dp0\\..\\..\\bin\\qianxian.mjs" %*\r\n')
    return
  }
  rmSync(join(folder, 'qianxian'), { force: true })
  symlinkSync(join('..', '..', 'bin', 'qianxian.mjs'), join(folder, 'qianxian'))
}

/** Runs one step in the foreground; the first that fails ends the program with its status. */
export function run(title, command, args) {
  console.log(`\n— ${title}`)
  const done = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (done.status !== 0) process.exit(done.status ?? 1)
}
