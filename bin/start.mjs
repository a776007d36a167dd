#!/usr/bin/env node
// `npm start`: installs what is missing, builds the web app when its sources have changed, and serves.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, run } from './install.mjs'

ensureInstalled({ dev: false })
buildWeb()
process.argv.splice(2, 0, 'serve')
await import('./qianxian.mjs')

function buildWeb() {
  if (!existsSync('vite.config.ts')) return
  const stamp = join('dist', 'web', '.built-from')
  const now = sourcesHash([
    'kernel/web',
    'kernel/shared',
    'slices',
    'linkage/src',
    'package-lock.json',
    'vite.config.ts',
    'vite.field.ts',
    'bin/icon.ts',
  ])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  run('building the web app 正在构建界面', process.execPath, [
    'node_modules/vite/bin/vite.js',
    'build',
    '--logLevel',
    'warn',
  ])
  writeFileSync(stamp, now)
}

function sourcesHash(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesBelow)) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .sort()
  } catch {
    return [path]
  }
}
