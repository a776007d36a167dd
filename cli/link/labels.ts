import { unlabelled } from '#linkage/evaluate/index.ts'
import type { OpenedTable } from './input.ts'
import { eachTextRow } from './rows.ts'

export interface Labels {
  /** For each row the number of the first row with the same label; `unlabelled` where the cell is empty. */
  numbers: Uint32Array
  rows: number
}

/**
 * Reads one column of one table, or of two as if they were one, into numbers: the truth, after all linking is done. Only
 * hashes of 64 bits are kept, so that ten million labels fit.
 */
export function readLabels(tables: readonly { table: OpenedTable; column: number }[], expected: number): Labels {
  const interner = openInterner(expected)
  for (const { table, column } of tables) {
    if (table.rows === undefined) readText(table, column, interner.add)
    else for (const row of table.rows) interner.add(encode(row[column] ?? ''), 0, -1)
  }
  return interner.finish()
}

type Add = (bytes: Uint8Array, from: number, to: number) => void

const encoder = new TextEncoder()

function encode(text: string): Uint8Array {
  return encoder.encode(text.trim())
}

function readText(table: OpenedTable, column: number, add: Add): void {
  eachTextRow(table, (cells) => {
    if (cells.count > column) add(cells.bytes, cells.starts[column]!, cells.ends[column]!)
    else add(cells.bytes, 0, 0)
  })
}

/** Numbers labels by the row in which they come first. Open addressing over hashes of 64 bits. */
function openInterner(expected: number): { add: Add; finish(): Labels } {
  let room = Math.max(16, expected)
  let numbers = new Uint32Array(room)
  let low = new Uint32Array(room)
  let high = new Uint32Array(room)
  let slots = new Uint32Array(2 ** Math.ceil(Math.log2(room * 1.6)))
  let rows = 0
  let labels = 0

  const find = (row: number): number => {
    const mask = slots.length - 1
    let slot = (low[row]! ^ (high[row]! >>> 7)) & mask
    // Rows are kept plus one: 0 is a free slot.
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const other = slots[slot]! - 1
      if (low[other] === low[row] && high[other] === high[row]) return other
    }
    slots[slot] = row + 1
    labels++
    return row
  }
  const grow = (): void => {
    room *= 2
    numbers = widen(numbers, room)
    low = widen(low, room)
    high = widen(high, room)
  }
  const rehash = (): void => {
    const kept = slots.filter((slot) => slot !== 0)
    slots = new Uint32Array(slots.length * 2)
    labels = 0
    for (const slot of kept) find(slot - 1)
  }
  return {
    add: (bytes, from, to) => {
      const end = to < 0 ? bytes.length : to
      if (rows === room) grow()
      if (end === from) numbers[rows] = unlabelled
      else {
        if (labels * 1.5 > slots.length) rehash()
        hash(bytes, from, end)
        low[rows] = hashLow
        high[rows] = hashHigh
        numbers[rows] = find(rows)
      }
      rows++
    },
    finish: () => ({ numbers: numbers.subarray(0, rows), rows }),
  }
}

let hashLow = 0
let hashHigh = 0

/** Two hashes of 32 bits that have nothing to do with each other, left in the two variables. */
function hash(bytes: Uint8Array, from: number, to: number): void {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let at = from; at < to; at++) {
    a = Math.imul(a ^ bytes[at]!, 0x01000193)
    b = Math.imul(b + bytes[at]!, 0x85ebca6b) ^ (b >>> 15)
  }
  hashLow = (a ^ (a >>> 16)) >>> 0
  hashHigh = (b ^ (b >>> 13)) >>> 0
}

function widen(from: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const wide = new Uint32Array(length)
  wide.set(from)
  return wide
}
