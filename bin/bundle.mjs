// The program as plain JavaScript. Reading TypeScript through tsx takes a second at each start, and code that it has
// read is a fifth slower; the bundle is made in half a second, when sources have changed. Where it cannot be made, tsx
// does it all the same.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { root } from './install.mjs'

const self = fileURLToPath(import.meta.url)
const folder = join(root, 'dist', 'program')
const sources = ['bin', 'cli', 'bench', 'linkage', 'kernel', 'slices', 'test', 'package-lock.json']

/** What runs on its own, by the name it is looked for with: commands, threads and benches. */
function findEntries() {
  const benches = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  return {
    'main.js': 'cli/main.ts',
    'link.js': 'cli/link/main.ts',
    'worker.mjs': 'linkage/node/worker.ts',
    'jobs-thread.mjs': 'slices/jobs-thread.ts',
    'xls-worker.mjs': 'kernel/server/files/xls-worker.mjs',
    ...Object.fromEntries(benches.map((file) => [`bench-${file.slice(0, -3)}.js`, `bench/${file}`])),
  }
}

/** The URL of a part of the bundle, made anew if need be; undefined where it cannot be made. */
export function bundled(entry) {
  const made = join(folder, stampOf(sources))
  if (!existsSync(made)) {
    // In a process of its own: what makes the bundle takes 200 MB, and a server runs for weeks.
    const built = spawnSync(process.execPath, [self, made], {
      stdio: ['ignore', 2, process.env.QIANXIAN_DEBUG ? 2 : 'ignore'],
    })
    if (built.status !== 0) return undefined
  }
  process.setSourceMapsEnabled(true)
  return pathToFileURL(join(made, entry)).href
}

/** Built aside and put in place at once: another run may be waiting for the same. */
async function build(made) {
  const { build } = await import('vite')
  const aside = `${made}.${process.pid}`
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: ['commander'] },
    build: {
      ssr: true,
      outDir: aside,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: findEntries(),
        output: { entryFileNames: '[name]', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  removeOld()
  try {
    renameSync(aside, made)
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    if (!existsSync(made)) throw error
  }
}

/** Bundles of a week ago and more: nobody is running them any longer. */
function removeOld() {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > 7 * 86_400_000) rmSync(path, { recursive: true, force: true })
  }
}

function stampOf(paths) {
  const hash = createHash('sha256')
  for (const file of paths.filter((path) => existsSync(join(root, path))).flatMap(filesBelow)) {
    const { mtimeMs, size } = statSync(file)
    hash.update(`${file} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

function filesBelow(name) {
  const path = join(root, name)
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?[jt]s$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

if (process.argv[1] === self) await build(process.argv[2])
