import { type PlaceWanted, type Term, readQuery } from './query.ts'
import type { Interned, Places, Register } from './register.ts'
import { tailRange } from './tails.ts'

/** How well a row fits: the whole of it, its beginning, or some part. Lower is better; 0: not at all. */
const none = 0
const whole = 1
const beginning = 2
const part = 3

export interface Found {
  /** Which of the registers, and the row in it. */
  register: number
  row: number
}

/**
 * Who fits what was typed, the best first, then in the order of a walk; at most `limit`. A straight look at every row,
 * one tight loop a column: a millisecond or two for 60,000, and no index has to be built at start or kept up to date.
 */
export function find(registers: readonly Register[], typed: string, limit: number): Found[] {
  const terms = readQuery(typed)
  if (terms.length === 0) return []
  const byFit: Found[][] = [[], [], [], []]
  registers.forEach((register, number) => {
    const fits = fitsOfAll(register, terms)
    for (let row = 0; row < register.size; row++) {
      const fit = fits[row]!
      if (fit !== none && byFit[fit]!.length < limit) byFit[fit]!.push({ register: number, row })
    }
  })
  return [...byFit[whole]!, ...byFit[beginning]!, ...byFit[part]!].slice(0, limit)
}

/** All terms must fit; the worst of them decides where a row stands. */
function fitsOfAll(register: Register, terms: readonly Term[]): Uint8Array {
  const all = fitsOf(register, terms[0]!)
  for (const term of terms.slice(1)) {
    const more = fitsOf(register, term)
    for (let row = 0; row < all.length; row++)
      all[row] = all[row] === none || more[row] === none ? none : Math.max(all[row]!, more[row]!)
  }
  const { alive } = register
  for (let row = 0; row < all.length; row++) if (alive[row] === 0) all[row] = none
  return all
}

/** Any way of a term will do; the best of them counts. */
function fitsOf(register: Register, term: Term): Uint8Array {
  const fits = new Uint8Array(register.size)
  if (term.words !== undefined) {
    fitNames(register, term.words, fits)
    fitDoors(register, fitsOfWords(register.places, term.words), fits)
  }
  if (term.letters !== undefined) fitLetters(register, term.letters, fits)
  if (term.tail !== undefined) fitTails(register, term.tail, fits)
  if (term.places) fitDoors(register, fitsOfPlaces(register.places, term.places), fits)
  return fits
}

function better(fits: Uint8Array, row: number, fit: number): void {
  const before = fits[row]!
  if (before === none || fit < before) fits[row] = fit
}

function fitNames({ names, nameAt, size }: Register, words: string, fits: Uint8Array): void {
  const first = words.charCodeAt(0)
  for (let row = 0; row < size; row++) {
    const start = nameAt[row]!
    const end = nameAt[row + 1]!
    for (let from = start; from + words.length <= end; from++) {
      if (lower(names[from]!) !== first) continue
      let i = 1
      while (i < words.length && lower(names[from + i]!) === words.charCodeAt(i)) i++
      if (i < words.length) continue
      better(fits, row, from > start ? part : end - start === words.length ? whole : beginning)
      break
    }
  }
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}

/**
 * Pinyin as it is typed on a phone: of each syllable its first letters, as many as one likes, none left out. For each
 * syllable and each place in the query a bit set tells how far the query may be after it; then a name is a few look-ups.
 */
function fitLetters({ readings, readingAt, syllables, size }: Register, letters: string, fits: Uint8Array): void {
  const length = letters.length
  const steps = stepsOf(syllables, letters)
  const done = 1 << length
  for (let row = 0; row < size; row++) {
    const start = readingAt[row]!
    const end = readingAt[row + 1]!
    for (let from = start; from < end; from++) {
      // Most rows end here: the query does not begin with this syllable.
      let at = steps[readings[from]! * length]!
      let used = from + 1
      while ((at & done) === 0 && at !== 0 && used < end) {
        let next = 0
        const step = readings[used]! * length
        for (let bits = at >> 1, place = 1; bits !== 0 && place < length; bits >>>= 1, place++)
          if (bits & 1) next |= steps[step + place]!
        at = next
        used++
      }
      if ((at & done) === 0) continue
      better(fits, row, from > start ? part : used === end ? whole : beginning)
      break
    }
  }
}

function stepsOf(syllables: readonly string[], letters: string): Int32Array {
  const length = letters.length
  const steps = new Int32Array(syllables.length * length)
  syllables.forEach((syllable, number) => {
    for (let at = 0; at < length; at++) {
      let reached = 0
      for (let n = 0; n < syllable.length && at + n < length; n++) {
        if (letters.charCodeAt(at + n) !== syllable.charCodeAt(n)) break
        reached |= 1 << (at + n + 1)
      }
      steps[number * length + at] = reached
    }
  })
  return steps
}

function fitTails({ documents, phones, size }: Register, tail: string, fits: Uint8Array): void {
  const { low, high } = tailRange(tail)
  const fit = tail.length === 4 ? whole : beginning
  const { tails, at } = phones
  for (let row = 0; row < size; row++) {
    const document = documents[row]!
    if (document >= low && document < high) better(fits, row, fit)
  }
  for (let i = 0, row = 0; i < tails.length; i++) {
    const phone = tails[i]!
    if (phone < low || phone >= high) continue
    while (at[row + 1]! <= i) row++
    better(fits, row, fit)
  }
}

/** Doors are far fewer than people, and their words and numbers far fewer than doors: each is judged once. */
function fitDoors({ doors, size }: Register, atDoor: Uint8Array, fits: Uint8Array): void {
  for (let row = 0; row < size; row++) {
    const door = doors[row]!
    if (door >= 0 && atDoor[door] !== none) better(fits, row, atDoor[door]!)
  }
}

function fitsOfWords({ words, size }: Places, wanted: string): Uint8Array {
  const fits = judge(words, (text) => (text.includes(wanted) ? part : none))
  const atDoor = new Uint8Array(size)
  for (let door = 0; door < size; door++) atDoor[door] = fits[words.of[door]!]!
  return atDoor
}

function fitsOfPlaces({ buildings, units, rooms, size }: Places, wanted: readonly PlaceWanted[]): Uint8Array {
  const atDoor = new Uint8Array(size)
  for (const { building, unit, room } of wanted) {
    const [inBuilding, inUnit, inRoom] = [
      judge(buildings, (text) => (building === undefined || text === building ? whole : none)),
      judge(units, (text) => (unit === undefined || text === unit ? whole : none)),
      judge(rooms, (text) => (room === undefined || text === room ? whole : text.startsWith(room) ? beginning : none)),
    ]
    for (let door = 0; door < size; door++) {
      const fit = inRoom[rooms.of[door]!]!
      if (fit !== none && inUnit[units.of[door]!] !== none && inBuilding[buildings.of[door]!] !== none)
        better(atDoor, door, fit)
    }
  }
  return atDoor
}

function judge({ texts }: Interned, fit: (text: string) => number): Uint8Array {
  return Uint8Array.from(texts, fit)
}
