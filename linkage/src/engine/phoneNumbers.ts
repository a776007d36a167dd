import { readPhone, splitPhones } from '../phones.ts'
import { countOnes, differing, digitAt, ended, hidden, isOneDigitApart, packDigits } from './digits.ts'
import { mix } from './mix.ts'
import { decodeText } from './utf8.ts'

/** Slots: two numbers of up to 16 digits, two slots each, and whether either is masked. */
export const phoneSlots = 5
export const phoneLevels = ['none', 'same', 'mask', 'edit', 'different'] as const
const none = 0
const same = 1
const mask = 2
const edit = 3
const different = 4
const scratch = new Uint8Array(32)

/** Reads a phone number, or the first two in a cell. */
export function readPhones(bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number): void {
  for (let i = 0; i < phoneSlots; i++) rows[at + i] = 0
  if (end === start) return
  // A mobile number of eleven digits, perhaps with +86, blanks, hyphens or a spreadsheet's `.0`: nearly every cell.
  let from = start
  let to = end
  if (bytes[from] === 0x2b && bytes[from + 1] === 0x38 && bytes[from + 2] === 0x36) from += 3
  else if (bytes[from] === 0x38 && bytes[from + 1] === 0x36 && to - from >= 13) from += 2
  if (bytes[to - 1] === 0x30 && bytes[to - 2] === 0x2e) to -= 2
  let count = 0
  let isPlain = true
  for (let i = from; i < to && isPlain; i++) {
    const byte = bytes[i]!
    if (byte >= 0x30 && byte <= 0x39 && count < 12) scratch[count++] = byte - 0x30
    else if (byte === 0x2a && count < 12) scratch[count++] = hidden
    else isPlain = byte === 0x20 || byte === 0x2d
  }
  if (isPlain && count === 11 && scratch[0] === 1) return keep(count, rows, at, 0)
  let place = 0
  for (const text of splitPhones(decodeText(bytes, start, end))) {
    const { national } = readPhone(text)
    const digits = national.replace(/[^\d*]/g, '').slice(0, 16)
    for (let i = 0; i < digits.length; i++) scratch[i] = digits[i] === '*' ? hidden : Number(digits[i])
    keep(digits.length, rows, at, place)
    if (place === 2 && rows[at + 2] === rows[at] && rows[at + 3] === rows[at + 1]) rows[at + 2] = rows[at + 3] = 0
    if (rows[at + place] !== 0) place += 2
    if (place > 2) return
  }
}

function keep(count: number, rows: Int32Array, at: number, place: number): void {
  let seen = 0
  let same = 0
  let steps = 0
  for (let i = 0; i < count; i++) {
    if (scratch[i] === hidden) continue
    seen++
    if (i > 2 && scratch[i] === scratch[i - 1]) same++
    if (i > 0 && scratch[i] === scratch[i - 1]! + 1) steps++
  }
  // Too little, one digit repeated, 12345678: stop values.
  if (seen < 5 || same >= Math.max(5, count - 4) || steps >= 7) return
  rows[at + place] = packDigits(scratch, 0, count)
  rows[at + place + 1] = packDigits(scratch, 8, count)
  if (seen < count) rows[at + 4] = rows[at + 4]! | (place === 0 ? 1 : 2)
}

export const phoneParts = {
  number(rows: Int32Array, at: number): number {
    return rows[at] === 0 || rows[at + 4]! & 1 ? 0 : mix(rows[at]!, rows[at + 1]!)
  },
  second(rows: Int32Array, at: number): number {
    return rows[at + 2] === 0 || rows[at + 4]! & 2 ? 0 : mix(rows[at + 2]!, rows[at + 3]!)
  },
  /** The first three and the last four of eleven: what a mask leaves. */
  ends(rows: Int32Array, at: number): number {
    const [first, last] = [rows[at]!, rows[at + 1]!]
    if (first === 0 || digitAt(last, 2) >= ended || digitAt(last, 3) < ended) return 0
    return mix(first & 0xfff, (first >>> 28) | ((last & 0xfff) << 4))
  },
  /** Parts of eleven digits that a slip elsewhere leaves as they are. */
  first7(rows: Int32Array, at: number): number {
    return isMobile(rows, at) ? mix(rows[at]! & 0xfffffff, 7) : 0
  },
  last5(rows: Int32Array, at: number): number {
    return isMobile(rows, at) ? mix(rows[at]! >>> 24, rows[at + 1]! & 0xfff) : 0
  },
  last4(rows: Int32Array, at: number): number {
    const [first, last] = [rows[at]!, rows[at + 1]!]
    if (first === 0 || digitAt(last, 2) >= ended || digitAt(last, 3) < ended) return 0
    return 1 + ((first >>> 28) | ((last & 0xfff) << 4))
  },
  masked(rows: Int32Array, at: number): number {
    return rows[at + 4] === 0 ? 0 : 1
  },
}

/** Eleven digits, none hidden. */
function isMobile(rows: Int32Array, at: number): boolean {
  return (
    rows[at] !== 0 && (rows[at + 4]! & 1) === 0 && rows[at + 1]! >>> 12 === 0xeeeee && (rows[at + 1]! & 0xf00) !== 0xe00
  )
}

/** The best agreement of any two of the numbers; symmetric. */
export function comparePhoneSlots(rows: Int32Array, a: number, b: number): number {
  if (rows[a] === 0 || rows[b] === 0) return none
  let best = compareOne(rows, a, b)
  if (best === same) return best
  if (rows[a + 2] !== 0) best = Math.min(best, compareOne(rows, a + 2, b))
  if (rows[b + 2] !== 0) best = Math.min(best, compareOne(rows, a, b + 2))
  if (rows[a + 2] !== 0 && rows[b + 2] !== 0) best = Math.min(best, compareOne(rows, a + 2, b + 2))
  return best
}

function compareOne(rows: Int32Array, a: number, b: number): number {
  const apart = countOnes(differing(rows[a]!, rows[b]!)) + countOnes(differing(rows[a + 1]!, rows[b + 1]!))
  if (apart === 0) return rows[a] === rows[b] && rows[a + 1] === rows[b + 1] ? same : mask
  return apart <= 10 && isOneDigitApart(rows, a, b, 2) ? edit : different
}
