import { Problem } from '#shared/problem.ts'
import { type NumberStyle, builtInFormat, numberStyle } from './number-text.ts'
import { fileProblem } from './problems.ts'
import { StringPool } from './string-pool.ts'
import type { Sheet } from './table.ts'
import { parseXml, parseXmlStream } from './xml.ts'
import type { Zip } from './zip.ts'

/** What has to be known of an Office Open XML workbook before its sheets can be read. */
export interface Workbook {
  sheets: (Sheet & { part: string })[]
  date1904: boolean
  styles: NumberStyle[]
  strings: StringPool
}

interface Relation {
  type: string
  part: string
}

export async function readWorkbook(zip: Zip): Promise<Workbook> {
  const part = await workbookPart(zip)
  const xml = await zip.text(part)
  if (xml === undefined) throw new Problem(fileProblem.file_broken)
  const relations = await readRelations(zip, part)
  const found: { name: string; hidden: boolean; id: string }[] = []
  let date1904 = false
  parseXml(xml, {
    open(name, a) {
      if (name === 'workbookPr') date1904 = a['date1904'] === '1' || a['date1904'] === 'true'
      if (name !== 'sheet') return
      const id = Object.entries(a).find(([key]) => key.endsWith(':id'))?.[1] ?? ''
      found.push({ name: a['name'] ?? '', hidden: a['state'] === 'hidden' || a['state'] === 'veryHidden', id })
    },
  })
  const sheets = found.flatMap(({ name, hidden, id }) => {
    const relation = relations.get(id)
    // Chart sheets and macro sheets stand in the same list; they hold no rows.
    return relation?.type === 'worksheet' ? [{ name, hidden, part: relation.part }] : []
  })
  return { sheets, date1904, styles: await readStyles(zip, relations), strings: await readStrings(zip, relations) }
}

async function workbookPart(zip: Zip): Promise<string> {
  for (const { type, part } of (await readRelations(zip, '')).values()) if (type === 'officeDocument') return part
  return 'xl/workbook.xml'
}

/** Relations of a part, by id; targets resolved to names in the zip. */
async function readRelations(zip: Zip, part: string): Promise<Map<string, Relation>> {
  const slash = part.lastIndexOf('/')
  const folder = part.slice(0, slash + 1)
  const relations = new Map<string, Relation>()
  const xml = await zip.text(`${folder}_rels/${part.slice(slash + 1)}.rels`)
  if (xml === undefined) return relations
  parseXml(xml, {
    open(name, a) {
      if (name !== 'Relationship' || a['TargetMode'] === 'External') return
      const target = a['Target'] ?? ''
      const type = (a['Type'] ?? '').split('/').at(-1)!
      relations.set(a['Id'] ?? '', { type, part: new URL(target, `zip:///${folder}`).pathname.slice(1) })
    },
  })
  return relations
}

async function readStyles(zip: Zip, relations: Map<string, Relation>): Promise<NumberStyle[]> {
  const xml = await textOf(zip, relations, 'styles')
  const codes = new Map<number, string>()
  const styles: NumberStyle[] = []
  if (xml === undefined) return styles
  let inCellFormats = false
  parseXml(xml, {
    open(name, a) {
      if (name === 'numFmt') codes.set(Number(a['numFmtId']), a['formatCode'] ?? '')
      if (name === 'cellXfs') inCellFormats = true
      if (name !== 'xf' || !inCellFormats) return
      const id = Number(a['numFmtId'] ?? 0)
      styles.push(numberStyle(codes.get(id) ?? builtInFormat(id)))
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false
    },
  })
  return styles
}

async function textOf(zip: Zip, relations: Map<string, Relation>, type: string): Promise<string | undefined> {
  for (const relation of relations.values()) if (relation.type === type) return zip.text(relation.part)
  return undefined
}

async function readStrings(zip: Zip, relations: Map<string, Relation>): Promise<StringPool> {
  const pool = new StringPool()
  for (const { type, part } of relations.values()) {
    const entry = type === 'sharedStrings' ? zip.find(part) : undefined
    if (entry)
      await parseXmlStream(
        await zip.stream(entry),
        stringItems((text) => pool.add(text)),
      )
  }
  return pool
}

/** Calls `add` with each `<si>`: runs of rich text joined, readings (`rPh`) left out. */
function stringItems(add: (text: string) => void) {
  let text = ''
  let inText = false
  let inReading = false
  return {
    open(name: string) {
      if (name === 'si') text = ''
      else if (name === 'rPh') inReading = true
      else if (name === 't') inText = !inReading
    },
    text(part: string) {
      if (inText) text += part
    },
    close(name: string) {
      if (name === 't') inText = false
      else if (name === 'rPh') inReading = false
      else if (name === 'si') add(unescapeCell(text))
    },
  }
}

/** Undoes `_x000D_`, the way in which workbooks write characters that XML cannot hold. */
export function unescapeCell(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
