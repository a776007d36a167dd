import { type Layout, type RowValue, addParts, take } from './layout.ts'
import { comparePhoneSlots, phoneLevels, phoneParts, phoneSlots, readPhones } from './phoneNumbers.ts'
import {
  compareAsMasks,
  compareIdMasks,
  compareIds,
  hasValidId,
  idLevels,
  idMaskLevels,
  idParts,
  idSlots,
  readId,
} from './residentIds.ts'
import { rivalLevels } from './rivals.ts'
import type { ColumnSpec, Spec } from './types.ts'
import {
  addressLevels,
  addressParts,
  addressSlots,
  compareAddressSlots,
  openAddressReader,
  openPlaces,
} from './zhAddresses.ts'
import {
  compareAsInitials,
  compareNameMasks,
  compareZhNames,
  isMaskOf,
  nameLevels,
  nameMaskLevels,
  nameSlots,
  readZhName,
  zhNameParts,
} from './zhNames.ts'

export function addId(layout: Layout, column: ColumnSpec): number {
  const offset = take(layout, idSlots)
  layout.readers.push({ at: column.at, offset, read: readId })
  addParts(layout, 'residentId', offset, idParts)
  const number = layout.parts.get('residentId.number')!
  layout.validId = { valid: (rows, at) => (hasValidId(rows, at + offset) ? 1 : 0), number }
  layout.comparisons.push({
    name: 'residentId',
    levels: idLevels,
    compare: (rows, a, b) => compareIds(rows, a + offset, b + offset),
    shared: [undefined, number],
  })
  layout.comparisons.push({
    name: 'residentIdMask',
    levels: idMaskLevels,
    compare: (rows, a, b) => compareIdMasks(rows, a + offset, b + offset),
    masked: (rows, a, b) => compareAsMasks(rows, a + offset, b + offset),
    within: { part: layout.parts.get('residentId.last4')!, levels: [1, 2] },
    shared: [],
  })
  return offset
}

export function addZhName(layout: Layout, column: ColumnSpec): void {
  const offset = take(layout, nameSlots)
  layout.readers.push({ at: column.at, offset, read: readZhName })
  addParts(layout, 'zhName', offset, zhNameParts)
  const sound = layout.parts.get('zhName.sound')!
  layout.comparisons.push({
    name: 'zhName',
    levels: nameLevels,
    compare: (rows, a, b) => compareZhNames(rows, a + offset, b + offset),
    shared: [undefined, layout.parts.get('zhName.whole')!, sound],
  })
  const surname = layout.parts.get('zhName.surname')!
  layout.comparisons.push({
    name: 'zhNameMask',
    levels: nameMaskLevels,
    compare: (rows, a, b) => compareNameMasks(rows, a + offset, b + offset),
    masked: (rows, a, b) => compareAsInitials(rows, a + offset, b + offset),
    shared: [undefined, undefined, surname],
    few: 1,
  })
}

export function addPhones(layout: Layout, spec: Spec): void {
  const offset = take(layout, phoneSlots)
  const [first, second] = spec.columns.filter((column) => column.type === 'phone')
  layout.readers.push({ at: first!.at, offset, read: readPhones })
  if (second !== undefined) {
    const extra = take(layout, phoneSlots)
    layout.readers.push({ at: second.at, offset: extra, read: readPhones })
    const before = layout.finish
    layout.finish = (rows, at) => {
      before?.(rows, at)
      joinPhones(rows, at + offset, at + extra)
    }
  }
  addParts(layout, 'phone', offset, phoneParts)
  layout.comparisons.push({
    name: 'phone',
    levels: phoneLevels,
    compare: (rows, a, b) => comparePhoneSlots(rows, a + offset, b + offset),
    shared: [undefined, layout.parts.get('phone.number')!],
  })
}

/** How many people of the surname use the phone, where a masked name and a phone is what a pair has in common. */
export function addRivals(layout: Layout): void {
  const slot = take(layout, 1)
  const part = (name: string): RowValue => layout.parts.get(name)!
  const [phone, surname, sound] = [part('phone.number'), part('zhName.surname'), part('zhName.sound')]
  layout.rivals = { slot, phone, surname, sound }
  const nameAt = nameOffset(layout)
  layout.comparisons.push({
    name: 'phoneRivals',
    levels: rivalLevels,
    compare(rows, a, b) {
      const people = Math.max(rows[a + slot]!, rows[b + slot]!)
      if (people === 0) return 0
      const number = phone(rows, a)
      if (number === 0 || number !== phone(rows, b)) return 0
      return isMaskOf(rows, a + nameAt, b + nameAt) ? people : 0
    },
    household: true,
    shared: [],
  })
}

/** A second column of phones fills what the first left free. */
function joinPhones(rows: Int32Array, to: number, from: number): void {
  if (rows[from] === 0 || rows[to + 2] !== 0) return
  const place = rows[to] === 0 ? 0 : 2
  rows[to + place] = rows[from]!
  rows[to + place + 1] = rows[from + 1]!
  if (rows[from + 4]! & 1) rows[to + 4] = rows[to + 4]! | (place === 0 ? 1 : 2)
}
export function addZhAddress(layout: Layout, column: ColumnSpec): void {
  const offset = take(layout, addressSlots)
  layout.places = openPlaces()
  layout.placeOffset = offset
  layout.readers.push({ at: column.at, offset, read: openAddressReader(layout.places) })
  addParts(layout, 'zhAddress', offset, addressParts)
  layout.door = layout.parts.get('zhAddress.door')!
  layout.comparisons.push({
    name: 'zhAddress',
    levels: addressLevels,
    compare: (rows, a, b) => compareAddressSlots(rows, a + offset, b + offset),
    shared: [undefined, layout.door, layout.parts.get('zhAddress.building')!, layout.parts.get('zhAddress.place')!],
    few: 2,
  })
}
export function nameOffset(layout: Layout): number {
  return layout.readers.find(({ read }) => read === readZhName)?.offset ?? -1
}
