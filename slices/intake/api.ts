import type { Counts, DeadlineRule, Field } from './model.ts'
import type { AnswerFormat } from './model/answer-format.ts'

/** What intake's routes answer, as screens see it; the schemas are in server.ts. */
export interface ListedBatch {
  id: string
  source: { id: string; name: string }
  fileName: string
  status: string
  receivedAt: string
  dueAt: string | null
  headers: string[]
  mapping: Field[]
  sheets: { name: string; skip: string | null }[]
  /** Sheets with the same header, by position from 1, and where their columns stand among `headers`. */
  forms: { start: number; width: number; sheets: number[] }[]
  notices: string[]
  counts: Partial<Counts>
  progress: { step: string; done: number } | null
}

export interface PreviewRow {
  sheet: number
  row: number
  cells: string[]
  accepted: boolean
  link: 'linked' | 'review' | 'new' | null
  repeated: boolean
  task: string | null
  words: string
}

export interface ListedSource {
  id: string
  name: string
  kind: string
  deadline: DeadlineRule
  urgency: number
  answer: Partial<AnswerFormat>
  own: boolean
  columns: number
  lists: number
  lastReceived: string | null
}
