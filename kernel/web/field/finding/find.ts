import { type PlaceWanted, type Term, readQuery } from './query.ts'
import type { Register, SearchedDoor } from './register.ts'
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
 * Who fits what was typed, the best first, then in the order of a walk; at most `limit`. A straight look at every row:
 * for 60,000 that is 1–3 ms on a laptop, and no index has to be built at start or kept up to date.
 */
export function find(registers: readonly Register[], typed: string, limit: number): Found[] {
  const terms = readQuery(typed)
  if (terms.length === 0) return []
  const byFit: Found[][] = [[], [], [], []]
  registers.forEach((register, number) => {
    const fits = terms.map((term) => fitsOf(register, term))
    for (let row = 0; row < register.size; row++) {
      if (register.alive[row] === 0) continue
      const fit = worst(fits, row)
      const list = byFit[fit]!
      if (fit !== none && list.length < limit) list.push({ register: number, row })
      if (byFit[whole]!.length >= limit) break
    }
  })
  return [...byFit[whole]!, ...byFit[beginning]!, ...byFit[part]!].slice(0, limit)
}

type Fits = (row: number) => number

/** All terms must fit; the worst of them decides where the row stands. */
function worst(fits: readonly Fits[], row: number): number {
  let worst = whole
  for (const fit of fits) {
    const one = fit(row)
    if (one === none) return none
    if (one > worst) worst = one
  }
  return worst
}

function fitsOf(register: Register, term: Term): Fits {
  const ways = [
    term.words !== undefined && fitWords(register, term.words),
    term.letters !== undefined && fitLetters(register, term.letters),
    term.tail !== undefined && fitTail(register, term.tail),
    term.places && fitPlaces(register, term.places),
  ].filter((way) => way !== false && way !== undefined)
  if (ways.length === 1) return ways[0]!
  return (row) => best(ways, row)
}

function best(ways: readonly Fits[], row: number): number {
  let best = none
  for (const way of ways) {
    const one = way(row)
    if (one !== none && (best === none || one < best)) best = one
  }
  return best
}

/** Part of a name, or of the words of an estate or building. */
function fitWords(register: Register, words: string): Fits {
  const wanted = Uint16Array.from(words, (_, i) => words.charCodeAt(i))
  const { names, nameAt, doors } = register
  const atDoor = Uint8Array.from(register.places, (door) => (door.words.includes(words) ? part : none))
  return (row) => {
    const start = nameAt[row]!
    const end = nameAt[row + 1]!
    for (let from = start; from + wanted.length <= end; from++) {
      let i = 0
      while (i < wanted.length && lower(names[from + i]!) === wanted[i]) i++
      if (i < wanted.length) continue
      return from > start ? part : end - start === wanted.length ? whole : beginning
    }
    const door = doors[row]!
    return door < 0 ? none : atDoor[door]!
  }
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}

/**
 * Pinyin as it is typed on a phone: of each syllable its first letters, as many as one likes, none left out. For each
 * syllable and each place in the query a bit set tells how far the query may be after it; then a name is a few look-ups.
 */
function fitLetters(register: Register, letters: string): Fits {
  const length = letters.length
  const steps = new Int32Array(register.syllables.length * length)
  register.syllables.forEach((syllable, number) => {
    for (let at = 0; at < length; at++) {
      let reached = 0
      for (let n = 0; n < syllable.length && at + n < length && letters[at + n] === syllable[n]; n++)
        reached |= 1 << (at + n + 1)
      steps[number * length + at] = reached
    }
  })
  const done = 1 << length
  const { readings, readingAt } = register
  /** Where the query is used up, counting from the syllable at `from`; `none` where it never is. */
  const walk = (from: number, end: number): number => {
    let at = 1
    for (let i = from; i < end; i++) {
      let next = 0
      for (let bits = at, place = 0; bits !== 0 && place < length; bits >>>= 1, place++)
        if (bits & 1) next |= steps[readings[i]! * length + place]!
      if (next & done) return i + 1
      if (next === 0) return none
      at = next
    }
    return none
  }
  return (row) => {
    const start = readingAt[row]!
    const end = readingAt[row + 1]!
    for (let from = start; from < end; from++) {
      if (steps[readings[from]! * length] === 0) continue
      const used = walk(from, end)
      if (used !== none) return from > start ? part : used === end ? whole : beginning
    }
    return none
  }
}

function fitTail(register: Register, tail: string): Fits {
  const { low, high } = tailRange(tail)
  const fit = tail.length === 4 ? whole : beginning
  const { documents, phones, phoneAt } = register
  return (row) => {
    const document = documents[row]!
    if (document >= low && document < high) return fit
    for (let i = phoneAt[row]!; i < phoneAt[row + 1]!; i++) if (phones[i]! >= low && phones[i]! < high) return fit
    return none
  }
}

/** Doors are far fewer than people: each is judged once. */
function fitPlaces(register: Register, wanted: readonly PlaceWanted[]): Fits {
  const atDoor = Uint8Array.from(register.places, (door) => fitOfDoor(door, wanted))
  const { doors } = register
  return (row) => {
    const door = doors[row]!
    return door < 0 ? none : atDoor[door]!
  }
}

function fitOfDoor(door: SearchedDoor, wanted: readonly PlaceWanted[]): number {
  let best = none
  for (const { building, unit, room } of wanted) {
    if (building !== undefined && door.building !== building) continue
    if (unit !== undefined && door.unit !== unit) continue
    if (room !== undefined && !door.room.startsWith(room)) continue
    const fit = room === undefined || door.room === room ? whole : beginning
    if (best === none || fit < best) best = fit
  }
  return best
}
