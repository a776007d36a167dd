import { type Zone, instantOf, localDay } from '#shared/clock.ts'

/** Who sends lists. */
export const sourceKinds = [
  'police',
  'telecom',
  'rail',
  'airline',
  'highway',
  'lab',
  'hotline',
  'self_report',
  'self_found',
  'other',
] as const
export type SourceKind = (typeof sourceKinds)[number]

/** What a column of a list can hold. `ignore` is a decision too: the column goes back untouched with the answer. */
export const fields = [
  'name',
  'document',
  'document_type',
  'phone',
  'sex',
  'birth',
  'age',
  'address',
  'estate',
  'building',
  'unit',
  'room',
  'grid',
  'nationality',
  'community',
  'category',
  'row_id',
  'time',
  'place',
  'note',
  'ignore',
] as const
export type Field = (typeof fields)[number]

/** One field a column, by position. */
export type Mapping = Field[]

/** Fields that several columns of one list may fill. */
export const manyFields: ReadonlySet<Field> = new Set<Field>([
  'document',
  'phone',
  'place',
  'note',
  'category',
  'ignore',
])

/** Without one of these no row can name anybody. */
export function mappingFits(mapping: Mapping): boolean {
  return mapping.includes('name') || mapping.includes('document') || mapping.includes('phone')
}

/** A name for each column, each once: two columns called 电话 are `电话` and `电话#2`; one without a name is `#5`. */
export function columnKeys(headers: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return headers.map((name, i) => {
    if (name === '') return `#${i + 1}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name}#${count}`
  })
}

/** A mapping as a source remembers it, for files whose columns may come in another order. */
export function mappingByHeader(headers: readonly string[], mapping: Mapping): Record<string, Field> {
  return Object.fromEntries(columnKeys(headers).map((key, i) => [key, mapping[i] ?? 'ignore']))
}

/**
 * When a list must be answered: hours after receipt, or at a time of the day in the deployment's zone, on the day of
 * receipt or so many `days` later. A time that has passed already means the next day.
 */
export type DeadlineRule = { hours: number } | { at: string; days?: number }

export function deadlineOf(rule: DeadlineRule, received: number, zone: Zone): number {
  if ('hours' in rule) return received + rule.hours * 3_600_000
  const [hour, minute] = rule.at.split(':').map(Number) as [number, number]
  const today = localDay(received, zone)
  const due = instantOf(addDays(today, rule.days ?? 0), hour, minute, zone)
  return due > received ? due : instantOf(addDays(today, 1), hour, minute, zone)
}

/** The urgency that a deadline rule suggests: 1 is the strictest. */
export function usualUrgency(rule: DeadlineRule): 1 | 2 | 3 {
  if (!('hours' in rule)) return 2
  return rule.hours <= 4 ? 1 : rule.hours <= 24 ? 2 : 3
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** rows = accepted + rejected; accepted = linked + review + fresh. */
export interface Counts {
  rows: number
  accepted: number
  rejected: number
  linked: number
  review: number
  fresh: number
  /** Rows about somebody whom an earlier row, here or in another list, had named already. */
  repeated: number
  /** Different people among the accepted rows that are decided. */
  people: number
}

/** The sums that must hold at every hop; a text naming the first that does not. */
export function findImbalance(counts: Counts): string | undefined {
  if (counts.rows !== counts.accepted + counts.rejected) return 'rows = accepted + rejected'
  if (counts.accepted !== counts.linked + counts.review + counts.fresh) return 'accepted = linked + review + new'
  return undefined
}
