import { isDeepStrictEqual } from 'node:util'
import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { CausedAct, Changed } from '#server/sync/projection.ts'
import { followMerges } from '#slices/people/server/merges.ts'
import { type Raise, type Reopen, raiseTask, reopenTask } from '../acts.ts'
import { planTasks, showTasks } from '../model/one-person.ts'
import type { Task } from '../model.ts'
import { type TaskRow, ownOfRow, shownOfRow } from './rows.ts'

/** The tasks of a person who has several entries: each keeps its own acts, and they show as one. */

/** States of tasks of such persons, so that all others cost nothing more. */
const ofMerged = new WeakSet<Task>()

export function noteOfMerged(task: Task): void {
  ofMerged.add(task)
}

export function isOfMerged(task: Task): boolean {
  return ofMerged.has(task)
}

followMerges({
  changed: (context, community, persons, version) => settlePersons(context, community, persons, new Map(), version),
  causes: async (context, community, persons) => {
    const all = await loadPersons(context, community, persons)
    return [...all].flatMap(([person, { tasks, entries }]) =>
      asCaused(community, planTasks([...tasks.values()], person, entries)),
    )
  },
})

/** What else follows from an act on a task of a person with several entries. */
export async function causesOfPerson(context: Context, fact: Fact, state: Task): Promise<CausedAct[]> {
  if (!isOfMerged(state)) return []
  const [person] = await personsOf(context, fact.community, [state.resident])
  if (!person) return []
  const known = (await loadPersons(context, fact.community, [person])).get(person)
  if (!known) return []
  const asked =
    fact.kind === raiseTask.kind
      ? { raised: { task: state.id, duty: (fact.payload as Raise).duty.id } }
      : fact.kind === reopenTask.kind && fact.account
        ? { reopened: { task: state.id, reason: (fact.payload as Reopen).reason } }
        : {}
  return asCaused(fact.community, planTasks([...known.tasks.values()], person, known.entries, asked))
}

function asCaused(community: Id, plan: ReturnType<typeof planTasks>): CausedAct[] {
  return plan.map(({ task, kind, payload }) => ({ community, subject: task, kind: kind.kind, payload }))
}

/** Saves tasks whose persons have several entries, with all that show otherwise because of them. */
export async function settleEntries(context: Context, community: Id, changed: readonly Changed<Task>[]): Promise<void> {
  if (!changed.length) return
  for (const { state } of changed) noteOfMerged(state)
  const persons = await personsOf(
    context,
    community,
    changed.map(({ state }) => state.resident),
  )
  const version = Math.max(...changed.map((change) => change.version))
  const given = new Map(changed.map(({ state }) => [state.id, state]))
  await settlePersons(context, community, persons, given, version)
}

async function settlePersons(
  context: Context,
  community: Id,
  persons: Id[],
  given: ReadonlyMap<Id, Task>,
  version: number,
): Promise<void> {
  const all = await loadPersons(context, community, persons)
  const rows: ShownRow[] = []
  for (const [person, { entries, tasks, rows: stored }] of all) {
    for (const [id, task] of given) if (entries.has(task.resident)) tasks.set(id, task)
    const shown = showTasks([...tasks.values()], person)
    for (const [id, { task, into }] of shown) {
      const own = tasks.get(id)!
      const split = entries.size > 1 || own.joined !== null || own.duties.some(({ at, metWith }) => at || metWith)
      const row = { task, into, own: split ? own : null, entry: own.resident }
      if (given.has(id) || showsOtherwise(stored.get(id), row)) rows.push(row)
    }
  }
  const open = rows.filter(({ task }) => task.status === 'open' || task.status === 'offered')
  await writeShown(
    context,
    community,
    rows.filter((row) => !open.includes(row)),
    version,
  )
  // A person has one open task at any moment, and two may change places: nobody has one before each gets theirs.
  await context.db`update tasks set status = 'joined'
    where community_id = ${community} and id = any(${open.map(({ task }) => task.id)})`
  await writeShown(context, community, open, version)
}

interface ShownRow {
  task: Task
  into: Id | null
  own: Task | null
  entry: Id
}

function showsOtherwise(stored: TaskRow | undefined, { task, into, own }: ShownRow): boolean {
  if (!stored) return true
  const before = { task: shownOfRow(stored), into: stored.joined_into, split: stored.own !== null }
  return !isDeepStrictEqual(before, { task, into, split: own !== null })
}

interface PersonTasks {
  entries: Set<Id>
  /** By their own acts. */
  tasks: Map<Id, Task>
  rows: Map<Id, TaskRow>
}

async function personsOf({ db }: Context, community: Id, entries: Id[]): Promise<Id[]> {
  const rows = await db<{ person_id: Id }[]>`
    select distinct person_id from residents where community_id = ${community} and id = any(${entries})`
  return rows.map((row) => row.person_id)
}

async function loadPersons({ db }: Context, community: Id, persons: Id[]): Promise<Map<Id, PersonTasks>> {
  const entries = await db<{ id: Id; person_id: Id }[]>`
    select id, person_id from residents where community_id = ${community} and id = any(${persons}) and merged_into is null
    union all
    select id, person_id from residents
    where community_id = ${community} and person_id = any(${persons}) and merged_into is not null`
  const ids = entries.map(({ id }) => id)
  const rows = await db<TaskRow[]>`
    select * from tasks where community_id = ${community} and resident_id = any(${ids}) and own is null
    union all
    select * from tasks where community_id = ${community} and entry_id = any(${ids}) and own is not null
    order by opened_at, id`
  const all = new Map<Id, PersonTasks>()
  const personOf = new Map(entries.map(({ id, person_id }) => [id, person_id]))
  for (const { id, person_id } of entries) {
    const person = all.get(person_id) ?? { entries: new Set(), tasks: new Map(), rows: new Map() }
    person.entries.add(id)
    all.set(person_id, person)
  }
  for (const row of rows) {
    const person = all.get(personOf.get(row.entry_id)!)!
    person.tasks.set(row.id, ownOfRow(row))
    person.rows.set(row.id, row)
  }
  return all
}

async function writeShown({ db }: Context, community: Id, shown: readonly ShownRow[], version: number): Promise<void> {
  if (!shown.length) return
  const rows = shown.map(({ task, into, own, entry }) => ({
    id: task.id,
    resident_id: task.resident,
    entry_id: entry,
    origin: task.origin,
    status: task.status,
    duties: task.duties,
    sources: [...new Set(task.duties.flatMap((duty) => (duty.source && !duty.withdrawn ? [duty.source] : [])))],
    due_at: task.due,
    urgency: task.urgency,
    assignee_id: task.assignee,
    attempts: task.attempts,
    last_attempt_at: task.lastAttempt?.at,
    last_contact: task.lastAttempt?.contact,
    contact: task.closing?.contact,
    finding: task.closing?.finding,
    method: task.closing?.method,
    closed_by: task.closing?.by,
    opened_at: task.openedAt,
    closed_at: task.closing?.at,
    transfer: task.transfer ?? undefined,
    contradictions: task.contradictions,
    joined_into: into,
    own: own ?? undefined,
  }))
  await db`
    insert into tasks (community_id, id, version, resident_id, entry_id, origin, status, duties, sources, due_at, urgency,
      assignee_id, grid_id, place_key, attempts, last_attempt_at, last_contact, contact, finding, method, closed_by,
      opened_at, closed_at, transfer, contradictions, joined_into, own)
    select ${community}, r.id, ${version}, r.resident_id, r.entry_id, r.origin, r.status, r.duties,
      array(select jsonb_array_elements_text(r.sources)::uuid), r.due_at, r.urgency, r.assignee_id, p.grid_id,
      coalesce(p.place_key, '~'), r.attempts, r.last_attempt_at, r.last_contact, r.contact, r.finding, r.method,
      r.closed_by, r.opened_at, r.closed_at, r.transfer, r.contradictions, r.joined_into, r.own
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, resident_id uuid, entry_id uuid, origin text,
      status text, duties jsonb, sources jsonb, due_at timestamptz, urgency smallint, assignee_id uuid,
      attempts integer, last_attempt_at timestamptz, last_contact text, contact text, finding text, method text,
      closed_by uuid, opened_at timestamptz, closed_at timestamptz, transfer jsonb, contradictions jsonb,
      joined_into uuid, own jsonb)
    left join residents p on p.community_id = ${community} and p.id = r.resident_id
    on conflict (community_id, id) do update set version = excluded.version, resident_id = excluded.resident_id,
      origin = excluded.origin, status = excluded.status, duties = excluded.duties, sources = excluded.sources,
      due_at = excluded.due_at, urgency = excluded.urgency, assignee_id = excluded.assignee_id,
      grid_id = excluded.grid_id, place_key = excluded.place_key, attempts = excluded.attempts,
      last_attempt_at = excluded.last_attempt_at, last_contact = excluded.last_contact, contact = excluded.contact,
      finding = excluded.finding, method = excluded.method, closed_by = excluded.closed_by,
      opened_at = excluded.opened_at, closed_at = excluded.closed_at, transfer = excluded.transfer,
      contradictions = excluded.contradictions, joined_into = excluded.joined_into, own = excluded.own`
}

/** Rows of persons with several entries that do not show what their tasks' own acts make of them: none, or a bug. */
export async function findWrongShown(context: Context, community: Id): Promise<Id[]> {
  const persons = await context.db<{ person_id: Id }[]>`
    select distinct person_id from residents where community_id = ${community} and merged_into is not null`
  const wrong: Id[] = []
  const all = await loadPersons(
    context,
    community,
    persons.map((row) => row.person_id),
  )
  for (const [person, { tasks, rows }] of all) {
    for (const [id, { task, into }] of showTasks([...tasks.values()], person)) {
      if (showsOtherwise(rows.get(id), { task, into, own: tasks.get(id)!, entry: tasks.get(id)!.resident }))
        wrong.push(id)
    }
  }
  return wrong
}
