import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#server/root.ts'
import type { RuleDocument, Words } from '../model/document.ts'
import { readDocument } from './versions.ts'

const folder = join(root, 'slices', 'policy', 'presets')

export interface Preset {
  key: string
  name: Words
  document: RuleDocument
}

/** Rules to begin from: data files, one each; the program knows none of what is in them. */
export function listPresets(): Preset[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const read = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as { name: Words; document: unknown }
      return { key: file.replace(/\.json$/, ''), name: read.name, document: readDocument(read.document) }
    })
}
