import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type {
  Accepted,
  Assign,
  Attempt,
  Bounced,
  Close,
  Discharge,
  Duty,
  Emerge,
  Find,
  Join,
  Leave,
  Offer,
  Pass,
  Raise,
  Reopen,
  Withdraw,
} from './acts.ts'

/** How the person was reached, or not. */
export const contacts = ['reached', 'no_answer', 'refused', 'switched_off', 'not_in_service', 'wrong_number'] as const
export type Contact = (typeof contacts)[number]

/** What was found: the only way a task is ever done. */
export const findings = [
  'here_managed',
  'here_no_measure',
  'already_managed',
  'elsewhere_known',
  'left_before_window',
  'never_here',
  'deceased_or_data_error',
  'cannot_be_found',
] as const
export type Finding = (typeof findings)[number]

export const methods = ['call', 'visit', 'record_match'] as const
export type Method = (typeof methods)[number]

/**
 * open → done, or open → offered → handed over (or open again); withdrawn when every list that asked was undone.
 * joined: carried by another task of the same person; only shown so, in its own acts it stands as it stood.
 */
export const taskStatuses = ['open', 'offered', 'done', 'handed_over', 'withdrawn', 'joined'] as const
export type TaskStatus = (typeof taskStatuses)[number]

export type TaskDuty = Duty & {
  withdrawn: boolean
  /** The task of the same person that answers it. */
  at?: Id
  /** Met by a deed (a test), and when that was done. */
  met?: { deed: Id; at: string }
  /** Met by a deed of another entry, as long as the two are one person; only in a task's own acts, shown as `met`. */
  metWith?: { entry: Id; deed: Id; at: string; on: string; by: Id | null }
}

/** One person to be verified, with every reason for it. */
export interface Task {
  id: Id
  resident: Id
  origin: 'issued' | 'self_found' | 'received'
  status: TaskStatus
  /** Each list and rule that asked. A withdrawn duty stays, for the record, and so does one that was met. */
  duties: TaskDuty[]
  /** The earliest deadline and the strictest urgency (1 is the strictest) of the duties that still stand. */
  due: string | null
  urgency: number
  assignee: Id | null
  attempts: number
  lastAttempt: { at: string; contact: Contact } | null
  closing: Closing | null
  openedAt: string
  transfer: TaskTransfer | null
  /** Later closings that say something else: evidence for the office, never a silent overwrite. */
  contradictions: { finding: Finding; by: Id | null; at: string }[]
  /** The task of the same person that carries this one. */
  joined: Id | null
}

/** The last offer to another community. */
export interface TaskTransfer {
  /** The act that offered. */
  offer: Id
  to: Id
  reason: string
  at: string
  /** Why it came back, if it did. */
  bounced: string | null
  /** The act of ours that ended the offer before the others answered. */
  endedBy: Id | null
}

export interface Closing {
  contact: Contact | null
  finding: Finding
  method: Method
  by: Id | null
  at: string
}

/**
 * The state of a task after one more act. Undefined: the act is about a task that does not exist.
 * Facts are never refused because they disagree; what follows from them is settled here.
 */
export function foldTask(task: Task | undefined, fact: Fact): Task | undefined {
  if (fact.kind === 'task.raise') return raise(task, fact as Fact<Raise>)
  if (fact.kind === 'task.find') return find(task, fact as Fact<Find>)
  if (!task) return undefined
  switch (fact.kind) {
    case 'task.withdraw':
      return withdraw(task, fact as Fact<Withdraw>)
    case 'task.discharge':
      return discharge(task, fact as Fact<Discharge>)
    case 'task.assign':
      return { ...task, assignee: (fact as Fact<Assign>).payload.worker }
    case 'task.pass':
      return pass(task, fact as Fact<Pass>)
    case 'task.attempt':
      return countAttempt(task, (fact as Fact<Attempt>).payload.contact, fact.at)
    case 'task.close':
      return close(task, fact as Fact<Close>)
    case 'task.reopen':
      return reopen(task, fact as Fact<Reopen>)
    case 'task.offer':
      return offer(task, fact as Fact<Offer>)
    case 'task.take_back':
      return task.status === 'offered' ? { ...task, status: 'open', transfer: endOffer(task, fact) } : task
    case 'task.accepted':
      return accepted(task, fact as Fact<Accepted>)
    case 'task.bounced':
      return bounced(task, fact as Fact<Bounced>)
    case 'task.join':
      return join(task, (fact as Fact<Join>).payload.into)
    case 'task.leave':
      return leave(task, (fact as Fact<Leave>).payload.from)
    case 'task.emerge':
      return emerge(task, (fact as Fact<Emerge>).payload.duties)
    default:
      return task
  }
}

function raise(task: Task | undefined, fact: Fact<Raise>): Task | undefined {
  if (task && task.id !== fact.subject) return undefined
  const { resident, origin, duty } = fact.payload
  const before = task ?? emptyTask(fact, resident, origin)
  if (before.duties.some((known) => known.id === duty.id)) return before
  const revived: Task = before.status === 'withdrawn' ? { ...before, status: 'open' } : before
  const carried = before.joined ? { at: before.joined } : {}
  return withDuties(revived, [...before.duties, { ...duty, withdrawn: false, ...carried }])
}

function find(task: Task | undefined, fact: Fact<Find>): Task | undefined {
  if (task) return task.id === fact.subject ? task : undefined
  const { resident, reason, due, urgency } = fact.payload
  const duty: Duty = { id: fact.id, source: null, batch: null, row: null, due, urgency, reason }
  return withDuties(emptyTask(fact, resident, 'self_found'), [{ ...duty, withdrawn: false }])
}

function emptyTask(fact: Fact, resident: Id, origin: Task['origin']): Task {
  return {
    id: fact.subject,
    resident,
    origin,
    status: 'open',
    duties: [],
    due: null,
    urgency: 3,
    assignee: null,
    attempts: 0,
    lastAttempt: null,
    closing: null,
    openedAt: fact.at,
    transfer: null,
    contradictions: [],
    joined: null,
  }
}

/** An undone list takes its reasons with it; a task that nobody asks for any more is withdrawn, if still open. */
function withdraw(task: Task, fact: Fact<Withdraw>): Task {
  const gone = new Set(fact.payload.duties)
  const duties = task.duties.map((duty) => (gone.has(duty.id) ? { ...duty, withdrawn: true } : duty))
  const rest = withDuties(task, duties)
  if (duties.some(stands) || rest.status !== 'open') return rest
  // What was met before the rest was withdrawn has been done all the same.
  const last = duties.findLast((duty) => duty.met)
  return last?.met
    ? { ...rest, status: 'done', closing: closingOf(last.met.at, null) }
    : { ...rest, status: 'withdrawn' }
}

/** Still asks for something. */
export function stands(duty: TaskDuty): boolean {
  return !duty.withdrawn && !duty.met
}

/** The duty as it was raised. */
export function askedOf(duty: TaskDuty): Duty {
  const { withdrawn, met, metWith, at, ...asked } = duty
  void withdrawn
  void met
  void metWith
  void at
  return asked
}

/** Asks for a deed, and not for a finding. */
export function asksDeed(duty: Pick<Duty, 'kind'>): boolean {
  return duty.kind !== undefined
}

/** Findings by which somebody is here: what rules still ask of them goes on. */
const hereAfter: ReadonlySet<string> = new Set<Finding>(['here_managed', 'here_no_measure', 'already_managed'])

/** Verified, and here: a deed that was asked for is asked for all the same. */
export function isSettledHere({ status, closing }: Task): boolean {
  return status === 'done' && closing !== null && hereAfter.has(closing.finding)
}

/** Done because deeds met all that was asked: that says nothing to whoever asks something else. */
export function isDoneByDeeds({ status, closing, duties }: Task): boolean {
  if (status !== 'done' || closing?.method !== 'record_match' || closing.contact) return false
  return duties.some(({ met }) => met) && !duties.some(stands)
}

/** Nothing is left to be asked: who was tested here is here, and looked after; the record is the evidence. */
function discharge(task: Task, fact: Fact<Discharge>): Task {
  const { deed, kind, at, entry } = fact.payload
  const meets = (duty: TaskDuty) => stands(duty) && duty.kind === kind && (duty.after === undefined || duty.after <= at)
  if (!task.duties.some(meets)) return task
  if (entry && entry !== task.resident) {
    const metWith = { entry, deed, at, on: fact.at, by: fact.account }
    return { ...task, duties: task.duties.map((duty) => (meets(duty) && !duty.metWith ? { ...duty, metWith } : duty)) }
  }
  const rest = withDuties(
    task,
    task.duties.map((duty) => (meets(duty) ? { ...duty, met: { deed, at } } : duty)),
  )
  return rest.duties.some(stands) || rest.status !== 'open'
    ? rest
    : { ...rest, status: 'done', closing: closingOf(fact.at, fact.account) }
}

export function closingOf(at: string, by: Id | null): Closing {
  return { contact: null, finding: 'here_managed', method: 'record_match', by, at }
}

export function withDuties(task: Task, duties: Task['duties']): Task {
  const standing = duties.filter(stands)
  const dues = standing.flatMap((duty) => (duty.due ? [duty.due] : [])).sort()
  const urgency = standing.length ? Math.min(...standing.map((duty) => duty.urgency)) : task.urgency
  return { ...task, duties, due: dues[0] ?? null, urgency }
}

/** Nobody gives away what is not theirs (any more): what the office has assigned meanwhile stands. */
function pass(task: Task, fact: Fact<Pass>): Task {
  const theirs = task.assignee !== null && task.assignee === fact.account
  return theirs && isOpen(task.status) ? { ...task, assignee: fact.payload.worker } : task
}

function countAttempt(task: Task, contact: Contact, at: string): Task {
  return { ...task, attempts: task.attempts + 1, lastAttempt: { at, contact } }
}

/** The first closing closes; a later one that agrees is evidence, one that does not is a contradiction to look at. */
function close(task: Task, fact: Fact<Close>): Task {
  const { contact, finding, method } = fact.payload
  const tried = contact ? countAttempt(task, contact, fact.at) : task
  if (task.status === 'open' || task.status === 'offered') {
    const closing: Closing = { contact, finding, method, by: fact.account, at: fact.at }
    return {
      ...tried,
      status: 'done',
      closing,
      transfer: task.status === 'offered' ? endOffer(task, fact) : task.transfer,
    }
  }
  if (task.closing?.finding === finding) return tried
  const contradiction = { finding, by: fact.account, at: fact.at }
  return { ...tried, contradictions: [...task.contradictions, contradiction] }
}

function reopen(task: Task, _fact: Fact<Reopen>): Task {
  if (task.status === 'done') return { ...task, status: 'open', closing: null }
  return task.duties.some(({ metWith }) => metWith) ? { ...task, duties: task.duties.map(withoutMetWith) } : task
}

function endOffer(task: Task, fact: Fact): TaskTransfer {
  return { ...must(task.transfer, 'transfer'), endedBy: fact.id }
}

function offer(task: Task, fact: Fact<Offer>): Task {
  if (task.status !== 'open' || fact.payload.to === fact.community) return task
  const { to, reason } = fact.payload
  return {
    ...task,
    status: 'offered',
    transfer: { offer: fact.id, to, reason, at: fact.at, bounced: null, endedBy: null },
  }
}

/** What another task answers already stays answered by it. */
function join(task: Task, into: Id): Task {
  return { ...task, joined: into, duties: task.duties.map((duty) => (duty.at ? duty : { ...duty, at: into })) }
}

function leave(task: Task, from: readonly Id[]): Task {
  const left = (id: Id | null | undefined) => typeof id === 'string' && from.includes(id)
  return {
    ...task,
    joined: left(task.joined) ? null : task.joined,
    duties: task.duties
      .map((duty) => (left(duty.at) ? withoutAt(duty) : duty))
      .map((duty) => (left(duty.metWith?.entry) ? withoutMetWith(duty) : duty)),
  }
}

function emerge(task: Task, asked: readonly Id[]): Task {
  return {
    ...task,
    joined: null,
    duties: task.duties.map((duty) => (asked.includes(duty.id) ? withoutAt(duty) : duty)),
  }
}

export function withoutAt(duty: TaskDuty): TaskDuty {
  const { at, ...rest } = duty
  return at === undefined ? duty : rest
}

function withoutMetWith(duty: TaskDuty): TaskDuty {
  const { metWith, ...rest } = duty
  return metWith === undefined ? duty : rest
}

/** As lists and cards show it: met is met, by whichever entry's deed. */
export function shownDuty(duty: TaskDuty): TaskDuty {
  const { metWith, ...rest } = withoutAt(duty)
  return metWith && stands(duty) ? { ...rest, met: { deed: metWith.deed, at: metWith.at } } : rest
}

/** Owned by the sender until the receiver says yes. */
function accepted(task: Task, fact: Fact<Accepted>): Task {
  if (task.status !== 'offered') return task
  const closing: Closing = {
    contact: null,
    finding: 'elsewhere_known',
    method: 'record_match',
    by: fact.account,
    at: fact.at,
  }
  return { ...task, status: 'handed_over', closing }
}

function bounced(task: Task, fact: Fact<Bounced>): Task {
  if (task.status !== 'offered') return task
  return { ...task, status: 'open', transfer: { ...must(task.transfer, 'transfer'), bounced: fact.payload.reason } }
}

/** Ends of a task: the day's account counts these, and nothing else, as not open. */
export function isOpen(status: TaskStatus): boolean {
  return status === 'open' || status === 'offered'
}
