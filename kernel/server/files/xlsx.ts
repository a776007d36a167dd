import { Problem } from '#shared/problem.ts'
import { type FileLimits, defaultLimits } from './limits.ts'
import { type Area, Merges, readMerges } from './merges.ts'
import { fileProblem } from './problems.ts'
import { sheetRows } from './sheet-xml.ts'
import type { Row, Table } from './table.ts'
import { type Workbook, readWorkbook } from './workbook.ts'
import { decoded, xmlParser } from './xml.ts'
import { type Zip, openZip } from './zip.ts'

/** Opens an .xlsx workbook. Rows are streamed; shared strings and styles are held. */
export async function openXlsx(path: string, limits: FileLimits = defaultLimits): Promise<Table> {
  const zip = await openZip(path, limits)
  try {
    refuseOthers(zip)
    const book = await readWorkbook(zip)
    if (book.sheets.length === 0) throw new Problem(fileProblem.file_no_table)
    const areas = new Map<number, Promise<Area[]>>()
    return {
      format: 'xlsx',
      sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })),
      notices: [],
      rows: (sheet) => readSheet(zip, book, sheet, areas, limits),
      close: async () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw asProblem(error)
  }
}

/** A zip may be many things; each is named, so that the reader knows what was sent. */
function refuseOthers(zip: Zip): void {
  const has = (start: string) => zip.names.some((name) => name.startsWith(start))
  if (zip.names.some((name) => name.endsWith('vbaproject.bin'))) throw new Problem(fileProblem.file_has_macros)
  if (has('xl/workbook.bin')) throw new Problem(fileProblem.file_needs_resaving, { kind: ' .xlsb ' })
  if (has('word/')) throw new Problem(fileProblem.file_wrong_kind, { kind: ' Word (.docx) ' })
  if (has('ppt/')) throw new Problem(fileProblem.file_wrong_kind, { kind: ' PowerPoint (.pptx) ' })
  if (has('content.xml')) throw new Problem(fileProblem.file_needs_resaving, { kind: ' OpenDocument (.ods) ' })
  if (!has('[content_types].xml')) throw new Problem(fileProblem.file_wrong_kind, { kind: ' ZIP ' })
}

async function* readSheet(
  zip: Zip,
  book: Workbook,
  sheet: number,
  areas: Map<number, Promise<Area[]>>,
  limits: FileLimits,
): AsyncGenerator<Row> {
  const entry = zip.find(book.sheets[sheet]!.part)
  if (!entry) throw new Problem(fileProblem.file_broken)
  try {
    if (!areas.has(sheet)) areas.set(sheet, zip.stream(entry).then(readMerges))
    const merges = new Merges(await areas.get(sheet)!)
    let ready: Row[] = []
    const parser = xmlParser(sheetRows(book, sheet, merges, limits, (row) => ready.push(row)))
    for await (const text of decoded(await zip.stream(entry))) {
      parser.write(text)
      yield* ready
      ready = []
    }
    parser.end()
    yield* ready
  } catch (error) {
    throw asProblem(error)
  }
}

/** What zlib, yauzl and the XML parser throw all means the same to the reader. */
function asProblem(error: unknown): unknown {
  return error instanceof Problem ? error : new Problem(fileProblem.file_broken)
}
