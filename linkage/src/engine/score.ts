import type { RowValue } from './layout.ts'
import { levelsOf, patternOf, radices } from './pairs.ts'
import { type Members, countOnce, countValues, spread } from './sample.ts'
import { type Table, sharedInts } from './rows.ts'
import type { Bits } from './train.ts'

interface Frequency {
  value: RowValue
  counts: Uint32Array
  shift: number
  /** log2 of the chance that two values are the same, which the level's weight holds already. */
  average: number
  total: number
}

/** Weighs pairs: the sum of the levels' bits, moved by how common the shared values are. */
export interface Scorer {
  table: Table
  parts: ScorerParts
  bits: Bits
  /** Bits by pattern that answers of people taught. */
  learned: Map<number, number>
  known: Map<number, Weighed>
  frequencies: (Frequency | undefined)[][]
  radix: number[]
}

interface Weighed {
  stranger: number
  housemate: number
  learned: number
  /** Bits that speak against the two being one person, summed. */
  against: number
  levels: number[]
  /** Comparisons whose shared value's frequency counts, with it. */
  moved: Frequency[]
}

export function openScorer(
  table: Table,
  bits: Bits,
  u: number[][],
  learned: Map<number, number>,
  members?: Members,
): Scorer {
  const { layout } = table
  const counts = layout.comparisons.map(({ shared, few = Infinity }) =>
    shared.map((value, level) => {
      if (!value) return undefined
      return members ? countValues(table, value, level >= few, members) : countOnce(table, value, level >= few)
    }),
  )
  return assembleScorer(table, { bits, u, learned: [...learned], counts })
}

/** What a scorer is made of; other threads can be told of it. */
export interface ScorerParts {
  bits: Bits
  u: number[][]
  learned: [number, number][]
  counts: ({ counts: Uint32Array; total: number } | undefined)[][]
}

export function assembleScorer(table: Table, parts: ScorerParts): Scorer {
  const { bits, u, learned, counts } = parts
  const frequencies = table.layout.comparisons.map(({ shared }, c) =>
    shared.map((value, level) => {
      const known = counts[c]![level]
      if (!value || !known) return undefined
      return { value, ...known, shift: 32 - Math.log2(known.counts.length), average: Math.log2(u[c]![level]!) }
    }),
  )
  return { table, parts, bits, learned: new Map(learned), known: new Map(), frequencies, radix: radices(table.layout) }
}

/** Weights of pairs `from` to `to` of one list. */
export function weighPairs(scorer: Scorer, data: Int32Array, from: number, to: number): Float32Array {
  const weights = new Float32Array(sharedInts(to - from).buffer)
  for (let i = from; i < to; i++)
    weights[i - from] = weighPair(scorer, data[i * 3 + 2]!, data[i * 3]!, data[i * 3 + 1]!)
  return weights
}

/** The weight of a pair whose pattern is known, in bits. */
export function weighPair(scorer: Scorer, pattern: number, a: number, b: number): number {
  const known = scorer.known.get(pattern) ?? weighPattern(scorer, pattern)
  const { moved } = known
  let stranger = known.stranger
  // Below this no rarity makes a pair worth keeping.
  if (moved.length > 0 && stranger > -60) {
    const { data, layout } = scorer.table
    const at = a * layout.stride
    const other = b * layout.stride
    for (let i = 0; i < moved.length; i++) stranger += rarity(moved[i]!, data, at, other)
  }
  const { housemate } = known
  // The evidence must outweigh both at once: 2^-w adds up.
  const weight =
    housemate > stranger + 30
      ? stranger
      : stranger > housemate + 30
        ? housemate
        : -Math.log2(2 ** -stranger + 2 ** -housemate)
  return weight + known.learned
}

/** Bits that a rarer or commoner value than the average adds or takes. */
function rarity(frequency: Frequency, data: Int32Array, a: number, b: number): number {
  const { value, counts, shift, average, total } = frequency
  const hash = value(data, a)
  if (hash === 0 || hash !== value(data, b)) return 0
  const count = counts[spread(hash, shift)]!
  // One of them is the record itself.
  return average - Math.log2(Math.max(count - 1, 0.5) / total)
}

function weighPattern(scorer: Scorer, pattern: number): Weighed {
  const { bits, frequencies, learned, table } = scorer
  const levels = levelsOf(table.layout, pattern)
  let stranger = bits.start
  let housemate = bits.housemate ? bits.startHousemate : Infinity
  let against = 0
  const moved: Frequency[] = []
  levels.forEach((level, c) => {
    against += Math.min(0, bits.stranger[c]![level]!)
    stranger += bits.stranger[c]![level]!
    if (bits.housemate) housemate += bits.housemate[c]![level]!
    const frequency = frequencies[c]![level]
    if (frequency) moved.push(frequency)
  })
  const weighed = { stranger, housemate, learned: learned.get(pattern) ?? 0, against, levels, moved }
  scorer.known.set(pattern, weighed)
  return weighed
}

/** The pattern of any two rows, whether or not a rule found them. */
export function patternAt({ table, radix }: Scorer, a: number, b: number): number {
  const { stride } = table.layout
  return patternOf(table.layout, radix, table.data, a * stride, b * stride)
}

/**
 * What a pair has to say about the union of two sets. Records that share too little to be compared say nothing, which
 * is not the same as speaking against it: they count as the threshold itself, less what does contradict.
 */
export function voteOf(scorer: Scorer, pattern: number, weight: number, threshold: number): number {
  if (weight >= threshold) return weight
  return Math.max(weight, threshold + (scorer.known.get(pattern) ?? weighPattern(scorer, pattern)).against)
}

/** Bits that the rarity of the shared value adds at one comparison. */
export function rarityAt(
  { frequencies, table }: Scorer,
  comparison: number,
  level: number,
  a: number,
  b: number,
): number {
  const frequency = frequencies[comparison]![level]
  const { stride } = table.layout
  return frequency ? rarity(frequency, table.data, a * stride, b * stride) : 0
}
