import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { columnName } from './columns.ts'

/** Text stays text, however it looks; only a number is written as a number. */
export type OutCell = string | number | null | undefined

export interface OutColumn {
  title: string
  /** In characters; a guess from the title if not given. */
  width?: number
}

export interface OutSheet {
  name: string
  columns: readonly OutColumn[]
  rows: AsyncIterable<readonly OutCell[]> | Iterable<readonly OutCell[]>
}

/** Excel calls a longer cell damage. */
const longestCell = 32_767

/**
 * Writes a workbook: a bold frozen header with a filter, and text in the text format, so that no `=1+1` is ever a
 * formula and no long number loses its tail. Rows are streamed; resolves when `out` has it all.
 */
export async function writeXlsx(out: Writable, sheets: readonly OutSheet[]): Promise<void> {
  const zip = new ZipFile()
  const names = sheetNames(sheets)
  zip.addBuffer(Buffer.from(contentTypes(names.length)), '[Content_Types].xml')
  zip.addBuffer(Buffer.from(rootRelations), '_rels/.rels')
  zip.addBuffer(Buffer.from(workbookXml(names)), 'xl/workbook.xml')
  zip.addBuffer(Buffer.from(workbookRelations(names.length)), 'xl/_rels/workbook.xml.rels')
  zip.addBuffer(Buffer.from(stylesXml), 'xl/styles.xml')
  sheets.forEach((sheet, i) => {
    // Made only when its turn comes, so that one sheet at a time is open.
    zip.addReadStreamLazy(`xl/worksheets/sheet${i + 1}.xml`, (give) => {
      const part = Readable.from(sheetXml(sheet))
      part.once('error', (error) => zip.emit('error', error))
      give(null, part)
    })
  })
  const body = zip.outputStream as Readable
  zip.once('error', (error: Error) => body.destroy(error))
  zip.end()
  await pipeline(body, out)
}

async function* sheetXml(sheet: OutSheet): AsyncGenerator<Buffer> {
  const columns = sheet.columns
  const widths = columns.map((c, i) => `<col min="${i + 1}" max="${i + 1}" width="${widthOf(c)}" customWidth="1"/>`)
  let text =
    `${xmlHead}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
    `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    (widths.length > 0 ? `<cols>${widths.join('')}</cols>` : '') +
    '<sheetData>'
  text += rowXml(
    1,
    columns.map((c) => c.title),
    2,
  )
  let row = 1
  for await (const cells of sheet.rows) {
    text += rowXml(++row, cells, 1)
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  const last = columnName(Math.max(0, columns.length - 1))
  yield Buffer.from(`${text}</sheetData><autoFilter ref="A1:${last}${row}"/></worksheet>`)
}

function rowXml(row: number, cells: readonly OutCell[], style: number): string {
  let text = `<row r="${row}">`
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (cell === null || cell === undefined || cell === '') continue
    const place = `r="${columnName(i)}${row}"`
    if (typeof cell === 'number' && Number.isFinite(cell)) text += `<c ${place}><v>${cell}</v></c>`
    else
      text += `<c ${place} s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeCell(String(cell))}</t></is></c>`
  }
  return `${text}</row>`
}

/** XML's own signs, and `_x000D_` for what XML cannot hold. */
function escapeCell(text: string): string {
  const cut = text.length > longestCell ? `${text.slice(0, longestCell - 1)}…` : text
  return cut.replace(/[&<>]|_(?=x[0-9A-Fa-f]{4}_)|\p{Cc}|\p{Cs}|\uFFFE|\uFFFF/gu, (sign) => {
    if (sign === '\t' || sign === '\n') return sign
    if (sign === '&') return '&amp;'
    if (sign === '<') return '&lt;'
    if (sign === '>') return '&gt;'
    return `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
  })
}

function widthOf(column: OutColumn): number {
  return Math.min(60, column.width ?? Math.max(10, [...column.title].length * 2.2))
}

/** At most 31 characters, none of Excel's forbidden ones, each once. */
function sheetNames(sheets: readonly OutSheet[]): string[] {
  const taken = new Set<string>()
  return sheets.map((sheet, i) => {
    const base =
      sheet.name
        .replace(/[[\]:*?/\\]|\p{Cc}/gu, ' ')
        .replace(/^'+|'+$/g, '')
        .trim()
        .slice(0, 25) || `${i + 1}`
    let name = base
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base} ${n}`
    taken.add(name.toLowerCase())
    return name
  })
}

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageNs = 'http://schemas.openxmlformats.org/package/2006'
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const rootRelations =
  `${xmlHead}<Relationships xmlns="${packageNs}/relationships">` +
  `<Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

// Style 1 is text with a quote prefix: still text after somebody edits the cell. Style 2 is the header.
const stylesXml =
  `${xmlHead}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="等线"/></font>` +
  `<font><b/><sz val="11"/><name val="等线"/></font></fonts>` +
  `<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
  `<fill><patternFill patternType="solid"><fgColor rgb="FFEDEAE3"/></patternFill></fill></fills>` +
  `<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
  `<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
  `<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>` +
  `<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/></cellXfs>` +
  `<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

function contentTypes(sheets: number): string {
  let parts = ''
  for (let i = 1; i <= sheets; i++)
    parts += `<Override PartName="/xl/worksheets/sheet${i}.xml" ContentType="${types}.worksheet+xml"/>`
  return (
    `${xmlHead}<Types xmlns="${packageNs}/content-types">` +
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/>` +
    `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${parts}</Types>`
  )
}

function workbookXml(names: readonly string[]): string {
  const sheets = names.map((name, i) => `<sheet name="${attribute(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
  return `${xmlHead}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.join('')}</sheets></workbook>`
}

function workbookRelations(sheets: number): string {
  let relations = ''
  for (let i = 1; i <= sheets; i++)
    relations += `<Relationship Id="rId${i}" Type="${office}/worksheet" Target="worksheets/sheet${i}.xml"/>`
  relations += `<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/>`
  return `${xmlHead}<Relationships xmlns="${packageNs}/relationships">${relations}</Relationships>`
}

function attribute(text: string): string {
  return escapeCell(text).replaceAll('"', '&quot;')
}
