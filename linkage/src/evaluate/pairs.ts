import type { Edges } from '../engine/types.ts'
import { countPairs } from './clusters.ts'
import { type EvaluateOptions, type Quality, qualityOf, unlabelled } from './measures.ts'

/** All pairs of one person that there are, found or not: what recall is measured against. */
export function countTruePairs(truth: ArrayLike<number>, options: EvaluateOptions = {}): number {
  return countPairs(truth, truth, options)
}

/** Quality of the pairs that weigh `threshold` bits or more, each for itself, without what follows from two of them. */
export function evaluatePairs(
  edges: Pick<Edges, 'count' | 'a' | 'b' | 'weight'>,
  threshold: number,
  truth: ArrayLike<number>,
  truePairs: number,
): Quality {
  let said = 0
  let right = 0
  for (let edge = 0; edge < edges.count; edge++) {
    if (!(edges.weight[edge]! >= threshold) || !isLabelled(edges, edge, truth)) continue
    said++
    if (isRight(edges, edge, truth)) right++
  }
  return qualityOf(right, said, truePairs)
}

/** The same of the edges at these positions, such as those that are linked without asking. */
export function evaluateEdges(
  edges: Pick<Edges, 'a' | 'b'>,
  positions: ArrayLike<number>,
  truth: ArrayLike<number>,
  truePairs: number,
): Quality {
  let said = 0
  let right = 0
  for (let at = 0; at < positions.length; at++) {
    const edge = positions[at]!
    if (!isLabelled(edges, edge, truth)) continue
    said++
    if (isRight(edges, edge, truth)) right++
  }
  return qualityOf(right, said, truePairs)
}

export interface ThresholdPoint extends Quality {
  /** Bits from which a pair is called a match here. */
  threshold: number
  links: number
}

/** Quality at each threshold from the highest weight to the lowest, in steps of `step` bits: what a chart is drawn from. */
export function thresholdChart(
  edges: Pick<Edges, 'count' | 'a' | 'b' | 'weight'>,
  truth: ArrayLike<number>,
  truePairs: number,
  step = 0.5,
): ThresholdPoint[] {
  const said = new Map<number, number>()
  const right = new Map<number, number>()
  for (let edge = 0; edge < edges.count; edge++) {
    if (!isLabelled(edges, edge, truth)) continue
    const bin = Math.floor(edges.weight[edge]! / step)
    said.set(bin, (said.get(bin) ?? 0) + 1)
    if (isRight(edges, edge, truth)) right.set(bin, (right.get(bin) ?? 0) + 1)
  }
  let links = 0
  let found = 0
  return [...said.keys()]
    .sort((a, b) => b - a)
    .map((bin) => {
      links += said.get(bin)!
      found += right.get(bin) ?? 0
      return { threshold: bin * step, links, ...qualityOf(found, links, truePairs) }
    })
}

function isLabelled({ a, b }: Pick<Edges, 'a' | 'b'>, edge: number, truth: ArrayLike<number>): boolean {
  return truth[a[edge]!] !== unlabelled && truth[b[edge]!] !== unlabelled
}

function isRight({ a, b }: Pick<Edges, 'a' | 'b'>, edge: number, truth: ArrayLike<number>): boolean {
  return truth[a[edge]!] === truth[b[edge]!]
}
