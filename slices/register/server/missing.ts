import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'

/**
 * Notes residents who live in a building of the file and whom no row of it names or may name; returns how many. Only
 * those buildings: a file of one estate says nothing about the others. Compared here, for a planner that has never
 * seen these tables would compare each with each.
 */
export async function noteMissing({ db }: Context, community: Id, batch: Id): Promise<number> {
  const [named, asked, homes] = await Promise.all([
    db<{ id: Id }[]>`
      select resident_id as id from source_rows
      where community_id = ${community} and batch_id = ${batch} and accepted and resident_id is not null`,
    db<{ rivals: { to: Id }[] | null }[]>`
      select rivals from source_rows
      where community_id = ${community} and batch_id = ${batch} and outcome = 'review'`,
    db<{ id: Id; building: Id }[]>`
      select r.id, d.building_id as building
      from residents r join doors d on d.community_id = r.community_id and d.id = r.door_id
      where r.community_id = ${community} and r.left_at is null and r.merged_into is null`,
  ])
  const met = new Set(named.map(({ id }) => id))
  const buildings = new Set(homes.flatMap(({ id, building }) => (met.has(id) ? [building] : [])))
  for (const { rivals } of asked) for (const { to } of rivals ?? []) met.add(to)
  const missing = homes.flatMap(({ id, building }) => (buildings.has(building) && !met.has(id) ? [id] : []))
  await db`delete from batch_missing where community_id = ${community} and batch_id = ${batch}`
  await db`insert into batch_missing (community_id, batch_id, resident_id)
    select ${community}, ${batch}, id from unnest(${missing}::uuid[]) id`
  return missing.length
}

/** A page of them in the order of a walk; who has been dealt with since is left out. */
export async function listMissing(
  { db }: Context,
  community: Id,
  batch: Id,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ ids: Id[]; total: number }> {
  const from = db`
    from batch_missing m join residents r on r.community_id = m.community_id and r.id = m.resident_id
    where m.community_id = ${community} and m.batch_id = ${batch} and r.left_at is null and r.merged_into is null`
  const [rows, [count]] = await Promise.all([
    db<{ id: Id }[]>`select r.id ${from} order by r.place_key, r.id offset ${offset} limit ${limit}`,
    db<{ n: number }[]>`select count(*)::int as n ${from}`,
  ])
  return { ids: rows.map(({ id }) => id), total: count!.n }
}
