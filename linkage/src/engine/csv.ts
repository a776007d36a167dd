import { decodeText } from './utf8.ts'

const quote = 0x22
const newline = 0x0a
const carriage = 0x0d

/** Cells of one row, as stretches of `bytes`; blanks at both ends are left out. Reused from row to row. */
export interface RowCells {
  bytes: Uint8Array
  starts: Int32Array
  ends: Int32Array
  count: number
}

export function openCells(columns: number): RowCells {
  return { bytes: new Uint8Array(0), starts: new Int32Array(columns), ends: new Int32Array(columns), count: 0 }
}

/**
 * Reads one row of CSV that begins at `start` into `cells`; cells past their room are skipped. Returns where the next
 * row begins. Doubled quotes inside quoted cells stay doubled: the bytes are the caller's, and no reading minds them.
 */
export function readRow(bytes: Uint8Array, start: number, end: number, delimiter: number, cells: RowCells): number {
  const room = cells.starts.length
  cells.bytes = bytes
  let count = 0
  let at = start
  for (;;) {
    let from = at
    let to: number
    if (bytes[at] === quote) {
      from = ++at
      for (;;) {
        const closing = bytes.indexOf(quote, at)
        if (closing < 0 || closing >= end) {
          at = end
          to = end
          break
        }
        if (bytes[closing + 1] === quote && closing + 1 < end) {
          at = closing + 2
          continue
        }
        to = closing
        at = closing + 1
        break
      }
      while (at < end && bytes[at] !== delimiter && bytes[at] !== newline) at++
    } else {
      let byte = 0
      while (at < end && (byte = bytes[at]!) !== delimiter && byte !== newline) at++
      to = at
    }
    if (count < room) {
      while (to > from && isBlank(bytes[to - 1]!)) to--
      while (from < to && isBlank(bytes[from]!)) from++
      cells.starts[count] = from
      cells.ends[count] = to
    }
    count++
    if (at >= end) break
    if (bytes[at++] === newline) break
  }
  cells.count = Math.min(count, room)
  return at
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === carriage || byte === 0x09
}

/** Whether the row at `start` holds nothing at all: such lines are not records. */
export function isEmptyRow(cells: RowCells): boolean {
  for (let i = 0; i < cells.count; i++) if (cells.ends[i]! > cells.starts[i]!) return false
  return true
}

/** The delimiter of the first line: a comma, a semicolon or a tab, whichever occurs most. */
export function guessDelimiter(bytes: Uint8Array, end: number): number {
  const counts = new Map([0x2c, 0x3b, 0x09].map((d) => [d, 0]))
  for (let i = 0, quoted = false; i < end && (quoted || bytes[i] !== newline); i++) {
    if (bytes[i] === quote) quoted = !quoted
    else if (!quoted && counts.has(bytes[i]!)) counts.set(bytes[i]!, counts.get(bytes[i]!)! + 1)
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0]
}

/** Where the text begins: after a byte-order mark, if there is one. */
export function skipMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

export function cellTexts(cells: RowCells): string[] {
  return Array.from({ length: cells.count }, (_, i) =>
    decodeText(cells.bytes, cells.starts[i]!, cells.ends[i]!).replaceAll('""', '"'),
  )
}

export interface Piece {
  start: number
  end: number
  rows: number
}

/**
 * Cuts text into pieces of about `size` bytes that end where a row ends, and counts their lines; a newline inside
 * quotes ends no row. `rows` is an upper bound: empty lines are counted too.
 */
export function cutPieces(
  read: (start: number, end: number) => Uint8Array,
  start: number,
  total: number,
  size: number,
): Piece[] {
  const pieces: Piece[] = []
  let quoted = false
  let begun = start
  let rows = 0
  const window = Math.min(size, 1 << 20)
  for (let at = start; at < total;) {
    const bytes = read(at, Math.min(total, at + window))
    const length = bytes.length
    if (length === 0) break
    for (let i = 0; i < length; i++) {
      const byte = bytes[i]!
      if (byte === quote) quoted = !quoted
      else if (byte === newline && !quoted) {
        rows++
        if (at + i + 1 - begun >= size) {
          pieces.push({ start: begun, end: at + i + 1, rows })
          begun = at + i + 1
          rows = 0
        }
      }
    }
    at += length
  }
  if (begun < total) pieces.push({ start: begun, end: total, rows: rows + 1 })
  return pieces
}
