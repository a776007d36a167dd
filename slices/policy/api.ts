import type { RuleDocument, Words } from './model/document.ts'
import type { Outcome } from './model/rules.ts'

/** What the routes about rules answer, as screens see it; the schemas are in server.ts and server-measures.ts. */
export interface ListedPolicy {
  id: string
  name: string
  area: string
  inForce: { number: number; from: string; title: Words } | null
  next: { number: number; from: string } | null
  draft: boolean
}

export interface PolicyVersion {
  id: string
  number: number
  status: 'draft' | 'published' | 'revoked'
  note: string
  effectiveFrom: string | null
  effectiveUntil: string | null
  draftedBy: { id: string; name: string }
  draftedAt: string
  publishedBy: string | null
  publishedAt: string | null
  appliedAt: string | null
  inForce: boolean
  document: RuleDocument
}

export interface TrialRun {
  id: string
  version: string
  effectiveFrom: string
  status: 'running' | 'done' | 'failed'
  done: number
  total: number
  counts: Partial<Record<Outcome | 'people', number>>
  startedAt: string
}

export interface PolicyCard {
  id: string
  name: string
  area: { id: string; name: string }
  mayWrite: boolean
  mayPublish: boolean
  versions: PolicyVersion[]
  runs: TrialRun[]
}

export interface AffectedPerson {
  community: string
  communityName: string
  resident: string
  measure: string
  name: string
  place: string
  kind: Words
  outcome: Outcome
  day: number
  endsBefore: string
  endsAfter: string
}

export interface ListedMeasure {
  id: string
  resident: string
  name: string
  place: string
  kind: Words
  day: number
  stage: Words
  startedOn: string
  endsOn: string
  status: 'running' | 'released' | 'ended'
  rule: string
}

export interface MeasureCard {
  id: string
  resident: string
  name: string
  document: string | null
  phones: string[]
  place: string
  community: string
  kind: Words
  stages: { name: Words; from: string; until: string }[]
  startedOn: string
  endsOn: string
  status: 'running' | 'released' | 'ended'
  notice: Words | null
  basis: string
  decisions: {
    at: string
    by: string
    outcome: 'ordered' | 'ended' | Outcome
    rule: { version: string; number: number; title: string; line: string; words: Words | null } | null
    facts: Record<string, unknown>
  }[]
}

export interface RulePerson {
  resident: string
  name: string
  place: string
  categories: string[]
  facts: Record<string, unknown>
  proposals: { version: string; rule: string; line: string; title: Words; measure: string; name: Words }[]
  kinds: { version: string; rule: string; kind: string; name: Words; stages: { name: Words; days: number }[] }[]
  deedKinds: { key: string; name: Words }[]
  groups: string[]
  measures: ListedMeasure[]
  stays: { id: string; place: string; from: string; until: string; arrived: string | null }[]
  deeds: { id: string; deed: string; at: string; way: string | null; source: string }[]
}

export interface ListedDue {
  task: string
  resident: string
  name: string
  place: string
  building: string
  grid: string
  line: string
  deed: string
  due: string
  overdue: boolean
}
