import { cleanLabel, isDataLike, isKnownLabel, isLabelLike } from './label.ts'
import type { Row } from './table.ts'

/** Where the column names of a sheet stand, and what they are. */
export interface Header {
  /** Row numbers as Excel shows them. */
  first: number
  last: number
  /** One name a column; names over several rows are joined (`居住地址 小区`). Empty where there is none. */
  columns: string[]
}

/** Titles, notes and stamps above the header are never more rows than this. */
export const headerSearchRows = 50
const mostHeaderRows = 4

/** Finds the header among the first rows of a sheet: the row with the most column names and no data in it. */
export function findHeader(rows: readonly Row[]): Header | undefined {
  let best = -1
  let most = 0
  rows.forEach((row, i) => {
    const score = headerScore(row)
    if (score > most) {
      most = score
      best = i
    }
  })
  if (best < 0) return undefined
  let first = best
  let last = best
  while (first > 0 && last - first + 1 < mostHeaderRows && belongsAbove(rows[first - 1]!, rows[first]!)) first--
  while (last + 1 < rows.length && last - first + 1 < mostHeaderRows && belongsBelow(rows[last + 1]!, rows[last]!))
    last++
  const header = rows.slice(first, last + 1)
  return { first: header[0]!.row, last: header.at(-1)!.row, columns: joinLabels(header) }
}

const onlyColumn = /^.{0,6}(?:姓名|名单|号码|号|电话|手机|方式|地址|住址|name|phone|mobile|number|no|id|address)$/i

/** Number of different known labels; 0 for a row that cannot be a header. */
function headerScore(row: Row): number {
  const cells = distinct(row)
  const names = cells.filter(isKnownLabel).length
  if (names === 0 || names * 2 < cells.length || cells.some(isDataLike)) return 0
  // A single word counts as a header only when it stands alone: a list of phone numbers, say.
  if (names === 1 && (cells.length > 1 || row.spans !== undefined || !onlyColumn.test(cleanLabel(cells[0]!)))) return 0
  return names
}

function distinct(row: Row): string[] {
  return [...new Set(row.cells.filter((cell) => cell.trim() !== ''))]
}

/** A row of group names directly over the header: `居住地址` over 小区, 楼栋, 房号. */
function belongsAbove(row: Row, header: Row): boolean {
  if (row.row !== header.row - 1) return false
  const cells = distinct(row)
  return cells.length >= 2 && cells.every(isLabelLike) && cells.some(isKnownLabel)
}

/** A row of finer names directly under the header. */
function belongsBelow(row: Row, header: Row): boolean {
  if (row.row !== header.row + 1) return false
  const cells = distinct(row)
  if (cells.length === 0 || cells.some(isDataLike)) return false
  return cells.filter(isKnownLabel).length >= Math.max(2, cells.length * 0.6) && !repeats(row, header.cells)
}

function joinLabels(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map((row) => row.cells.length))
  const filled = rows.map((row, i) => fillSideways(row, rows[i + 1], width))
  return Array.from({ length: width }, (_, column) => {
    const parts = filled.map((cells) => cleanLabel(cells[column] ?? '')).filter((part) => part !== '')
    return parts.filter((part, i) => part !== parts[i - 1]).join(' ')
  })
}

/** A group's name over each of its columns: as merged, or, in text files, up to the next name. */
function fillSideways(row: Row, below: Row | undefined, width: number): string[] {
  const cells = Array.from({ length: width }, (_, column) => row.cells[column] ?? '')
  for (const [column, span] of row.spans ?? [])
    for (let i = 1; i < span; i++) if (cells[column + i] === '') cells[column + i] = cells[column]!
  if (row.spans || !below) return cells
  for (let column = 1; column < width; column++) {
    const grouped = (below.cells[column] ?? '') !== '' && (below.cells[column - 1] ?? '') !== ''
    if (cells[column] === '' && grouped) cells[column] = cells[column - 1]!
  }
  return cells
}

/** Says the same as the header again, as printed lists do on each page. */
export function repeats(row: Row, columns: readonly string[]): boolean {
  let same = 0
  let filled = 0
  row.cells.forEach((cell, column) => {
    if (cell.trim() === '') return
    filled++
    const label = cleanLabel(cell)
    if (label !== '' && (columns[column] ?? '').split(' ').includes(label.split(' ').at(-1)!)) same++
  })
  return filled > 0 && same * 10 >= filled * 6
}
