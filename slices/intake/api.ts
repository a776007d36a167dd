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
