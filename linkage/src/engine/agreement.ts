import { type Scorer, patternAt, voteOf, weighPair } from './score.ts'

export interface ClusterOptions {
  threshold: number
  /** Pairs told apart, by `pairKey`. */
  cannot: Set<number>
  /** Pairs said to be one. */
  must: [number, number][]
}

/** Both row numbers as one number. */
export function pairKey(a: number, b: number): number {
  return a < b ? a * 2 ** 26 + b : b * 2 ** 26 + a
}

export interface Group {
  members: number[]
  /** Positions of the edges within. */
  edges: number[]
}

/** One pair says no more than this for or against a union, so that a single odd field cannot outvote ten records. */
export const loudest = 18
const bestShare = 0.3

/**
 * What two sets have to say for being one: the mean of their best pair and of all pairs. The best alone chains strangers
 * together; all alone forgets that a poor record of a person resembles only some of the others.
 */
export function agreement(best: number, sum: number, pairs: number): number {
  return bestShare * best + (1 - bestShare) * (sum / pairs)
}

/** The valid ID of a row as a number; 0 for none. */
export function idOf({ table: { layout, data } }: Scorer, row: number): number {
  const { validId, stride } = layout
  return validId && validId.valid(data, row * stride) !== 0 ? validId.number(data, row * stride) : 0
}

/** What two rows have to say for the union of their sets. */
export function voteAt(scorer: Scorer, a: number, b: number, threshold: number): number {
  const pattern = patternAt(scorer, a, b)
  return voteOf(scorer, pattern, weighPair(scorer, pattern, a, b), threshold)
}
