import { type RowCells, isEmptyRow, openCells, readRow } from './csv.ts'
import type { Layout } from './layout.ts'
import type { ByteSource } from './types.ts'
import { encodeText } from './utf8.ts'

/** Reads one row's cells into the table's numbers. */
export function readCells(layout: Layout, cells: RowCells, data: Int32Array, at: number): void {
  const { readers, finish } = layout
  const { bytes, starts, ends, count } = cells
  for (let i = 0; i < readers.length; i++) {
    const reader = readers[i]!
    const column = reader.at
    if (column < count) reader.read(bytes, starts[column]!, ends[column]!, data, at + reader.offset)
  }
  finish?.(data, at)
}

/** Reads the rows of one piece into `data` from row `first`; returns how many there were. */
export function readPiece(
  source: ByteSource,
  piece: { start: number; end: number },
  delimiter: number,
  layout: Layout,
  data: Int32Array,
  first: number,
): number {
  const bytes = source.read(piece.start, piece.end)
  const columns = layout.readers.reduce((most, reader) => Math.max(most, reader.at + 1), 1)
  const cells = openCells(columns)
  const length = piece.end - piece.start
  let rows = 0
  for (let at = 0; at < length;) {
    at = readRow(bytes, at, length, delimiter, cells)
    if (isEmptyRow(cells) && cells.count === 1) continue
    readCells(layout, cells, data, (first + rows++) * layout.stride)
  }
  return rows
}

/** A function that reads one row of texts into numbers. */
export function openRowWriter(layout: Layout): (row: readonly string[], data: Int32Array, at: number) => void {
  const columns = layout.readers.reduce((most, reader) => Math.max(most, reader.at + 1), 1)
  const cells = openCells(columns)
  let bytes = new Uint8Array(4096)
  return (row, data, at) => {
    let end = 0
    cells.count = Math.min(columns, row.length)
    for (let i = 0; i < cells.count; i++) {
      const text = (row[i] ?? '').trim()
      if (end + text.length * 3 > bytes.length) {
        const wider = new Uint8Array((end + text.length * 3) * 2)
        wider.set(bytes)
        bytes = wider
      }
      cells.starts[i] = end
      end = encodeText(text, bytes, end)
      cells.ends[i] = end
    }
    cells.bytes = bytes
    readCells(layout, cells, data, at)
  }
}
