import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Fault } from '../model/faults.ts'
import { type StoredRow, openRow } from './batches.ts'

/** Which rows of a list are looked at. */
export const rowViews = ['all', 'rejected', 'warned', 'review', 'repeated'] as const
export type RowView = (typeof rowViews)[number]

/** Some rows of a list in the order of the file, and how many there are of that kind. */
export async function listRows(
  context: Context,
  community: Id,
  batch: Id,
  { view, offset, limit }: { view: RowView; offset: number; limit: number },
): Promise<{ rows: StoredRow[]; total: number }> {
  const { db } = context
  const wanted = db`community_id = ${community} and batch_id = ${batch} ${ofView(context, view)}`
  const [rows, [counted]] = await Promise.all([
    db<(Omit<StoredRow, 'cells' | 'types'> & { cells_sealed: Buffer })[]>`
      select id, sheet, row_number, cells_sealed, accepted, faults, link, resident_id, task_id, repeated
      from source_rows where ${wanted} order by sheet, row_number offset ${offset} limit ${limit}`,
    db<{ total: number }[]>`select count(*)::int as total from source_rows where ${wanted}`,
  ])
  return {
    rows: rows.map(({ cells_sealed, ...row }) => ({ ...row, ...openRow(context, cells_sealed) })),
    total: counted!.total,
  }
}

function ofView({ db }: Context, view: RowView) {
  switch (view) {
    case 'rejected':
      return db`and not accepted`
    case 'warned':
      return db`and accepted and faults <> '[]'`
    case 'review':
      return db`and link = 'review'`
    case 'repeated':
      return db`and repeated`
    case 'all':
      return db``
  }
}

export interface CountedFault extends Pick<Fault, 'field' | 'code' | 'severity'> {
  rows: number
}

/** What is wrong with a list as a whole: each kind of fault with its rows, the commonest first. */
export function countFaults({ db }: Pick<Context, 'db'>, community: Id, batch: Id): Promise<CountedFault[]> {
  return db<CountedFault[]>`
    select f.fault->>'field' as field, f.fault->>'code' as code, f.fault->>'severity' as severity,
      count(distinct s.id)::int as rows
    from source_rows s, jsonb_array_elements(s.faults) as f(fault)
    where s.community_id = ${community} and s.batch_id = ${batch} and s.faults <> '[]'
    group by 1, 2, 3 order by 4 desc, 2, 1 limit 50`
}
