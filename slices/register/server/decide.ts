import type { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Context, inTx } from '#server/context.ts'
import { getBatch } from '#slices/intake/server/batches.ts'
import { loadResidents } from '#slices/people/server/projection.ts'
import { recordPlaces, recordRows } from './commit.ts'
import { planOne } from './judge.ts'
import { saveMarks } from './marks.ts'

/**
 * A person's word on a row of a register: the resident it is, or null for somebody new. It outranks any weight and is
 * kept; before the file counts it changes what the check says, afterwards it is carried out at once.
 */
export async function decideRegisterRow(
  outer: Context,
  community: Id,
  row: Id,
  same: Id | null,
  by: Id | null,
): Promise<void> {
  await inTx(outer, async (context) => {
    const { db, clock } = context
    const [stored] = await db<{ batch_id: Id; rivals: { to: Id }[] | null }[]>`
      select batch_id, rivals from source_rows
      where community_id = ${community} and id = ${row} and outcome = 'review' and not applied for update`
    if (!stored) throw new Problem(problem.not_found)
    if (same && !(await loadResidents(context, community, [same])).has(same)) throw new Problem(problem.not_found)
    const batch = await getBatch(context, community, stored.batch_id)
    if (batch.status !== 'preview' && batch.status !== 'committed') throw new Problem(problem.stale)
    for (const { to } of stored.rivals ?? []) {
      await db`insert into link_decisions (community_id, row_id, resident_id, same, decided_by, decided_at, version)
        values (${community}, ${row}, ${to}, ${to === same}, ${by}, ${new Date(clock())}, 0) on conflict do nothing`
    }
    if (same)
      await db`insert into link_decisions (community_id, row_id, resident_id, same, decided_by, decided_at, version)
        values (${community}, ${row}, ${same}, true, ${by}, ${new Date(clock())}, 0) on conflict do nothing`
    const { plan, places } = await planOne(context, community, batch, row, same)
    if (batch.status === 'committed') {
      await recordPlaces(context, community, batch, places)
      await recordRows(context, community, batch, [plan])
    } else await saveMarks(context, community, [plan], false)
    await moveCounts(context, community, stored.batch_id, plan.outcome!)
  })
}

/** One row less to be decided, one more of what it proved to be: the sums go on holding. */
async function moveCounts({ db }: Context, community: Id, batch: Id, outcome: string): Promise<void> {
  const name = outcome === 'new' ? 'fresh' : outcome
  await db`
    update batches set counts = counts || jsonb_build_object(
      'review', (counts ->> 'review')::int - 1,
      ${name}::text, (counts ->> ${name})::int + 1,
      'linked', (counts ->> 'linked')::int + ${name === 'fresh' ? 0 : 1}::int)
    where community_id = ${community} and id = ${batch}`
}
