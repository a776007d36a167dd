import { type Zone, instantOf, localTime } from '#shared/clock.ts'

const two = (n: number) => String(n).padStart(2, '0')

/** The wall clock of `zone` at an instant, as a `datetime-local` input writes it: `2026-11-24T23:40`. */
export function toWall(instant: string, zone: Zone): string {
  const { year, month, day, hour, minute } = localTime(Date.parse(instant), zone)
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

/** The instant (ISO 8601, UTC) of a `datetime-local` value read in `zone`; null for an empty or half-typed one. */
export function fromWall(wall: string, zone: Zone): string | null {
  const read = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(wall)
  if (!read) return null
  return new Date(instantOf(read[1]!, Number(read[2]), Number(read[3]), zone)).toISOString()
}
