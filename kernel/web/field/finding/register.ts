import { packTail } from './tails.ts'

/** A person as a phone keeps them: no whole number of any paper or phone. */
export interface PersonEntry {
  name: string
  /** Syllables without tones, parted by blanks: `zhang wei`. */
  pinyin: string
  documentTail: string | null
  phoneTails: readonly string[]
  /** Place in the list of doors; -1 for somebody who is not placed. */
  door: number
}

export interface DoorEntry {
  estate: string
  /** `3幢`. */
  building: string
  /** `2` or `2单元`; empty where there is none. */
  unit: string
  room: string
}

/**
 * Everything that is searched, as columns. 60,000 people are some 2 MB so; as objects they would be 30 and would make
 * the collector pause in the middle of typing. People stand in the order of a walk, so the row is the order of results.
 */
export interface Register {
  size: number
  /** UTF-16 of all names one after the other; the name of row i is from `nameAt[i]` to `nameAt[i + 1]`. */
  names: Uint16Array
  nameAt: Uint32Array
  /** Numbers of syllables; those of row i are from `readingAt[i]` to `readingAt[i + 1]`. */
  readings: Uint16Array
  readingAt: Uint32Array
  syllables: readonly string[]
  documents: Uint32Array
  phones: Uint32Array
  phoneAt: Uint32Array
  doors: Int32Array
  /** 0: no longer valid, a newer entry stands in another register. */
  alive: Uint8Array
  places: readonly SearchedDoor[]
}

/** A door as it is searched: numbers apart from words. */
export interface SearchedDoor {
  /** The words of estate and building, in lower case. */
  words: string
  building: string
  unit: string
  room: string
}

export function buildRegister(people: readonly PersonEntry[], doors: readonly DoorEntry[]): Register {
  const size = people.length
  const names = new Uint16Array(sum(people, ({ name }) => name.length))
  const phones = new Uint32Array(sum(people, ({ phoneTails }) => phoneTails.length))
  const [nameAt, readingAt, phoneAt] = [new Uint32Array(size + 1), new Uint32Array(size + 1), new Uint32Array(size + 1)]
  const documents = new Uint32Array(size)
  const doorOf = new Int32Array(size)
  const numbers = new Map<string, number>()
  const readings: number[] = []
  people.forEach((person, row) => {
    for (let i = 0; i < person.name.length; i++) names[nameAt[row]! + i] = person.name.charCodeAt(i)
    nameAt[row + 1] = nameAt[row]! + person.name.length
    for (const syllable of person.pinyin.toLowerCase().split(' ')) {
      if (syllable !== '') readings.push(numberOf(numbers, syllable))
    }
    readingAt[row + 1] = readings.length
    person.phoneTails.forEach((tail, i) => (phones[phoneAt[row]! + i] = packTail(tail)))
    phoneAt[row + 1] = phoneAt[row]! + person.phoneTails.length
    documents[row] = packTail(person.documentTail)
    doorOf[row] = person.door
  })
  return {
    size,
    names,
    nameAt,
    readings: Uint16Array.from(readings),
    readingAt,
    syllables: [...numbers.keys()],
    documents,
    phones,
    phoneAt,
    doors: doorOf,
    alive: new Uint8Array(size).fill(1),
    places: doors.map(searchedDoor),
  }
}

/** `欧阳修远`, row 17. */
export function nameAt(register: Register, row: number): string {
  return String.fromCharCode(...register.names.subarray(register.nameAt[row]!, register.nameAt[row + 1]!))
}

export function searchedDoor({ estate, building, unit, room }: DoorEntry): SearchedDoor {
  return {
    words: `${estate} ${building}`.toLowerCase(),
    building: firstNumber(building) ?? building.toLowerCase(),
    unit: firstNumber(unit) ?? unit.toLowerCase(),
    room: room.toLowerCase(),
  }
}

/** `3幢` → `3`, `A12栋` → `12`. */
function firstNumber(text: string): string | undefined {
  const digits = /\d+/.exec(text)?.[0]
  return digits === undefined ? undefined : String(Number(digits))
}

function numberOf(numbers: Map<string, number>, syllable: string): number {
  const known = numbers.get(syllable)
  if (known !== undefined) return known
  const next = numbers.size
  numbers.set(syllable, next)
  return next
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let total = 0
  for (const item of items) total += of(item)
  return total
}
