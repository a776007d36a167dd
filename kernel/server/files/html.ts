import { readFile } from 'node:fs/promises'
import { Problem } from '#shared/problem.ts'
import { type FileLimits, defaultLimits } from './limits.ts'
import { fileProblem } from './problems.ts'
import { textEncoding } from './sniff.ts'
import type { Row, Sheet, Table } from './table.ts'

interface HtmlTable extends Sheet {
  rows: Row[]
}

/** Larger pages are not what an office system exports. */
const largestPage = 64 * 1024 * 1024

/** Many office systems export a web page and call it .xls. Its tables are read as sheets; nothing in it is run. */
export async function openHtml(path: string, limits: FileLimits = defaultLimits): Promise<Table> {
  const bytes = await readFile(path)
  if (bytes.length > largestPage) throw new Problem(fileProblem.file_needs_resaving, { kind: ' HTML ' })
  const { encoding, bom } = await textEncoding(path)
  const tables = readHtml(new TextDecoder(encoding).decode(bytes.subarray(bom)), limits)
  if (tables.length === 0) throw new Problem(fileProblem.file_no_table)
  return {
    format: 'html',
    encoding,
    sheets: tables.map(({ name, hidden }) => ({ name, hidden })),
    notices: [],
    async *rows(sheet) {
      yield* tables[sheet]!.rows
    },
    close: async () => undefined,
  }
}

const token =
  /<!--[\s\S]*?(?:-->|$)|<(script|style|head)\b[\s\S]*?(?:<\/\1\s*>|$)|<(\/?)([a-zA-Z][\w:]*)([^<>]*)>|[^<]+|</g

function readHtml(page: string, limits: FileLimits): HtmlTable[] {
  const tables: HtmlTable[] = []
  let table: HtmlTable | undefined
  let depth = 0
  let grid = new Grid(0, limits)
  let text: string | undefined

  function endCell(): void {
    if (text !== undefined) grid.put(plainText(text))
    text = undefined
  }

  for (const [whole, skipped, slash, tag, attributes] of page.matchAll(token)) {
    if (skipped !== undefined || whole.startsWith('<!--')) continue
    if (tag === undefined) {
      if (text !== undefined) text += whole.replace(/\s+/g, ' ')
      continue
    }
    const name = tag.toLowerCase()
    const opens = slash === ''
    if (name === 'table') {
      depth += opens ? 1 : -1
      // A table within a table is a layout, not a list: guessing its columns would misplace people.
      if (depth > 1) throw new Problem(fileProblem.file_needs_resaving, { kind: ' HTML ' })
      endCell()
      if (opens) {
        table = { name: `${tables.length + 1}`, hidden: false, rows: [] }
        tables.push(table)
        grid = new Grid(tables.length - 1, limits)
      } else if (table) table.rows = grid.finish()
    } else if (depth === 0) continue
    else if (name === 'tr') {
      endCell()
      if (opens) grid.startRow()
    } else if (name === 'td' || name === 'th') {
      endCell()
      if (!opens) continue
      grid.startCell(spanOf(attributes!, 'colspan'), spanOf(attributes!, 'rowspan'))
      text = ''
    } else if (name === 'br' || (name === 'p' && !opens)) text = text === undefined ? undefined : `${text}\n`
  }
  endCell()
  if (table && depth > 0) table.rows = grid.finish()
  return tables.filter((each) => each.rows.length > 0)
}

/** Cells with their spans laid out in columns, as a browser does. */
class Grid {
  private rows: Row[] = []
  private row = 0
  private cells: string[] = []
  private spans: [number, number][] = []
  private column = 0
  private width = 1
  private height = 1
  /** Text that a cell above hands down: by column, with the last row it covers. */
  private below = new Map<number, { text: string; until: number }>()
  private sheet: number
  private limits: FileLimits

  constructor(sheet: number, limits: FileLimits) {
    this.sheet = sheet
    this.limits = limits
  }

  startRow(): void {
    this.endRow()
    this.row++
    this.column = 0
    this.width = 0
  }

  startCell(width: number, height: number): void {
    if (this.row === 0) this.startRow()
    this.column += this.width
    while ((this.below.get(this.column)?.until ?? 0) >= this.row) this.column++
    this.width = width
    this.height = height
  }

  put(text: string): void {
    if (this.column + this.width > this.limits.columns) {
      const values = {
        sheet: `${this.sheet + 1}`,
        row: this.row,
        columns: this.limits.columns,
        limit: this.limits.columns,
      }
      throw new Problem(fileProblem.file_too_many_columns, values)
    }
    this.cells[this.column] = text
    if (this.width > 1) this.spans.push([this.column, this.width])
    if (this.height === 1) return
    for (let i = 0; i < this.width; i++)
      this.below.set(this.column + i, { text: i === 0 ? text : '', until: this.row + this.height - 1 })
  }

  finish(): Row[] {
    this.endRow()
    return this.rows
  }

  private endRow(): void {
    if (this.row === 0) return
    for (const [column, { text, until }] of this.below) if (until >= this.row) this.cells[column] ??= text
    const cells = Array.from(this.cells, (cell) => cell ?? '')
    while (cells.at(-1) === '') cells.pop()
    if (cells.length > 0) {
      const made: Row = { sheet: this.sheet, row: this.row, cells, types: cells.map((c) => (c ? 's' : '.')).join('') }
      if (this.spans.length > 0) made.spans = this.spans
      this.rows.push(made)
    }
    this.cells = []
    this.spans = []
  }
}

function spanOf(attributes: string, name: string): number {
  const match = new RegExp(`\\b${name}\\s*=\\s*["']?(\\d+)`, 'i').exec(attributes)
  return Math.max(1, Math.min(1000, Number(match?.[1] ?? 1)))
}

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
}

function plainText(text: string): string {
  return text
    .replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, entity: string) => {
      if (!entity.startsWith('#')) return named[entity.toLowerCase()] ?? whole
      const code =
        entity[1] === 'x' || entity[1] === 'X' ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1))
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    })
    .replace(/[ \u00A0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
}
