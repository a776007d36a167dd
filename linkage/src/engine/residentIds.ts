import { guessDocument } from '../documents.ts'
import { hashText } from '../hash.ts'
import { isCalendarDay } from '../dates.ts'
import { normaliseResidentId } from '../residentId.ts'
import { countOnes, differing, digitAt, ended, ex, hidden, isOneDigitApart, packDigits } from './digits.ts'
import { mix } from './mix.ts'
import { decodeText } from './utf8.ts'

/** Slots: 24 digits in three, then flags. */
export const idSlots = 4
const digitsOf = 3
export const idFlag = { valid: 1, rounded: 2, masked: 4, other: 8, birth: 16 } as const
export const idLevels = ['none', 'same', 'edit', 'twin', 'conflict', 'different'] as const
/** Levels where digits are hidden or lost in a spreadsheet: 11 or more agree, 7 or more, fewer; one slipped; they contradict. */
export const idMaskLevels = ['none', 'partial', 'mask', 'ends', 'edit', 'different'] as const
const level = Object.fromEntries(idLevels.map((name, i) => [name, i])) as Record<(typeof idLevels)[number], number>

const scratch = new Uint8Array(32)
const factors = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checks = [1, 0, ex, 9, 8, 7, 6, 5, 4, 3, 2]
const provinces = new Uint8Array(100)
for (const code of '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(
  ' ',
))
  provinces[Number(code)] = 1

/** Reads a resident ID in any way of writing it; other documents are kept as one number to compare whole. */
export function readId(bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number): void {
  for (let i = 0; i < idSlots; i++) rows[at + i] = 0
  let count = 0
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!
    if (byte >= 0x30 && byte <= 0x39 && count < 24) scratch[count++] = byte - 0x30
    else if (byte === 0x2a && count < 24) scratch[count++] = hidden
    else if ((byte === 0x58 || byte === 0x78) && i === end - 1 && count < 24) scratch[count++] = ex
    else if (byte === 0x20 || byte === 0x27 || byte === 0x60 || byte === 0x2d || byte === 0x22 || byte === 0x09)
      continue
    else return readOddly(decodeText(bytes, start, end), rows, at)
  }
  keep(count, rows, at)
}

function readOddly(text: string, rows: Int32Array, at: number): void {
  const number = normaliseResidentId(text)
  if (/^[\d*]{3,23}[\dX*]$/.test(number)) {
    for (let i = 0; i < number.length; i++) {
      const c = number[i]!
      scratch[i] = c === '*' ? hidden : c === 'X' ? ex : Number(c)
    }
    return keep(number.length, rows, at)
  }
  const other = guessDocument(text)
  if (other.number.length < 4 || !/\d/.test(other.number)) return
  rows[at] = hashText(other.number)
  rows[at + digitsOf] = idFlag.other
}

function keep(found: number, rows: Int32Array, at: number): void {
  let count = found
  let masked = 0
  let same = 1
  for (let i = 0; i < count; i++) {
    if (scratch[i] === hidden) masked++
    if (i > 0 && scratch[i] === scratch[i - 1]) same++
  }
  // Too little, or a stop value such as 111111111111111111.
  if (count - masked < 4 || (masked === 0 && same === count)) return
  if (masked > 0) count = widen(count)
  else if (count === 15) count = upgrade()
  let flags = masked > 0 ? idFlag.masked : 0
  if (count === 18) {
    if (showsBirth()) flags |= idFlag.birth
    if (masked === 0 && isWhole()) {
      // A spreadsheet's rounded number passes the check once in eleven times; a true one ends so once in eleven hundred.
      if (checkDigit() === scratch[17] && (scratch[15] !== 0 || scratch[16] !== 0 || scratch[17] !== 0))
        flags |= idFlag.valid
      else if (scratch[15] === 0 && scratch[16] === 0 && scratch[17] === 0) {
        flags |= idFlag.rounded
        scratch.fill(hidden, 15, 18)
      }
    }
  }
  for (let i = 0; i < digitsOf; i++) rows[at + i] = packDigits(scratch, i * 8, count)
  rows[at + digitsOf] = flags | 32
}

/** Masks are as long as somebody liked: both ends are put where they belong in 18 places. */
function widen(count: number): number {
  if (count === 18) return 18
  let head = 0
  while (scratch[head] !== hidden) head++
  let tail = 0
  while (scratch[count - 1 - tail] !== hidden) tail++
  if (head + tail > 17) return count
  const kept = scratch.slice(count - tail, count)
  scratch.fill(hidden, head, 18)
  scratch.set(kept, 18 - tail)
  return 18
}

function upgrade(): number {
  for (let i = 14; i >= 6; i--) scratch[i + 2] = scratch[i]!
  scratch[6] = 1
  scratch[7] = 9
  scratch[17] = checkDigit()
  return 18
}

function checkDigit(): number {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += scratch[i]! * factors[i]!
  return checks[sum % 11]!
}

function isWhole(): boolean {
  return provinces[scratch[0]! * 10 + scratch[1]!] === 1 && showsBirth()
}

function showsBirth(): boolean {
  for (let i = 6; i < 14; i++) if (scratch[i]! > 9) return false
  const year = scratch[6]! * 1000 + scratch[7]! * 100 + scratch[8]! * 10 + scratch[9]!
  if (year < 1850 || year > 2150) return false
  return isCalendarDay(year, scratch[10]! * 10 + scratch[11]!, scratch[12]! * 10 + scratch[13]!)
}

/** The day of birth that the number shows, YYYYMMDD; 0 for none. */
export function idBirth(rows: Int32Array, at: number): number {
  if ((rows[at + digitsOf]! & idFlag.birth) === 0) return 0
  let day = 0
  for (let i = 6; i < 14; i++) day = day * 10 + digitAt(rows[at + (i >> 3)]!, i & 7)
  return day
}

/** 1 for a man, 2 for a woman, 0 where the number does not show it. */
export function idSex(rows: Int32Array, at: number): number {
  if ((rows[at + digitsOf]! & (idFlag.valid | idFlag.birth)) === 0) return 0
  const digit = digitAt(rows[at + 2]!, 0)
  return digit > 9 ? 0 : digit % 2 === 1 ? 1 : 2
}

export function hasValidId(rows: Int32Array, at: number): boolean {
  return (rows[at + digitsOf]! & idFlag.valid) !== 0
}

export const idParts = {
  /** The whole number. */
  number(rows: Int32Array, at: number): number {
    const flags = rows[at + digitsOf]!
    if (flags === 0 || flags & (idFlag.masked | idFlag.rounded)) return 0
    return mix(mix(rows[at]!, rows[at + 1]!), rows[at + 2]!)
  },
  /** Area and birthday: rounded numbers, slips in the last four, twins. */
  first14(rows: Int32Array, at: number): number {
    const flags = rows[at + digitsOf]!
    if (flags === 0 || flags & idFlag.other) return 0
    const second = rows[at + 1]! & 0xffffff
    for (let i = 0; i < 8; i++) if (digitAt(rows[at]!, i) > 9 || (i < 6 && digitAt(second, i) > 9)) return 0
    return mix(rows[at]!, second)
  },
  /** Without the first six: a slip in the area. */
  last12(rows: Int32Array, at: number): number {
    const flags = rows[at + digitsOf]!
    if (flags === 0 || flags & (idFlag.other | idFlag.masked | idFlag.rounded)) return 0
    return mix(mix(rows[at]! >>> 24, rows[at + 1]!), rows[at + 2]!)
  },
  /** What most masks leave: the last four. */
  last4(rows: Int32Array, at: number): number {
    const flags = rows[at + digitsOf]!
    if (flags === 0 || flags & (idFlag.other | idFlag.rounded)) return 0
    const third = rows[at + 2]! & 0xff
    const second = rows[at + 1]! >>> 24
    if ((second & 15) === hidden || second >>> 4 === hidden || (third & 15) === hidden || third >>> 4 === hidden)
      return 0
    if ((second & 15) === ended || (third & 15) === ended || third >>> 4 === ended) return 0
    return 1 + (second | (third << 8))
  },
  /** The last one: all that the longest masks leave at the end. */
  last1(rows: Int32Array, at: number): number {
    const flags = rows[at + digitsOf]!
    if (flags === 0 || flags & (idFlag.other | idFlag.rounded)) return 0
    const last = (rows[at + 2]! >>> 4) & 15
    return last === hidden || last === ended ? 0 : 1 + last
  },
  /** Area and year of birth: what masks in the middle leave at the beginning. */
  first10(rows: Int32Array, at: number): number {
    const flags = rows[at + digitsOf]!
    if (flags === 0 || flags & idFlag.other) return 0
    for (let i = 0; i < 8; i++) if (digitAt(rows[at]!, i) > 9 || (i < 2 && digitAt(rows[at + 1]!, i) > 9)) return 0
    return mix(rows[at]!, rows[at + 1]! & 0xff)
  },
  masked(rows: Int32Array, at: number): number {
    return rows[at + digitsOf]! & idFlag.masked ? 1 : 0
  },
}

/** Compares two numbers; symmetric. */
export function compareIds(rows: Int32Array, a: number, b: number): number {
  const x = rows[a + digitsOf]!
  const y = rows[b + digitsOf]!
  if (x === 0 || y === 0) return level.none
  const equal = rows[a] === rows[b] && rows[a + 1] === rows[b + 1] && rows[a + 2] === rows[b + 2]
  const either = x | y
  if (either & idFlag.other) return equal && x === y ? level.same : x & y & idFlag.other ? level.different : level.none
  if (either & (idFlag.masked | idFlag.rounded)) return level.none
  if (equal) return level.same
  const both = x & y
  // Two valid numbers are never one slip apart: the check digit sees to that, save for rare swaps.
  if ((both & idFlag.valid) === 0 && isOneDigitApart(rows, a, b, digitsOf)) return level.edit
  const sameStart = rows[a] === rows[b] && ((rows[a + 1]! ^ rows[b + 1]!) & 0xffffff) === 0
  if (sameStart) return both & idFlag.valid ? level.twin : level.edit
  return both & idFlag.valid ? level.conflict : level.different
}

/** Compares numbers of which one at least hides some digits; symmetric. */
export function compareIdMasks(rows: Int32Array, a: number, b: number): number {
  const x = rows[a + digitsOf]!
  const y = rows[b + digitsOf]!
  if (x === 0 || y === 0 || (x | y) & idFlag.other || ((x | y) & (idFlag.masked | idFlag.rounded)) === 0) return 0
  let apart = 0
  let seen = 0
  for (let i = 0; i < digitsOf; i++) {
    apart += countOnes(differing(rows[a + i]!, rows[b + i]!))
    seen += visibleIn(rows[a + i]!, rows[b + i]!)
  }
  if (apart === 0) return seen >= 11 ? 1 : seen >= 7 ? 2 : seen > 0 ? 3 : 0
  return apart === 1 && seen >= 9 ? 4 : 5
}

/** What two whole numbers would come to if only six digits and the last four were shown. */
export function compareAsMasks(rows: Int32Array, a: number, b: number): number {
  const x = rows[a + digitsOf]!
  const y = rows[b + digitsOf]!
  if (x === 0 || y === 0 || (x | y) & (idFlag.masked | idFlag.rounded | idFlag.other)) return compareIdMasks(rows, a, b)
  const hides = differing(rows[a]!, rows[b]!) & 0x111111
  const second = differing(rows[a + 1]!, rows[b + 1]!) & 0x11000000
  const apart = countOnes(hides) + countOnes(second) + countOnes(differing(rows[a + 2]!, rows[b + 2]!))
  return apart === 0 ? 2 : apart === 1 ? 4 : 5
}

/** Places that show on both sides. */
function visibleIn(a: number, b: number): number {
  const x = a & (a >>> 1) & (a >>> 2) & (a >>> 3)
  const y = b & (b >>> 1) & (b >>> 2) & (b >>> 3)
  const first = endsIn(a) | endsIn(b)
  return countOnes(~(x | y | first) & 0x11111111)
}

function endsIn(a: number): number {
  return (a >>> 3) & (a >>> 2) & (a >>> 1) & ~a & 0x11111111
}
