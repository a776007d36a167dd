import { readDate } from '../dates.ts'
import { decodeText } from './utf8.ts'

/** One slot: YYYYMMDD, also where that is no day of the calendar; month or day 0 where not known; 0 for nothing. */
export const daySlots = 1
export const dayLevels = ['none', 'same', 'edit', 'near', 'month', 'year', 'different'] as const
const months: Record<string, number> = {
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
}

export function openDayReader(dayFirst: boolean) {
  return (bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number): void => {
    rows[at] = 0
    const length = end - start
    if (length < 4) return
    let value = 0
    let digits = 0
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!
      if (byte >= 0x30 && byte <= 0x39) {
        value = value * 10 + byte - 0x30
        digits++
      } else if ((byte !== 0x2d && byte !== 0x2f && byte !== 0x2e) || (i !== start + 4 && i !== start + 7)) {
        digits = -100
        break
      }
    }
    const parted = length === 10
    if (digits === 8 && (parted || length === 8)) rows[at] = keep(value)
    else rows[at] = readOddly(decodeText(bytes, start, end), dayFirst)
  }
}

function keep(day: number): number {
  // What forms write for an unknown day.
  if (day === 19000101 || day < 10000000) return 0
  return day
}

function readOddly(text: string, dayFirst: boolean): number {
  const read = readDate(text)
  if (read.iso !== null) return keep(Number(read.iso.replaceAll('-', '')))
  if (read.partial !== null) return Number(read.partial.replace('-', '').padEnd(8, '0'))
  const parts = /^(\d{1,4})[-/. ]+(\d{1,2}|[a-z]{3,9})[-/. ,]+(\d{1,4})\b/i.exec(text.trim())
  if (!parts) return 0
  let [a, b, c] = [parts[1]!, parts[2]!, parts[3]!]
  const month = months[b.slice(0, 3).toLowerCase()]
  if (month !== undefined) b = String(month)
  else if (!/^\d+$/.test(b)) return 0
  if (a.length === 4) return keep(Number(a) * 10000 + Number(b) * 100 + Number(c.slice(0, 2)))
  const year = c.length === 4 ? Number(c) : Number(c) + (Number(c) > 30 ? 1900 : 2000)
  const isDayFirst = month !== undefined || Number(a) > 12 || (dayFirst && Number(b) <= 12)
  return keep(year * 10000 + (isDayFirst ? Number(b) * 100 + Number(a) : Number(a) * 100 + Number(b)))
}

export const dayParts = {
  day: (rows: Int32Array, at: number): number => (rows[at]! % 100 === 0 ? 0 : rows[at]!),
  year: (rows: Int32Array, at: number): number => Math.floor(rows[at]! / 10000),
  /** Month and day without the year, and year with the month: a slip in the other part. */
  monthDay: (rows: Int32Array, at: number): number => (rows[at]! % 100 === 0 ? 0 : rows[at]! % 10000),
  month: (rows: Int32Array, at: number): number =>
    Math.floor(rows[at]! / 100) % 100 === 0 ? 0 : Math.floor(rows[at]! / 100),
}

/** Compares two days; symmetric. */
export function compareDays(rows: Int32Array, a: number, b: number): number {
  const x = rows[a]!
  const y = rows[b]!
  if (x === 0 || y === 0) return 0
  if (x === y) return x % 10000 === 0 ? 5 : x % 100 === 0 ? 4 : 1
  const [xm, ym] = [Math.floor(x / 100), Math.floor(y / 100)]
  const [xy, yy] = [Math.floor(xm / 100), Math.floor(ym / 100)]
  if (xy === yy) {
    const [month, other] = [xm % 100, ym % 100]
    const [day, otherDay] = [x % 100, y % 100]
    if (month === otherDay && day === other) return 2
    if (month === 0 || other === 0) return 5
    if (month === other && (day === 0 || otherDay === 0)) return 4
  }
  let apart = 0
  let place = -1
  let last = -1
  for (let i = 0, p = x, q = y; i < 8; i++) {
    const [d, e] = [p % 10, q % 10]
    if (d !== e) {
      apart++
      last = place
      place = i
    }
    p = (p - d) / 10
    q = (q - e) / 10
  }
  if (apart === 1) return 2
  if (apart === 2 && place === last + 1 && isSwap(x, y, last)) return 2
  // A month or a day that was never known stands as 1 in many registers.
  if (xy === yy && (x % 10000 === 101 || y % 10000 === 101)) return 4
  if (apart === 2) return 3
  if (xy === yy) return xm === ym ? 4 : 5
  return x % 10000 === y % 10000 && Math.abs(xy - yy) <= 10 ? 3 : 6
}

function isSwap(x: number, y: number, place: number): boolean {
  const unit = 10 ** place
  const [p, q] = [Math.floor(x / unit) % 100, Math.floor(y / unit) % 100]
  return p % 10 === Math.floor(q / 10) && q % 10 === Math.floor(p / 10)
}
