import type { Id } from '#shared/ids.ts'
import type { Reach } from '#server/auth/grants.ts'
import type { Context } from '#server/context.ts'

export interface ListedBuilding {
  id: Id
  name: string
  grid: string
  doors: number
  people: number
}

/** Buildings within reach, in the order of a walk. */
export async function listBuildings({ db }: Context, community: Id, reach: Reach): Promise<ListedBuilding[]> {
  return db<ListedBuilding[]>`
    select b.id, b.estate || b.name as name, coalesce(a.name, '') as grid,
      (select count(*)::int from doors d where d.community_id = b.community_id and d.building_id = b.id) as doors,
      (select count(*)::int from doors d join residents r on r.community_id = d.community_id and r.door_id = d.id
        where d.community_id = b.community_id and d.building_id = b.id and r.left_at is null and r.merged_into is null
      ) as people
    from buildings b left join areas a on a.id = b.grid_id
    where b.community_id = ${community} ${reach.whole ? db`` : db`and b.grid_id = any(${reach.grids})`}
    order by b.place_key`
}

export interface Room {
  id: Id
  unit: string
  floor: number | null
  room: string
  state: string
  people: number
}

export async function loadBuilding(
  context: Context,
  community: Id,
  reach: Reach,
  id: Id,
): Promise<(ListedBuilding & { rooms: Room[] }) | undefined> {
  const building = (await listBuildings(context, community, reach)).find((known) => known.id === id)
  if (!building) return undefined
  const rooms = await context.db<Room[]>`
    select d.id, d.unit, d.floor, d.room, d.state, count(r.id)::int as people
    from doors d left join residents r on r.community_id = d.community_id and r.door_id = d.id
      and r.left_at is null and r.merged_into is null
    where d.community_id = ${community} and d.building_id = ${id}
    group by d.id, d.unit, d.floor, d.room, d.state, d.place_key order by d.place_key`
  return { ...building, rooms: [...rooms] }
}
