/**
 * The last four characters of a phone number or a paper as one number, so that 60,000 of them are one typed array and
 * "begins with" is a range: each place counts 37 (nothing, 0–9, A–Z).
 */
const base = 37
const places = 4

/** 0 where there is none; what is neither digit nor letter is left out. */
export function packTail(tail: string | null | undefined): number {
  let packed = 0
  let used = 0
  for (const character of (tail ?? '').toUpperCase()) {
    const code = codeOf(character)
    if (code === 0 || used === places) continue
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
  const used = Array.from(start.toUpperCase()).filter((character) => codeOf(character) > 0).length
  return { low, high: low + base ** Math.max(0, places - used) }
}

function codeOf(character: string): number {
  const code = character.charCodeAt(0)
  if (code >= 48 && code <= 57) return code - 47
  if (code >= 65 && code <= 90) return code - 54
  return 0
}
