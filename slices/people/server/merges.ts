import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { CausedAct, Changed, Conflict } from '#server/sync/projection.ts'
import type { Resident } from '../model.ts'
import { holdsPeople } from './holders.ts'

/** For slices above this one that keep something of a person: told when entries become one person, or two again. */
export interface MergeFollower {
  /** In the same transaction: these persons now consist of other entries. */
  changed: (context: Context, community: Id, persons: Id[], version: number) => Promise<void>
  /** Acts that follow. */
  causes: (context: Context, community: Id, persons: Id[]) => Promise<CausedAct[]>
}

const followers: MergeFollower[] = []

/** Entries that are one person with others stay: whoever took them apart again would find nobody there. */
holdsPeople(async ({ db }, community, residents) => {
  const rows = await db<{ id: Id }[]>`
    select id from residents where community_id = ${community} and id = any(${residents}) and merged_into is not null
    union select merged_into from residents where community_id = ${community} and merged_into = any(${residents})`
  return rows.map(({ id }) => id)
})

export function followMerges(follower: MergeFollower): void {
  followers.push(follower)
}

/** An entry goes into another that exists and is not already one of its own. Several of one push may form a circle. */
export async function findCircles(
  { db }: Context,
  community: Id,
  changed: ReadonlyMap<Id, Changed<Resident>>,
): Promise<Map<Id, Conflict>> {
  const merged = [...changed].filter(([, { before, state }]) => state.mergedInto && !before?.mergedInto)
  if (!merged.length) return new Map()
  const rows = await db<{ id: Id; merged_into: Id | null }[]>`
    with recursive up as (
      select id, merged_into from residents
      where community_id = ${community} and id = any(${merged.map(([, { state }]) => state.mergedInto!)})
      union
      select r.id, r.merged_into from up join residents r on r.community_id = ${community} and r.id = up.merged_into
    ) select id, merged_into from up`
  const parents = new Map(rows.map((row) => [row.id, row.merged_into]))
  for (const [id, { state }] of changed)
    if (!state.mergedInto || !merged.some(([m]) => m === id)) parents.set(id, state.mergedInto)
  const wrong = new Map<Id, Conflict>()
  for (const [id, { state }] of merged) {
    if (!parents.has(state.mergedInto!) || leadsTo(parents, state.mergedInto!, id)) wrong.set(id, 'merge_circle')
    else parents.set(id, state.mergedInto)
  }
  return wrong
}

function leadsTo(parents: ReadonlyMap<Id, Id | null>, from: Id, to: Id): boolean {
  for (let at: Id | null | undefined = from; at; at = parents.get(at)) if (at === to) return true
  return false
}

/** Says anew who stands for whom, after these were merged or taken apart, and tells whoever keeps something of them. */
export async function followPersons(
  context: Context,
  community: Id,
  changed: readonly Changed<Resident>[],
): Promise<void> {
  const { db } = context
  const moved = changed.filter(({ before, state }) => (before?.mergedInto ?? null) !== state.mergedInto)
  if (!moved.length) return
  const version = Math.max(...moved.map((change) => change.version))
  const before = await db<{ person_id: Id }[]>`
    select distinct person_id from residents
    where community_id = ${community} and id = any(${moved.map(({ state }) => state.id)})`
  // Whoever was merged into them goes with them.
  const after = await db<{ person_id: Id }[]>`
    with recursive down as (
      select id from residents where community_id = ${community} and id = any(${moved.map(({ state }) => state.id)})
      union
      select r.id from down join residents r on r.community_id = ${community} and r.merged_into = down.id
    ), up as (
      select d.id, d.id as at from down d
      union
      select u.id, r.merged_into from up u join residents r on r.community_id = ${community} and r.id = u.at
      where r.merged_into is not null
    ), ends as (
      select u.id, u.at as person from up u join residents r on r.community_id = ${community} and r.id = u.at
      where r.merged_into is null
    )
    update residents r set person_id = ends.person from ends
    where r.community_id = ${community} and r.id = ends.id returning r.person_id`
  const persons = [...new Set([...before, ...after].map((row) => row.person_id))]
  // Phones show a person with what all entries know: they have to hear of it.
  await db`update residents set version = ${version}
    where community_id = ${community} and id = any(${persons}) and version < ${version}`
  for (const follower of followers) await follower.changed(context, community, persons, version)
}

/** The persons whom a merge or its undoing touches: who stands for the entry now, and for whom it was merged into. */
export async function causesOfMerge(context: Context, community: Id, entries: Id[]): Promise<CausedAct[]> {
  const rows = await context.db<{ person_id: Id }[]>`
    select distinct person_id from residents where community_id = ${community} and id = any(${entries})`
  const persons = rows.map((row) => row.person_id)
  const acts = await Promise.all(followers.map((follower) => follower.causes(context, community, persons)))
  return acts.flat()
}
