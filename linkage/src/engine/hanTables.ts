import { findSyllableNumber, listSyllables, syllableNumber, syllableNumbers } from '../pinyin.ts'
import { compoundSurnames, surnameReadings } from '../surnames.ts'
import { blurSyllable } from '../syllables.ts'

/** Syllables written in Latin letters stand as characters from here on, in the private use area. */
export const firstSpelled = 0xe000
export const lastSpelled = 0xe7ff
/** Latin words that are no pinyin: eleven bits of their hash. */
export const firstWord = 0xe800
export const lastWord = 0xf7ff

export interface HanTables {
  /** The number of a character's usual syllable, and of the one it has as a surname. */
  syllable: Uint16Array
  surname: Uint16Array
  /** Syllable number → number of the syllable as a careless ear hears it. */
  blurred: Uint16Array
  compound: Set<number>
}

let tables: HanTables | undefined

/** Made on first use, about 10 ms. */
export function hanTables(): HanTables {
  if (tables !== undefined) return tables
  const syllable = new Uint16Array(0x10000)
  for (let code = 0x3400; code < 0xa000; code++) syllable[code] = syllableNumber(code)
  const names = listSyllables()
  for (let i = 0; i <= names.length; i++) syllable[firstSpelled + i] = i
  for (let code = firstWord; code <= lastWord; code++) syllable[code] = code
  const surname = syllable.slice()
  for (const [text, reading] of Object.entries(surnameReadings))
    if (text.length === 1) surname[text.charCodeAt(0)] = findSyllableNumber(reading)
  const blurs = new Map<string, number>()
  const blurred = new Uint16Array(0x10000)
  for (const [i, name] of names.entries()) {
    const blur = blurSyllable(name)
    if (!blurs.has(blur)) blurs.set(blur, blurs.size + 1)
    blurred[i + 1] = blurs.get(blur)!
  }
  const compound = new Set<number>()
  for (const text of compoundSurnames)
    if (text.length === 2) compound.add(text.charCodeAt(0) * 65536 + text.charCodeAt(1))
  tables = { syllable, surname, blurred, compound }
  return tables
}

const readings = new Map<number, number[]>()

/** Whether two characters have a reading in common. */
export function soundAlike(a: number, b: number): boolean {
  const { syllable, surname } = hanTables()
  if (syllable[a] !== 0 && (syllable[a] === syllable[b] || surname[a] === surname[b])) return true
  const mine = allReadings(a)
  if (mine.length === 0) return false
  const others = allReadings(b)
  return mine.some((r) => others.includes(r))
}

function allReadings(code: number): number[] {
  let known = readings.get(code)
  if (known === undefined) {
    known = code >= firstSpelled ? [hanTables().syllable[code]!] : syllableNumbers(code)
    readings.set(code, known)
  }
  return known
}
