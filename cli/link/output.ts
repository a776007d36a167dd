import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { LinkResult } from '#linkage/engine/types.ts'
import { posterior } from '#linkage/evaluate/index.ts'
import { Problem } from '#shared/problem.ts'
import { linkProblem } from './problems.ts'

/** How a row came to its cluster: nobody is with it, by links that are safe, or by some that are worth a look. */
export type Kind = 'single' | 'auto' | 'linked'

export interface RowLinks {
  /** Rows in the cluster of each row. */
  sizes: Uint32Array
  /** The strongest link of each row within its cluster, in bits; NaN where it has none. */
  weights: Float32Array
  /** 1 where a row is held by an automatic link. */
  auto: Uint8Array
}

/** What the links say about each row. */
export function linksOfRows({ rows, clusters, edges, auto }: LinkResult): RowLinks {
  const counts = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) counts[clusters[row]!]!++
  const sizes = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) sizes[row] = counts[clusters[row]!]!
  const weights = new Float32Array(rows).fill(Number.NaN)
  for (let edge = 0; edge < edges.count; edge++) {
    const [a, b] = [edges.a[edge]!, edges.b[edge]!]
    if (clusters[a] !== clusters[b]) continue
    const weight = edges.weight[edge]!
    if (!(weights[a]! >= weight)) weights[a] = weight
    if (!(weights[b]! >= weight)) weights[b] = weight
  }
  const safe = new Uint8Array(rows)
  for (const edge of auto) safe[edges.a[edge]!] = safe[edges.b[edge]!] = 1
  return { sizes, weights, auto: safe }
}

export interface LinksFile {
  /** Names of the one or two files, and how many rows each has. */
  files: readonly { name: string; rows: number }[]
  result: LinkResult
  links: RowLinks
}

/**
 * One line a row, in the order of the files: where it stands, its cluster, how large that is, its strongest link in bits
 * and as a probability, and whether that was safe to make without asking. Rows count from 1, as in a spreadsheet
 * without its header.
 */
export function writeLinks(path: string, { files, result, links }: LinksFile): void {
  const file = openFile(path)
  try {
    let text = 'file,row,cluster,size,weight,probability,link\n'
    let row = 0
    for (const { name, rows } of files) {
      const shown = cell(name)
      for (let within = 1; within <= rows; within++, row++) {
        const size = links.sizes[row]!
        const weight = links.weights[row]!
        const bits = Number.isNaN(weight) ? ',' : `${weight.toFixed(2)},${posterior(weight).toFixed(5)}`
        text += `${shown},${within},${result.clusters[row]! + 1},${size},${bits},${kindOf(size, links.auto[row]!)}\n`
        if (text.length > 1 << 18) {
          writeAll(file, text)
          text = ''
        }
      }
    }
    writeAll(file, text)
  } finally {
    closeSync(file)
  }
}

/**
 * One line for each pair that weighs the threshold or more: where its rows stand, what it weighs, and what was made of
 * it: `auto`, `linked`, or `apart`, held apart by a guard or by stronger links. Conflicts say why.
 */
export function writePairs(path: string, { files, result }: Omit<LinksFile, 'links'>): void {
  const { edges, clusters, threshold } = result
  const safe = new Set(result.auto)
  const why = new Map(result.conflicts.map(({ a, b, reason }) => [`${Math.min(a, b)} ${Math.max(a, b)}`, reason]))
  const file = openFile(path)
  try {
    let text = 'file_a,row_a,file_b,row_b,weight,probability,link,why\n'
    for (let edge = 0; edge < edges.count; edge++) {
      const weight = edges.weight[edge]!
      if (weight < threshold) continue
      const [a, b] = [edges.a[edge]!, edges.b[edge]!]
      const kind = clusters[a] !== clusters[b] ? 'apart' : safe.has(edge) ? 'auto' : 'linked'
      const reason = kind === 'apart' ? (why.get(`${Math.min(a, b)} ${Math.max(a, b)}`) ?? '') : ''
      text += `${standing(files, a)},${standing(files, b)},${weight.toFixed(2)},${posterior(weight).toFixed(5)},${kind},${reason}\n`
      if (text.length > 1 << 18) {
        writeAll(file, text)
        text = ''
      }
    }
    writeAll(file, text)
  } finally {
    closeSync(file)
  }
}

function standing(files: LinksFile['files'], row: number): string {
  const { name, row: within } = placeOf(files, row)
  return `${cell(name)},${within}`
}

/** The file of a row and where it stands in it, counted from 1. */
export function placeOf(files: LinksFile['files'], row: number): { name: string; row: number } {
  const [first, second] = files
  return second === undefined || row < first!.rows
    ? { name: first!.name, row: row + 1 }
    : { name: second.name, row: row - first!.rows + 1 }
}

function kindOf(size: number, auto: number): Kind {
  if (size === 1) return 'single'
  return auto === 1 ? 'auto' : 'linked'
}

export function writeText(path: string, text: string): void {
  const file = openFile(path)
  try {
    writeAll(file, text)
  } finally {
    closeSync(file)
  }
}

/** Said before all the work is done, not after it. */
export function checkFolder(path: string): void {
  if (!existsSync(dirname(resolve(path))))
    throw new Problem(linkProblem.link_cannot_write, { file: path, why: 'ENOENT' })
}

/** Opens a file for writing; a folder that is not there is said in words. */
export function openFile(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    throw new Problem(linkProblem.link_cannot_write, { file: path, why: (error as NodeJS.ErrnoException).code ?? '' })
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
