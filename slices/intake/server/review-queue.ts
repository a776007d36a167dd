import { type Guard, type Reason, explainGuard } from '#linkage'
import { explainReason } from '#linkage/explain.ts'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { maskDocument, maskPhone } from '#slices/people/model.ts'
import { findPersons } from '#slices/people/server/persons.ts'
import { type MaskedPerson, loadMasked } from '#slices/people/server/show.ts'
import type { Mapping } from '../model.ts'
import { type Learned, shiftOf, valueOfAnswer } from '../model/learned.ts'
import { patternOf } from '../model/patterns.ts'
import { type ReadRow, readRow } from '../model/row.ts'
import { getReadOptions, openRow } from './batches.ts'
import { loadLearned } from './decisions.ts'

/** One of those a row may be about, as stored with its verdict. */
export interface Rival {
  to: Id
  weight: number
  reasons: Reason[]
  guard?: Guard
}

interface Pending {
  id: Id
  batch_id: Id
  pattern: string
  weight: number
  urgency: number
  due_at: Date | null
}

/** Rows of lists that count whose person nobody could tell, and which rivals a person has ruled out. */
function undecided({ db }: Pick<Context, 'db'>, community: Id) {
  return db`
    source_rows r join batches b on b.community_id = r.community_id and b.id = r.batch_id and b.status = 'committed'
    where r.community_id = ${community} and r.link = 'review' and r.task_id is null`
}

/**
 * Those first whose answer teaches most: how open the question is, how many others wait with the same pattern of
 * evidence, and how pressing their lists are.
 */
async function orderPending(
  context: Context,
  community: Id,
  learned: Learned,
): Promise<(Pending & { alike: number })[]> {
  const rows = await context.db<Pending[]>`
    select r.id, r.batch_id, coalesce(r.pattern, 'nothing') as pattern, coalesce(r.weight, 0) as weight, b.urgency, b.due_at
    from ${undecided(context, community)}`
  const waiting = new Map<string, number>()
  for (const { pattern } of rows) waiting.set(pattern, (waiting.get(pattern) ?? 0) + 1)
  const now = context.clock()
  const valued = rows.map((row) => {
    const alike = waiting.get(row.pattern)!
    const late = row.due_at !== null && row.due_at.getTime() < now
    const consequence = (4 - row.urgency) * (late ? 1.5 : 1)
    const known = learned.patterns.get(row.pattern)
    return { ...row, alike, value: consequence * valueOfAnswer(row.weight, known, alike) }
  })
  return valued.toSorted((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))
}

interface ReviewRow {
  id: Id
  source: string
  cells_sealed: Buffer
  mapping: Mapping
  received_at: Date
  sheet: number
  row_number: number
  rivals: Rival[] | null
  ruled_out: Id[]
}

/** The next `limit` questions, with who it might be and why; papers and phones masked. `row`: that one alone. */
export async function listReviews(
  context: Context,
  community: Id,
  { limit, row }: { limit: number; row?: Id | undefined },
  language: Language,
) {
  const learned = await loadLearned(context, community)
  const pending = await orderPending(context, community, learned)
  const next = row ? pending.filter(({ id }) => id === row) : pending.slice(0, limit)
  const rows = await context.db<ReviewRow[]>`
    select r.id, s.name as source, r.cells_sealed, b.mapping, b.received_at, r.sheet, r.row_number, r.rivals,
      array(select d.resident_id from link_decisions d where d.community_id = r.community_id and d.row_id = r.id
        and not d.same and d.revoked_at is null) as ruled_out
    from source_rows r join batches b on b.community_id = r.community_id and b.id = r.batch_id
    join sources s on s.id = b.source_id
    where r.community_id = ${community} and r.id = any(${next.map(({ id }) => id)})`
  const byId = new Map(rows.map((known) => [known.id, known]))
  const rivals = rows.flatMap(({ rivals: all, ruled_out }) => (all ?? []).filter(({ to }) => !ruled_out.includes(to)))
  const people = await loadRivals(
    context,
    community,
    rivals.map(({ to }) => to),
  )
  const reviews = await Promise.all(
    next.map(async ({ id, alike, pattern, urgency, due_at }) => {
      const stored = byId.get(id)!
      const read = readRow(
        openRow(context, stored.cells_sealed),
        stored.mapping,
        await getReadOptions(context, community, stored),
      )
      const known = learned.patterns.get(pattern)
      return {
        row: id,
        source: stored.source,
        sheet: stored.sheet,
        number: stored.row_number,
        due: due_at?.toISOString() ?? null,
        urgency,
        alike,
        learned: known ? { same: known.same, different: known.different } : null,
        person: personOnRow(read),
        candidates: presentRivals(stored, people, learned, language),
      }
    }),
  )
  return { total: pending.length, answers: learned.answers, reviews }
}

/** Masked and broken values too: they are what the decision hangs on. */
function personOnRow({ person, evidence }: ReadRow) {
  const document = person.document ?? evidence.documents?.[0] ?? null
  return {
    name: person.name,
    sex: person.sex,
    birth: person.birth,
    document: document && maskDocument(document.number),
    phones: (evidence.phones ?? []).map(maskPhone),
    place: person.address ?? '',
  }
}

interface People {
  personOf: Map<Id, Id>
  masked: Map<Id, MaskedPerson>
  households: Map<Id, { name: string; birth: string | null }[]>
  tasks: Map<Id, Id>
}

async function loadRivals(context: Context, community: Id, entries: Id[]): Promise<People> {
  const personOf = await findPersons(context, community, entries)
  const persons = [...new Set(personOf.values())]
  const [masked, households] = await Promise.all([
    loadMasked(context, community, persons),
    loadHouseholds(context, community, persons),
  ])
  const open = await context.db<{ resident_id: Id; id: Id }[]>`
    select resident_id, id from tasks
    where community_id = ${community} and resident_id = any(${persons}) and status in ('open', 'offered')`
  return { personOf, masked, households, tasks: new Map(open.map((task) => [task.resident_id, task.id])) }
}

/** Who else lives behind the same door: nine in ten wrong links are people of one household. */
export async function loadHouseholds(
  { db }: Context,
  community: Id,
  persons: Id[],
): Promise<Map<Id, { name: string; birth: string | null }[]>> {
  const rows = await db<{ of: Id; name: string; birth: string | null }[]>`
    select r.id as of, o.name, o.birth from residents r
    join residents o on o.community_id = r.community_id and o.door_id = r.door_id and o.id <> r.id
      and o.merged_into is null and o.left_at is null
    where r.community_id = ${community} and r.id = any(${persons}) order by o.birth nulls last, o.id`
  const households = new Map<Id, { name: string; birth: string | null }[]>()
  for (const { of, ...other } of rows) households.set(of, [...(households.get(of) ?? []), other])
  return households
}

function presentRivals({ rivals, ruled_out }: ReviewRow, people: People, learned: Learned, language: Language) {
  const shown = new Set<Id>(ruled_out.map((id) => people.personOf.get(id) ?? id))
  return (rivals ?? []).flatMap((rival) => {
    const person = people.personOf.get(rival.to)
    const known = person && people.masked.get(person)
    // Two entries of one person are one answer, with the stronger evidence.
    if (!known || shown.has(person)) return []
    shown.add(person)
    const { id, name, sex, birth, document, phones, place, categories } = known
    return [
      {
        resident: id,
        entry: rival.to,
        name,
        sex,
        birth,
        document: document?.masked ?? null,
        phones,
        place,
        categories,
        household: people.households.get(id) ?? [],
        task: people.tasks.get(id) ?? null,
        ...presentEvidence(rival, learned, language),
      },
    ]
  })
}

/** The waterfall: from what is believed of any two, by each agreement and disagreement, to what is believed of these. */
export function presentEvidence(rival: Rival, learned: Learned, language: Language) {
  const { reasons, weight, guard } = rival
  const start = weight - reasons.reduce((sum, { bits }) => sum + bits, 0)
  const known = learned.patterns.get(patternOf(rival))
  return {
    start,
    steps: reasons
      .toSorted((a, b) => Math.abs(b.bits) - Math.abs(a.bits))
      .map(({ field, level, bits }) => ({ field, level, bits, words: explainReason({ field, level }, language) })),
    learned: known ? { same: known.same, different: known.different, bits: known.shift } : null,
    weight: weight + shiftOf(learned, patternOf(rival)),
    guard: guard ? explainGuard(guard, language) : null,
  }
}
