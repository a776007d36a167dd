import { Problem } from '#shared/problem.ts'
import { type Header, findHeader, headerSearchRows, repeats } from './header.ts'
import { cleanLabel, isDataLike, isKnownLabel } from './label.ts'
import { fileProblem } from './problems.ts'
import type { Row, Table } from './table.ts'

/** `data` is somebody; everything else is said to be left out, with the reason. */
export type RowKind = 'data' | 'title' | 'header' | 'total' | 'note' | 'blank'

export interface ListRow extends Row {
  kind: RowKind
}

export interface SheetPlan {
  sheet: number
  name: string
  header?: Header
  /** Why nothing is read from this sheet. Shown, never silent. */
  skip?: 'hidden' | 'empty' | 'no_header'
}

/** Looks at the beginning of each sheet. Throws where no sheet has a header. */
export async function planSheets(table: Table): Promise<SheetPlan[]> {
  const plans: SheetPlan[] = []
  for (const [sheet, { name, hidden }] of table.sheets.entries()) {
    const top = await firstRows(table.rows(sheet))
    const header = findHeader(top)
    if (top.length === 0) plans.push({ sheet, name, skip: 'empty' })
    else if (!header) plans.push({ sheet, name, skip: 'no_header' })
    else plans.push(hidden ? { sheet, name, header, skip: 'hidden' } : { sheet, name, header })
  }
  if (plans.some((plan) => plan.header && !plan.skip)) return plans
  // A workbook whose only list is on a hidden sheet: somebody hid it by mistake.
  const hidden = plans.find((plan) => plan.header)
  if (hidden) delete hidden.skip
  else
    throw new Problem(
      plans.every((plan) => plan.skip === 'empty') ? fileProblem.file_empty : fileProblem.file_no_header,
    )
  return plans
}

async function firstRows(rows: AsyncIterable<Row>): Promise<Row[]> {
  const top: Row[] = []
  for await (const row of rows) {
    if (row.cells.some((cell) => cell.trim() !== '')) top.push(row)
    if (top.length >= headerSearchRows) break
  }
  return top
}

/** All rows of a planned sheet, each told what it is. */
export async function* listRows(table: Table, sheet: number, header: Header): AsyncGenerator<ListRow> {
  const counter = header.columns.findIndex((name) => /^(?:序号|编号|序|no\.?|#|№)$/i.test(name))
  for await (const row of table.rows(sheet)) yield { ...row, kind: rowKind(row, header, counter) }
}

function rowKind(row: Row, header: Header, counter: number): RowKind {
  if (row.row < header.first) return 'title'
  if (row.row <= header.last) return 'header'
  const filled = row.cells.flatMap((cell, column) =>
    (cell === '' || cell.trim() === '') && row.types[column] !== 'e' ? [] : [column],
  )
  // Forms come with their lines already numbered.
  if (filled.length === 0 || (filled.length === 1 && filled[0] === counter && isDataLike(row.cells[counter]!)))
    return 'blank'
  // An identifier or a phone among several cells is somebody, for sure: most rows need no closer look.
  if (filled.length > 3 && row.cells.some((cell) => /\d{7}/.test(cell))) return 'data'
  if (repeats(row, header.columns) && row.cells.some(isKnownLabel)) return 'header'
  const texts = [...new Set(filled.map((column) => cleanLabel(row.cells[column]!)))]
  if (row.row === header.last + 1 && isColumnNumbers(texts)) return 'header'
  if (isTotal(texts)) return 'total'
  return isNote(row, texts, header.columns.length) ? 'note' : 'data'
}

/** The line `1 2 3 4 …` or `甲 乙 1 2 …` under the header of a statistical form. */
function isColumnNumbers(texts: readonly string[]): boolean {
  const numbers = texts.filter((text) => !/^[甲乙丙丁]$/.test(text)).map(Number)
  return numbers.length >= 3 && numbers.every((n, i) => n === i + 1)
}

function isTotal(texts: readonly string[]): boolean {
  const first = texts.find((text) => !/^\d+$/.test(text)) ?? ''
  if (!/^(?:合计|总计|小计|总数|共计|总人数|(?:共|合计)\s*\d+|(?:grand )?total\b|sub-?total\b|sum\b)/i.test(first))
    return false
  return !texts.some((text) => /\d{7,}/.test(text))
}

function isNote(row: Row, texts: readonly string[], columns: number): boolean {
  if (columns < 3 || texts.length > 3) return false
  const first = texts[0]!
  if (/\d{11,}/.test(texts.join(' ')) && !/(?:填报|填表|制表|审核|联系)/.test(first)) return false
  if (
    /^(?:注|备注|说明|填表|填报|制表|审核|审批|负责人|联系人|报送|签字|盖章|notes?|remarks?|prepared|signed)[^::]{0,8}[::]/i.test(
      first,
    )
  )
    return true
  if (texts.length > 1) return false
  const covered = (row.spans ?? []).reduce((sum, [, width]) => sum + width, 0)
  return covered * 10 >= columns * 6 || (first.length > 25 && !isDataLike(first))
}
