import { type TailColumn, packTail } from './tails.ts'

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
  phones: TailColumn
  doors: Int32Array
  /** 0: no longer valid, a newer entry stands in another register. */
  alive: Uint8Array
  places: Places
}

/** Doors as they are searched: few different words and numbers, each judged once. */
export interface Places {
  size: number
  /** Words of estate and building, in lower case. */
  words: Interned
  buildings: Interned
  units: Interned
  rooms: Interned
}

/** A column of texts of which most repeat. */
export interface Interned {
  texts: readonly string[]
  of: Uint16Array
}

export function buildRegister(people: readonly PersonEntry[], doors: readonly DoorEntry[]): Register {
  const size = people.length
  const phoneAt = new Uint32Array(size + 1)
  people.forEach(({ phoneTails }, row) => (phoneAt[row + 1] = phoneAt[row]! + phoneTails.length))
  return {
    ...nameColumns(people.map(({ name }) => name).join('\n'), size),
    ...readingColumns(size, (row) => people[row]!.pinyin.toLowerCase().split(' ')),
    size,
    documents: Uint32Array.from(people, ({ documentTail }) => packTail(documentTail)),
    phones: { tails: Uint32Array.from(people.flatMap(({ phoneTails }) => phoneTails.map(packTail))), at: phoneAt },
    doors: Int32Array.from(people, ({ door }) => door),
    alive: new Uint8Array(size).fill(1),
    places: buildPlaces(doors),
  }
}

/** From all names as one text, a line each. */
export function nameColumns(text: string, size: number): Pick<Register, 'names' | 'nameAt'> {
  const names = new Uint16Array(text.length)
  const nameAt = new Uint32Array(size + 1)
  let at = 0
  let row = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 10) nameAt[++row] = at
    else names[at++] = code
  }
  if (size > 0) nameAt[size] = at
  return { names: names.slice(0, at), nameAt }
}

/** `syllablesOf` gives a row's syllables; empty ones are left out. */
export function readingColumns(
  size: number,
  syllablesOf: (row: number) => readonly string[],
): Pick<Register, 'readings' | 'readingAt' | 'syllables'> {
  const numbers = new Map<string, number>()
  const readings: number[] = []
  const readingAt = new Uint32Array(size + 1)
  for (let row = 0; row < size; row++) {
    for (const syllable of syllablesOf(row)) if (syllable !== '') readings.push(numberOf(numbers, syllable))
    readingAt[row + 1] = readings.length
  }
  return { readings: Uint16Array.from(readings), readingAt, syllables: [...numbers.keys()] }
}

/**
 * The same from names whose characters have one reading each, which is nearly all of them: a table by character code,
 * and no string for any name. `otherwise` says how the rest is read.
 */
export function readingsByCharacter(
  { names, nameAt }: Pick<Register, 'names' | 'nameAt'>,
  readings: Readonly<Record<string, string>>,
  otherwise: (row: number, name: () => string) => string | undefined,
): Pick<Register, 'readings' | 'readingAt' | 'syllables'> {
  const size = nameAt.length - 1
  const numbers = new Map<string, number>()
  // Number + 1 by character; 0: no reading.
  const table = new Uint16Array(0x10000)
  for (const [character, syllable] of Object.entries(readings))
    if (character.length === 1) table[character.charCodeAt(0)] = numberOf(numbers, syllable) + 1
  let out = new Uint16Array(names.length * 2)
  const readingAt = new Uint32Array(size + 1)
  let at = 0
  for (let row = 0; row < size; row++) {
    const [start, end] = [nameAt[row]!, nameAt[row + 1]!]
    if (at + (end - start) > out.length) out = grown(out)
    let known = true
    for (let i = start; i < end && known; i++) known = table[names[i]!] !== 0
    const said = otherwise(row, known ? () => '' : () => String.fromCharCode(...names.subarray(start, end)))
    if (said === undefined) for (let i = start; i < end; i++) out[at++] = table[names[i]!]! - 1
    else
      for (const syllable of said.split(' ')) {
        if (syllable === '') continue
        if (at === out.length) out = grown(out)
        out[at++] = numberOf(numbers, syllable)
      }
    readingAt[row + 1] = at
  }
  return { readings: out.slice(0, at), readingAt, syllables: [...numbers.keys()] }
}

function grown(column: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(column.length * 2 + 64)
  larger.set(column)
  return larger
}

export function buildPlaces(doors: readonly DoorEntry[]): Places {
  return {
    size: doors.length,
    words: intern(
      doors,
      ({ estate, building }) => `${estate} ${building}`,
      (text) => text.toLowerCase(),
    ),
    buildings: intern(doors, ({ building }) => building, numberIn),
    units: intern(doors, ({ unit }) => unit, numberIn),
    rooms: intern(
      doors,
      ({ room }) => room,
      (text) => text.toLowerCase(),
    ),
  }
}

/** `欧阳修远`, row 17. */
export function nameAt(register: Register, row: number): string {
  return String.fromCharCode(...register.names.subarray(register.nameAt[row]!, register.nameAt[row + 1]!))
}

/** Each different text is read once; doors of one building follow each other, so most are the same as the last. */
function intern<Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
  read: (text: string) => string,
): Interned {
  const numbers = new Map<string, number>()
  const seen = new Map<string, number>()
  const of = new Uint16Array(items.length)
  items.forEach((item, n) => {
    const text = textOf(item)
    let number = seen.get(text)
    if (number === undefined) seen.set(text, (number = numberOf(numbers, read(text))))
    of[n] = number
  })
  return { texts: [...numbers.keys()], of }
}

/** `3幢` → `3`, `A12栋` → `12`; in lower case where there is no number. */
function numberIn(text: string): string {
  const digits = /\d+/.exec(text)?.[0]
  return digits === undefined ? text.toLowerCase() : String(Number(digits))
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text)
  if (known !== undefined) return known
  const next = numbers.size
  numbers.set(text, next)
  return next
}
