import type { Field } from '#slices/intake/model.ts'
import type { Changeable, Outcome, RegisterCounts } from './model.ts'

/** What the register's routes answer, as screens see it; the schemas are in server.ts. */
export interface ListedImport {
  id: string
  fileName: string
  status: string
  receivedAt: string
  headers: string[]
  mapping: Field[]
  sheets: { name: string; skip: string | null }[]
  forms: { start: number; width: number; sheets: number[] }[]
  notices: string[]
  counts: Partial<RegisterCounts>
  progress: { step: string; done: number } | null
}

export interface FilePerson {
  name: string
  document: string | null
  phones: string[]
  place: string
}

export interface ImportRow {
  id: string
  sheet: number
  row: number
  cells: string[]
  accepted: boolean
  outcome: Outcome | null
  changes: Changeable[]
  resident: string | null
  words: string
  candidates: (FilePerson & { resident: string; reasons: string[] })[]
}
