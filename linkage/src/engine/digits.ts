/**
 * Numbers of up to 24 digits packed four bits a digit into whole 32-bit numbers, eight in each, the first digit lowest.
 * 10 is X, 14 the end, 15 a hidden digit.
 */
export const hidden = 15
export const ended = 14
/** `x` as a digit, the last place of a resident ID. */
export const ex = 10

export function packDigits(digits: Uint8Array, from: number, count: number): number {
  let packed = 0
  for (let i = 7; i >= 0; i--) {
    const at = from + i
    packed = (packed << 4) | (at < count ? digits[at]! : ended)
  }
  return packed
}

export function digitAt(packed: number, place: number): number {
  return (packed >>> (place * 4)) & 15
}

/** A 1 in the lowest bit of each digit that differs and is hidden on neither side. */
export function differing(a: number, b: number): number {
  const x = a ^ b
  const any = (x | (x >>> 1) | (x >>> 2) | (x >>> 3)) & 0x11111111
  const seen = a & (a >>> 1) & (a >>> 2) & (a >>> 3)
  const other = b & (b >>> 1) & (b >>> 2) & (b >>> 3)
  return any & ~(seen | other)
}

export function countOnes(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const x = new Uint8Array(24)
const y = new Uint8Array(24)

/** Whether one digit changed, lost, gained, or swapped with its neighbour turns one number into the other. */
export function isOneDigitApart(rows: Int32Array, a: number, b: number, words: number): boolean {
  let apart = 0
  for (let i = 0; i < words; i++) apart += countOnes(differing(rows[a + i]!, rows[b + i]!))
  if (apart === 0) return false
  const m = unpack(rows, a, words, x)
  const n = unpack(rows, b, words, y)
  if (m === n && apart === 1) return true
  if (m === n && apart > 2) return false
  if (Math.abs(m - n) > 1) return false
  let i = 0
  while (i < m && i < n && x[i] === y[i]) i++
  let p = m - 1
  let q = n - 1
  while (p >= i && q >= i && x[p] === y[q]) {
    p--
    q--
  }
  if (m === n) return p === i + 1 && x[i] === y[p] && x[p] === y[i]
  return Math.max(p, q) <= i
}

function unpack(rows: Int32Array, at: number, words: number, into: Uint8Array): number {
  let count = 0
  for (let i = 0; i < words * 8; i++) {
    const digit = digitAt(rows[at + (i >> 3)]!, i & 7)
    if (digit === ended) break
    into[count++] = digit
  }
  return count
}
