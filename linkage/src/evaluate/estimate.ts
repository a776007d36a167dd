import type { Edges } from '../engine/types.ts'

export interface Interval {
  value: number
  /** Bounds of the 90 % interval. */
  low: number
  high: number
}

export interface Estimate {
  precision: Interval
  recall: Interval
  /** True pairs that there probably are among all rows. */
  truePairs: number
}

/** How much the model's word about one pattern is worth, in answers of people: Beta(2p, 2(1 − p)), as in the review. */
const patternAnswers = 2
const z90 = 1.6449

/**
 * What precision and recall probably are, from no labels: the model's posteriors of the pairs that are linked and of
 * those that are not. `linked` says which edges are; `blockingRecall` is the share of true pairs that became edges.
 *
 * The interval is as wide as it is because a model errs by pattern, not by pair: all pairs of one pattern are right or
 * wrong together, so a million of them are no surer than what is known of the pattern. It does not cover a model that is
 * wrong altogether; for that there are labels.
 */
export function estimateQuality(
  edges: Pick<Edges, 'count' | 'weight' | 'pattern'>,
  linked: (edge: number) => boolean,
  blockingRecall = 1,
): Estimate {
  const said = new Map<number, Sum>()
  const missed = new Map<number, Sum>()
  for (let edge = 0; edge < edges.count; edge++) {
    const sums = linked(edge) ? said : missed
    const pattern = edges.pattern[edge]!
    let sum = sums.get(pattern)
    if (sum === undefined) sums.set(pattern, (sum = { n: 0, p: 0 }))
    sum.n++
    sum.p += posterior(edges.weight[edge]!)
  }
  const right = total(said)
  const lost = total(missed)
  const there = (right.p + lost.p) / Math.max(blockingRecall, 1e-6)
  const precision = right.n === 0 ? 1 : right.p / right.n
  const recall = there === 0 ? 1 : right.p / there
  // Delta method: recall = r / (r + l), so its variance is (l² var r + r² var l) / (r + l)⁴, scaled by what blocking lost.
  const found = right.p + lost.p
  const recallVariance =
    found === 0 ? 0 : ((lost.p ** 2 * right.v + right.p ** 2 * lost.v) / found ** 4) * blockingRecall ** 2
  return {
    precision: around(precision, right.n === 0 ? 0 : right.v / right.n ** 2),
    recall: around(recall, recallVariance),
    truePairs: there,
  }
}

/** Probability of a match from its weight in bits. */
export function posterior(weight: number): number {
  return 1 / (1 + 2 ** -weight)
}

interface Sum {
  n: number
  p: number
}

function total(sums: Map<number, Sum>): Sum & { v: number } {
  let [n, p, v] = [0, 0, 0]
  for (const sum of sums.values()) {
    const mean = sum.p / sum.n
    n += sum.n
    p += sum.p
    v += sum.n ** 2 * ((mean * (1 - mean)) / (patternAnswers + 1)) + sum.n * mean * (1 - mean)
  }
  return { n, p, v }
}

/** On the scale of log-odds, so that the bounds stay between 0 and 1. */
function around(value: number, variance: number): Interval {
  if (value <= 0 || value >= 1) return { value, low: value, high: value }
  const odds = Math.log(value / (1 - value))
  const reach = (z90 * Math.sqrt(variance)) / (value * (1 - value))
  return { value, low: Math.min(value, logistic(odds - reach)), high: Math.max(value, logistic(odds + reach)) }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

export interface EstimatePoint {
  /** Bits from which a pair is called a match here. */
  threshold: number
  links: number
  precision: number
  recall: number
}

/** What precision and recall probably are at each threshold, from the highest weight to the lowest, by steps in bits. */
export function estimateChart(edges: Pick<Edges, 'count' | 'weight'>, blockingRecall = 1, step = 0.5): EstimatePoint[] {
  const bins = new Map<number, Sum>()
  let there = 0
  for (let edge = 0; edge < edges.count; edge++) {
    const weight = edges.weight[edge]!
    const bin = Math.floor(weight / step)
    let sum = bins.get(bin)
    if (sum === undefined) bins.set(bin, (sum = { n: 0, p: 0 }))
    const p = posterior(weight)
    sum.n++
    sum.p += p
    there += p
  }
  let [links, right] = [0, 0]
  return [...bins.keys()]
    .sort((a, b) => b - a)
    .map((bin) => {
      links += bins.get(bin)!.n
      right += bins.get(bin)!.p
      const recall = there === 0 ? 1 : (right / there) * blockingRecall
      return { threshold: bin * step, links, precision: right / links, recall }
    })
}
