import { cutPieces } from './csv.ts'
import { type Layout, openLayout } from './fields.ts'
import { guessSpec } from './guess.ts'
import {
  type Opened,
  type Table,
  isSource,
  openCsv,
  openRowWriter,
  readPiece,
  settlePlaces,
  sharedInts,
  toSource,
} from './table.ts'
import type { ByteSource, ColumnSpec, Input, Spec } from './types.ts'

const pieceSize = 1 << 22

/** One of two inputs, with what is needed to read it. */
interface Side {
  headers: readonly string[]
  sample: readonly (readonly string[])[]
  rows?: readonly (readonly string[])[]
  text?: { source: ByteSource; opened: Opened }
}

/**
 * Reads two tables into one, the first one's rows before the second's. Their columns may stand in another order or have
 * other names: those of the second are found by the first one's header, else by what they hold. `secondSpec` says what
 * the second holds where that has been found out already.
 */
export function readTables(first: Input, second: Input, spec?: Spec, secondSpec?: Spec): Table {
  const sides = [openSide(first, spec), openSide(second, secondSpec)] as const
  const whole = spec ?? guessSpec(sides[0].headers, sides[0].sample)
  const other = secondSpec ?? guessSpec(sides[1].headers, sides[1].sample)
  const layout = openLayout(whole)
  const layouts = [layout, withColumns(layout, matchColumns(whole.columns, other.columns))] as const
  const room = sides.map(roomOf)
  const data = sharedInts(Math.max(1, (room[0]! + room[1]!) * layout.stride))
  const before = readSide(sides[0], layouts[0], data, 0)
  const after = readSide(sides[1], layouts[1], data, before)
  const table: Table = { layout, rows: before + after, data, second: before }
  settlePlaces(table, layout.places ? [...layout.places.known.values()] : [])
  return table
}

/** For each column that is compared, where it stands in the second table; −1 where it has none. */
export function matchColumns(columns: readonly ColumnSpec[], others: readonly ColumnSpec[]): Map<number, number> {
  const taken = new Set<ColumnSpec>()
  const found = new Map<number, number>()
  const take = (column: ColumnSpec, other: ColumnSpec | undefined): void => {
    if (other === undefined || found.has(column.at)) return
    taken.add(other)
    found.set(column.at, other.at)
  }
  const compared = columns.filter(({ type }) => type !== 'ignore' && type !== 'rowId')
  for (const column of compared)
    take(
      column,
      others.find((other) => !taken.has(other) && plain(other.header) === plain(column.header)),
    )
  for (const column of compared)
    if (!found.has(column.at))
      take(
        column,
        others.find((other) => !taken.has(other) && other.type === column.type),
      )
  for (const column of compared) if (!found.has(column.at)) found.set(column.at, -1)
  return found
}

function plain(header: string): string {
  return header
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
}

/** The same layout with the same pools of texts, reading from other columns. A column that is not there stays empty. */
function withColumns(layout: Layout, places: Map<number, number>): Layout {
  const readers = layout.readers.flatMap((reader) => {
    const at = places.get(reader.at)
    return at === undefined || at < 0 ? [] : [{ ...reader, at }]
  })
  return { ...layout, readers }
}

function openSide(input: Input, spec: Spec | undefined): Side {
  if (input instanceof Uint8Array || isSource(input)) {
    const source = input instanceof Uint8Array ? toSource(input) : input
    const opened = openCsv(source)
    return { headers: opened.headers, sample: opened.sample, text: { source, opened } }
  }
  const all = [...input]
  // With a specification rows begin at once; without one the first names the columns.
  const headers = spec ? [] : (all.shift() ?? [])
  return { headers, sample: all.slice(0, 2000), rows: all }
}

function roomOf({ text, rows }: Side): number {
  if (text === undefined) return rows!.length
  return piecesOf(text).reduce((sum, piece) => sum + piece.rows, 0)
}

function piecesOf({ source, opened }: NonNullable<Side['text']>) {
  return cutPieces((start, end) => source.read(start, end), opened.start, source.size, pieceSize)
}

function readSide({ text, rows }: Side, layout: Layout, data: Int32Array, first: number): number {
  if (text === undefined) {
    const write = openRowWriter(layout)
    rows!.forEach((row, i) => write(row, data, (first + i) * layout.stride))
    return rows!.length
  }
  let read = 0
  for (const piece of piecesOf(text))
    read += readPiece(text.source, piece, text.opened.delimiter, layout, data, first + read)
  return read
}
