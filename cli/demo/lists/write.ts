import { type CellObject, type Range, type WorkSheet, utils, write } from '@e965/xlsx'
import { encodeGbk } from './gbk.ts'

/** Text, a number that is stored as one, or a day that Excel keeps as a number with a date's format. */
export type Cell = string | number | { day: string } | null

export interface DirtySheet {
  name: string
  rows: Cell[][]
  /** Top left and bottom right, counted from 0: [row, column, row, column]. */
  merges?: readonly (readonly [number, number, number, number])[]
}

/** A workbook with merged cells, numbers and dates, as people make it; not the careful writer of the answers. */
export function writeDirtyWorkbook(sheets: readonly DirtySheet[], format: 'xlsx' | 'xls' = 'xlsx'): Uint8Array {
  const book = utils.book_new()
  for (const { name, rows, merges = [] } of sheets) {
    const sheet: WorkSheet = utils.aoa_to_sheet(rows.map((row) => row.map(makeCell)))
    sheet['!merges'] = merges.map(([top, left, bottom, right]): Range => ({
      s: { r: top, c: left },
      e: { r: bottom, c: right },
    }))
    utils.book_append_sheet(book, sheet, name)
  }
  const bytes: Buffer = write(book, {
    type: 'buffer',
    bookType: format === 'xls' ? 'biff8' : 'xlsx',
    compression: true,
  })
  return new Uint8Array(format === 'xls' ? bytes : withoutClock(bytes))
}

/**
 * The archive's entries all dated 1 January 1980, the first day ZIP knows: the same seed gives the same bytes. Walks
 * the central directory (APPNOTE 4.3.12), which also says where each entry's own header is.
 */
function withoutClock(zip: Buffer): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = zip.readUInt32LE(end + 16)
  for (let rest = zip.readUInt16LE(end + 10); rest > 0; rest--) {
    zip.writeUInt32LE(0x00210000, at + 12)
    zip.writeUInt32LE(0x00210000, zip.readUInt32LE(at + 42) + 10)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return zip
}

// Excel's own number 14, which it shows in the reader's way (2022/3/23); one of ours would change the next workbook's styles.
const dayFormat = 'm/d/yy'

function makeCell(cell: Cell): CellObject | null {
  if (cell === null || cell === '') return null
  if (typeof cell === 'object') return { t: 'n', v: excelDay(cell.day), z: dayFormat }
  return typeof cell === 'number' ? { t: 'n', v: cell } : { t: 's', v: cell }
}

/** Excel counts days from 30 December 1899 (its 1900 has a 29 February). */
function excelDay(day: string): number {
  return (Date.parse(`${day}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000
}

export function writeDirtyCsv(rows: readonly string[][], encoding: 'gbk' | 'utf8' | 'utf8-bom'): Uint8Array {
  const text = rows.map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n'
  if (encoding === 'gbk') return encodeGbk(text)
  return new TextEncoder().encode(encoding === 'utf8-bom' ? `\ufeff${text}` : text)
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
