import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Who } from '#server/auth/grants.ts'
import type { Context } from '#server/context.ts'
import { type Changed, addProjection } from '#server/sync/projection.ts'
import { followPlaces } from '#slices/people/server/places.ts'
import { type Task, foldTask, isOpen } from '../model.ts'
import { type Offer, assignTask, offerTask, taskKinds } from '../acts.ts'
import { causesOfPerson, isOfMerged, noteOfMerged, settleEntries } from './one-person.ts'
import { ownOfRow, selectForFold, selectTasks, shownOfRow } from './rows.ts'
import { causesOfTask } from './transfers.ts'

/** Tasks as rows. Grid and place are copied from the person, so that a list by building needs no join. */
export const tasks = addProjection<Task>({
  name: 'tasks',
  kinds: taskKinds,
  load: loadTasks,
  fold: foldTask,
  save: saveTasks,
  conflicts: findSecondOpen,
  causes: async (context, fact, task) => [
    ...(await causesOfTask(context, fact, task)),
    ...(await causesOfPerson(context, fact, task)),
  ],
  alsoWrites: (act) => (act.kind === offerTask.kind ? [(act.payload as Offer).to] : []),
  refuses: (task, fact, who) => {
    const held = who.grants.filter((grant) => grant.communities.has(fact.community))
    const onlyVolunteer = held.length > 0 && held.every((grant) => grant.role === 'volunteer')
    return onlyVolunteer && task && task.assignee !== who.account ? 'not_yours' : undefined
  },
  allowedThen: wasAssigned,
})

/** A volunteer without network does what was theirs; that somebody else has it since, they cannot know. */
async function wasAssigned({ db }: Context, fact: Fact, { account }: Who): Promise<boolean> {
  const [last] = await db<{ worker: Id | null }[]>`
    select payload->>'worker' as worker from acts
    where community_id = ${fact.community} and subject_id = ${fact.subject} and kind = ${assignTask.kind}
      and held is null and at <= ${fact.at}
    order by at desc, version desc limit 1`
  return last?.worker === account
}

/** As their own acts make them: for folding. What a card shows is `loadShownTasks`. */
export async function loadTasks(context: Context, community: Id, ids: Id[]): Promise<Map<Id, Task>> {
  const rows = await selectForFold(context, community, ids)
  return new Map(
    rows.map((row) => {
      const task = ownOfRow(row)
      if (row.own) noteOfMerged(task)
      return [row.id, task]
    }),
  )
}

/** As lists and cards show them: of somebody with several entries, with the reasons of all. */
export async function loadShownTasks(context: Context, community: Id, ids: Id[]): Promise<Map<Id, Task>> {
  const rows = await selectTasks(context, community, ids)
  return new Map(rows.map((row) => [row.id, shownOfRow(row)]))
}

/** Those that end come first: the index of one open task a person looks at each row by itself. */
async function saveTasks(context: Context, community: Id, changed: Map<Id, Changed<Task>>): Promise<void> {
  const all = [...changed.values()]
  const fresh = all.filter(({ before }) => !before)
  const known = all.filter(({ before }) => before)
  const alone = known.filter(({ before }) => !isOfMerged(before!))
  const opening = alone.filter(({ before, state }) => isOpen(state.status) && !isOpen(before!.status))
  const rest = opening.length ? alone.filter((change) => !opening.includes(change)) : alone
  const late = [
    ...(rest.length ? await updateTasks(context, community, rest) : []),
    ...(opening.length ? await updateTasks(context, community, opening) : []),
  ]
  const left = fresh.length ? await insertTasks(context, community, fresh) : []
  const together = known.filter(({ before }) => isOfMerged(before!))
  await settleEntries(context, community, [...left, ...late, ...together])
}

/** What a task is asked for. */
function asked(state: Task) {
  return {
    duties: state.duties,
    sources: [...new Set(state.duties.flatMap((duty) => (duty.source && !duty.withdrawn ? [duty.source] : [])))],
    due_at: state.due ?? undefined,
    urgency: state.urgency,
  }
}

/** Where a task stands. What is not there yet is left out: half as much to write and to read for most. */
function standing({ state, version }: Changed<Task>) {
  return {
    id: state.id,
    version,
    status: state.status,
    assignee_id: state.assignee ?? undefined,
    attempts: state.attempts,
    last_attempt_at: state.lastAttempt?.at,
    last_contact: state.lastAttempt?.contact,
    contact: state.closing?.contact ?? undefined,
    finding: state.closing?.finding,
    method: state.closing?.method,
    closed_by: state.closing?.by ?? undefined,
    closed_at: state.closing?.at,
    transfer: state.transfer ?? undefined,
    contradictions: state.contradictions.length ? state.contradictions : undefined,
  }
}

/** Returns those that belong to somebody with several entries: their tasks are shown together. */
async function insertTasks({ db }: Context, community: Id, fresh: Changed<Task>[]): Promise<Changed<Task>[]> {
  const rows = fresh.map((change) => {
    const { resident, origin, openedAt } = change.state
    return { ...standing(change), ...asked(change.state), resident_id: resident, origin, opened_at: openedAt }
  })
  const made = await db<{ id: Id }[]>`
    insert into tasks (community_id, id, version, resident_id, entry_id, origin, status, duties, sources, due_at, urgency,
      assignee_id, grid_id, place_key, attempts, last_attempt_at, last_contact, contact, finding, method, closed_by,
      opened_at, closed_at, transfer, contradictions)
    select ${community}, r.id, r.version, r.resident_id, r.resident_id, r.origin, r.status, r.duties,
      array(select jsonb_array_elements_text(r.sources)::uuid), r.due_at, r.urgency, r.assignee_id,
      p.grid_id, coalesce(p.place_key, '~'), r.attempts, r.last_attempt_at, r.last_contact, r.contact, r.finding,
      r.method, r.closed_by, r.opened_at, r.closed_at, r.transfer, coalesce(r.contradictions, '[]')
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, resident_id uuid, origin text,
      status text, duties jsonb, sources jsonb, due_at timestamptz, urgency smallint, assignee_id uuid,
      attempts integer, last_attempt_at timestamptz, last_contact text, contact text, finding text, method text,
      closed_by uuid, opened_at timestamptz, closed_at timestamptz, transfer jsonb, contradictions jsonb)
    left join residents p on p.community_id = ${community} and p.id = r.resident_id
    where p.merged_into is null and not exists (select 1 from residents m
      where m.community_id = ${community} and m.person_id = r.resident_id and m.merged_into is not null)
    returning id`
  if (made.length === fresh.length) return []
  const here = new Set(made.map(({ id }) => id))
  return fresh.filter(({ state }) => !here.has(state.id))
}

/** Returns those whose person has come to have several entries since they were read, in this very transaction. */
async function updateTasks({ db }: Context, community: Id, known: Changed<Task>[]): Promise<Changed<Task>[]> {
  // Most acts do not touch what a task is asked for, and that is the longest part of it.
  const rows = known.map((change) => ({
    ...standing(change),
    ...(change.state.duties === change.before!.duties ? {} : asked(change.state)),
  }))
  const written = await db<{ id: Id }[]>`
    update tasks t set version = r.version, status = r.status, duties = coalesce(r.duties, t.duties),
      sources = case when r.duties is null then t.sources
        else array(select jsonb_array_elements_text(r.sources)::uuid) end,
      due_at = case when r.duties is null then t.due_at else r.due_at end, urgency = coalesce(r.urgency, t.urgency),
      assignee_id = r.assignee_id, attempts = r.attempts, last_attempt_at = r.last_attempt_at,
      last_contact = r.last_contact, contact = r.contact, finding = r.finding, method = r.method,
      closed_by = r.closed_by, closed_at = r.closed_at, transfer = r.transfer,
      contradictions = coalesce(r.contradictions, '[]')
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, status text, duties jsonb,
      sources jsonb, due_at timestamptz, urgency smallint, assignee_id uuid, attempts integer,
      last_attempt_at timestamptz, last_contact text, contact text, finding text, method text, closed_by uuid,
      closed_at timestamptz, transfer jsonb, contradictions jsonb)
    where t.community_id = ${community} and t.id = r.id and t.own is null
    returning t.id`
  if (written.length === known.length) return []
  const here = new Set(written.map(({ id }) => id))
  return known.filter(({ state }) => !here.has(state.id))
}

/** A task stands where its person is. Its version rises with the place, so that phones hear of it. */
followPlaces(async ({ db }, community, residents, version) => {
  await db`
    update tasks t set grid_id = p.grid_id, place_key = coalesce(p.place_key, '~'), version = ${version}
    from residents p
    where t.community_id = ${community} and t.resident_id = any(${residents})
      and p.community_id = ${community} and p.id = t.resident_id
      and (t.grid_id is distinct from p.grid_id or t.place_key <> coalesce(p.place_key, '~'))`
})

/** One person has one open task: a find or a reopening beside another open one is held, and says so. */
async function findSecondOpen(
  context: Context,
  community: Id,
  changed: ReadonlyMap<Id, Changed<Task>>,
): Promise<Map<Id, 'already_open'>> {
  const opened = [...changed.values()].filter(
    ({ before, state }) => isOpen(state.status) && !(before && isOpen(before.status)),
  )
  if (!opened.length) return new Map()
  const taken = await findOpenTasks(
    context,
    community,
    opened.map(({ state }) => state.resident),
  )
  const second = new Map<Id, 'already_open'>()
  for (const { state } of opened) {
    const other = taken.get(state.resident)
    if (other !== undefined && other !== state.id && !settledBefore(changed, other, state.id))
      second.set(state.id, 'already_open')
    else taken.set(state.resident, state.id)
  }
  return second
}

/** Whether the task that stands in the way ends earlier in the same push. */
function settledBefore(changed: ReadonlyMap<Id, Changed<Task>>, task: Id, next: Id): boolean {
  const now = changed.get(task)
  const order = [...changed.keys()]
  return now !== undefined && !isOpen(now.state.status) && order.indexOf(task) < order.indexOf(next)
}

/** The tasks of these entries that are open by their own acts: whoever raises a duty asks first, inside the lock. */
export async function findOpenTasks({ db }: Context, community: Id, entries: Id[]): Promise<Map<Id, Id>> {
  if (!entries.length) return new Map()
  const rows = await db<{ entry_id: Id; id: Id }[]>`
    select entry_id, id from tasks
    where community_id = ${community} and resident_id = any(${entries}) and own is null and status in ('open', 'offered')
    union all
    select entry_id, id from tasks
    where community_id = ${community} and entry_id = any(${entries}) and own->>'status' in ('open', 'offered')`
  return new Map(rows.map((row) => [row.entry_id, row.id]))
}

/** The one open task of each of these persons. */
export async function findShownTasks({ db }: Context, community: Id, persons: Id[]): Promise<Map<Id, Id>> {
  if (!persons.length) return new Map()
  const rows = await db<{ resident_id: Id; id: Id }[]>`
    select resident_id, id from tasks
    where community_id = ${community} and resident_id = any(${persons}) and status in ('open', 'offered')`
  return new Map(rows.map((row) => [row.resident_id, row.id]))
}
