import { createReadStream } from 'node:fs'
import { Problem } from '#shared/problem.ts'
import { type FileLimits, defaultLimits } from './limits.ts'
import { decimalText } from './number-text.ts'
import { fileProblem } from './problems.ts'
import { textEncoding } from './sniff.ts'
import type { CellType, Row, Sheet, Table } from './table.ts'
import { xmlParser } from './xml.ts'

/** Opens a workbook in the XML of Excel 2003, which older systems still export under the name .xls. */
export async function openExcelXml(path: string, limits: FileLimits = defaultLimits): Promise<Table> {
  const sheets: Sheet[] = []
  for await (const each of parse(path, -1, limits)) if ('name' in each) sheets.push(each)
  if (sheets.length === 0) throw new Problem(fileProblem.file_no_table)
  return {
    format: 'xml',
    sheets,
    notices: [],
    async *rows(sheet) {
      for await (const each of parse(path, sheet, limits)) if (!('name' in each)) yield each
    },
    close: async () => undefined,
  }
}

/** Each sheet's name as it begins, and the rows of the one sheet asked for. */
async function* parse(path: string, wanted: number, limits: FileLimits): AsyncGenerator<Sheet | Row> {
  const { encoding, bom } = await textEncoding(path)
  const decoder = new TextDecoder(encoding)
  let ready: (Sheet | Row)[] = []
  const parser = xmlParser(handlers(wanted, limits, (each) => ready.push(each)))
  const input = createReadStream(path, { start: bom })
  try {
    for await (const chunk of input) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }))
      yield* ready
      ready = []
    }
    parser.write(decoder.decode())
    parser.end()
    yield* ready
  } finally {
    input.destroy()
  }
}

function handlers(wanted: number, limits: FileLimits, emit: (each: Sheet | Row) => void) {
  let sheet = -1
  let row = 0
  let column = -1
  let across = 0
  let type = ''
  let text = ''
  let inData = false
  let cells: string[] = []
  let types: CellType[] = []
  let areas: { top: number; bottom: number; left: number; width: number }[] = []

  function openCell(a: Record<string, string>): void {
    column = attribute(a, 'Index') ? Number(attribute(a, 'Index')) - 1 : column + 1 + across
    across = Number(attribute(a, 'MergeAcross') ?? 0)
    const down = Number(attribute(a, 'MergeDown') ?? 0)
    if (across > 0 || down > 0) areas.push({ top: row, bottom: row + down, left: column, width: across + 1 })
    text = ''
    type = ''
  }

  function closeCell(): void {
    const [value, kind] = cellText(type, text)
    if (value === '' && kind !== 'e') return
    if (!(column < limits.columns)) {
      const values = { sheet: `${sheet + 1}`, row, columns: limits.columns, limit: limits.columns }
      throw new Problem(fileProblem.file_too_many_columns, values)
    }
    while (cells.length < column) {
      cells.push('')
      types.push('.')
    }
    cells[column] = value
    types[column] = kind
  }

  function closeRow(): void {
    // Merging is told cell by cell here, before the rows it covers: areas still open are few.
    areas = areas.filter((area) => area.bottom >= row)
    const above = areas.filter((area) => area.top < row)
    for (const area of above) fillFrom(area)
    const spans = areas.filter((area) => area.width > 1).map((area): [number, number] => [area.left, area.width])
    for (const area of areas) if (area.top === row) texts.set(area, [cells[area.left] ?? '', types[area.left] ?? '.'])
    if (cells.length === 0) return
    emit({ sheet, row, cells, types: types.join(''), ...(spans.length > 0 ? { spans } : {}) })
  }

  const texts = new Map<object, [string, CellType]>()

  function fillFrom(area: { left: number }): void {
    const [value, kind] = texts.get(area) ?? ['', '.']
    if (value === '' || (cells[area.left] ?? '') !== '') return
    while (cells.length < area.left) {
      cells.push('')
      types.push('.')
    }
    cells[area.left] = value
    types[area.left] = kind
  }

  return {
    open(name: string, a: Record<string, string>) {
      if (name === 'Worksheet') {
        sheet++
        row = 0
        areas = []
        emit({ name: attribute(a, 'Name') ?? '', hidden: false })
      }
      if (sheet !== wanted) return
      if (name === 'Row') {
        row = attribute(a, 'Index') ? Number(attribute(a, 'Index')) : row + 1
        if (!(row <= limits.rows))
          throw new Problem(fileProblem.file_too_many_rows, { sheet: `${sheet + 1}`, limit: limits.rows })
        cells = []
        types = []
        column = -1
        across = 0
      } else if (name === 'Cell') openCell(a)
      else if (name === 'Data') {
        type = attribute(a, 'Type') ?? 'String'
        inData = true
      }
    },
    text(part: string) {
      if (inData) text += part
    },
    close(name: string) {
      if (sheet !== wanted) return
      if (name === 'Data') inData = false
      else if (name === 'Cell') closeCell()
      else if (name === 'Row') closeRow()
    },
  }
}

function attribute(a: Record<string, string>, name: string): string | undefined {
  return a[`ss:${name}`] ?? a[name]
}

function cellText(type: string, text: string): [string, CellType] {
  if (text === '') return ['', '.']
  switch (type) {
    case 'Number':
      return [decimalText(Number(text)), Math.abs(Number(text)) >= 1e15 ? 'r' : 'n']
    case 'DateTime':
      return [
        text
          .replace('T', ' ')
          .replace(/\.\d+$/, '')
          .replace(/ 00:00:00$/, ''),
        'd',
      ]
    case 'Boolean':
      return [text === '1' ? 'TRUE' : 'FALSE', 'b']
    case 'Error':
      return ['', 'e']
    default:
      return [text, 's']
  }
}
