import { openRules } from './block.ts'
import { openRowWriter } from './cells.ts'
import { cellTexts, cutPieces, guessDelimiter, openCells, readRow, skipMark } from './csv.ts'
import { openLayout } from './fields.ts'
import type { Layout } from './layout.ts'
import { guessSpec } from './guess.ts'
import { type Task, shareOut } from './jobs.ts'
import { settlePlaces } from './places.ts'
import { countRivals } from './rivals.ts'
import { type Table, sharedInts } from './rows.ts'
import type { ByteSource, Input, Pool, Spec } from './types.ts'

export function isSource(input: Input): input is ByteSource {
  return typeof (input as ByteSource).read === 'function' && typeof (input as ByteSource).size === 'number'
}

export function toSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end) }
}

export interface Opened {
  headers: string[]
  /** Where the first record begins. */
  start: number
  delimiter: number
  sample: string[][]
}

const samplePieces = 8
const sampleBytes = 1 << 15

/** The header, the delimiter, and rows from eight places of the file. */
export function openCsv(source: ByteSource): Opened {
  const head = source.read(0, Math.min(source.size, 1 << 16))
  const mark = skipMark(head)
  const delimiter = guessDelimiter(head, head.length)
  const cells = openCells(256)
  const start = readRow(head, mark, head.length, delimiter, cells)
  const headers = cellTexts(cells)
  const sample: string[][] = []
  for (let i = 0; i < samplePieces; i++) {
    const from = Math.floor(start + ((source.size - start) * i) / samplePieces)
    const bytes = source.read(from, Math.min(source.size, from + sampleBytes))
    // From the next whole row on; a newline in quotes may cost this piece its first rows, which have too few cells.
    let at = from === start ? 0 : bytes.indexOf(0x0a) + 1
    const last = from + bytes.length >= source.size ? bytes.length : bytes.lastIndexOf(0x0a) + 1
    while (at < last) {
      at = readRow(bytes, at, last, delimiter, cells)
      if (cells.count === headers.length) sample.push(cellTexts(cells))
    }
    if (source.size <= sampleBytes) break
  }
  return { headers, start, delimiter, sample }
}

const pieceSize = 1 << 22

/** Reads CSV into a table, with the help of a pool if there is one. Without a specification one is guessed. */
export async function readCsv(source: ByteSource, spec?: Spec, pool?: Pool): Promise<Table> {
  const opened = openCsv(source)
  const layout = openLayout(spec ?? guessSpec(opened.headers, opened.sample))
  const { data, rows, places } = await readOpened(source, opened, layout, pool)
  const table: Table = { layout, rows, data, second: rows }
  settlePlaces(table, places)
  countRivals(table)
  return table
}

/** Reads two tables into one, in which pairs are made across only. Columns of the second go by header, then by type. */
export async function readTwo(a: Input, b: Input, spec?: Spec, pool?: Pool, secondSpec?: Spec): Promise<Table> {
  const first = await openInput(a)
  const layout = openLayout(spec ?? guessSpec(first.headers, first.sample))
  const left = await first.read(layout)
  const other = await openInput(b)
  const columns = matchColumns(layout.spec, secondSpec ?? guessSpec(other.headers, other.sample))
  const moved = new Map(layout.spec.columns.map((column, i) => [column.at, columns[i]!.at]))
  const right = await other.read({
    ...layout,
    spec: { ...layout.spec, columns },
    readers: layout.readers.map((reader) => ({ ...reader, at: moved.get(reader.at)! })),
  })
  const data = sharedInts(Math.max(1, (left.rows + right.rows) * layout.stride))
  data.set(left.data.subarray(0, left.rows * layout.stride))
  data.set(right.data.subarray(0, right.rows * layout.stride), left.rows * layout.stride)
  const table: Table = { layout, rows: left.rows + right.rows, data, second: left.rows }
  // Texts of both were read through one layout; places may have been met by several threads.
  settlePlaces(table, [...left.places, ...right.places])
  countRivals(table)
  return table

  async function openInput(input: Input): Promise<OpenedInput> {
    if (!(input instanceof Uint8Array) && !isSource(input)) return openRowsInput(input)
    const source = input instanceof Uint8Array ? toSource(input) : input
    const opened = openCsv(source)
    return { ...opened, read: (layout) => readOpened(source, opened, layout, pool) }
  }
}

interface OpenedInput {
  headers: string[]
  sample: readonly (readonly string[])[]
  read(layout: Layout): Promise<Read>
}

interface Read {
  data: Int32Array
  rows: number
  places: { key: number; text: string; count: number }[]
}

function openRowsInput(input: Iterable<readonly string[]>): OpenedInput {
  const [headers = [], ...rows] = input
  return {
    headers: [...headers],
    sample: sampleOf(rows),
    read: async (layout) => {
      const data = sharedInts(Math.max(1, rows.length * layout.stride))
      const write = openRowWriter(layout)
      rows.forEach((row, i) => write(row, data, i * layout.stride))
      return { data, rows: rows.length, places: layout.places ? [...layout.places.known.values()] : [] }
    },
  }
}

const nowhere = 1 << 30

function matchColumns(spec: Spec, other: Spec): Spec['columns'] {
  const taken = new Set<number>()
  const take = (found: Spec['columns'][number] | undefined): number | undefined => {
    if (found === undefined) return undefined
    taken.add(found.at)
    return found.at
  }
  return spec.columns.map((column) => {
    const byHeader = other.columns.find(({ header, at }) => header.trim() === column.header.trim() && !taken.has(at))
    const byType = other.columns.find(({ type, at }) => type === column.type && !taken.has(at))
    return { ...column, at: take(byHeader ?? byType) ?? nowhere + column.at }
  })
}

async function readOpened(source: ByteSource, opened: Opened, layout: Layout, pool: Pool | undefined): Promise<Read> {
  const pieces = cutPieces((start, end) => source.read(start, end), opened.start, source.size, pieceSize)
  let most = 0
  const tasks = pieces.map(({ start, end, rows }): Task => {
    const first = most
    most += rows
    return { job: 'read', reference: source.reference, start, end, delimiter: opened.delimiter, first }
  })
  const data = sharedInts(Math.max(1, most * layout.stride))
  const shared = { spec: layout.spec, rows: most, second: most, data, keys: data }
  const helpers = layout.texts.length === 0 && source.reference !== undefined && pieces.length > 4 ? pool : undefined
  const bench = { layout, rules: openRules(layout, most), openSource: () => source }
  const { results, places } = await shareOut(shared, tasks, bench, helpers)
  const rows = closeGaps(data, layout.stride, tasks, results as number[])
  return { data, rows, places: places.flatMap(({ known }) => [...known.values()]) }
}

/** Empty lines were counted as rows beforehand: what comes after them moves up. */
function closeGaps(data: Int32Array, stride: number, tasks: Task[], rows: number[]): number {
  let filled = 0
  tasks.forEach((task, i) => {
    if (task.job !== 'read') return
    if (task.first !== filled) data.copyWithin(filled * stride, task.first * stride, (task.first + rows[i]!) * stride)
    filled += rows[i]!
  })
  return filled
}

/** Reads rows of text, the first of which names the columns unless a specification is given. */
export function readRows(input: Iterable<readonly string[]>, spec?: Spec): Table {
  const all = [...input]
  const headers = spec ? undefined : all.shift()
  const layout = openLayout(spec ?? guessSpec(headers ?? [], sampleOf(all)))
  const data = sharedInts(Math.max(1, all.length * layout.stride))
  const write = openRowWriter(layout)
  all.forEach((row, i) => write(row, data, i * layout.stride))
  const table: Table = { layout, rows: all.length, data, second: all.length }
  settlePlaces(table, layout.places ? [...layout.places.known.values()] : [])
  countRivals(table)
  return table
}

function sampleOf(rows: (readonly string[])[]): (readonly string[])[] {
  const step = Math.max(1, Math.floor(rows.length / 2000))
  return rows.filter((_, i) => i % step === 0)
}

export type { Table } from './rows.ts'
