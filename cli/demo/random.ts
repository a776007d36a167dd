/** A small seeded generator (mulberry32): the same seed gives the same community on every machine. */
export interface Random {
  /** A whole number from 0 to n − 1. */
  below(n: number): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  chance(p: number): boolean
  pick<T>(list: readonly T[]): T
  /** A place of `cumulative` (rising sums of weights), by weight. */
  weighted(cumulative: readonly number[]): number
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
    between: (from, to) => from + below(to - from + 1),
    chance: (p) => next() < p,
    pick: (list) => list[below(list.length)]!,
    weighted: (cumulative) => {
      const wanted = next() * cumulative[cumulative.length - 1]!
      let low = 0
      for (let high = cumulative.length - 1; low < high;) {
        const middle = (low + high) >> 1
        if (cumulative[middle]! > wanted) high = middle
        else low = middle + 1
      }
      return low
    },
  }
}

/** Rising sums of weights, for `weighted`. */
export function cumulate(weights: readonly number[]): number[] {
  let sum = 0
  return weights.map((weight) => (sum += weight))
}

/** Puts the list into a random order, in place. */
export function shuffle<T>(list: T[], random: Random): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[list[i], list[j]] = [list[j]!, list[i]!]
  }
  return list
}
