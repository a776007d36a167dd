import type { Id } from '#shared/ids.ts'
import { type Context, inTx } from '#server/context.ts'
import { addJob } from '#server/jobs.ts'
import { type Outcome, outcomes } from '../model/rules.ts'
import { changesIn } from './transitions.ts'
import { communitiesBelow, getVersion } from './versions.ts'

export interface DryRunCounts extends Record<Outcome, number> {
  people: number
}

const none: DryRunCounts = { people: 0, released: 0, shortened: 0, unchanged: 0, lengthened: 0 }

/** Begins to try a draft against the register as it is now, for the instant at which it would come into force. */
export async function startDryRun(
  outer: Context,
  version: Id,
  { from, by }: { from: number; by: Id | null },
): Promise<Id> {
  return inTx(outer, async (context) => {
    const { db, newId, clock } = context
    const { area_id } = await getVersion(context, version)
    const id = newId()
    await db`insert into policy_dry_runs (id, version_id, area_id, effective_from, status, started_by, started_at)
      values (${id}, ${version}, ${area_id}, ${new Date(from)}, 'running', ${by}, ${new Date(clock())})`
    await addJob(db, 'policy.try', { run: id }, `policy try ${id}`)
    return id
  })
}

/** Goes through the communities one by one; may be stopped and run again. Nothing but its own rows is written. */
export async function runDryRun(context: Context, id: Id): Promise<DryRunCounts> {
  const { db, clock } = context
  const [run] = await db<{ version_id: Id; area_id: Id; effective_from: Date }[]>`
    select version_id, area_id, effective_from from policy_dry_runs where id = ${id}`
  // The draft was changed meanwhile, and with it this trial has gone.
  if (!run) return none
  const version = await getVersion(context, run.version_id)
  const communities = await communitiesBelow(context, run.area_id)
  const counts = { ...none }
  await db`delete from policy_dry_run_rows where run_id = ${id}`
  for (const [n, community] of communities.entries()) {
    const changes = await changesIn(context, version, community, run.effective_from.getTime())
    const rows = changes.map(({ resident, measure, facts, change, endsAfter }) => ({
      measure: measure.id,
      resident,
      outcome: change.outcome,
      transition: change.transition,
      day: facts.measure.day,
      before: measure.endsOn,
      after: endsAfter,
    }))
    await db`
      insert into policy_dry_run_rows (community_id, run_id, measure_id, resident_id, outcome, transition, day,
        ends_before, ends_after)
      select ${community}, ${id}, measure, resident, outcome, transition, day, before, after
      from jsonb_to_recordset(${db.json(rows as never)}) as r(measure uuid, resident uuid, outcome text,
        transition text, day integer, before date, after date)
      on conflict do nothing`
    for (const outcome of outcomes) counts[outcome] += rows.filter((row) => row.outcome === outcome).length
    counts.people += new Set(rows.map(({ resident }) => resident)).size
    await db`update policy_dry_runs set done = ${n + 1}, total = ${communities.length},
      counts = ${db.json(counts as never)} where id = ${id}`
  }
  await db`update policy_dry_runs set status = 'done', ended_at = ${new Date(clock())},
    counts = ${db.json(counts as never)} where id = ${id}`
  return counts
}
