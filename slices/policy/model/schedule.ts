import { type Zone, instantOf, localDay } from '#shared/clock.ts'
import type { Obligation, RuleDocument, Schedule } from './document.ts'
import { type Facts, holds } from './rules.ts'

const dayMs = 86_400_000

/** What is known of one person, beside the facts: since when things hold, and what was done. */
export interface Course {
  facts: Facts
  /** The day from which the rule counts for them: that of the rule, or of their coming into the register. */
  since: string
  /** Day of the last arrival, and of the beginning of the measure; null: there is none. */
  arrival: string | null
  measure: string | null
  /** What was done and when, ISO, in order. */
  done: readonly { deed: string; at: string }[]
}

/** Something to be done for a person. */
export interface Wanted {
  line: string
  deed: string
  /** The same duty as long as nothing was done: makes its id. */
  slot: string
  /** A deed counts from then on, ISO. */
  after: string
  due: string
  urgency: number
}

/**
 * What is to be done for a person on a day: of each deed what is due earliest, whoever else asks for it. Nothing is
 * asked before its day. `sampled`: the lines whose turn it is for this person today.
 */
export function wantedOf(document: RuleDocument, course: Course, zone: Zone, sampled: ReadonlySet<string>): Wanted[] {
  const all = document.obligations
    .filter((line) => appliesTo(line, course.facts))
    .flatMap((line) => askedBy(line, course, zone, sampled) ?? [])
  const earliest = new Map<string, Wanted>()
  for (const one of all) {
    const other = earliest.get(one.deed)
    if (!other || one.due < other.due || (one.due === other.due && one.line < other.line)) earliest.set(one.deed, one)
  }
  return [...earliest.values()]
}

export function appliesTo({ category, when }: Obligation, facts: Facts): boolean {
  if (category !== undefined && !facts.person.categories.includes(category)) return false
  return when === undefined || holds(when, facts)
}

/** What one line asks of the person on this day; undefined: nothing yet, or nothing more. */
export function askedBy(
  line: Obligation,
  course: Course,
  zone: Zone,
  sampled: ReadonlySet<string>,
): Wanted | undefined {
  const slot = slotOf(line.schedule, line, course, zone, sampled)
  if (!slot || slot.opens > lastInstantOf(course.facts.day, zone)) return undefined
  const { name, after, due } = slot
  return {
    line: line.key,
    deed: line.deed,
    slot: `${line.key} ${name}`,
    after: new Date(after).toISOString(),
    due: new Date(due).toISOString(),
    urgency: line.urgency,
  }
}

interface Slot {
  name: string
  /** Before this instant nobody is asked. */
  opens: number
  after: number
  due: number
}

function slotOf(
  schedule: Schedule,
  line: Obligation,
  course: Course,
  zone: Zone,
  sampled: ReadonlySet<string>,
): Slot | undefined {
  const done = course.done.filter(({ deed }) => deed === line.deed).map(({ at }) => Date.parse(at))
  const startOf = (day: string) => firstInstantOf(day, zone)
  const endOf = (day: string) => lastInstantOf(day, zone)
  const { day } = course.facts
  switch (schedule.kind) {
    case 'every': {
      const last = done.at(-1)
      const dueDay =
        last === undefined ? addDays(course.since, schedule.days - 1) : addDays(localDay(last, zone), schedule.days)
      return {
        name: last === undefined ? `since ${course.since}` : `after ${last}`,
        opens: startOf(dueDay),
        after: (last ?? startOf(course.since) - 1) + 1,
        due: endOf(dueDay),
      }
    }
    case 'sample':
      if (!sampled.has(line.key) || done.some((at) => localDay(at, zone) === day)) return undefined
      return { name: day, opens: startOf(day), after: startOf(day), due: endOf(day) }
    case 'course': {
      const from = anchorOf(schedule.from, course)
      if (!from) return undefined
      const counted = countApart(
        done.filter((at) => at >= startOf(from)),
        schedule.apartHours,
      )
      if (counted.length >= schedule.times) return undefined
      const nth = counted.length + 1
      const dueDay = addDays(from, Math.ceil((schedule.days * nth) / schedule.times) - 1)
      const after = counted.length ? counted.at(-1)! + schedule.apartHours * 3_600_000 : startOf(from)
      return { name: `${from} ${nth}`, opens: after, after, due: Math.max(endOf(dueDay), after + 3_600_000) }
    }
    case 'on_days': {
      const from = anchorOf(schedule.from, course)
      if (!from) return undefined
      const days = schedule.days.toSorted((a, b) => a - b).map((n) => addDays(from, n - 1))
      const missed = days.find((one) => one <= day && !done.some((at) => at >= startOf(one)))
      return missed
        ? { name: `${from} ${missed}`, opens: startOf(missed), after: startOf(missed), due: endOf(missed) }
        : undefined
    }
    case 'once': {
      const from = schedule.from === 'rule' ? course.since : anchorOf(schedule.from, course)
      if (!from || done.some((at) => at >= startOf(from))) return undefined
      return { name: from, opens: startOf(from), after: startOf(from), due: startOf(from) + schedule.hours * 3_600_000 }
    }
  }
}

const midnights = new Map<string, number>()

/** Kept: reading a zone's clock takes microseconds, and a register asks a hundred thousand times about few days. */
function firstInstantOf(day: string, zone: Zone): number {
  const key = `${day} ${zone}`
  const known = midnights.get(key)
  if (known !== undefined) return known
  if (midnights.size > 2000) midnights.clear()
  const instant = instantOf(day, 0, 0, zone)
  midnights.set(key, instant)
  return instant
}

function lastInstantOf(day: string, zone: Zone): number {
  return firstInstantOf(addDays(day, 1), zone) - 1
}

function anchorOf(from: 'arrival' | 'measure', course: Course): string | null {
  return from === 'arrival' ? course.arrival : course.measure
}

/** Of deeds in order those that lie far enough from the last that counted. */
export function countApart(at: readonly number[], apartHours: number): number[] {
  const counted: number[] = []
  for (const one of at) if (!counted.length || one - counted.at(-1)! >= apartHours * 3_600_000) counted.push(one)
  return counted
}

export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * dayMs).toISOString().slice(0, 10)
}

/** Whole days from one calendar day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
}

/**
 * Whose turn it is on a day: `percent` in a hundred of the group, in one order for all time that follows from the seed,
 * each day going on where the day before ended. So the order of `ids` does not matter, and everybody has their turn.
 */
export function sampleOf(ids: readonly string[], percent: number, seed: number, day: string): string[] {
  if (!ids.length) return []
  const order = ids.toSorted((a, b) => mix(a, seed) - mix(b, seed) || (a < b ? -1 : 1))
  const turn = daysBetween('2000-01-01', day)
  const upTo = (n: number) => Math.floor((n * percent * order.length) / 100)
  const wanted = Math.min(order.length, upTo(turn + 1) - upTo(turn))
  return Array.from({ length: wanted }, (_, i) => order[(upTo(turn) + i) % order.length]!)
}

/** Spreads texts over 32 bits (FNV-1a, then mulberry's last steps): the same everywhere. */
function mix(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  hash = Math.imul(hash ^ (hash >>> 15), hash | 1)
  hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61)
  return (hash ^ (hash >>> 14)) >>> 0
}
