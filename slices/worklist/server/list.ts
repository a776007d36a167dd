import type { Id } from '#shared/ids.ts'
import type { Reach, Who } from '#server/auth/grants.ts'
import type { Context } from '#server/context.ts'
import { matchingPeople, placeWords } from '#slices/people/server/show.ts'
import { type Finding, type TaskDuty, type TaskStatus, stands } from '../model.ts'

export interface TaskFilter {
  /** `grid`: those in the grids where I hold a role. */
  whose: 'mine' | 'grid' | 'all'
  status: TaskStatus | 'open'
  finding?: Finding | undefined
  source?: Id | undefined
  grid?: Id | undefined
  building?: Id | undefined
  /** Past its deadline and not done. */
  overdue?: boolean | undefined
  nobody?: boolean | undefined
  /** Name, pinyin, initials, phone tail, document tail, or room. */
  q?: string | undefined
}

export interface TaskPage {
  sort: 'due' | 'place'
  offset: number
  limit: number
}

export interface ListedTask {
  id: Id
  resident: Id
  name: string
  place: string
  due: string | null
  urgency: number
  reasons: number
  sources: string[]
  assignee: { id: Id; name: string } | null
  attempts: number
  lastContact: string | null
  status: TaskStatus
  finding: string | null
  overdue: boolean
}

/** One page of the worklist, in the order of deadlines or of a walk, and how many there are in all. */
export async function listTasks(
  context: Context,
  community: Id,
  who: Who,
  reach: Reach,
  filter: TaskFilter & TaskPage,
): Promise<{ tasks: ListedTask[]; total: number }> {
  const { db, clock } = context
  const { ids, total } = await findPage(context, community, who, reach, filter)
  const rows = await db<ListedRow[]>`
    select t.id, t.resident_id, r.name, r.address, b.estate, b.name as building, d.unit, d.room, t.due_at, t.urgency,
      t.duties, array(select s.name from sources s where s.id = any(t.sources) order by s.name) as source_names,
      t.assignee_id, a.name as assignee_name, t.attempts, t.last_contact, t.status, t.finding
    from tasks t
    join residents r on r.community_id = t.community_id and r.id = t.resident_id
    left join doors d on d.community_id = r.community_id and d.id = r.door_id
    left join buildings b on b.community_id = d.community_id and b.id = d.building_id
    left join accounts a on a.id = t.assignee_id
    where t.community_id = ${community} and t.id = any(${ids})
    order by array_position(${ids}::uuid[], t.id)`
  return { tasks: rows.map((row) => presentListed(row, clock())), total }
}

/** The tasks of one page, in order, and how many there are in all. */
async function findPage(
  context: Context,
  community: Id,
  who: Who,
  reach: Reach,
  filter: TaskFilter & TaskPage,
): Promise<{ ids: Id[]; total: number }> {
  const { db } = context
  const { offset, limit } = filter
  const where = matchingTasks(context, community, who, reach, filter)
  const order = filter.sort === 'place' ? db`t.place_key, t.id` : db`t.due_at nulls last, t.urgency, t.id`
  if (filter.q) {
    // A search has no index that it could follow in order: all that fit are found, and found once.
    const [found] = await db<{ ids: Id[] | null; total: number }[]>`
      select (array_agg(t.id order by ${order}))[${offset + 1}::int:${offset + limit}::int] as ids, count(*)::int as total
      from tasks t ${joinPeople(db, filter)} where ${where}`
    return { ids: found!.ids ?? [], total: found!.total }
  }
  const page = await db<{ id: Id }[]>`
    select t.id from tasks t ${joinPeople(db, filter)} where ${where} order by ${order} offset ${offset} limit ${limit}`
  const [count] = await db<
    { n: number }[]
  >`select count(*)::int as n from tasks t ${joinPeople(db, filter)} where ${where}`
  return { ids: page.map(({ id }) => id), total: count!.n }
}

/** Only the door of a person has to be asked of the people. */
function joinPeople(db: Context['db'], { building }: TaskFilter) {
  if (!building) return db``
  return db`join residents r on r.community_id = t.community_id and r.id = t.resident_id`
}

/** The tasks that `who` may see and that fit, as a condition on `tasks t` and `residents r`. */
function matchingTasks({ db, clock }: Context, community: Id, who: Who, reach: Reach, filter: TaskFilter) {
  const onlyMine = filter.whose === 'mine' || isVolunteerOnly(who, community)
  // In so many words, because the indexes of open tasks are known by them.
  const inStatus = filter.status === 'open' ? db`t.status in ('open', 'offered')` : db`t.status = ${filter.status}`
  return db`
    t.community_id = ${community} and ${inStatus}
    ${onlyMine ? db`and t.assignee_id = ${who.account}` : db``}
    ${filter.whose === 'grid' ? db`and t.grid_id = any(${gridsOf(who, community)})` : db``}
    ${reach.whole ? db`` : db`and (t.grid_id = any(${reach.grids}) or t.assignee_id = ${who.account})`}
    ${filter.finding ? db`and t.finding = ${filter.finding}` : db``}
    ${filter.source ? db`and t.sources @> array[${filter.source}::uuid]` : db``}
    ${filter.grid ? db`and t.grid_id = ${filter.grid}` : db``}
    ${filter.building ? db`and exists (select 1 from doors e where e.community_id = r.community_id and e.id = r.door_id and e.building_id = ${filter.building})` : db``}
    ${filter.overdue ? db`and t.due_at < ${new Date(clock())}` : db``}
    ${filter.nobody ? db`and t.assignee_id is null` : db``}
    ${filter.q ? matchingPeople(db, community, filter.q, db`t.resident_id`) : db``}`
}

function gridsOf(who: Who, community: Id): Id[] {
  return who.grants.flatMap((grant) => (grant.grid && grant.communities.has(community) ? [grant.grid] : []))
}

/** Every task that fits, in the order of a walk: for acts on all of a list. */
export async function findMatchingTasks(
  context: Context,
  community: Id,
  who: Who,
  reach: Reach,
  filter: TaskFilter,
): Promise<{ id: Id; grid: Id | null; assignee: Id | null }[]> {
  return context.db<{ id: Id; grid: Id | null; assignee: Id | null }[]>`
    select t.id, t.grid_id as grid, t.assignee_id as assignee
    from tasks t join residents r on r.community_id = t.community_id and r.id = t.resident_id
    where ${matchingTasks(context, community, who, reach, filter)} order by t.place_key, t.id limit 20000`
}

interface ListedRow {
  id: Id
  resident_id: Id
  name: string
  address: string | null
  estate: string | null
  building: string | null
  unit: string | null
  room: string | null
  due_at: Date | null
  urgency: number
  duties: TaskDuty[]
  source_names: string[]
  assignee_id: Id | null
  assignee_name: string | null
  attempts: number
  last_contact: string | null
  status: TaskStatus
  finding: string | null
}

function presentListed(row: ListedRow, now: number): ListedTask {
  return {
    id: row.id,
    resident: row.resident_id,
    name: row.name,
    place: placeWords(row),
    due: row.due_at?.toISOString() ?? null,
    urgency: row.urgency,
    reasons: row.duties.filter(stands).length,
    sources: row.source_names,
    assignee: row.assignee_id ? { id: row.assignee_id, name: row.assignee_name ?? '' } : null,
    attempts: row.attempts,
    lastContact: row.last_contact,
    status: row.status,
    finding: row.finding,
    overdue: Boolean(row.due_at && row.due_at.getTime() < now && row.status !== 'done'),
  }
}

function isVolunteerOnly(who: Who, community: Id): boolean {
  const here = who.grants.filter((grant) => grant.communities.has(community))
  return here.length > 0 && here.every((grant) => grant.role === 'volunteer')
}
