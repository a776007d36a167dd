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
  transfer: { bounced: string | null } | null
  contradictions: number
  history: { id: string; kind: string; at: string; by: string; payload: Record<string, unknown> }[]
}
