import { hashText } from '../hash.ts'
import { lookAlikeCodes } from '../lookalikes.ts'
import { readName } from '../names.ts'
import { findSyllableNumber } from '../pinyin.ts'
import { findSyllables } from '../syllables.ts'
import { firstSpelled, firstWord, hanTables, lastWord, soundAlike } from './hanTables.ts'
import { mix } from './mix.ts'
import { decodeText } from './utf8.ts'

/** Slots: four characters in two, hash of the whole, hash of the sound in any order, flags. */
export const nameSlots = 5
const whole = 2
const sound = 3
const flags = 4
const maskedFlag = 16
const spelledFlag = 32
const compoundFlag = 64
const titledFlag = 128
const star = 0x2a
/** Titles tell the sex: 1 in bit 8 for men, 2 for women. */
const sexShift = 8

export const nameLevels = ['none', 'same', 'sound', 'near', 'changed', 'given', 'surname', 'different'] as const
/**
 * Levels where a name is masked: two characters or more show and agree; only one does; the same, but the mask is longer or
 * shorter than the name, which is a habit of some lists and a sign of another person in others; one contradicts.
 */
export const nameMaskLevels = ['none', 'mask', 'initial', 'loose', 'different'] as const
const level = Object.fromEntries(nameLevels.map((name, i) => [name, i])) as Record<(typeof nameLevels)[number], number>

const characters = new Uint16Array(16)
const syllables = new Int32Array(8)

interface Memo {
  keys: Int32Array
  checks: Int32Array
  values: Int32Array
}
const memoSize = 1 << 14
const memo: Memo = {
  keys: new Int32Array(memoSize),
  checks: new Int32Array(memoSize),
  values: new Int32Array(memoSize * nameSlots),
}

/** Reads a name. Two to four Chinese characters, masked or not, are read here; anything else by `readName`. */
export function readZhName(bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number): void {
  for (let i = 0; i < nameSlots; i++) rows[at + i] = 0
  if (end === start) return
  let count = 0
  let masked = false
  for (let i = start; i < end;) {
    const byte = bytes[i]!
    if (byte >= 0xe4 && byte <= 0xe9 && i + 2 < end && count < 4) {
      const code = ((byte & 15) << 12) | ((bytes[i + 1]! & 63) << 6) | (bytes[i + 2]! & 63)
      if (code < 0x4e00 || code > 0x9fff) return readOnce(bytes, start, end, rows, at)
      characters[count++] = code
      i += 3
    } else if (byte === star && count > 0 && count < 4) {
      characters[count++] = star
      masked = true
      i++
    } else return readOnce(bytes, start, end, rows, at)
  }
  if (count < 2 || isTitle(characters[count - 1]!, characters[count - 2]!)) return readOnce(bytes, start, end, rows, at)
  keep(count, masked, 0, rows, at)
}

const titleEnds = '生士姐太姨妈爷叔傅师志任理医夫记板某长'
let ends: Set<number> | undefined
/** Last characters that titles end in: such names go the long way. */
function isTitle(last: number, before: number): boolean {
  ends ??= new Set([...titleEnds].map((c) => c.charCodeAt(0)))
  return ends.has(last) || before === 0x67d0
}

function readOnce(bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number): void {
  let key = 0x811c9dc5
  let check = 7
  for (let i = start; i < end; i++) {
    key = Math.imul(key ^ bytes[i]!, 0x01000193)
    check = Math.imul(check, 31) + bytes[i]! + 1
  }
  const slot = mix(key, end - start) & (memoSize - 1)
  const values = memo.values
  const from = slot * nameSlots
  if (memo.keys[slot] !== key || memo.checks[slot] !== check) {
    readOddly(decodeText(bytes, start, end), rows, at)
    memo.keys[slot] = key
    memo.checks[slot] = check
    for (let i = 0; i < nameSlots; i++) values[from + i] = rows[at + i]!
    return
  }
  for (let i = 0; i < nameSlots; i++) rows[at + i] = values[from + i]!
}

function readOddly(text: string, rows: Int32Array, at: number): void {
  const read = readName(text)
  const { name, script } = read
  if (name === '' || /^[*\s]*$/.test(name) || /^(?:无|无名氏|不详|未知|未提供|NULL|NONE|N A|NA)$/.test(name)) return
  const sex = read.sex === 'M' ? 1 : read.sex === 'F' ? 2 : 0
  if (script === 'latin' || script === 'none') return keepSpelled(name, rows, at)
  const codes: number[] = []
  for (const c of name) if (c !== '·' && c.length === 1) codes.push(c.charCodeAt(0))
  const count = Math.min(codes.length, 16)
  for (let i = 0; i < count; i++) {
    const code = codes[i]!
    // What stands for syllables here must not come in from outside.
    characters[i] = code >= firstSpelled && code <= lastWord ? 0xfffd : code
  }
  keep(count, read.masked, sex, rows, at)
  if (read.title !== null && read.masked) rows[at + flags] = rows[at + flags]! | titledFlag
  if (rows[at + flags] !== 0) rows[at + whole] = hashText(codes.map((c) => String.fromCharCode(c)).join(''))
  if (count <= 4) rows[at + whole] = wholeOf(count)
}

function keepSpelled(name: string, rows: Int32Array, at: number): void {
  const words = name
    .toLowerCase()
    .split(/[^a-z\u00c0-\u024f*']+/)
    .filter(Boolean)
  let count = 0
  for (const word of words) {
    const cut = word.length > 1 ? findSyllables(word) : undefined
    const codes = cut?.map((s) => firstSpelled + findSyllableNumber(s)) ?? [
      firstWord + ((hashText(word) >>> 4) % (lastWord - firstWord)),
    ]
    for (const code of codes) if (count < 16) characters[count++] = code
  }
  if (count === 0) return
  const masked = name.includes('*')
  keep(count, masked, 0, rows, at)
  rows[at + flags] = rows[at + flags]! | spelledFlag
  rows[at + whole] = hashText(words.join(' '))
}

function wholeOf(count: number): number {
  let hash = count
  for (let i = 0; i < count; i++) hash = mix(hash, characters[i]!)
  return hash
}

/** Writes the slots of the name that stands in `characters`. */
function keep(count: number, masked: boolean, sex: number, rows: Int32Array, at: number): void {
  const { syllable, surname, compound } = hanTables()
  const first = characters[0]!
  const isCompound = count > 2 && compound.has(first * 65536 + characters[1]!)
  rows[at] = first | (count > 1 ? characters[1]! << 16 : 0)
  rows[at + 1] = (count > 2 ? characters[2]! : 0) | (count > 3 ? characters[3]! << 16 : 0)
  rows[at + whole] = wholeOf(Math.min(count, 16))
  if (!masked) {
    const length = Math.min(count, 8)
    for (let i = 0; i < length; i++) {
      const code = characters[i]!
      const known = i === 0 && !isCompound ? surname[code]! : syllable[code]!
      const number = known === 0 ? code + 0x10000 : known
      let place = i
      while (place > 0 && syllables[place - 1]! > number) {
        syllables[place] = syllables[place - 1]!
        place--
      }
      syllables[place] = number
    }
    let hash = length
    for (let i = 0; i < length; i++) hash = mix(hash, syllables[i]!)
    rows[at + sound] = hash
  }
  rows[at + flags] =
    Math.min(count, 15) | (masked ? maskedFlag : 0) | (isCompound ? compoundFlag : 0) | (sex << sexShift)
}

/** 1 for a man, 2 for a woman, as a title tells; 0 for none. */
export function titleSex(rows: Int32Array, at: number): number {
  return (rows[at + flags]! >> sexShift) & 3
}

function surnameOf(rows: Int32Array, at: number): number {
  return rows[at + flags]! & compoundFlag ? rows[at]! : rows[at]! & 0xffff
}

function surnameSound(rows: Int32Array, at: number): number {
  const first = rows[at]! & 0xffff
  return first === star || first === 0 ? 0 : hanTables().surname[first]! || first + 0x10000
}

export const zhNameParts = {
  /** Syllables in any order, so that 张伟, ZHANG WEI and WEI ZHANG agree. */
  sound: (rows: Int32Array, at: number): number => rows[at + sound]!,
  whole: (rows: Int32Array, at: number): number => (rows[at + flags]! & maskedFlag ? 0 : rows[at + whole]!),
  /** The sound of the surname. */
  surname: (rows: Int32Array, at: number): number => surnameSound(rows, at),
  /** The sound of the given name without the surname: a wrong or lost surname. */
  given(rows: Int32Array, at: number): number {
    const { syllable } = hanTables()
    if (rows[at + flags]! & (maskedFlag | compoundFlag | spelledFlag) || (rows[at + flags]! & 15) !== 3) return 0
    return mix(syllable[rows[at]! >>> 16]!, syllable[rows[at + 1]! & 0xffff]!)
  },
  /** The last character's sound: masks that hide what is before it. */
  last(rows: Int32Array, at: number): number {
    const count = rows[at + flags]! & 15
    if (count < 2 || count > 4 || rows[at + flags]! & spelledFlag) return 0
    const code = characterAt(rows, at, count - 1)
    return code === star ? 0 : hanTables().syllable[code]!
  },
  masked: (rows: Int32Array, at: number): number => (rows[at + flags]! & maskedFlag ? 1 : 0),
}

function characterAt(rows: Int32Array, at: number, i: number): number {
  return (rows[at + (i >> 1)]! >>> ((i & 1) * 16)) & 0xffff
}

/** Compares two names; symmetric. */
export function compareZhNames(rows: Int32Array, a: number, b: number): number {
  const x = rows[a + flags]!
  const y = rows[b + flags]!
  if (x === 0 || y === 0 || (x | y) & maskedFlag) return level.none
  if (rows[a + whole] === rows[b + whole]) return level.same
  if (rows[a + sound] === rows[b + sound]) return level.sound
  const m = x & 15
  const n = y & 15
  if (m > 4 || n > 4) return compareLong(rows, a, b)
  const surname = surnameOf(rows, a) === surnameOf(rows, b) || surnameSound(rows, a) === surnameSound(rows, b)
  if (m === n) return compareEven(rows, a, b, m, surname)
  if (Math.abs(m - n) === 1 && isOneInserted(rows, a, b, m, n)) return surname ? level.changed : level.given
  return surname ? level.surname : level.different
}

function compareEven(rows: Int32Array, a: number, b: number, count: number, surname: boolean): number {
  let alike = 0
  let near = 0
  let apart = 0
  let place = 0
  for (let i = 0; i < count; i++) {
    const p = characterAt(rows, a, i)
    const q = characterAt(rows, b, i)
    if (p === q) continue
    if (soundAlike(p, q)) alike++
    else if (lookOrBlur(p, q)) near++
    else {
      apart++
      place = i
    }
  }
  if (apart === 0) return near === 0 ? level.sound : near + alike < count ? level.near : level.changed
  if (apart === 1 && count > 2 && alike + near === 0) return place === 0 ? level.given : level.changed
  return surname ? level.surname : level.different
}

function lookOrBlur(p: number, q: number): boolean {
  const { syllable, blurred } = hanTables()
  if (blurred[syllable[p]!] !== 0 && blurred[syllable[p]!] === blurred[syllable[q]!]) return true
  return p < firstSpelled && q < firstSpelled && lookAlikeCodes(p, q)
}

function isOneInserted(rows: Int32Array, a: number, b: number, m: number, n: number): boolean {
  const [short, long, count] = m < n ? [a, b, m] : [b, a, n]
  if (count < 2) return false
  let i = 0
  while (i < count && same(characterAt(rows, short, i), characterAt(rows, long, i))) i++
  while (i < count && same(characterAt(rows, short, i), characterAt(rows, long, i + 1))) i++
  return i === count
}

function same(p: number, q: number): boolean {
  if (p === q) return true
  const { syllable } = hanTables()
  return syllable[p] !== 0 && syllable[p] === syllable[q]
}

/** Long names are known by their first four characters only. */
function compareLong(rows: Int32Array, a: number, b: number): number {
  let shared = 0
  for (let i = 0; i < 4; i++)
    if (characterAt(rows, a, i) !== 0 && characterAt(rows, a, i) === characterAt(rows, b, i)) shared++
  return shared === 4 ? level.near : shared === 3 ? level.changed : shared > 0 ? level.surname : level.different
}

/** Compares names of which one at least is masked; symmetric. */
export function compareNameMasks(rows: Int32Array, a: number, b: number): number {
  const x = rows[a + flags]!
  const y = rows[b + flags]!
  if (x === 0 || y === 0 || ((x | y) & maskedFlag) === 0) return 0
  const m = x & 15
  const n = y & 15
  const shared = m > 4 || n > 4 ? -1 : sharedVisible(rows, a, b, m, n)
  if (shared < 1) return 4
  // A title hides how long the name is.
  const fits = m === n || titleOnly(rows, a) || titleOnly(rows, b)
  return fits ? (shared >= 2 ? 1 : 2) : 3
}

/** Whether one name is masked and what shows of it fits the other. */
export function isMaskOf(rows: Int32Array, a: number, b: number): boolean {
  const found = compareNameMasks(rows, a, b)
  return found > 0 && found < 4
}

function titleOnly(rows: Int32Array, at: number): boolean {
  return (rows[at + flags]! & titledFlag) !== 0
}

/** What two whole names would come to if only the surname of one were shown. */
export function compareAsInitials(rows: Int32Array, a: number, b: number): number {
  const x = rows[a + flags]!
  const y = rows[b + flags]!
  if (x === 0 || y === 0 || (x | y) & maskedFlag) return compareNameMasks(rows, a, b)
  if (surnameSound(rows, a) !== surnameSound(rows, b)) return 4
  return (x & 15) === (y & 15) ? 2 : 3
}

/** Characters that show on both sides and agree; −1 where one contradicts. A mask may be shorter or longer than it hides. */
function sharedVisible(rows: Int32Array, a: number, b: number, m: number, n: number): number {
  let shared = 0
  if (m === n) {
    for (let i = 0; i < m; i++) {
      const p = characterAt(rows, a, i)
      const q = characterAt(rows, b, i)
      if (p === star || q === star) continue
      if (!soundAlike(p, q)) return -1
      shared++
    }
    return shared
  }
  const [short, long, count, more] = m < n ? [a, b, m, n] : [b, a, n, m]
  if (more - count > 1) return -1
  let i = 0
  for (; i < count; i++) {
    const p = characterAt(rows, short, i)
    const q = characterAt(rows, long, i)
    if (p === star || q === star) break
    if (!soundAlike(p, q)) return -1
    shared++
  }
  for (let k = 1; k <= count - i; k++) {
    const p = characterAt(rows, short, count - k)
    const q = characterAt(rows, long, more - k)
    if (p === star || q === star) break
    if (!soundAlike(p, q)) return -1
    shared++
  }
  return shared
}
