import type { Id } from '#shared/ids.ts'
import type { Reach } from '#server/auth/grants.ts'
import type { Context } from '#server/context.ts'

export interface ListedBuilding {
  id: Id
  name: string
  grid: string
  gridId: Id | null
  doors: number
  people: number
}

/** Buildings within reach, in the order of a walk. */
export async function listBuildings({ db }: Context, community: Id, reach: Reach): Promise<ListedBuilding[]> {
  return db<ListedBuilding[]>`
    select b.id, b.estate || b.name as name, coalesce(a.name, '') as grid, b.grid_id as "gridId",
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

export interface ListedGrid {
  id: Id
  code: string
  name: string
  buildings: number
  people: number
  /** Who works there now. */
  workers: string[]
}

/** The grids of a community with what is in them and who answers for them. */
export async function listGridsWithCounts({ db, clock }: Context, community: Id): Promise<ListedGrid[]> {
  const now = new Date(clock())
  return db<ListedGrid[]>`
    select g.id, g.code, g.name,
      (select count(*)::int from buildings b where b.community_id = ${community} and b.grid_id = g.id) as buildings,
      (select count(*)::int from residents r where r.community_id = ${community} and r.grid_id = g.id
        and r.left_at is null and r.merged_into is null) as people,
      array(select a.name from roles x join accounts a on a.id = x.account_id
        where x.area_id = g.id and x.revoked_at is null and a.disabled_at is null
          and x.from_at <= ${now} and (x.until_at is null or x.until_at > ${now}) order by a.name) as workers
    from areas g where g.parent_id = ${community} and g.kind = 'grid' order by g.code`
}
