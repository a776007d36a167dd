import { type RowCells, isEmptyRow, openCells, readRow } from '#linkage/engine/csv.ts'
import { decodeText } from '#linkage/engine/utf8.ts'
import type { OpenedTable } from './input.ts'

const newline = 0x0a
const pieceSize = 1 << 22

/** Every record of a text table as the engine counts them, in pieces; a row that a piece cuts is read with the next. */
export function eachTextRow(table: OpenedTable, visit: (cells: RowCells) => void): void {
  const { text, size, header } = table
  if (text === undefined) throw new Error(`${table.name} is not read as text`)
  const cells = openCells(header.length)
  let length = pieceSize
  for (let start = text.start; start < size;) {
    const bytes = text.source.read(start, Math.min(size, start + length))
    const last = start + bytes.length >= size
    let at = 0
    while (at < bytes.length) {
      const next = readRow(bytes, at, bytes.length, text.delimiter, cells)
      if (!last && next >= bytes.length && bytes[next - 1] !== newline) break
      at = next
      if (cells.count !== 1 || !isEmptyRow(cells)) visit(cells)
    }
    // A row longer than the piece: take twice as much.
    length = at === 0 ? length * 2 : pieceSize
    start += at
  }
}

/** Some columns of every record as text, of whatever kind of table. */
export function eachRowText(table: OpenedTable, columns: readonly number[], visit: (texts: string[]) => void): void {
  if (table.rows !== undefined) {
    for (const row of table.rows) visit(columns.map((column) => (row[column] ?? '').trim()))
    return
  }
  eachTextRow(table, (cells) =>
    visit(
      columns.map((column) =>
        column < cells.count ? decodeText(cells.bytes, cells.starts[column]!, cells.ends[column]!) : '',
      ),
    ),
  )
}
