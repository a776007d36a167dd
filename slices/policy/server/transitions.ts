import { localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import { type Context, inTx } from '#server/context.ts'
import { derivedId, recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { changeMeasure as changeAct } from '../acts.ts'
import { type Measure, isUnder, lastDay } from '../model.ts'
import { type Change, type Facts, changeMeasure } from '../model/rules.ts'
import { addDays } from '../model/schedule.ts'
import { loadSubjects, measureFacts } from './facts.ts'
import { type Version, communitiesBelow, getVersion, markBelow } from './versions.ts'

/** What a version makes of one measure under way. */
export interface Changed {
  /** The person, where the measure may be of another entry of theirs. */
  resident: Id
  measure: Measure
  facts: Facts
  change: Change
  endsAfter: string
}

/** What a version makes of a community's measures on the day from which it holds. */
export async function changesIn(context: Context, version: Version, community: Id, from: number): Promise<Changed[]> {
  // A rule that says nothing of measures under way leaves them, and their papers, alone.
  if (!version.document.transitions.length) return []
  const day = localDay(from, context.zone)
  const residents = await context.db<{ resident_id: Id }[]>`
    select distinct resident_id from measures
    where community_id = ${community} and status = 'running' and ends_on >= ${day}`
  if (!residents.length) return []
  const subjects = await loadSubjects(
    context,
    community,
    day,
    residents.map(({ resident_id }) => resident_id),
  )
  return subjects.flatMap(({ resident, measures, facts }) =>
    measures
      .filter((measure) => isUnder(measure, day) && !measure.decisions.some(({ rule }) => rule?.version === version.id))
      .map((measure): Changed => {
        const used = { ...facts, measure: measureFacts(measure, day) }
        const change = changeMeasure(version.document, used)
        return { resident, measure, facts: used, change, endsAfter: endAfter(measure, change, day) }
      }),
  )
}

function endAfter(measure: Measure, change: Change, day: string): string {
  if (change.outcome === 'released') return addDays(day, -1)
  return change.to ? lastDay(measure.startedOn, change.to.stages) : measure.endsOn
}

/** Changes every measure under way to what a version makes of it, by acts that say so; once, however often it is tried. */
export async function applyVersion(context: Context, id: Id): Promise<number> {
  const version = await getVersion(context, id)
  const from = version.effective_from!.getTime()
  const on = localDay(from, context.zone)
  let changed = 0
  for (const community of await communitiesBelow(context, version.area_id)) {
    const changes = await changesIn(context, version, community, from)
    const acts = changes.map(({ measure, facts, change }) =>
      systemAct(context, community, derivedId(`apply ${id}`), `apply ${id} ${measure.id}`, changeAct, measure.id, {
        outcome: change.outcome,
        to: change.to && { kind: change.to.key, name: change.to.name, stages: change.to.stages },
        on,
        rule: ruleOf(version, change.transition ?? ''),
        facts,
      }),
    )
    for (let i = 0; i < acts.length; i += 500)
      await recordActs(context, [{ who: null, acts: acts.slice(i, i + 500), deviceNow: context.clock() }])
    changed += acts.length
  }
  await inTx(context, async (inner) => {
    await inner.db`update policy_versions set applied_at = ${new Date(context.clock())} where id = ${id}`
    await markBelow(inner, version.area_id)
  })
  return changed
}

export function ruleOf(version: Version, line: string) {
  return { version: version.id, number: version.number, title: version.document.title.zh, line }
}

/** Versions whose time has come. */
export async function applyDue(context: Context): Promise<void> {
  const rows = await context.db<{ id: Id }[]>`
    select id from policy_versions where status = 'published' and applied_at is null
      and effective_from <= ${new Date(context.clock())} order by effective_from`
  for (const { id } of rows) await applyVersion(context, id)
}
