import type { Id } from '#shared/ids.ts'
import { type Snapshot, type SnapshotPerson, readName, shortIdOf } from '#shared/snapshot.ts'
import { type Found, find } from '#web/field/finding/find.ts'
import {
  type DoorEntry,
  type Places,
  type Register,
  buildPlaces,
  buildRegister,
  nameAt,
  nameColumns,
  readingsByCharacter,
} from '#web/field/finding/register.ts'
import { type TailColumn, packColumn, packTail, unpackTail } from '#web/field/finding/tails.ts'
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
  /** Of the snapshot's people: what recognises a paper that is scanned or typed whole. */
  marks: Uint32Array
  markKey: string
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
export function openPeople({ people, doors: given, buildings, markKey }: Snapshot): People {
  const doors = given.map(({ building, unit, floor, room, state }, number): FieldDoor => {
    const { id, estate, name } = buildings[building]!
    return { number, building: id, estate, buildingName: name, unit, floor, room, state }
  })
  const { size, names, documentTails, phoneTails, doors: doorOf } = people
  const documents = packColumn(documentTails, size)
  const named = nameColumns(names, size)
  const register: Register = {
    size,
    ...named,
    ...readingsByCharacter(named, people.readings, (row, name) => readOtherwise(people, row, name())),
    documents: firstTails(documents, size),
    phones: packColumn(phoneTails, size),
    doors: doorOf,
    alive: new Uint8Array(size).fill(1),
    places: buildPlaces(doors.map(doorEntry)),
  }
  const base = {
    register,
    ids: indexIds(people.shortIds.slice()),
    sexes: people.sexes.slice(),
    birthYears: people.birthYears,
    categories: people.categories,
    addresses: [],
  }
  const changes = partOf([], doors, register.places)
  return { doors, base, changes, changed: new Map(), marks: people.documentMarks, markKey }
}

/** How a name is read that its characters do not tell: listed by itself, or not Chinese. */
function readOtherwise({ readAs, readings }: Snapshot['people'], row: number, name: string): string | undefined {
  return readAs[row] ?? (name === '' ? undefined : readName(name, readings))
}

function firstTails({ tails, at }: TailColumn, size: number): Uint32Array {
  const first = new Uint32Array(size)
  for (let row = 0; row < size; row++) if (at[row + 1]! > at[row]!) first[row] = tails[at[row]!]!
  return first
}

/** Takes changed people in: they stand beside the columns, and hide what these say of them. */
export function changePeople(people: People, rows: readonly PersonRow[]): void {
  for (const row of rows) {
    people.changed.set(row.id, row)
    const old = findRow(people.base.ids, row.id)
    if (old >= 0) people.base.register.alive[old] = 0
  }
  people.changes = partOf([...people.changed.values()], people.doors, people.changes.register.places)
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

/**
 * Whose paper this is. The phone knows no number: it compares the tail, and 24 bits of a keyed hash, which one stranger
 * in sixteen million with the same tail would share.
 */
export async function recognise(people: People, number: string): Promise<FieldPerson | undefined> {
  const raw = Uint8Array.from(atob(people.markKey), (character) => character.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const hash = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(number.toUpperCase())))
  const mark = hash[0]! | (hash[1]! << 8) | (hash[2]! << 16)
  const tail = packTail(number.slice(-4))
  const { register } = people.base
  for (let row = 0; row < register.size; row++) {
    const same = people.marks[row] === mark && register.documents[row] === tail
    if (same && register.alive[row] === 1) return personAt(people, { register: 0, row })
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
  const tails = register.phones.tails.subarray(register.phones.at[row], register.phones.at[row + 1])
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

function partOf(rows: readonly PersonRow[], doors: FieldDoor[], known: Places): Part {
  const entries = rows.map((row) => ({ ...row, door: row.place ? doorNumber(doors, row.place) : -1 }))
  // Doors are told apart anew only where there is one more of them.
  const places = known.size === doors.length ? known : buildPlaces(doors.map(doorEntry))
  const register = { ...buildRegister(entries, []), places }
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
  const number = doors.length
  return doors.push({ number, building, estate, buildingName: name, unit, floor, room, state: 'occupied' }) - 1
}

/** Sorts doors as one walks. */
export function doorKey({ estate, buildingName, unit, floor, room }: FieldDoor): string {
  return `${placeKey(estate, buildingName)}/${placeKey(unit, floor, room)}`
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
