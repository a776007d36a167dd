import type { Layout } from './layout.ts'
import { mix } from './mix.ts'

/** Records made ready to compare: `stride` numbers a row, in one array that threads can share. */
export interface Table {
  layout: Layout
  rows: number
  data: Int32Array
  /** Rows from here on are the second of two tables that are linked; `rows` where one table is deduplicated. */
  second: number
}

/** Numbers that workers can see, where the platform allows it. */
export function sharedInts(length: number): Int32Array {
  return typeof SharedArrayBuffer === 'undefined'
    ? new Int32Array(length)
    : new Int32Array(new SharedArrayBuffer(length * 4))
}

/** A number that depends on what the row says and not on where it stands. */
export function rowHash(table: Table, row: number): number {
  const { layout, data } = table
  const { stride } = layout
  const at = row * stride
  let hash = 17
  for (let i = 0; i < stride; i++) {
    const texts = layout.textOf[i]
    hash = mix(hash, texts === undefined ? data[at + i]! : texts.hashes[data[at + i]!]!)
  }
  return hash
}
