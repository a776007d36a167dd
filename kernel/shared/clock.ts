/** Milliseconds since 1970, UTC. Injected everywhere, so that a test can stop time. */
export type Clock = () => number

/** An IANA zone, e.g. `Asia/Shanghai`. Days, cut-offs and due times are the deployment's, never the phone's. */
export type Zone = string

export interface LocalTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

const formats = new Map<Zone, Intl.DateTimeFormat>()

function formatFor(zone: Zone): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}

/** What the wall clock in `zone` shows at `instant`. */
export function localTime(instant: number, zone: Zone): LocalTime {
  const part: Record<string, number> = {}
  for (const { type, value } of formatFor(zone).formatToParts(instant)) part[type] = Number(value)
  return { year: part.year!, month: part.month!, day: part.day!, hour: part.hour!, minute: part.minute! }
}

/** The calendar day (YYYY-MM-DD) in `zone` at `instant`. */
export function localDay(instant: number, zone: Zone): string {
  const { year, month, day } = localTime(instant, zone)
  return `${year}-${two(month)}-${two(day)}`
}

/**
 * The instant at which the wall clock in `zone` shows `day` `hour:minute`.
 * Where the clock jumps forward over that time, the instant just after the jump.
 */
export function instantOf(day: string, hour: number, minute: number, zone: Zone): number {
  const wanted = Date.parse(`${day}T${two(hour)}:${two(minute)}:00Z`)
  let guess = wanted
  // Two corrections are enough: the second only matters within an hour of a change of the clocks.
  for (let i = 0; i < 2; i++) {
    const seen = localTime(guess, zone)
    guess += wanted - Date.UTC(seen.year, seen.month - 1, seen.day, seen.hour, seen.minute)
  }
  return guess
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
