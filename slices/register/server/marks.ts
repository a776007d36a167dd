import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { StoredRow } from '#slices/intake/server/batches.ts'
import type { Changeable, Outcome } from '../model.ts'
import type { Planned } from './judge.ts'

/** What the last step stored about a row. */
export interface StoredMark {
  id: Id
  outcome: Outcome | null
  applied: boolean
  changes: Changeable[]
  resident_id: Id | null
  weight: number | null
  reasons: unknown
  rivals: unknown
}
export type Marks = Map<Id, StoredMark>

export async function loadMarks({ db }: Context, community: Id, rows: readonly StoredRow[]): Promise<Marks> {
  const marks = await db<StoredMark[]>`
    select id, outcome, applied, changes, resident_id, weight, reasons, rivals from source_rows
    where community_id = ${community} and id = any(${rows.map(({ id }) => id)}) and outcome is not null`
  return new Map(marks.map((mark) => [mark.id, mark]))
}

/** What people have decided about rows: the resident it is, or that it is none of those proposed. */
export async function loadDecisions(
  { db }: Context,
  community: Id,
  rows: readonly StoredRow[],
): Promise<Map<Id, Id | 'nobody'>> {
  const told = await db<{ row_id: Id; resident_id: Id; same: boolean }[]>`
    select row_id, resident_id, same from link_decisions
    where community_id = ${community} and row_id = any(${rows.map(({ id }) => id)})`
  const decisions = new Map<Id, Id | 'nobody'>()
  for (const { row_id, resident_id, same } of told) {
    if (same) decisions.set(row_id, resident_id)
    else if (!decisions.has(row_id)) decisions.set(row_id, 'nobody')
  }
  return decisions
}

export async function saveMarks(
  { db }: Pick<Context, 'db'>,
  community: Id,
  planned: readonly Planned[],
  applied: boolean,
): Promise<void> {
  const rows = planned
    .filter((plan) => !plan.applied)
    .map(({ row, accepted, faults, outcome, resident, fields, weight, reasons, rivals }) => ({
      id: row.id,
      accepted,
      faults,
      outcome,
      resident,
      fields,
      weight,
      reasons,
      rivals,
      applied: applied && outcome !== null && outcome !== 'review',
    }))
  if (!rows.length) return
  await db`
    update source_rows s set accepted = v.accepted, faults = v.faults, outcome = v.outcome, resident_id = v.resident,
      changes = array(select jsonb_array_elements_text(v.fields)), weight = v.weight, reasons = v.reasons,
      rivals = v.rivals, applied = v.applied
    from jsonb_to_recordset(${db.json(rows as never)}) as v(id uuid, accepted boolean, faults jsonb, outcome text,
      resident uuid, fields jsonb, weight real, reasons jsonb, rivals jsonb, applied boolean)
    where s.community_id = ${community} and s.id = v.id`
}
