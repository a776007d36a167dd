import { chineseNumeral, findChineseNumber, foldText, unfloat } from './text.ts'

export type DateFault = 'empty' | 'shape' | 'calendar' | 'range' | 'masked'

/** A date as found in a list. `iso` is YYYY-MM-DD when `ok`; `partial` is YYYY or YYYY-MM where a list says no more. */
export interface DateReading {
  ok: boolean
  iso: string | null
  partial: string | null
  why: DateFault | null
}

const fail = (why: DateFault): DateReading => ({ ok: false, iso: null, partial: null, why })
const numeral = new RegExp(chineseNumeral, 'g')

/**
 * Reads `1990-01-02`, `1990/1/2`, `1990.01.02`, `19900102`, `1990年1月2日`, `一九九〇年一月二日`, times after any of these,
 * and Excel's serial day numbers (1900 system; 10,000 to 80,000, that is 1927 to 2119). Years 1850 to 2150 are in range.
 */
export function readDate(value: string | number | null | undefined): DateReading {
  if (value === null || value === undefined) return fail('empty')
  const text = unfloat(foldText(String(value)))
  if (text === '') return fail('empty')
  if (/^\d{4,5}(?:\.\d+)?$/.test(text)) return readSerial(Number(text))
  if (/^\d{8}(?:\d{6})?$/.test(text)) return check(text.slice(0, 4), text.slice(4, 6), text.slice(6, 8))
  const western = text.replace(numeral, (n) => findChineseNumber(n) ?? n)
  const parts = /^(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:(?:[-/.]|月)\s*(\d{1,2})\s*(?:日|号)?|月?)(?:[T ,].*)?$/.exec(
    western,
  )
  if (parts) return check(parts[1]!, parts[2]!, parts[3])
  if (/^(\d{4})年?$/.test(western)) return check(western.slice(0, 4), undefined, undefined)
  return fail(/[*xX×＊]/.test(text) && /\d{4}/.test(text) ? 'masked' : 'shape')
}

/** Whether year, month and day exist in the Gregorian calendar. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  return day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function readSerial(serial: number): DateReading {
  if (Number.isInteger(serial) && serial >= 1850 && serial <= 2150) return check(String(serial), undefined, undefined)
  if (serial < 10_000 || serial > 80_000) return fail('range')
  // Day 1 is 1900-01-01 and Excel believes in 1900-02-29, so from March 1900 on the epoch is 1899-12-30.
  const day = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000)
  return { ok: true, iso: day.toISOString().slice(0, 10), partial: null, why: null }
}

function check(year: string, month: string | undefined, day: string | undefined): DateReading {
  const y = Number(year)
  if (y < 1850 || y > 2150) return fail('range')
  if (month === undefined) return { ok: false, iso: null, partial: year, why: 'shape' }
  const m = Number(month)
  if (day === undefined) {
    return m >= 1 && m <= 12 ? { ok: false, iso: null, partial: `${year}-${two(m)}`, why: 'shape' } : fail('calendar')
  }
  const d = Number(day)
  if (!isCalendarDay(y, m, d)) return fail('calendar')
  return { ok: true, iso: `${year}-${two(m)}-${two(d)}`, partial: null, why: null }
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
