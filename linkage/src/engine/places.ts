import type { Table } from './rows.ts'
import { flatOf, snapPlaces } from './zhAddresses.ts'

/** Puts places that were misspelt where they belong; see `snapPlaces`. */
export function settlePlaces(table: Table, places: { key: number; text: string; count: number }[]): void {
  const { layout, data, rows } = table
  const offset = layout.placeOffset
  if (offset === undefined) return
  const snapped = snapPlaces(places)
  layout.snapped = snapped
  if (snapped.size === 0) return
  const { stride } = layout
  for (let at = offset, end = rows * stride; at < end; at += stride) snapRow(snapped, data, at)
}

/** The same for one row, whose address begins at `at`. */
export function snapRow(snapped: Map<number, number>, data: Int32Array, at: number): void {
  const key = snapped.get(data[at]!)
  if (key === undefined) return
  data[at] = key
  const building = data[at + 1]! & 0xffff
  if (building !== 0 && data[at + 2] !== 0) data[at + 3] = flatOf(key, data[at + 1]!, data[at + 2]!)
}
