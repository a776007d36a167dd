import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { CsvError, parse } from 'csv-parse'
import { Problem } from '#shared/problem.ts'
import { type FileLimits, defaultLimits } from './limits.ts'
import { fileProblem } from './problems.ts'
import type { TextEncoding } from './sniff.ts'
import { type Row, type Table, formatRowLimits } from './table.ts'
import { unguarded } from './write-csv.ts'

/** A text table: one sheet without a name. */
export async function openCsv(
  path: string,
  { encoding, bom }: { encoding: TextEncoding; bom: number },
  limits: FileLimits = defaultLimits,
): Promise<Table> {
  const head = await readHead(path, encoding, bom)
  // Excel itself takes `sep=;` for an instruction and does not count it as a row.
  const told = /^sep=(.)\r?\n/i.exec(head)
  const delimiter = told?.[1] ?? sniffDelimiter(head)
  const skip = told ? new TextEncoder().encode(told[0]).length * (encoding.startsWith('utf-16') ? 2 : 1) : 0
  const notices: Problem[] = []
  return {
    format: 'csv',
    encoding,
    delimiter,
    sheets: [{ name: '', hidden: false }],
    notices,
    rows: () => readCsv(path, encoding, bom + skip, delimiter, notices, limits),
    close: async () => undefined,
  }
}

async function readHead(path: string, encoding: TextEncoding, bom: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, bom)
    return new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** The sign that parts the first lines most evenly; a comma where there is only one column. */
export function sniffDelimiter(head: string): string {
  const lines = head
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 30)
  let best = ','
  let most = 0
  for (const sign of [',', '\t', ';', '|', '\uFF0C']) {
    const counts = lines.map((line) => line.split(sign).length - 1).filter((count) => count > 0)
    if (counts.length === 0) continue
    const usual = mostFrequent(counts)
    const score = counts.filter((count) => count === usual).length * (1 + Math.min(usual, 20) / 10)
    if (score > most) {
      most = score
      best = sign
    }
  }
  return best
}

function mostFrequent(counts: readonly number[]): number {
  const seen = new Map<number, number>()
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1)
  return [...seen].sort((a, b) => b[1] - a[1])[0]![0]
}

async function* readCsv(
  path: string,
  encoding: TextEncoding,
  start: number,
  delimiter: string,
  notices: Problem[],
  limits: FileLimits,
): AsyncGenerator<Row> {
  const input = createReadStream(path, { start })
  const parser = parse({
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: limits.lineChars,
    record_delimiter: ['\r\n', '\n', '\r'],
  })
  const feeding = feed(input, encoding, parser)
  feeding.catch(() => undefined)
  let row = 0
  let lost = false
  try {
    for await (const fields of parser as AsyncIterable<string[]>) {
      row++
      if (row > limits.rows) throw new Problem(fileProblem.file_too_many_rows, { sheet: '', limit: limits.rows })
      const made = rowOf(fields, row, limits)
      if (made.cells.length === 0) continue
      lost ||= made.cells.some((cell) => cell.includes('\uFFFD'))
      yield made
    }
    await feeding
  } catch (error) {
    throw asProblem(error, row + 1, limits)
  } finally {
    input.destroy()
    parser.destroy()
  }
  if (lost) notices.push(new Problem(fileProblem.file_characters_lost))
  if (formatRowLimits.includes(row))
    notices.push(new Problem(fileProblem.file_probably_truncated, { sheet: '', rows: row }))
}

/** Decodes bytes into the parser with backpressure. */
async function feed(
  input: AsyncIterable<Buffer>,
  encoding: TextEncoding,
  parser: NodeJS.WritableStream & { destroy(error?: Error): unknown },
): Promise<void> {
  const decoder = new TextDecoder(encoding)
  try {
    for await (const chunk of input) {
      if (!parser.writable) return
      if (parser.write(decoder.decode(chunk, { stream: true }))) continue
      await new Promise<void>((resolve) => {
        parser.once('drain', resolve)
        parser.once('close', resolve)
      })
    }
    parser.end(decoder.decode())
  } catch (error) {
    parser.destroy(error as Error)
  }
}

function rowOf(fields: string[], row: number, limits: FileLimits): Row {
  let width = fields.length
  while (width > 0 && fields[width - 1] === '') width--
  if (width > limits.columns) {
    const values = { sheet: '', row, columns: limits.columns, limit: limits.columns }
    throw new Problem(fileProblem.file_too_many_columns, values)
  }
  const cells: string[] = []
  let types = ''
  for (let i = 0; i < width; i++) {
    const cell = plainCell(fields[i]!)
    cells.push(cell)
    types += cell === '' ? '.' : 's'
  }
  return { sheet: 0, row, cells, types }
}

/** Takes off what exporters put around text so that Excel leaves it alone: `="00123"`, and our own guard. */
function plainCell(field: string): string {
  const wrapped = /^="((?:[^"]|"")*)"$/.exec(field)
  return wrapped ? wrapped[1]!.replaceAll('""', '"') : unguarded(field)
}

function asProblem(error: unknown, row: number, limits: FileLimits): unknown {
  if (!(error instanceof CsvError)) return error
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new Problem(fileProblem.file_line_too_long, { row, limit: limits.lineChars })
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new Problem(fileProblem.file_quote_open, { row })
  return new Problem(fileProblem.file_broken)
}
