import type { mergeReasons } from './acts.ts'

export type MergeReason = (typeof mergeReasons)[number]

/** What the register's routes answer, as screens see it; the schemas are in server.ts. */
export interface ListedPerson {
  id: string
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  document: { type: string; masked: string } | null
  phones: string[]
  place: string
  categories: string[]
  left?: boolean
}

export interface ResidentCard extends ListedPerson {
  door: string | null
  building: string | null
  leftAt: string | null
  household: ListedPerson[]
  merged: (ListedPerson & { into: string; reason: MergeReason; note: string; at: string; by: string })[]
  history: { id: string; kind: string; at: string; by: string; entry: string | null; fields: string[] }[]
}

export interface ListedBuilding {
  id: string
  name: string
  grid: string
  gridId: string | null
  doors: number
  people: number
}

export interface ListedGrid {
  id: string
  code: string
  name: string
  buildings: number
  people: number
  workers: string[]
}

export interface BuildingCard extends ListedBuilding {
  rooms: { id: string; unit: string; floor: number | null; room: string; state: string; people: number }[]
}
