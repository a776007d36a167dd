import type { Id } from './ids.ts'

/**
 * A community as a phone keeps it: the register in the minimal profile, by columns, and what else the slices send, as
 * rows. No whole number of any paper or phone is in it. Packed (gzip), 15,000 people are some 250 KB; as JSON rows with
 * whole ids they would be 730.
 *
 * `QXS1 length(u32) header(JSON) columns`; all numbers little-endian. Rows stand in the order of a walk, so that a door
 * costs a bit and not a number.
 */
export interface Snapshot {
  community: Id
  /** All rows up to this version of the community are in it. */
  version: number
  /** ISO 8601. */
  made: string
  /** For which reach it was made; a pull tells it, so that the server sees when it has changed. */
  reach?: string | undefined
  /** base64: the key of the document marks, of this snapshot alone. */
  markKey: string
  buildings: SnapshotBuilding[]
  doors: SnapshotDoor[]
  people: SnapshotPeople
  /** Small tables, by name. */
  rows: Record<string, SnapshotRow[]>
}

export type SnapshotRow = Record<string, unknown> & { id: Id }

export interface SnapshotBuilding {
  id: Id
  estate: string
  name: string
}

export interface SnapshotDoor {
  building: number
  unit: string
  floor: number | null
  room: string
  state: string
}

/** One person on the way into a snapshot. */
export interface SnapshotPerson {
  id: Id
  name: string
  /** Syllables without tones, parted by blanks. */
  pinyin: string
  sex: 'M' | 'F' | null
  birthYear: number | null
  documentTail: string | null
  /** The first 24 bits (little-endian) of HMAC-SHA-256 of the number under `markKey`; 0 without a document. */
  documentMark: number
  phoneTails: readonly string[]
  /** Its number in the list of doors; null: not placed. */
  door: number | null
  categories: readonly string[]
}

/** The register by columns. */
export interface SnapshotPeople {
  size: number
  /** The last five bytes of each id, one after the other: enough to tell the people of a community apart. */
  shortIds: Uint8Array
  /** All of them, a line each. */
  names: string
  /** Readings of the characters that occur, and of the names that are read otherwise (by row). */
  readings: Record<string, string>
  readAs: Record<number, string>
  /** 0 unknown, 1 man, 2 woman. */
  sexes: Uint8Array
  /** 0 unknown. */
  birthYears: Uint16Array
  /** As text: a line a row, empty where there is none. */
  documentTails: Uint8Array
  documentMarks: Uint32Array
  /** As text: a line a row, parted by blanks. */
  phoneTails: Uint8Array
  /** -1: not placed. */
  doors: Int32Array
  /** Categories by row; most people have none. */
  categories: Record<number, string[]>
}

const magic = 'QXS1'
export const shortIdBytes = 5

/** What the server writes. People have to stand in the order of a walk, and doors in the order of theirs. */
export function writeSnapshot(
  about: Pick<Snapshot, 'community' | 'version' | 'made' | 'reach' | 'markKey' | 'buildings' | 'doors' | 'rows'>,
  people: readonly SnapshotPerson[],
): Uint8Array {
  const { doors, ...rest } = about
  const readings = voteReadings(people)
  const readAs: Record<number, string> = {}
  const categories: Record<number, readonly string[]> = {}
  people.forEach(({ name, pinyin, categories: given }, row) => {
    if (pinyin !== readName(name, readings)) readAs[row] = pinyin
    if (given.length > 0) categories[row] = given
  })
  const header = { ...rest, readings, readAs, categories, people: people.length, doors: doors.length }
  const columns = [
    ...doorColumns(doors),
    concat(people.map(({ id }) => shortIdOf(id))),
    lines(people.map(({ name }) => name)),
    Uint8Array.from(people, ({ sex }) => (sex === 'M' ? 1 : sex === 'F' ? 2 : 0)),
    Uint8Array.from(people, ({ birthYear }) => (birthYear === null ? 0 : birthYear - 1800)),
    lines(people.map(({ documentTail }) => documentTail ?? '')),
    planes(people, 3, ({ documentMark }) => documentMark),
    lines(people.map(({ phoneTails }) => phoneTails.join(' '))),
    lines(steps(people.map(({ door }) => door ?? -1))),
  ]
  const head = encoder.encode(JSON.stringify({ ...header, lengths: columns.map(({ length }) => length) }))
  const start = new Uint8Array(8)
  start.set(encoder.encode(magic))
  new DataView(start.buffer).setUint32(4, head.length, true)
  return concat([start, head, ...columns])
}

/** What the phone reads. Throws where it is not a snapshot, or not a whole one. */
export function readSnapshot(bytes: Uint8Array): Snapshot {
  if (decoder.decode(bytes.subarray(0, 4)) !== magic) throw new Error('not a snapshot')
  const headLength = new DataView(bytes.buffer, bytes.byteOffset, 8).getUint32(4, true)
  const head = JSON.parse(decoder.decode(bytes.subarray(8, 8 + headLength))) as Header
  const columns = cut(bytes.subarray(8 + headLength), head.lengths)
  const next = () => columns.shift() ?? new Uint8Array()
  const doors = readDoors(head.doors, next)
  const people: SnapshotPeople = {
    size: head.people,
    shortIds: next(),
    names: decoder.decode(next()),
    readings: head.readings,
    readAs: head.readAs,
    sexes: next(),
    birthYears: Uint16Array.from(next(), (year) => (year === 0 ? 0 : year + 1800)),
    documentTails: next(),
    documentMarks: readPlanes(next(), head.people, 3),
    phoneTails: next(),
    doors: readSteps(next(), head.people),
    categories: head.categories,
  }
  const { community, version, made, reach, markKey, buildings, rows } = head
  return { community, version, made, reach, markKey, buildings, doors, people, rows }
}

interface Header extends Pick<Snapshot, 'community' | 'version' | 'made' | 'reach' | 'markKey' | 'buildings' | 'rows'> {
  readings: Record<string, string>
  readAs: Record<number, string>
  categories: Record<number, string[]>
  people: number
  doors: number
  lengths: number[]
}

/** The last ten hexadecimal digits of an id: random in every kind of UUID that we make. */
export function shortIdOf(id: Id): Uint8Array {
  const tail = id.slice(-2 * shortIdBytes)
  return Uint8Array.from({ length: shortIdBytes }, (_, i) => Number.parseInt(tail.slice(2 * i, 2 * i + 2), 16))
}

/**
 * Stands for somebody of whom the phone knows only the short id. The server puts the whole id in its place before it
 * records the act.
 */
export function aliasOf(shortId: Uint8Array): Id {
  return aliasStart + Array.from(shortId, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function isAlias(id: Id): boolean {
  return id.startsWith(aliasStart)
}

/** A UUID of version 8, "made by our own rule", that no other rule of ours makes. */
const aliasStart = '00000000-0000-8000-8000-00'

/** How a name is read, by its characters; `?` for one without a reading. Latin words stay, in lower case. */
export function readName(name: string, readings: Readonly<Record<string, string>>): string {
  const characters = Array.from(name)
  if (!characters.some((one) => readings[one] !== undefined)) return name.toLowerCase().trim().replace(/\s+/g, ' ')
  return characters.map((one) => readings[one] ?? '?').join(' ')
}

/** The reading that each character has most often; names that are read otherwise are listed by themselves. */
function voteReadings(people: readonly Pick<SnapshotPerson, 'name' | 'pinyin'>[]): Record<string, string> {
  const votes = new Map<string, Map<string, number>>()
  for (const { name, pinyin } of people) {
    const characters = Array.from(name)
    const syllables = pinyin.split(' ')
    if (characters.length !== syllables.length || !/^[\u3400-\u9fff]+$/.test(name)) continue
    characters.forEach((one, i) => {
      const counted = votes.get(one) ?? new Map<string, number>()
      votes.set(one, counted.set(syllables[i]!, (counted.get(syllables[i]!) ?? 0) + 1))
    })
  }
  return Object.fromEntries([...votes].map(([one, counted]) => [one, mostVoted(counted)]))
}

function mostVoted(counted: ReadonlyMap<string, number>): string {
  return [...counted].reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}

function doorColumns(doors: readonly SnapshotDoor[]): Uint8Array[] {
  return [
    lines(steps(doors.map(({ building }) => building))),
    lines(doors.map(({ unit }) => unit)),
    lines(doors.map(({ floor }) => (floor === null ? '' : String(floor)))),
    lines(doors.map(({ room }) => room)),
    lines(doors.map(({ state }) => state)),
  ]
}

function readDoors(size: number, next: () => Uint8Array): SnapshotDoor[] {
  const buildings = readSteps(next(), size)
  const [units, floors, rooms, states] = [next(), next(), next(), next()].map((column) => readLines(column, size))
  return Array.from(buildings, (building, n) => ({
    building,
    unit: units![n]!,
    floor: floors![n] === '' ? null : Number(floors![n]),
    room: rooms![n]!,
    state: states![n]!,
  }))
}

/** Differences from row to row: mostly none. */
function steps(numbers: readonly number[]): string[] {
  return numbers.map((number, i) => String(number - (numbers[i - 1] ?? 0)))
}

function readSteps(column: Uint8Array, size: number): Int32Array {
  const numbers = new Int32Array(size)
  let row = 0
  let at = 0
  let step = 0
  let sign = 1
  if (size === 0) return numbers
  for (let i = 0; i <= column.length; i++) {
    const byte = i < column.length ? column[i]! : 10
    if (byte === 45) sign = -1
    else if (byte !== 10) step = step * 10 + byte - 48
    else {
      at += sign * step
      if (row < size) numbers[row] = at
      row++
      step = 0
      sign = 1
    }
  }
  if (row !== size) throw new Error(`a column of ${row} rows, not ${size}`)
  return numbers
}

/** Phone and server both have them; the types of this folder know neither. */
declare const TextEncoder: new () => { encode: (text: string) => Uint8Array }
declare const TextDecoder: new () => { decode: (bytes: Uint8Array) => string }
const encoder = new TextEncoder()
const decoder = new TextDecoder()

function lines(texts: readonly string[]): Uint8Array {
  return encoder.encode(texts.map((text) => text.replaceAll('\n', ' ')).join('\n'))
}

function readLines(column: Uint8Array, size: number): string[] {
  if (size === 0) return []
  const texts = decoder.decode(column).split('\n')
  if (texts.length !== size) throw new Error(`a column of ${texts.length} rows, not ${size}`)
  return texts
}

/** Numbers of so many bytes, all first bytes first: packs better where the high ones repeat. */
function planes<Item>(items: readonly Item[], width: number, of: (item: Item) => number): Uint8Array {
  const out = new Uint8Array(items.length * width)
  items.forEach((item, row) => {
    for (let byte = 0; byte < width; byte++) out[byte * items.length + row] = of(item) >>> (8 * byte)
  })
  return out
}

function readPlanes(column: Uint8Array, size: number, width: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, row) => {
    let number = 0
    for (let byte = 0; byte < width; byte++) number += column[byte * size + row]! * 2 ** (8 * byte)
    return number
  })
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let at = 0
  const columns = lengths.map((length) => bytes.subarray(at, (at += length)))
  if (at !== bytes.length) throw new Error('not a whole snapshot')
  return columns
}
