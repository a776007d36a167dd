import { computed, signal } from '@preact/signals'
import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { addFieldCopy } from '#web/field/copies.ts'
import { actsAbout } from '#web/field/outbox.ts'
import { shift } from '#web/field/shift.ts'
import type { OwnAct } from '#web/field/outbox.ts'
import { peopleVersion, personOf } from '#slices/people/field/copy.ts'
import { type FieldPerson, type Stairwell, doorKey, stairwellOf } from '#slices/people/field/people.ts'
import { taskKinds } from '../acts.ts'
import { type Task, foldTask, isOpen } from '../model.ts'
import { byWalk, nextAfter } from './order.ts'
import { addTaskHandOver, takenTasks } from './taken.ts'
import { withTaken } from './taken-rules.ts'

/** A task of the shift with whom it is about. */
export interface FieldTask {
  task: Task
  community: Id
  name: string
  person: FieldPerson | undefined
  stairwell: Stairwell | null
  /** Sorts as one walks. */
  key: string
  /** Something about it waits to be sent. */
  waits: boolean
}

interface Copy {
  tasks: Map<Id, Task>
  sources: Map<Id, string>
}

const communities = new Map<Id, Copy>()
const version = signal(0)

addFieldCopy({
  load: (community, { rows }) => {
    communities.set(community, { tasks: new Map(), sources: new Map() })
    take(community, rows.tasks ?? [], rows.sources ?? [])
  },
  change: (community, rows) =>
    take(
      community,
      rows.filter(({ table }) => table === 'tasks'),
      [],
    ),
  forget: () => {
    communities.clear()
    version.value++
  },
})

interface TaskChange {
  sourceNames?: Record<Id, string>
  /** It went to a grid that is not ours. */
  gone?: boolean
}

function take(community: Id, tasks: readonly { id: Id }[], sources: readonly { id: Id }[]): void {
  const copy = communities.get(community)
  if (!copy || tasks.length + sources.length === 0) return
  for (const row of tasks) {
    const { sourceNames = {}, gone, ...task } = row as unknown as Task & TaskChange
    if (gone) copy.tasks.delete(task.id)
    else copy.tasks.set(task.id, task)
    for (const [id, name] of Object.entries(sourceNames)) copy.sources.set(id, name)
  }
  for (const row of sources) copy.sources.set(row.id, (row as unknown as { name: string }).name)
  version.value++
}

/** The name of a list's source; empty for one that this phone has not heard of. */
export function sourceName(community: Id, source: Id | null): string {
  return (source && communities.get(community)?.sources.get(source)) ?? ''
}

/** What the copies say, in the order of a walk, without this phone's own acts. */
const base = computed(() => {
  void [version.value, peopleVersion.value]
  const all: FieldTask[] = []
  for (const [community, { tasks }] of communities)
    for (const task of tasks.values()) all.push(present(community, task))
  return all.sort(byWalk)
})

/** With what a colleague's phone told when their work was taken over. */
const known = computed(() => {
  const taken = new Map(takenTasks().map((one) => [one.task.id, one]))
  if (taken.size === 0) return base.value
  const all = base.value.map((one) => {
    const told = taken.get(one.task.id)
    taken.delete(one.task.id)
    return told ? { ...one, task: withTaken(one.task, told) } : one
  })
  for (const told of taken.values())
    if (communities.has(told.community)) all.push(present(told.community, withTaken(undefined, told)))
  return all.sort(byWalk)
})

/** With every act of this phone folded in: what screens show. */
export const worklist = computed(() => {
  const kinds = new Set(taskKinds)
  const mine = [...actsAbout.value].filter(([, acts]) => acts.some(({ act }) => kinds.has(act.kind)))
  if (mine.length === 0) return known.value
  const changed = new Map(mine)
  const all = known.value.map((one) => {
    const acts = changed.get(one.task.id)
    if (!acts) return one
    changed.delete(one.task.id)
    return { ...one, task: foldOwn(one.task, acts) ?? one.task, waits: acts.some(({ sent }) => sent === null) }
  })
  // Left over: tasks that this phone made itself.
  for (const acts of changed.values()) {
    const made = foldOwn(undefined, acts)
    if (made) all.push({ ...present(acts[0]!.act.community, made), waits: true })
  }
  return all.sort(byWalk)
})

addTaskHandOver(() => worklist.peek())

export const taskById = computed(() => new Map(worklist.value.map((one) => [one.task.id, one])))

/** Whose task is open already, by the short end of their id. */
export const openTaskOf = computed(
  () =>
    new Map(worklist.value.filter(({ task }) => isOpen(task.status)).map((one) => [one.task.resident.slice(-10), one])),
)

/** The server may read an act otherwise; until it says so, the phone shows what its own fold makes of it. */
export function foldOwn(task: Task | undefined, acts: readonly OwnAct[]): Task | undefined {
  const account = shift.value?.papers.me.account.id ?? null
  return acts
    .filter(({ held }) => !held)
    .reduce((state, { act }) => foldTask(state, { ...act, account, version: 0, at: act.occurred } as Fact), task)
}

function present(community: Id, task: Task): FieldTask {
  const person = personOf(community, task.resident)
  const door = person?.door ?? null
  return {
    task,
    community,
    name: person?.name ?? '',
    person,
    stairwell: stairwellOf(door),
    key: door ? doorKey(door) : '~',
    waits: false,
  }
}

/** `mine`: given to whoever is at work. */
export function isMine({ task }: FieldTask): boolean {
  return task.assignee !== null && task.assignee === shift.value?.papers.me.account.id
}

export function isLate({ task }: FieldTask, now: number): boolean {
  return isOpen(task.status) && task.due !== null && Date.parse(task.due) < now
}

export type Whose = 'mine' | 'all'
export const whose = signal<Whose>('mine')

/** The list as it is looked at: one's own, or everybody's. */
export const looked = computed(() => (whose.value === 'mine' ? worklist.value.filter(isMine) : worklist.value))

/** The next open task of the walk. */
export function nextTask(after: FieldTask | null): FieldTask | undefined {
  return nextAfter(
    looked.value.filter(({ task }) => task.status === 'open'),
    after,
  )
}
