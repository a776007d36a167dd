import type { Person } from '#linkage'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { evidenceText } from '../model/fingerprint.ts'
import { type Learned, learnFrom } from '../model/learned.ts'
import type { ReadRow } from '../model/row.ts'

/** By what a row is known again: its evidence as a whole, and its whole document, which is nobody else's. */
export interface Marks {
  evidence: Buffer
  paper: Buffer | null
}

export function marksOf({ keys }: Pick<Context, 'keys'>, { evidence, person }: ReadRow): Marks {
  return {
    evidence: keys.hash('evidence', evidenceText(evidence)),
    paper: person.document && keys.hash('document', person.document.number),
  }
}

/** What people have said of rows like this one. */
export interface Said {
  same: Id | null
  never: Id[]
}

export interface Memory {
  find: (marks: Marks) => Said
  /** Nothing was ever said here: no row need be marked. */
  empty: boolean
}

interface DecisionRow {
  resident_id: Id
  same: boolean
  evidence_hash: Buffer | null
  paper_hash: Buffer | null
}

/** Everything that was said and not taken back, oldest first: of two words on the same thing the later holds. */
export async function loadMemory({ db }: Pick<Context, 'db'>, community: Id): Promise<Memory> {
  const rows = await db<DecisionRow[]>`
    select resident_id, same, evidence_hash, paper_hash from link_decisions
    where community_id = ${community} and revoked_at is null order by decided_at, id`
  const byMark = new Map<string, Map<Id, boolean>>()
  for (const row of rows) {
    for (const mark of [row.evidence_hash, row.paper_hash]) {
      if (!mark) continue
      const key = mark.toString('latin1')
      const said = byMark.get(key) ?? new Map<Id, boolean>()
      // Later words stand last, also about somebody who was spoken of before.
      said.delete(row.resident_id)
      byMark.set(key, said.set(row.resident_id, row.same))
    }
  }
  return {
    empty: byMark.size === 0,
    find: ({ evidence, paper }) => {
      const said = [paper, evidence].flatMap((mark) => [...(mark ? (byMark.get(mark.toString('latin1')) ?? []) : [])])
      return {
        same: said.findLast(([, same]) => same)?.[0] ?? null,
        never: said.flatMap(([resident, same]) => (same ? [] : [resident])),
      }
    },
  }
}

/** What the answers of this community teach. Answers taken back are forgotten. */
export async function loadLearned({ db }: Pick<Context, 'db'>, community: Id): Promise<Learned> {
  const rows = await db<{ pattern: string; weight: number; same: boolean }[]>`
    select pattern, weight, same from link_decisions
    where community_id = ${community} and revoked_at is null and pattern is not null and weight is not null`
  return learnFrom(rows)
}

/** Who stands for whom, of those who were merged: most communities have few. */
export async function loadPersonOf(
  { db }: Pick<Context, 'db'>,
  community: Id,
): Promise<{
  personOf: (entry: Id) => Id
  entriesOf: (entry: Id) => Id[]
}> {
  const rows = await db<{ id: Id; person_id: Id }[]>`
    select id, person_id from residents where community_id = ${community} and merged_into is not null`
  const persons = new Map(rows.map((row) => [row.id, row.person_id]))
  const personOf = (entry: Id) => persons.get(entry) ?? entry
  const entries = new Map<Id, Id[]>()
  for (const { id, person_id } of rows) entries.set(person_id, [...(entries.get(person_id) ?? [person_id]), id])
  return { personOf, entriesOf: (entry) => entries.get(personOf(entry)) ?? [entry] }
}

/** A row as the linker sees it. */
export function personOfRow(key: Id, { evidence }: ReadRow): Person {
  return { key, ...evidence }
}
