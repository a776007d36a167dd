import { localDay, localTime } from '#shared/clock.ts'
import { locale } from './i18n.ts'
import { zone } from './zone.ts'

/** An instant as the server sends it (ISO 8601) or as milliseconds since 1970. */
export type Instant = string | number

const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale.value} ${zone.value} ${name}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale.value, { timeZone: zone.value, hourCycle: 'h23', ...options })
    formats.set(key, format)
  }
  return format
}

const millis = (instant: Instant) => (typeof instant === 'number' ? instant : Date.parse(instant))

/** `23:40`: today's times need no day. */
export function clockTime(instant: Instant): string {
  return formatFor('time', { hour: '2-digit', minute: '2-digit' }).format(millis(instant))
}

/** `11月24日` / `24 Nov`, with the year where it is not this one. */
export function calendarDay(instant: Instant, now = Date.now()): string {
  const sameYear = localTime(millis(instant), zone.value).year === localTime(now, zone.value).year
  const day = { month: 'short', day: 'numeric' } as const
  return sameYear
    ? formatFor('day', day).format(millis(instant))
    : formatFor('year', { ...day, year: 'numeric' }).format(millis(instant))
}

/** `23:40` today, `11月23日 23:40` on any other day, in the deployment's zone. */
export function shortTime(instant: Instant, now = Date.now()): string {
  const today = localDay(millis(instant), zone.value) === localDay(now, zone.value)
  return today ? clockTime(instant) : `${calendarDay(instant, now)} ${clockTime(instant)}`
}

/** In full, for print and for evidence: `2026年11月24日 23:40`. */
export function fullTime(instant: Instant): string {
  return formatFor('full', { dateStyle: 'long', timeStyle: 'short' }).format(millis(instant))
}

/** A count with the language's own grouping: `15,000`. */
export function count(n: number): string {
  return n.toLocaleString(locale.value)
}

/** A share as a whole percentage; `0%` and `100%` only when that is exactly so. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return '–'
  const percent = (100 * part) / whole
  const shown = part > 0 && part < whole ? Math.min(99, Math.max(1, Math.round(percent))) : Math.round(percent)
  return `${shown}%`
}
