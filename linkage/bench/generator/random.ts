/**
 * A seeded generator that can be set anew: everything about a household is drawn after `reseed(seed, household)`, so that
 * any household can be made again at any time without being kept.
 */
export interface Random {
  reseed(seed: number, stream: number): void
  /** A whole number from 0 to n − 1. */
  below(n: number): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  chance(p: number): boolean
  pick<T>(list: ArrayLike<T>): T
  /** A value of a table made by `weigh`. */
  draw(table: Uint16Array): number
}

/** mulberry32, the same on every machine. */
export function openRandom(seed = 0): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    reseed: (seed, stream) => void (state = mix(mix(seed) ^ stream)),
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (p) => next() < p,
    pick: (list) => list[below(list.length)]!,
    draw: (table) => table[below(table.length)]!,
  }
}

function mix(n: number): number {
  let x = (n + 0x9e3779b9) | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

const places = 1 << 15

/** Places of `weights` spread over a table by their weight, so that one draw is one look-up. Each gets at least one. */
export function weigh(weights: readonly number[]): Uint16Array {
  const sum = weights.reduce((a, b) => a + b, 0)
  const table: number[] = []
  weights.forEach((weight, at) => {
    for (let n = Math.max(1, Math.round((weight / sum) * places)); n > 0; n--) table.push(at)
  })
  return Uint16Array.from(table)
}

/**
 * Puts the numbers 0 … size − 1 into an order that looks random, without keeping it: where `n`
 * comes to stand. No two
 * come to the same place, so what is numbered by it is unique by construction.
 */
export function scramble(n: number, size: number, seed: number): number {
  let half = 1
  while (4 ** half < size) half++
  const low = (1 << half) - 1
  // A Feistel network permutes the next power of four; what falls outside is sent through again until it is inside.
  let place = n
  do {
    let left = place >>> half
    let right = place & low
    for (let round = 0; round < 4; round++) {
      const next = left ^ (mix(right + Math.imul(seed + round, 0x27d4eb2f)) & low)
      left = right
      right = next
    }
    place = ((left << half) | right) >>> 0
  } while (place >= size)
  return place
}
