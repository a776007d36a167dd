import { mix } from './mix.ts'
import type { Table } from './rows.ts'
import type { RowValue } from './layout.ts'

/**
 * How many people of one surname a table knows under one phone. A masked name under a phone is nearly always its owner
 * where only one such person is known, and anybody of the family where there are several.
 */
export interface Rivals {
  /** Where the number of people stands in a row: 0 for none, and for whole names; 3 for three and more. */
  slot: number
  phone: RowValue
  surname: RowValue
  /** 0 for masked names. */
  sound: RowValue
}

export const rivalLevels = ['none', 'alone', 'two', 'many'] as const
const most = 3

/** Phone and surname as one number; 0 where either is missing. */
function homeOf({ phone, surname }: Rivals, rows: Int32Array, at: number): number {
  const number = phone(rows, at)
  if (number === 0) return 0
  const name = surname(rows, at)
  return name === 0 ? 0 : mix(number, name)
}

/** Notes in every row with a masked name how many people it may stand for. */
export function countRivals({ layout, data, rows }: Table): void {
  const { rivals, stride } = layout
  if (!rivals) return
  const end = rows * stride
  const homes = openNumbers()
  for (let at = 0; at < end; at += stride) {
    if (rivals.sound(data, at) !== 0) continue
    const home = homeOf(rivals, data, at)
    if (home !== 0) homes.add(home)
  }
  if (homes.size === 0) return
  // Whole names of these homes only: they are few, so that all of this stays in fast memory.
  const people = openNumbers()
  for (let at = 0; at < end; at += stride) {
    const sound = rivals.sound(data, at)
    if (sound === 0) continue
    const home = homeOf(rivals, data, at)
    const place = home === 0 ? -1 : homes.find(home)
    if (place >= 0 && people.add(mix(home, sound))) homes.counts[place]!++
  }
  for (let at = 0; at < end; at += stride) {
    if (rivals.sound(data, at) !== 0) continue
    const home = homeOf(rivals, data, at)
    if (home !== 0) data[at + rivals.slot] = Math.min(most, homes.counts[homes.find(home)]!)
  }
}

/** The same for one row that asks or comes later, from the rows `others` that share its phone. */
export function countRivalsOf({ layout, data }: Table, row: number, others: Iterable<number>): void {
  const { rivals, stride } = layout
  if (!rivals) return
  const at = row * stride
  const home = homeOf(rivals, data, at)
  data[at + rivals.slot] = 0
  if (home === 0) return
  const own = rivals.sound(data, at)
  const sounds = new Set<number>()
  let masked = 0
  for (const other of others) {
    const there = other * stride
    if (homeOf(rivals, data, there) !== home) continue
    const sound = rivals.sound(data, there)
    if (sound === 0) masked = Math.max(masked, data[there + rivals.slot]!)
    else sounds.add(sound)
  }
  if (own === 0) data[at + rivals.slot] = Math.min(most, Math.max(masked, sounds.size))
  else if (masked > 0 && !sounds.has(own)) data[at + rivals.slot] = Math.min(most, masked + 1)
}

interface Numbers {
  readonly size: number
  counts: Uint16Array
  /** Whether the number is new. */
  add(number: number): boolean
  /** Its place in `counts`; −1 if it is not here. */
  find(number: number): number
}

/** A set of numbers other than 0, by open addressing; `counts` is filled after the last `add` only. */
function openNumbers(): Numbers {
  let keys = new Int32Array(1 << 12)
  let counts: Uint16Array | undefined
  let size = 0
  const placeOf = (number: number): number => {
    let place = Math.imul(number, 0x9e3779b1) >>> (32 - Math.log2(keys.length))
    while (keys[place] !== 0 && keys[place] !== number) place = (place + 1) & (keys.length - 1)
    return place
  }
  const widen = (): void => {
    const before = keys
    keys = new Int32Array(before.length * 2)
    for (const key of before) if (key !== 0) keys[placeOf(key)] = key
  }
  return {
    get size() {
      return size
    },
    get counts() {
      return (counts ??= new Uint16Array(keys.length))
    },
    add(number) {
      const place = placeOf(number)
      if (keys[place] === number) return false
      keys[place] = number
      if (++size * 2 > keys.length) widen()
      return true
    },
    find(number) {
      const place = placeOf(number)
      return keys[place] === number ? place : -1
    },
  }
}
