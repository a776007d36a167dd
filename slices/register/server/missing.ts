import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'

/**
 * Residents who live in a building of the file and whom no row of it names or may name. Only those buildings: a file
 * of one estate says nothing about the others.
 */
function missing({ db }: Context, community: Id, batch: Id) {
  return db`
    from residents r join doors d on d.community_id = r.community_id and d.id = r.door_id
    where r.community_id = ${community} and r.left_at is null and r.merged_into is null
      and d.building_id in (
        select e.building_id from source_rows s
        join residents p on p.community_id = s.community_id and p.id = s.resident_id
        join doors e on e.community_id = p.community_id and e.id = p.door_id
        where s.community_id = ${community} and s.batch_id = ${batch} and s.accepted)
      and not exists (select 1 from source_rows s
        where s.community_id = ${community} and s.batch_id = ${batch} and s.resident_id = r.id)
      and not r.id in (select (rival ->> 'to')::uuid from source_rows s, jsonb_array_elements(s.rivals) rival
        where s.community_id = ${community} and s.batch_id = ${batch} and s.outcome = 'review'
          and jsonb_typeof(s.rivals) = 'array')`
}

export async function countMissing(context: Context, community: Id, batch: Id): Promise<number> {
  const [count] = await context.db<{ n: number }[]>`select count(*)::int as n ${missing(context, community, batch)}`
  return count!.n
}

/** A page of them in the order of a walk. */
export async function listMissing(
  context: Context,
  community: Id,
  batch: Id,
  { offset, limit }: { offset: number; limit: number },
): Promise<Id[]> {
  const rows = await context.db<{ id: Id }[]>`
    select r.id ${missing(context, community, batch)} order by r.place_key, r.id offset ${offset} limit ${limit}`
  return rows.map(({ id }) => id)
}
