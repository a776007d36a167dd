import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Problem } from '#shared/problem.ts'
import { type FileLimits, defaultLimits } from './limits.ts'
import { Merges } from './merges.ts'
import { type NumberStyle, numberStyle, numberText } from './number-text.ts'
import { fileProblem } from './problems.ts'
import { type CellType, type Row, type Sheet, type Table, formatRowLimits } from './table.ts'

interface WorkerSheet extends Sheet {
  rows: number
  merges: [top: number, bottom: number, left: number, width: number][]
}
type WorkerCell = [kind: string, value: unknown, format: string | undefined] | null
type WorkerRow = [row: number, hidden: boolean, cells: WorkerCell[]]

const refusals: Record<string, [keyof typeof fileProblem, { kind: string }?]> = {
  broken: ['file_broken'],
  encrypted: ['file_encrypted'],
  macros: ['file_has_macros'],
  word: ['file_wrong_kind', { kind: ' Word (.doc) ' }],
  powerpoint: ['file_wrong_kind', { kind: ' PowerPoint (.ppt) ' }],
  unknown: ['file_wrong_kind', { kind: '未知的 Office 文件 (another kind of Office file) ' }],
}

const pieceRows = 2000
/** An honest file of 65,536 rows takes about two seconds. */
const patienceMs = 120_000

/** Opens an .xls workbook (BIFF 5 and 8) in a worker with its own memory limit. */
export async function openXls(path: string, limits: FileLimits = defaultLimits): Promise<Table> {
  const worker = new Worker(new URL('./xls-worker.mjs', import.meta.url), {
    workerData: { path },
    resourceLimits: { maxOldGenerationSizeMb: limits.xlsMemoryMb },
    execArgv: [],
  })
  try {
    const first = (await answer(worker)) as { refused?: string; sheets: WorkerSheet[]; date1904: boolean }
    if (first.refused) throw new Problem(...refusals[first.refused]!)
    const sheets = first.sheets
    if (sheets.length === 0) throw new Problem(fileProblem.file_no_table)
    return {
      format: 'xls',
      sheets: sheets.map(({ name, hidden }) => ({ name, hidden })),
      notices: sheets
        .filter((sheet) => formatRowLimits.includes(sheet.rows))
        .map(({ name, rows }) => new Problem(fileProblem.file_probably_truncated, { sheet: name, rows })),
      rows: (sheet) => readSheet(worker, sheets[sheet]!, sheet, first.date1904, limits),
      close: async () => void (await worker.terminate()),
    }
  } catch (error) {
    await worker.terminate()
    throw error instanceof Problem ? error : new Problem(fileProblem.file_broken)
  }
}

/** The worker's next message; a worker that dies or stays silent means a file that cannot be read. */
async function answer(worker: Worker): Promise<unknown> {
  const done = new AbortController()
  const signal = AbortSignal.any([done.signal, AbortSignal.timeout(patienceMs)])
  const ended = once(worker, 'exit', { signal }).then(() => {
    throw new Problem(fileProblem.file_broken)
  })
  ended.catch(() => undefined)
  try {
    const [message] = await Promise.race([once(worker, 'message', { signal }), ended])
    return message
  } finally {
    done.abort()
  }
}

async function* readSheet(
  worker: Worker,
  { name, rows: total, merges }: WorkerSheet,
  sheet: number,
  date1904: boolean,
  limits: FileLimits,
): AsyncGenerator<Row> {
  const areas = new Merges(merges.map(([top, bottom, left, width]) => ({ top, bottom, left, width })))
  for (let from = 0; from < total; from += pieceRows) {
    const reply = answer(worker)
    worker.postMessage({ sheet, from, to: from + pieceRows })
    for (const row of ((await reply) as { rows: WorkerRow[] }).rows) {
      const made = rowOf(row, sheet, areas, date1904)
      if (made.cells.length > limits.columns) {
        const values = { sheet: name, row: made.row, columns: limits.columns, limit: limits.columns }
        throw new Problem(fileProblem.file_too_many_columns, values)
      }
      if (made.cells.length > 0) yield made
    }
  }
}

function rowOf([row, hidden, sent]: WorkerRow, sheet: number, merges: Merges, date1904: boolean): Row {
  const cells: string[] = []
  const types: CellType[] = []
  sent.forEach((cell, column) => {
    const [text, type] = cell ? cellText(cell, date1904) : (['', '.'] as const)
    if (text === '' && type !== 'e') return
    while (cells.length < column) {
      cells.push('')
      types.push('.')
    }
    cells[column] = text
    types[column] = type
  })
  const spans = merges.apply(row, cells, types)
  const made: Row = { sheet, row, cells, types: types.join('') }
  if (spans) made.spans = spans
  if (hidden) made.hidden = true
  return made
}

const styles = new Map<string, NumberStyle>()

function cellText([kind, value, format]: NonNullable<WorkerCell>, date1904: boolean): [string, CellType] {
  if (kind === 'n' && typeof value === 'number') {
    const code = format ?? 'General'
    let style = styles.get(code)
    // A hostile file may invent formats without end; known ones are few.
    if (!style && styles.size < 1000) styles.set(code, (style = numberStyle(code)))
    return numberText(value, style ?? numberStyle(code), date1904)
  }
  if (kind === 'b') return [value ? 'TRUE' : 'FALSE', 'b']
  if (kind === 'e') return ['', 'e']
  return typeof value === 'string' && value !== '' ? [value, 's'] : ['', '.']
}
