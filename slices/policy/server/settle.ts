import { localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { derivedId } from '#server/sync/record.ts'
import { type NewDuty, dutyRaiser } from '#slices/intake/server/duties.ts'
import type { RuleDocument } from '../model/document.ts'
import { appliesTo, sampleOf, wantedOf } from '../model/schedule.ts'
import { type Subject, loadSubjects } from './facts.ts'
import { type Version, listInForce } from './versions.ts'

export interface Settled {
  raised: number
  withdrawn: number
}

/**
 * Brings what rules ask of a community's people onto their tasks: new duties are raised, those that no longer hold
 * (the level has fallen, the category is gone, a stricter line asks earlier) are withdrawn. Doing it again changes
 * nothing: a duty's id follows from the person, the rule's line and what was done last.
 */
export async function settleCommunity(context: Context, community: Id): Promise<Settled> {
  const { clock, zone, db } = context
  const now = clock()
  const day = localDay(now, zone)
  const versions = await listInForce(context, community, now)
  const subjects = versions.length ? await loadSubjects(context, community, day) : []
  const gone = await loadWithdrawn(context, community)
  const wanted = new Map<Id, NewDuty>()
  for (const version of versions) {
    for (const { resident, duty } of dutiesOf(version, subjects, day, zone)) {
      let id = duty.id
      // Asked, taken back, and asked again: a level that fell and rose.
      while (gone.has(id)) id = derivedId(`${id} again`)
      wanted.set(id, { resident, duty: { ...duty, id } })
    }
  }
  const raiser = dutyRaiser()
  const standing = await raiser.listOfRules(context, community)
  const known = new Set(standing.map(({ id }) => id))
  const raise = [...wanted.values()].filter(({ duty }) => !known.has(duty.id))
  const withdraw = standing.filter(({ id }) => !wanted.has(id))
  const origin = derivedId(`settle ${community} ${day}`)
  await raiser.settleRules(context, community, { origin, raise, withdraw })
  await db`
    insert into policy_withdrawn (community_id, duty_id)
    select ${community}, id from unnest(${withdraw.map(({ id }) => id)}::uuid[]) as w(id) on conflict do nothing`
  await db`
    insert into policy_days (community_id, settled_for, settled_at, stale)
    values (${community}, ${day}, ${new Date(now)}, false)
    on conflict (community_id) do update set settled_for = excluded.settled_for, settled_at = excluded.settled_at,
      stale = false`
  return { raised: raise.length, withdrawn: withdraw.length }
}

async function loadWithdrawn({ db }: Context, community: Id): Promise<Set<Id>> {
  const rows = await db<{ duty_id: Id }[]>`select duty_id from policy_withdrawn where community_id = ${community}`
  return new Set(rows.map(({ duty_id }) => duty_id))
}

/** What one version asks of these people on this day. */
export function dutiesOf(version: Version, subjects: readonly Subject[], day: string, zone: string): NewDuty[] {
  const { document } = version
  const from = localDay(version.effective_from!.getTime(), zone)
  const sampled = samplesOf(document, subjects, day)
  return subjects.flatMap((subject) => {
    const since = subject.known > from ? subject.known : from
    const turns = new Set(
      document.obligations.filter(({ key }) => sampled.get(key)?.has(subject.resident)).map(({ key }) => key),
    )
    return wantedOf(document, { ...subject, since }, zone, turns).map(
      ({ line, deed, slot, after, due, urgency }): NewDuty => {
        const obligation = document.obligations.find(({ key }) => key === line)!
        return {
          resident: subject.resident,
          duty: {
            id: derivedId(`duty ${version.policy_id} ${subject.resident} ${slot}`),
            source: null,
            batch: null,
            row: null,
            due,
            urgency,
            reason: obligation.title.zh,
            kind: deed,
            after,
            rule: version.id,
            line,
          },
        }
      },
    )
  })
}

function samplesOf(document: RuleDocument, subjects: readonly Subject[], day: string): Map<string, Set<Id>> {
  const samples = new Map<string, Set<Id>>()
  for (const line of document.obligations) {
    if (line.schedule.kind !== 'sample') continue
    const group = subjects.filter(({ facts }) => appliesTo(line, facts)).map(({ resident }) => resident)
    samples.set(line.key, new Set(sampleOf(group, line.schedule.percent, line.schedule.seed, day)))
  }
  return samples
}

/** Communities whose day has begun, or where something changed; the ones that have waited longest first. */
export async function settleDue(context: Context): Promise<void> {
  const { db, clock, zone } = context
  const day = localDay(clock(), zone)
  const rows = await db<{ community_id: Id }[]>`
    select h.community_id from community_heads h left join policy_days d on d.community_id = h.community_id
    where (coalesce(d.stale, false) or (d.settled_for is not null and d.settled_for < ${day}))
    order by d.settled_at nulls first limit 200`
  for (const { community_id } of rows) await settleCommunity(context, community_id)
}
