import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'

export interface Facet {
  id: Id
  name: string
  open: number
}

export interface Facets {
  sources: Facet[]
  grids: Facet[]
  buildings: Facet[]
  /** Everybody who may be given tasks here, with what they have already. */
  workers: (Facet & { grids: Id[] })[]
  counts: { open: number; overdue: number; nobody: number; cannotBeFound: number }
}

/** What the worklist can be narrowed to, with how many open tasks each has: only what would show something. */
export async function loadFacets(context: Context, community: Id): Promise<Facets> {
  const { db, clock } = context
  const now = new Date(clock())
  const [sources, grids, buildings, workers, counts] = await Promise.all([
    db<Facet[]>`
      select s.id, s.name, count(*)::int as open
      from tasks t cross join unnest(t.sources) as u(source) join sources s on s.id = u.source
      where t.community_id = ${community} and t.status in ('open', 'offered') group by s.id, s.name order by s.name`,
    db<Facet[]>`
      select a.id, a.name, count(t.id)::int as open
      from areas a left join tasks t on t.community_id = ${community} and t.grid_id = a.id and t.status in ('open', 'offered')
      where a.parent_id = ${community} and a.kind = 'grid' group by a.id, a.name, a.code order by a.code`,
    db<Facet[]>`
      select b.id, b.estate || b.name as name, count(*)::int as open
      from tasks t
      join residents r on r.community_id = t.community_id and r.id = t.resident_id
      join doors d on d.community_id = r.community_id and d.id = r.door_id
      join buildings b on b.community_id = d.community_id and b.id = d.building_id
      where t.community_id = ${community} and t.status in ('open', 'offered')
      group by b.id, b.estate, b.name, b.place_key order by b.place_key`,
    db<(Facet & { grids: Id[] })[]>`
      select c.id, c.name,
        array_agg(distinct a.id) filter (where a.kind = 'grid') as grids,
        (select count(*)::int from tasks t where t.community_id = ${community} and t.assignee_id = c.id
          and t.status in ('open', 'offered')) as open
      from roles r join areas a on a.id = r.area_id join accounts c on c.id = r.account_id
      where (a.lineage @> array[${community}::uuid] or a.id = any((select lineage from areas where id = ${community})::uuid[]))
        and r.role in ('administrator', 'office', 'grid_worker', 'volunteer')
        and r.revoked_at is null and r.from_at <= ${now} and (r.until_at is null or r.until_at > ${now})
        and c.disabled_at is null
      group by c.id, c.name order by c.name`,
    db<Facets['counts'][]>`
      select count(*) filter (where status in ('open', 'offered'))::int as open,
        count(*) filter (where status in ('open', 'offered') and due_at < ${now})::int as overdue,
        count(*) filter (where status in ('open', 'offered') and assignee_id is null)::int as nobody,
        count(*) filter (where status = 'done' and finding = 'cannot_be_found')::int as "cannotBeFound"
      from tasks where community_id = ${community}`,
  ])
  return {
    sources,
    grids,
    buildings,
    workers: workers.map((worker) => ({ ...worker, grids: worker.grids ?? [] })),
    counts: counts[0]!,
  }
}
