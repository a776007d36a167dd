import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Reach } from '#server/auth/grants.ts'
import type { Context } from '#server/context.ts'
import { listActsAbout } from '#server/sync/log.ts'
import { type MergeResident, mergeResident } from '../acts.ts'
import { findPersons, listEntries } from './persons.ts'
import { type MaskedPerson, loadMasked, matchingPeople } from './show.ts'

export interface PeopleFilter {
  q?: string | undefined
  building?: Id | undefined
  door?: Id | undefined
  /** Also those who have moved away. */
  left: boolean
  offset: number
  limit: number
}

/** One page of the register and how many fit in all. */
export async function listPeople(
  context: Context,
  community: Id,
  reach: Reach,
  filter: PeopleFilter,
): Promise<{ people: (MaskedPerson & { left: boolean })[]; total: number }> {
  const { db } = context
  const where = db`
    r.community_id = ${community} and r.merged_into is null
    ${filter.left ? db`` : db`and r.left_at is null`}
    ${reach.whole ? db`` : db`and r.grid_id = any(${reach.grids})`}
    ${filter.door ? db`and r.door_id = ${filter.door}` : db``}
    ${filter.building ? db`and exists (select 1 from doors e where e.community_id = r.community_id and e.id = r.door_id and e.building_id = ${filter.building})` : db``}
    ${filter.q ? matchingPeople(db, community, filter.q) : db``}`
  const [rows, [count]] = await Promise.all([
    db<{ id: Id; left: boolean }[]>`
      select r.id, r.left_at is not null as left from residents r where ${where}
      order by r.place_key, r.id offset ${filter.offset} limit ${filter.limit}`,
    db<{ n: number }[]>`select count(*)::int as n from residents r where ${where}`,
  ])
  const people = await loadMasked(
    context,
    community,
    rows.map((row) => row.id),
  )
  return {
    people: rows.map(({ id, left }) => ({ ...must(people.get(id), 'a listed person'), left })),
    total: count!.n,
  }
}

/**
 * A person with household and history, their merged entries' too; undefined where there is none within reach. Asked for
 * an entry that was merged, it tells of the person: `id` says whose.
 */
export async function loadCard(context: Context, community: Id, reach: Reach, asked: Id) {
  const { db } = context
  const id = (await findPersons(context, community, [asked])).get(asked) ?? asked
  const [row] = await db<
    { door: Id | null; building: Id | null; grid: Id | null; origin: string; left_at: Date | null }[]
  >`
    select r.door_id as door, d.building_id as building, r.grid_id as grid, r.origin, r.left_at
    from residents r left join doors d on d.community_id = r.community_id and d.id = r.door_id
    where r.community_id = ${community} and r.id = ${id}`
  if (!row || !(reach.whole || reach.grids.includes(row.grid ?? ''))) return undefined
  const others = row.door
    ? await db<{ id: Id }[]>`
        select id from residents where community_id = ${community} and door_id = ${row.door} and id <> ${id}
          and left_at is null and merged_into is null order by birth nulls last limit 20`
    : []
  const entries = (await listEntries(context, community, [id])).get(id)!
  const people = await loadMasked(context, community, [id, ...entries, ...others.map((other) => other.id)])
  const acts = (await listActsAbout(context, community, entries)).filter(({ held }) => held === null)
  const names = await db<{ id: Id; name: string }[]>`
    select id, name from accounts where id = any(${[...new Set(acts.flatMap((act) => act.account ?? []))]})`
  const nameOf = new Map(names.map((account) => [account.id, account.name]))
  return {
    ...must(people.get(id), 'the person'),
    door: row.door,
    building: row.building,
    origin: row.origin,
    leftAt: row.left_at?.toISOString() ?? null,
    household: others.flatMap((other) => people.get(other.id) ?? []),
    merged: entries.slice(1).flatMap((entry) => {
      const known = people.get(entry)
      const merge = acts.findLast(({ kind, subject }) => kind === mergeResident.kind && subject === entry)
      if (!known || !merge) return []
      const { into, reason, note } = merge.payload as MergeResident
      return [{ ...known, into, reason, note, at: merge.at, by: nameOf.get(merge.account ?? '') ?? '' }]
    }),
    history: acts.map((act) => ({
      id: act.id,
      kind: act.kind,
      at: act.at,
      by: nameOf.get(act.account ?? '') ?? '',
      /** The entry it is about, where that is not the one that stands for the person. */
      entry: act.subject === id ? null : (people.get(act.subject)?.name ?? null),
      // Which values, never the values: history is read by more people than reveal them.
      fields: act.kind === 'resident.correct' ? Object.keys(act.payload) : [],
    })),
  }
}
