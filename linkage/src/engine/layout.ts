import type { Rivals } from './rivals.ts'
import type { Texts } from './texts.ts'
import type { ColumnSpec, ColumnType, Spec } from './types.ts'
import type { Places } from './zhAddresses.ts'

export type ReadCell = (bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number) => void
/** A value of a row, as a number of 32 bits; 0 for none. `at` is where the row begins. */
export type RowValue = (rows: Int32Array, at: number) => number

export interface Comparison {
  name: string
  levels: readonly string[]
  /** The level of two rows, which begin at `a` and `b`; symmetric. */
  compare(rows: Int32Array, a: number, b: number): number
  /** The same where it would keep silent because the IDs say it already: for measuring how common levels are. */
  loud?(rows: Int32Array, a: number, b: number): number
  /** Levels that only pairs show which share this part. */
  within?: { part: RowValue; levels: number[] }
  /**
   * Says something about households only, and what it says of them is learned with what it says of matches: there are no
   * pairs of housemates known beforehand that show it.
   */
  household?: true
  /** How two housemates whose records are whole would compare if one were masked. */
  masked?(rows: Int32Array, a: number, b: number): number
  /** By level: the value that both share there, whose frequency moves the weight. */
  shared: (RowValue | undefined)[]
  /** From this level on, the shared values are few (days, surnames, places), so that a small table counts them. */
  few?: number
}

/** How a table is held: so many numbers a row, who reads them, what is compared. Made from a `Spec`. */
export interface Layout {
  spec: Spec
  stride: number
  readers: { at: number; offset: number; read: ReadCell }[]
  /** Fills in what other columns of the row tell. */
  finish?: (rows: Int32Array, at: number) => void
  comparisons: Comparison[]
  parts: Map<string, RowValue>
  /** Where two valid, different documents show; they never belong to one person. */
  validId?: { valid: RowValue; number: RowValue }
  /** People who share surname and phone, if the table has both. */
  rivals?: Rivals
  /** The household, if addresses tell it. */
  door?: RowValue
  texts: Texts[]
  places?: Places
  /** Where the place of an address stands in a row. */
  placeOffset?: number
  /** By slot: the texts that its numbers stand for, which mean nothing outside this table. */
  textOf: (Texts | undefined)[]
  /** Places that turned out to be misspelt ones, with the right one. */
  snapped?: Map<number, number>
}
export function find(spec: Spec, type: ColumnType): ColumnSpec {
  return spec.columns.find((column) => column.type === type)!
}

export function take(layout: Layout, slots: number): number {
  const offset = layout.stride
  layout.stride += slots
  return offset
}

/** Names parts `type.part`, reading from where the field begins. */
export function addParts(layout: Layout, type: string, offset: number, parts: Record<string, RowValue>): void {
  for (const [name, value] of Object.entries(parts))
    layout.parts.set(`${type}.${name}`, (rows, at) => value(rows, at + offset))
}
