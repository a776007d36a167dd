import type { Contact, Finding, Method, TaskStatus } from './model.ts'

/** What the worklist's routes answer, as screens see it; the schemas are in server.ts. */
export interface ListedTask {
  id: string
  resident: string
  name: string
  place: string
  due: string | null
  urgency: number
  reasons: number
  sources: string[]
  assignee: { id: string; name: string } | null
  attempts: number
  status: TaskStatus
  finding: Finding | null
  overdue: boolean
}

export interface CardPerson {
  id: string
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  document: { type: string; masked: string } | null
  phones: string[]
  place: string
  categories: string[]
}

export interface TaskCard {
  id: string
  status: TaskStatus
  person: CardPerson
  household: CardPerson[]
  duties: { source: string; due: string | null; withdrawn: boolean }[]
  due: string | null
  assignee: { id: string; name: string } | null
  closing: { contact: Contact | null; finding: Finding; method: Method; at: string } | null
  transfer: { to: string; name: string; bounced: string | null } | null
  contradictions: number
  photos: string[]
  history: HistoryEntry[]
}

export interface HistoryEntry {
  id: string
  kind: string
  at: string
  by: string
  payload: Record<string, unknown>
  /** Why it was kept and not followed. */
  held: string | null
  /** It came in when its author was no longer allowed to. */
  late: boolean
}

export interface Facet {
  id: string
  name: string
  open: number
}

/** What the worklist can be narrowed to, and to whom its tasks can be given. */
export interface Facets {
  sources: Facet[]
  grids: Facet[]
  buildings: Facet[]
  workers: (Facet & { grids: string[] })[]
  counts: { open: number; overdue: number; nobody: number; cannotBeFound: number }
}

export interface ReceivedOffer {
  id: string
  from: string
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  document: string | null
  phones: string[]
  address: string
  reason: string
  due: string | null
}

export interface SentOffer {
  task: string
  to: string
  name: string
  place: string
  reason: string
  at: string
  bounced: string | null
}

/** Somebody in the register who could be the person described, and the open task they have already. */
export interface Lookalike extends CardPerson {
  reasons: string[]
  task: string | null
}
