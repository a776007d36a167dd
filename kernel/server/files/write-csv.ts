import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OutCell } from './write-xlsx.ts'

/** UTF-8 with the mark that Excel needs to read Chinese, commas, CRLF. Resolves when `out` has it all. */
export async function writeCsv(
  out: Writable,
  rows: AsyncIterable<readonly OutCell[]> | Iterable<readonly OutCell[]>,
): Promise<void> {
  await pipeline(Readable.from(csvText(rows)), out)
}

async function* csvText(
  rows: AsyncIterable<readonly OutCell[]> | Iterable<readonly OutCell[]>,
): AsyncGenerator<Buffer> {
  let text = '\uFEFF'
  for await (const cells of rows) {
    text += `${cells.map(csvCell).join(',')}\r\n`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

function csvCell(cell: OutCell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  const text = guarded(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A cell that a spreadsheet would run as a formula gets a quotation mark in front; one that already has such a mark
 * gets another, so that `unguarded` gives back exactly what was written.
 */
export function guarded(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

export function unguarded(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text
}
