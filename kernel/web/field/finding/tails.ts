/**
 * The last four characters of a phone number or a paper as one number, so that 60,000 of them are one typed array and
 * "begins with" is a range: each place counts 37 (nothing, 0–9, A–Z).
 */
const base = 37
const places = 4
/** 37 to the power of the place. */
const powers = [1, 37, 1_369, 50_653, 1_874_161]

/** 0 where there is none; what is neither digit nor letter is left out. */
export function packTail(tail: string | null | undefined): number {
  if (!tail) return 0
  let packed = 0
  let used = 0
  for (let i = 0; i < tail.length && used < places; i++) {
    const code = codeOf(tail.charCodeAt(i))
    if (code === 0) continue
    packed = packed * base + code
    used++
  }
  return used === 0 ? 0 : packed * base ** (places - used)
}

/** The characters of a packed tail; null where there is none. */
export function unpackTail(packed: number): string | null {
  let text = ''
  for (let rest = packed, place = 0; place < places; place++) {
    const code = rest % base
    rest = Math.floor(rest / base)
    if (code > 0) text = String.fromCharCode(code <= 10 ? code + 47 : code + 54) + text
  }
  return text === '' ? null : text
}

/** All packed tails that begin with `start`: from `low` up to, but without, `high`. */
export function tailRange(start: string): { low: number; high: number } {
  const low = packTail(start)
  let used = 0
  for (let i = 0; i < start.length; i++) if (codeOf(start.charCodeAt(i)) > 0) used++
  return { low, high: low + base ** Math.max(0, places - used) }
}

function codeOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 47
  if (code >= 65 && code <= 90) return code - 54
  if (code >= 97 && code <= 122) return code - 86
  return 0
}

/** Tails of each row, packed; those of row i stand from `at[i]` to `at[i + 1]`. */
export interface TailColumn {
  tails: Uint32Array
  at: Uint32Array
}

/** A column of text, a line a row, its tails parted by blanks: read byte by byte, without a string for each. */
export function packColumn(column: Uint8Array, size: number): TailColumn {
  let count = 1
  for (let i = 0; i < column.length; i++) if (column[i] === 32 || column[i] === 10) count++
  const tails = new Uint32Array(count)
  let next = 0
  const at = new Uint32Array(size + 1)
  let row = 0
  let packed = 0
  let used = 0
  for (let i = 0; i <= column.length; i++) {
    const byte = i < column.length ? column[i]! : 10
    const code = codeOf(byte)
    if (code > 0 && used < places) {
      packed = packed * base + code
      used++
    } else if (byte === 32 || byte === 10) {
      if (used > 0) tails[next++] = packed * powers[places - used]!
      packed = 0
      used = 0
      if (byte === 10 && row < size) at[++row] = next
    }
  }
  return { tails: tails.slice(0, next), at }
}
