import type { Id } from '#shared/ids.ts'
import { type Snapshot, type SnapshotPerson, readName, shortIdOf } from '#shared/snapshot.ts'
import { type Found, find } from '#web/field/finding/find.ts'
import { type DoorEntry, type Register, buildRegister, nameAt } from '#web/field/finding/register.ts'
import { unpackTail } from '#web/field/finding/tails.ts'
import { placeKey, unitWords } from '../model.ts'
import { type IdIndex, aliasAt, findRow, indexIds } from './id-index.ts'

/** A person of the register as a phone knows them. */
export interface FieldPerson {
  /** Whole, or an alias where the phone has only the short one. */
  id: Id
  name: string
  sex: 'M' | 'F' | null
  birthYear: number | null
  documentTail: string | null
  phoneTails: string[]
  door: FieldDoor | null
  /** As somebody wrote it, for who has no door. */
  address: string
  categories: readonly string[]
}

export interface FieldDoor {
  /** Its number on this phone. */
  number: number
  building: Id
  estate: string
  buildingName: string
  unit: string
  floor: number | null
  room: string
  state: string
  /** Sorts as one walks. */
  key: string
}

/** Somebody as the server tells a change: placed by words, since doors have no ids here. */
export interface PersonRow extends Omit<SnapshotPerson, 'door' | 'documentMark'> {
  place: { building: Id; estate: string; name: string; unit: string; floor: number | null; room: string } | null
  address: string
  /** Moved away, merged into somebody else: no longer shown. */
  gone: boolean
}

/** One community's people: columns for those of the snapshot, and the same for those changed since. */
export interface People {
  doors: FieldDoor[]
  base: Part
  changes: Part
  changed: Map<Id, PersonRow>
}

interface Part {
  register: Register
  ids: IdIndex
  sexes: Uint8Array
  birthYears: Uint16Array
  categories: Readonly<Record<number, readonly string[]>>
  addresses: readonly string[]
}

/** Makes the copy from a snapshot. Its lists of strings are let go afterwards: only columns stay. */
export function openPeople({ people, doors: given, buildings }: Snapshot): People {
  const doors = given.map(({ building, unit, floor, room, state }, number): FieldDoor => {
    const { id, estate, name } = buildings[building]!
    return {
      number,
      building: id,
      estate,
      buildingName: name,
      unit,
      floor,
      room,
      state,
      key: keyOf(estate, name, unit, floor, room),
    }
  })
  const { names, readings, readAs, documentTails, phoneTails, doors: doorOf } = people
  const register = buildRegister(
    names.map((name, row) => ({
      name,
      pinyin: readAs[row] ?? readName(name, readings),
      documentTail: documentTails[row]!,
      phoneTails: phoneTails[row]!,
      door: doorOf[row]!,
    })),
    doors.map(doorEntry),
  )
  const base = {
    register,
    ids: indexIds(people.shortIds.slice()),
    sexes: people.sexes.slice(),
    birthYears: people.birthYears,
    categories: people.categories,
    addresses: [],
  }
  return { doors, base, changes: partOf([], doors), changed: new Map() }
}

/** Takes changed people in: they stand beside the columns, and hide what these say of them. */
export function changePeople(people: People, rows: readonly PersonRow[]): void {
  for (const row of rows) {
    people.changed.set(row.id, row)
    const old = findRow(people.base.ids, row.id)
    if (old >= 0) people.base.register.alive[old] = 0
  }
  people.changes = partOf([...people.changed.values()], people.doors)
}

export function searchPeople(people: People, typed: string, limit: number): FieldPerson[] {
  return find([people.base.register, people.changes.register], typed, limit).map((found) => personAt(people, found))
}

/** By whole id or alias. */
export function findPerson(people: People, id: Id): FieldPerson | undefined {
  for (const register of [1, 0]) {
    const row = findRow((register === 1 ? people.changes : people.base).ids, id)
    if (row >= 0) return personAt(people, { register, row })
  }
  return undefined
}

/** Everybody who lives behind a door. */
export function listAtDoor(people: People, door: number): FieldPerson[] {
  return [people.base, people.changes].flatMap(({ register: { size, doors, alive } }, register) => {
    const found: FieldPerson[] = []
    for (let row = 0; row < size; row++)
      if (doors[row] === door && alive[row] === 1) found.push(personAt(people, { register, row }))
    return found
  })
}

function personAt(people: People, { register: number, row }: Found): FieldPerson {
  const { register, ids, sexes, birthYears, categories, addresses } = number === 0 ? people.base : people.changes
  const door = register.doors[row]!
  const tails = register.phones.subarray(register.phoneAt[row], register.phoneAt[row + 1])
  return {
    id: aliasAt(ids, row),
    name: nameAt(register, row),
    sex: sexes[row] === 1 ? 'M' : sexes[row] === 2 ? 'F' : null,
    birthYear: birthYears[row] || null,
    documentTail: unpackTail(register.documents[row]!),
    phoneTails: Array.from(tails).flatMap((tail) => unpackTail(tail) ?? []),
    door: door < 0 ? null : people.doors[door]!,
    address: addresses[row] ?? '',
    categories: categories[row] ?? [],
  }
}

function partOf(rows: readonly PersonRow[], doors: FieldDoor[]): Part {
  const entries = rows.map((row) => ({ ...row, door: row.place ? doorNumber(doors, row.place) : -1 }))
  const register = buildRegister(entries, doors.map(doorEntry))
  const categories: Record<number, readonly string[]> = {}
  rows.forEach((row, n) => {
    if (row.gone) register.alive[n] = 0
    if (row.categories.length > 0) categories[n] = row.categories
  })
  const shortIds = new Uint8Array(rows.length * 5)
  rows.forEach(({ id }, n) => shortIds.set(shortIdOf(id), n * 5))
  return {
    register,
    ids: indexIds(shortIds),
    sexes: Uint8Array.from(rows, ({ sex }) => (sex === 'M' ? 1 : sex === 'F' ? 2 : 0)),
    birthYears: Uint16Array.from(rows, ({ birthYear }) => birthYear ?? 0),
    categories,
    addresses: rows.map(({ address }) => address),
  }
}

/** The number of a door told in words; a new one where this phone has never heard of it. */
function doorNumber(doors: FieldDoor[], place: NonNullable<PersonRow['place']>): number {
  const { building, estate, name, unit, floor, room } = place
  const known = doors.findIndex((door) => door.building === building && door.unit === unit && door.room === room)
  if (known >= 0) return known
  const key = keyOf(estate, name, unit, floor, room)
  const number = doors.length
  return doors.push({ number, building, estate, buildingName: name, unit, floor, room, state: 'occupied', key }) - 1
}

function keyOf(estate: string, name: string, unit: string, floor: number | null, room: string): string {
  return `${placeKey(estate, name)}/${placeKey(unit, floor, room)}`
}

function doorEntry({ estate, buildingName, unit, room }: FieldDoor): DoorEntry {
  return { estate, building: buildingName, unit, room }
}

/** 幸福小区 3幢 2单元 501. */
export function placeOf({ door, address }: Pick<FieldPerson, 'door' | 'address'>): string {
  if (!door) return address
  return [door.estate, door.buildingName, unitWords(door.unit), door.room].filter(Boolean).join(' ')
}

/** One staircase: what a worker walks in one go. */
export interface Stairwell {
  key: string
  name: string
  building: Id
  unit: string
}

export function stairwellOf(door: FieldDoor | null): Stairwell | null {
  if (!door) return null
  const { estate, buildingName, building, unit } = door
  return {
    key: `${placeKey(estate, buildingName)}/${placeKey(unit)}`,
    name: [estate, buildingName, unitWords(unit)].filter(Boolean).join(' '),
    building,
    unit,
  }
}
