import type { CellType } from './table.ts'

/** Days between Excel's day 0 (1899-12-30) and 1970-01-01. */
const epochDays = 25_569
const dayMs = 86_400_000

/** How a number in a cell is to be read, from its number format. */
export interface NumberStyle {
  date: boolean
  time: boolean
  /** Digits before the point that are padded with zeros: `000000` shows 12 as 000012. */
  pad: number
  percent: boolean
}

const plain: NumberStyle = { date: false, time: false, pad: 0, percent: false }

/** Formats 0–49 that every workbook knows without saying; 27–36 and 50–58 are dates in Chinese and Japanese Excel. */
export function builtInFormat(id: number): string {
  if (id === 9 || id === 10) return '0%'
  if (id === 22) return 'yyyy-mm-dd hh:mm'
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return 'yyyy-mm-dd'
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return 'hh:mm'
  return 'General'
}

/** Reads a number format code such as `yyyy"年"m"月"d"日"`, `000000`, `0.00%`, `[h]:mm`. */
export function numberStyle(code: string): NumberStyle {
  const first = code.split(';')[0]!.replace(/"[^"]*"|\\.|_.|\*.|E[+-]/g, '')
  const elapsed = /\[(?:h+|m+|s+)\]/i.test(first)
  const bare = first.replace(/\[[^\]]*\]/g, '')
  if (/general|g\/通用格式|@/i.test(bare)) return plain
  const time = elapsed || /[hs]/i.test(bare)
  const date = /[yde]|aaa/i.test(bare) || (/m/i.test(bare) && !time)
  if (date || time) return { date, time, pad: 0, percent: false }
  const pad = /^0+$/.test(bare.trim()) ? bare.trim().length : 0
  return pad > 1 ? { ...plain, pad } : bare.includes('%') ? { ...plain, percent: true } : plain
}

/** The text and type of a number in a cell. `date1904` is the workbook's calendar. */
export function numberText(value: number, style: NumberStyle, date1904: boolean): [string, CellType] {
  if (!Number.isFinite(value)) return ['', 'e']
  if (style.date || style.time) {
    const text = dateText(value, style, date1904)
    if (text !== undefined) return [text, 'd']
  }
  if (style.percent) return [`${decimalText(value * 100)}%`, 'n']
  const text = decimalText(value)
  if (Math.abs(value) >= 1e15) return [text, 'r']
  return [style.pad > 0 && value >= 0 ? text.padStart(style.pad, '0') : text, 'n']
}

/** Fifteen significant digits, as Excel keeps them, and never an exponent. */
export function decimalText(value: number): string {
  const kept = Number(value.toPrecision(15))
  const text = String(kept)
  if (!text.includes('e')) return text
  return Math.abs(kept) < 1 ? kept.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : BigInt(kept).toString()
}

/** ISO text of a serial date; undefined where no calendar date has that number (19900101 formatted as a date, say). */
function dateText(serial: number, style: NumberStyle, date1904: boolean): string | undefined {
  // Excel believes in 29 February 1900; serials below that day are one off.
  const days = date1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  if (serial < 0 || days >= 2_958_466) return undefined
  // Half a millisecond of rounding: 0.875 of a day is stored inexactly.
  const moment = new Date(Math.round((days - epochDays) * 86_400) * 1000)
  const iso = moment.toISOString()
  const clock = iso.slice(17, 19) === '00' ? iso.slice(11, 16) : iso.slice(11, 19)
  if (!style.date || serial < 1) return serial < 1 || style.time ? clock : iso.slice(0, 10)
  return moment.getTime() % dayMs === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${clock}`
}
