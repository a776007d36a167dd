import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's own folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Source {
  /** From the project's folder, with forward slashes. */
  path: string
  text: string
}

/** All TypeScript of these folders. */
export function readSources(folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name).replaceAll('\\', '/'))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  )
}

const aliases: [string, string][] = [
  ['#shared/', 'kernel/shared/'],
  ['#server/', 'kernel/server/'],
  ['#web/', 'kernel/web/'],
  ['#slices/', 'slices/'],
  ['#test/', 'test/'],
  ['#cli/', 'cli/'],
  ['#linkage/', 'linkage/src/'],
]

/** Every file of ours that a source imports, as paths from the project's folder; packages are left out. */
export function importsOf({ path, text }: Source): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)
  return Array.from(found, (match) => match[1]!).flatMap((name) => {
    if (name === '#linkage') return ['linkage/src/index.ts']
    if (name.startsWith('.')) return [relative(root, join(root, dirname(path), name)).replaceAll('\\', '/')]
    const alias = aliases.find(([start]) => name.startsWith(start))
    return alias ? [alias[1] + name.slice(alias[0].length)] : []
  })
}
