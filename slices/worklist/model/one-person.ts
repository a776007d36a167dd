import type { Id } from '#shared/ids.ts'
import { emergeTask, joinTask, leaveTask, reopenTask } from '../acts.ts'
import {
  type Task,
  type TaskDuty,
  asksDeed,
  closingOf,
  foldTask,
  isDoneByDeeds,
  isOpen,
  isSettledHere,
  shownDuty,
  stands,
  withDuties,
} from '../model.ts'

/**
 * Entries that are one person each keep their own tasks, with their own acts: that is what makes taking them apart exact.
 * Here is what those tasks show together while they are one person: at most one of them is open, and carries the reasons
 * of all; and which acts keep it so (joined, left, emerged) are in the log like everything else.
 */
export interface Shown {
  /** As lists and cards show it: resident is the person, duties are those it answers. */
  task: Task
  /** The task that carries it, where the status is `joined`. */
  into: Id | null
}

/** An act on one task that keeps the person's tasks one. */
export interface Planned {
  task: Id
  kind: { kind: string; v: number }
  payload: Record<string, unknown>
}

/** What each task of a person shows. `tasks`: all of them, as their own acts make them. */
export function showTasks(tasks: readonly Task[], person: Id): Map<Id, Shown> {
  const group = groupOf(tasks)
  const main = mainOf(group.tasks.filter(group.showsOpen), person)
  return new Map(tasks.map((task) => [task.id, showOne(task, group, person, main)]))
}

function showOne(task: Task, group: Group, person: Id, main: Task | undefined): Shown {
  const plain = { ...task, resident: person, joined: null, duties: task.duties.map(shownDuty) }
  const into = group.carrierOf(task)
  if (into) return { task: { ...plain, status: 'joined' }, into }
  // Only until the acts that join them are written, in the same transaction.
  if (main && main !== task && group.showsOpen(task)) return { task: { ...plain, status: 'joined' }, into: main.id }
  const members = group.tasks.filter((other) => other !== task && group.leaderOf(other) === task)
  const lent = group.tasks.flatMap((other) =>
    other === task ? [] : other.duties.filter((duty) => group.answers(other, duty) === task),
  )
  const own = task.duties.filter((duty) => group.answers(task, duty) === task)
  const duties = [...own, ...lent]
  return { task: settleMet(withDuties(gather(plain, members), duties.map(shownDuty)), duties), into: null }
}

/** Done where the last that stood was met by a deed of another entry; its own acts leave it open. */
function settleMet(shown: Task, duties: readonly TaskDuty[]): Task {
  if (shown.status !== 'open' || shown.duties.some(stands)) return shown
  const last = duties.flatMap((duty) => (stands(duty) && duty.metWith) || []).at(-1)
  return last ? { ...shown, status: 'done', closing: closingOf(last.on, last.by) } : shown
}

/** What was tried and found on the carried ones happened to the same person. */
function gather(leader: Task, members: readonly Task[]): Task {
  if (members.length === 0) return leader
  const all = [leader, ...members]
  const [first] = all.toSorted(byOpening)
  const attempts = all.flatMap(({ lastAttempt }) => lastAttempt ?? []).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const others = members.flatMap(({ closing }) =>
    closing && leader.closing && closing.finding !== leader.closing.finding
      ? [{ finding: closing.finding, by: closing.by, at: closing.at }]
      : [],
  )
  return {
    ...leader,
    openedAt: first!.openedAt,
    origin: first!.origin,
    attempts: all.reduce((sum, task) => sum + task.attempts, 0),
    lastAttempt: attempts.at(-1) ?? null,
    contradictions: [...all.flatMap((task) => task.contradictions), ...others],
  }
}

/** The acts after which no person has two open tasks, and none is carried by one that does not stand for it. */
export function planTasks(
  tasks: readonly Task[],
  person: Id,
  entries: ReadonlySet<Id>,
  asked: { raised?: { task: Id; duty: Id }; reopened?: { task: Id; reason: string } } = {},
): Planned[] {
  const plan = openPlan(tasks)
  const { raised, reopened } = asked
  for (const task of plan.tasks()) leaveStrangers(plan, task, entries)
  if (raised) emergeIfSettled(plan, raised)
  if (reopened) reopenWhole(plan, reopened)
  for (const { id } of plan.tasks()) changeLeader(plan, id)
  for (const { id } of plan.tasks()) emergeDeeds(plan, id)
  const open = plan.group().tasks.filter(plan.group().showsOpen)
  const main = mainOf(open, person)
  for (const task of open) if (main && task !== main) plan.add(task.id, joinTask, { into: main.id })
  return plan.acts
}

interface Plan {
  acts: Planned[]
  tasks: () => readonly Task[]
  group: () => Group
  add: (task: Id, kind: { kind: string; v: number }, payload: Record<string, unknown>) => void
}

/** Each act is folded as soon as it is planned, so that the next sees what it does. */
function openPlan(given: readonly Task[]): Plan {
  let tasks = [...given]
  const acts: Planned[] = []
  return {
    acts,
    tasks: () => tasks,
    group: () => groupOf(tasks),
    add: (id, kind, payload) => {
      acts.push({ task: id, kind, payload })
      tasks = tasks.map((task) => (task.id === id ? foldPlanned(task, kind.kind, payload) : task))
    },
  }
}

function foldPlanned(task: Task, kind: string, payload: Record<string, unknown>): Task {
  const none = { id: '', v: 1, community: '', device: '', seq: 0, occurred: '', account: null, version: 0, at: '' }
  return foldTask(task, { ...none, kind, subject: task.id, payload }) ?? task
}

function leaveStrangers(plan: Plan, task: Task, entries: ReadonlySet<Id>): void {
  const here = new Set(plan.tasks().map(({ id }) => id))
  const from = [task.joined, ...task.duties.map(({ at }) => at)].filter(
    (id): id is Id => typeof id === 'string' && !here.has(id),
  )
  for (const { metWith } of task.duties) if (metWith && !entries.has(metWith.entry)) from.push(metWith.entry)
  if (from.length > 0) plan.add(task.id, leaveTask, { from: [...new Set(from)] })
}

/** A new reason after the person was verified is a new question: it must not count as answered. */
function emergeIfSettled(plan: Plan, { task: id, duty }: { task: Id; duty: Id }): void {
  const group = plan.group()
  const task = group.tasks.find((known) => known.id === id)
  if (!task?.joined || !isOpen(task.status)) return
  const leader = group.leaderOf(task)
  if (leader !== task && !isOpen(leader.status)) emergeFrom(plan, leader.id, id, [duty])
}

/** Who was found to be here is asked by rules all the same, whichever entry they ask. */
function emergeDeeds(plan: Plan, id: Id): void {
  const group = plan.group()
  const task = group.tasks.find((known) => known.id === id)!
  if (!isOpen(task.status)) return
  const asked = task.duties.filter((duty) => {
    const answer = group.answers(task, duty)
    return asksDeed(duty) && isAsked(duty) && answer !== task && isSettledHere(answer)
  })
  const leader = asked[0] && group.answers(task, asked[0])
  if (leader)
    emergeFrom(
      plan,
      leader.id,
      id,
      asked.map((duty) => duty.id),
    )
}

/** Whatever it carried itself stays answered by the one that was settled. */
function emergeFrom(plan: Plan, leader: Id, id: Id, duties: Id[]): void {
  for (const task of plan.tasks()) {
    if (task.joined !== id) continue
    plan.add(task.id, leaveTask, { from: [id] })
    plan.add(task.id, joinTask, { into: leader })
  }
  plan.add(id, emergeTask, { duties })
}

/** Who reopens the one that shows means the person: whatever else had settled it is open again as well. */
function reopenWhole(plan: Plan, { task: id, reason }: { task: Id; reason: string }): void {
  const group = plan.group()
  for (const task of group.tasks) {
    const carried = task.id !== id && group.leaderOf(task).id === id
    const settled = task.status === 'done' || task.duties.some(({ metWith }) => metWith)
    if (carried && settled) plan.add(task.id, reopenTask, { reason })
  }
}

const rank = { done: 3, handed_over: 3, offered: 2, open: 1, withdrawn: 0, joined: 0 } as const

function rankOf(task: Task): number {
  // A test tells no list whether somebody is here: whatever else is still open goes first.
  return isDoneByDeeds(task) ? 0.5 : rank[task.status]
}

/** The carried one that says most about the person leads: settled, then offered to others, then open. */
function changeLeader(plan: Plan, id: Id): void {
  const group = plan.group()
  const leader = group.tasks.find((task) => task.id === id)!
  if (group.carrierOf(leader)) return
  const members = group.tasks.filter((task) => group.leaderOf(task) === leader)
  const [best] = members.toSorted(
    (a, b) =>
      rankOf(b) - rankOf(a) ||
      compareText(a.closing?.at ?? '', b.closing?.at ?? '') ||
      Number(b === leader) - Number(a === leader) ||
      byOpening(a, b),
  )
  if (!best || best === leader || rankOf(best) <= rankOf(leader)) return
  plan.add(best.id, leaveTask, { from: members.filter((task) => task !== best).map((task) => task.id) })
  plan.add(leader.id, joinTask, { into: best.id })
}

interface Group {
  tasks: readonly Task[]
  /** The task at the end of the joins; itself where it is not joined. */
  leaderOf: (task: Task) => Task
  /** The task that answers a duty of `task`. */
  answers: (task: Task, duty: TaskDuty) => Task
  /** Who carries all that still stands of an open task; null where it stands for itself. */
  carrierOf: (task: Task) => Id | null
  showsOpen: (task: Task) => boolean
}

function groupOf(tasks: readonly Task[]): Group {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const leaderOf = (task: Task): Task => {
    let leader = task
    // As many steps as there are tasks: a circle, which no plan makes, ends somewhere instead of nowhere.
    for (let step = 0; step < tasks.length; step++) {
      const next = leader.joined ? byId.get(leader.joined) : undefined
      if (!next) return leader
      leader = next
    }
    return leader
  }
  const answers = (task: Task, duty: TaskDuty): Task => {
    const at = duty.at ? byId.get(duty.at) : undefined
    return at ? leaderOf(at) : leaderOf(task)
  }
  const carrierOf = (task: Task): Id | null => {
    const leader = leaderOf(task)
    if (leader !== task) return leader.id
    if (!isOpen(task.status)) return null
    const carriers = task.duties.filter(isAsked).map((duty) => answers(task, duty))
    return carriers.length > 0 && carriers.every((carrier) => carrier !== task) ? carriers[0]!.id : null
  }
  return {
    tasks,
    leaderOf,
    answers,
    carrierOf,
    showsOpen: (task) => isOpen(task.status) && carrierOf(task) === null,
  }
}

/** Stands, and no deed of another entry meets it meanwhile. */
function isAsked(duty: TaskDuty): boolean {
  return stands(duty) && !duty.metWith
}

/** Which of several open tasks of a person stays: one offered to others, one somebody works on, the person's own. */
function mainOf(open: readonly Task[], person: Id): Task | undefined {
  return open.toSorted(
    (a, b) =>
      rank[b.status] - rank[a.status] ||
      Number(b.assignee !== null) - Number(a.assignee !== null) ||
      Number(b.resident === person) - Number(a.resident === person) ||
      byOpening(a, b),
  )[0]
}

function byOpening(a: Task, b: Task): number {
  return compareText(a.openedAt, b.openedAt) || compareText(a.id, b.id)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
