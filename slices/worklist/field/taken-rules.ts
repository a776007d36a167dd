import type { Id } from '#shared/ids.ts'
import { type Task, isOpen, taskStatuses } from '../model.ts'

/** A task as a colleague's phone saw it when it was handed over: this phone's copy may not show that for hours. */
export interface TakenTask {
  /** The member under whom the colleague's acts lie, until the server has them. */
  from: string
  community: Id
  /** Whose it was. */
  giver: Id
  task: Task
}

/**
 * How the copy's task and a taken one go together. What the copy knows to be settled, or given to a third by the office,
 * stands; otherwise the colleague was there later.
 */
export function withTaken(copy: Task | undefined, { task, giver }: Pick<TakenTask, 'task' | 'giver'>): Task {
  if (!copy) return task
  return isOpen(copy.status) && copy.assignee === giver ? task : copy
}

/** What another phone showed or a file said may be anything: only what every page can draw is taken. */
export function isTask(told: unknown): told is Task {
  if (typeof told !== 'object' || told === null) return false
  const { id, resident, status, duties, contradictions, attempts, urgency, openedAt, closing, transfer, due } =
    told as Partial<Record<keyof Task, unknown>>
  const texts = [id, resident, openedAt].every((one) => typeof one === 'string')
  const numbers = [attempts, urgency].every((one) => Number.isInteger(one))
  const lists = Array.isArray(contradictions) && Array.isArray(duties) && duties.every(isThing)
  const known = taskStatuses.some((one) => one === status)
  const dated = due === null || (typeof due === 'string' && !Number.isNaN(Date.parse(due)))
  return texts && numbers && lists && known && dated && isThingOrNone(closing) && isThingOrNone(transfer)
}

const isThing = (one: unknown) => typeof one === 'object' && one !== null
const isThingOrNone = (one: unknown) => one === null || isThing(one)
