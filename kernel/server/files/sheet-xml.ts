import { Problem } from '#shared/problem.ts'
import { columnOf } from './columns.ts'
import type { FileLimits } from './limits.ts'
import type { Merges } from './merges.ts'
import { type NumberStyle, numberStyle, numberText } from './number-text.ts'
import { fileProblem } from './problems.ts'
import type { CellType, Row } from './table.ts'
import { type Workbook, unescapeCell } from './workbook.ts'
import type { XmlHandlers } from './xml.ts'

const general: NumberStyle = numberStyle('General')

/** Handlers that turn a sheet's XML into rows, given to `emit` one by one. */
export function sheetRows(
  book: Workbook,
  sheet: number,
  merges: Merges,
  limits: FileLimits,
  emit: (row: Row) => void,
): XmlHandlers {
  const sheetName = book.sheets[sheet]!.name
  let inData = false
  let row = 0
  let hidden = false
  let cells: string[] = []
  let types: CellType[] = []
  let column = -1
  let kind = ''
  let style = 0
  let text = ''
  let inValue = false
  let inReading = false

  function openCell(a: Record<string, string>): void {
    column = a['r'] ? columnOf(a['r']) : column + 1
    kind = a['t'] ?? 'n'
    style = a['s'] ? Number(a['s']) : -1
    text = ''
  }

  function closeCell(): void {
    if (text === '' && kind !== 'e') return
    const [value, type] = cellText(book, kind, text, book.styles[style] ?? general)
    if (value === '' && type !== 'e') return
    if (column >= limits.columns) {
      const values = { sheet: sheetName, row, columns: limits.columns, limit: limits.columns }
      throw new Problem(fileProblem.file_too_many_columns, values)
    }
    while (cells.length < column) {
      cells.push('')
      types.push('.')
    }
    cells[column] = value
    types[column] = type
  }

  function closeRow(): void {
    const spans = merges.apply(row, cells, types)
    if (cells.length === 0) return
    const made: Row = { sheet, row, cells, types: types.join('') }
    if (spans) made.spans = spans
    if (hidden) made.hidden = true
    emit(made)
  }

  return {
    open(name, a) {
      if (name === 'c') openCell(a)
      else if (name === 'v' || name === 't') inValue = inData && !inReading
      else if (name === 'rPh') inReading = true
      else if (name === 'row') {
        row = a['r'] ? Number(a['r']) : row + 1
        if (row > limits.rows)
          throw new Problem(fileProblem.file_too_many_rows, { sheet: sheetName, limit: limits.rows })
        hidden = a['hidden'] === '1' || a['hidden'] === 'true'
        cells = []
        types = []
        column = -1
      } else if (name === 'sheetData') inData = true
    },
    text(part) {
      if (inValue) text += part
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false
      else if (name === 'c') closeCell()
      else if (name === 'row') closeRow()
      else if (name === 'rPh') inReading = false
      else if (name === 'sheetData') inData = false
    },
  }
}

function cellText(book: Workbook, kind: string, text: string, style: NumberStyle): [string, CellType] {
  switch (kind) {
    case 's':
      return [book.strings.find(Number(text)) ?? '', 's']
    case 'inlineStr':
    case 'str':
      return [unescapeCell(text), 's']
    case 'b':
      return [text === '1' || text === 'true' ? 'TRUE' : 'FALSE', 'b']
    case 'e':
      return ['', 'e']
    case 'd':
      return [text.replace('T', ' ').replace(/(?: 00:00:00(?:\.0+)?)?Z?$/, ''), 'd']
    default:
      return numberText(Number(text), style, book.date1904)
  }
}
