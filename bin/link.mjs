// `qianxian link` alone, bundled to plain JavaScript: reading TypeScript through tsx would take longer than linking
// 100,000 rows. The bundle is made when sources have changed; where it cannot be, tsx does it all the same.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './install.mjs'

const folder = join(root, 'dist', 'link')
const sources = [
  'bin',
  'cli/link',
  'cli/commands',
  'linkage/src',
  'linkage/node',
  'kernel/server/files',
  'kernel/shared',
]
/** What runs on its own: the command, and the threads of the linkage library, by the name that its pool looks for. */
const entries = { 'link.js': 'cli/link/main.ts', 'worker.mjs': 'linkage/node/worker.ts' }

/** The bundle's entrance as a URL, made anew if need be; undefined where it cannot be made. */
export async function bundleLink() {
  const made = join(folder, stampOf(sources))
  if (!existsSync(made)) {
    try {
      await build(made)
    } catch (error) {
      if (process.env.QIANXIAN_DEBUG) console.error(error)
      return undefined
    }
  }
  return pathToFileURL(join(made, 'link.js')).href
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
      rollupOptions: { input: entries, output: { entryFileNames: '[name]', chunkFileNames: '[name]-[hash].js' } },
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

/** Bundles of an hour ago and more: nobody is running them any longer. */
function removeOld() {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > 3_600_000) rmSync(path, { recursive: true, force: true })
  }
}

function stampOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const entry of readdirSync(join(root, path), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue
      const file = join(entry.parentPath ?? entry.path, entry.name)
      const { mtimeMs, size } = statSync(file)
      hash.update(`${file} ${mtimeMs} ${size}\n`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}
