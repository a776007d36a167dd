import { explain } from '#linkage'
import type { Reason } from '#linkage'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Context, inTx } from '#server/context.ts'
import { addResident } from '#slices/people/acts.ts'
import { maskDocument, maskPhone } from '#slices/people/model.ts'
import { loadResidents } from '#slices/people/server/projection.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { dutyRaiser } from './duties.ts'
import type { Mapping } from '../model.ts'
import { readRow } from '../model/row.ts'
import { getBatch, getReadOptions, openRow } from './batches.ts'
import { newResidentOf } from './link.ts'

interface ReviewRow {
  id: Id
  batch_id: Id
  source: string
  cells_sealed: Buffer
  mapping: Mapping
  received_at: Date
  rivals: { to: Id; weight: number; reasons: Reason[] }[] | null
}

/** Committed rows whose person nobody could tell for sure, with who it might be and why; values masked. */
export async function listReviews(context: Context, community: Id, limit: number, language: Language) {
  const { db } = context
  const rows = await db<ReviewRow[]>`
    select r.id, r.batch_id, s.name as source, r.cells_sealed, b.mapping, b.received_at, r.rivals
    from source_rows r
    join batches b on b.community_id = r.community_id and b.id = r.batch_id and b.status = 'committed'
    join sources s on s.id = b.source_id
    where r.community_id = ${community} and r.link = 'review' and r.task_id is null
    order by b.due_at nulls last, r.sheet, r.row_number limit ${limit}`
  const [count] = await db<{ n: number }[]>`
    select count(*)::int as n from source_rows r
    join batches b on b.community_id = r.community_id and b.id = r.batch_id and b.status = 'committed'
    where r.community_id = ${community} and r.link = 'review' and r.task_id is null`
  const known = await loadResidents(context, community, [
    ...new Set(rows.flatMap((row) => (row.rivals ?? []).map((r) => r.to))),
  ])
  const options = await Promise.all(rows.map((row) => getReadOptions(context, community, row)))
  return {
    total: count!.n,
    reviews: rows.map((row, i) => {
      const { person, evidence } = readRow(openRow(context, row.cells_sealed), row.mapping, options[i]!)
      return {
        row: row.id,
        source: row.source,
        // Masked and broken values too: they are what the decision hangs on.
        person: masked({
          ...person,
          document: person.document ?? evidence.documents?.[0] ?? null,
          phones: evidence.phones ?? [],
        }),
        candidates: (row.rivals ?? []).flatMap(({ to, weight, reasons }) => {
          const resident = known.get(to)
          if (!resident) return []
          return [
            {
              resident: to,
              ...masked(resident),
              place: resident.address ?? '',
              weight,
              reasons: explain(reasons, language),
            },
          ]
        }),
      }
    }),
  }
}

function masked(person: {
  name: string
  document: { number: string } | null
  phones: string[]
  address: string | null
}) {
  return {
    name: person.name,
    document: person.document && maskDocument(person.document.number),
    phones: person.phones.map(maskPhone),
    address: person.address,
  }
}

/** A person's word on a row: it outranks any weight and is kept. Returns the task that now carries the duty. */
export async function decideRow(outer: Context, community: Id, row: Id, same: Id | null, by: Id | null): Promise<Id> {
  return inTx(outer, async (context) => {
    const { db, clock } = context
    const [stored] = await db<
      { batch_id: Id; cells_sealed: Buffer; rivals: { to: Id }[] | null; task_id: Id | null }[]
    >`
      select batch_id, cells_sealed, rivals, task_id from source_rows
      where community_id = ${community} and id = ${row} and link = 'review' for update`
    if (!stored) throw new Problem(problem.not_found)
    if (stored.task_id) throw new Problem(problem.stale)
    if (same && !(await loadResidents(context, community, [same])).has(same)) throw new Problem(problem.not_found)
    const batch = await getBatch(context, community, stored.batch_id)
    const resident = same ?? newResidentOf(row)
    const { person, categories } = readRow(
      openRow(context, stored.cells_sealed),
      batch.mapping,
      await getReadOptions(context, community, batch),
    )
    const add = systemAct(context, community, batch.id, `add ${row}`, addResident, resident, {
      origin: 'list',
      door: null,
      categories,
      ...person,
    })
    const duty = {
      id: row,
      source: batch.source_id,
      batch: batch.id,
      row,
      due: batch.due_at?.toISOString() ?? null,
      urgency: batch.urgency,
      reason: '',
    }
    const tasks = await dutyRaiser().raise(context, community, batch.id, [{ resident, duty }], same ? [] : [add])
    const told = (stored.rivals ?? []).map((rival) => ({ resident: rival.to, same: rival.to === same }))
    for (const { resident: other, same: isSame } of told) {
      await db`insert into link_decisions (community_id, row_id, resident_id, same, decided_by, decided_at, version)
        values (${community}, ${row}, ${other}, ${isSame}, ${by}, ${new Date(clock())}, 0) on conflict do nothing`
    }
    await db`update source_rows set resident_id = ${resident}, task_id = ${tasks.get(row)!}
      where community_id = ${community} and id = ${row}`
    return tasks.get(row)!
  })
}
