/** A small seeded generator (mulberry32): the same seed gives the same register on every machine. */
export interface Random {
  /** A whole number from 0 to n − 1. */
  below(n: number): number
  chance(p: number): boolean
  pick<T>(list: ArrayLike<T>): T
  /** Picks by weight: early places of the list are likelier, as surnames and given characters are. */
  pickZipf<T>(list: ArrayLike<T>): T
}

export function openRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    below,
    chance: (p) => next() < p,
    pick: (list) => list[below(list.length)]!,
    // Log-uniform places: the first tenth of the list takes about half of the picks.
    pickZipf: (list) => list[Math.min(list.length - 1, Math.floor(Math.exp(next() * Math.log(list.length + 1))) - 1)]!,
  }
}
