import { readDate } from '../dates.ts'
import { decodeText } from './utf8.ts'

/** One slot: YYYYMMDD, also where that is no day of the calendar; month or day 0 where not known; 0 for nothing. */
export const daySlots = 1
export const dayLevels = ['none', 'same', 'edit', 'month', 'close', 'near', 'year', 'different'] as const
const level = Object.fromEntries(dayLevels.map((name, i) => [name, i])) as Record<(typeof dayLevels)[number], number>
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
  if (x === 0 || y === 0) return level.none
  if (x === y) return x % 10000 === 0 ? level.year : x % 100 === 0 ? level.month : level.same
  const xm = Math.floor(x / 100)
  const ym = Math.floor(y / 100)
  const xy = Math.floor(xm / 100)
  const yy = Math.floor(ym / 100)
  if (xy === yy) {
    const month = xm % 100
    const other = ym % 100
    const day = x % 100
    const otherDay = y % 100
    if (month === otherDay && day === other) return level.edit
    if (month === 0 || other === 0) return level.year
    if (month === other && (day === 0 || otherDay === 0)) return level.month
  }
  let apart = 0
  let place = -1
  let last = -1
  for (let i = 0, p = x, q = y; i < 8; i++) {
    const d = p % 10
    const e = q % 10
    if (d !== e) {
      apart++
      last = place
      place = i
    }
    p = (p - d) / 10
    q = (q - e) / 10
  }
  if (apart === 1) return level.edit
  if (apart === 2 && place === last + 1 && isSwap(x, y, last)) return level.edit
  // A month or a day that was never known stands as 1 in many registers.
  if (xy === yy && (x % 10000 === 101 || y % 10000 === 101)) return level.month
  if (x % 10000 === y % 10000 && Math.abs(xy - yy) <= 10) return level.close
  // Days between, near enough: what is remembered is off by some days, some months or a year.
  const between = Math.abs(daysOf(x) - daysOf(y))
  if (between <= 31) return level.month
  if (between <= 80) return level.close
  if (between <= 400) return level.year
  return apart === 2 ? level.near : level.different
}

function daysOf(day: number): number {
  return Math.floor(day / 10000) * 365.25 + (Math.floor(day / 100) % 100) * 30.4 + (day % 100)
}

function isSwap(x: number, y: number, place: number): boolean {
  const unit = 10 ** place
  const [p, q] = [Math.floor(x / unit) % 100, Math.floor(y / unit) % 100]
  return p % 10 === Math.floor(q / 10) && q % 10 === Math.floor(p / 10)
}
