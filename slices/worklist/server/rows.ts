import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Contact, Finding, Method, Task } from '../model.ts'

export interface TaskRow {
  community_id: Id
  id: Id
  version: number
  /** The person, and the entry of that person which was asked about. */
  resident_id: Id
  entry_id: Id
  origin: Task['origin']
  status: Task['status']
  duties: Task['duties']
  due_at: Date | null
  urgency: number
  assignee_id: Id | null
  grid_id: Id | null
  place_key: string
  attempts: number
  last_attempt_at: Date | null
  last_contact: Contact | null
  contact: Contact | null
  finding: Finding | null
  method: Method | null
  closed_by: Id | null
  opened_at: Date
  closed_at: Date | null
  transfer: Task['transfer']
  contradictions: Task['contradictions']
  joined_into: Id | null
  own: Task | null
}

export async function selectTasks({ db }: Context, community: Id, ids: Id[]): Promise<TaskRow[]> {
  if (!ids.length) return []
  return db<TaskRow[]>`select * from tasks where community_id = ${community} and id = any(${ids})`
}

/** Only what a fold reads: the rest is a third of a row. */
export async function selectForFold({ db }: Context, community: Id, ids: Id[]): Promise<TaskRow[]> {
  if (!ids.length) return []
  return db<TaskRow[]>`
    select id, resident_id, entry_id, origin, status, duties, due_at, urgency, assignee_id, attempts, last_attempt_at,
      last_contact, contact, finding, method, closed_by, opened_at, closed_at, transfer, contradictions, joined_into, own
    from tasks where community_id = ${community} and id = any(${ids})`
}

export function ownOfRow(row: TaskRow): Task {
  return row.own ?? shownOfRow(row)
}

export function shownOfRow(row: TaskRow): Task {
  return {
    id: row.id,
    resident: row.resident_id,
    origin: row.origin,
    status: row.status,
    duties: row.duties,
    due: row.due_at?.toISOString() ?? null,
    urgency: row.urgency,
    assignee: row.assignee_id,
    attempts: row.attempts,
    lastAttempt: row.last_attempt_at && { at: row.last_attempt_at.toISOString(), contact: row.last_contact! },
    closing: row.finding && {
      contact: row.contact,
      finding: row.finding,
      method: row.method!,
      by: row.closed_by,
      at: row.closed_at!.toISOString(),
    },
    openedAt: row.opened_at.toISOString(),
    transfer: row.transfer,
    contradictions: row.contradictions,
    joined: null,
  }
}
