import type { Counts, Field } from './model.ts'

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
  words: string
}

export interface ReviewPerson {
  name: string
  document: string | null
  phones: string[]
}

export interface Review {
  row: string
  source: string
  person: ReviewPerson & { address: string | null }
  candidates: (ReviewPerson & { resident: string; place: string; weight: number; reasons: string[] })[]
}
