import type { LinkResult } from '#linkage/engine/types.ts'

/** A pair worth showing, and why. */
export interface Shown {
  edge: number
  zh: string
  en: string
  tag: 'auto' | 'doubt' | 'no'
}

/**
 * Pairs that show how the evidence adds up: the surest, a usual one, those at either side of the two thresholds, and
 * those that a guard holds apart. No two of one pattern, so that each teaches something.
 */
export function chooseExamples(result: LinkResult): Shown[] {
  const { edges, clusters, threshold } = result
  if (edges.count === 0) return []
  const safe = new Set(result.auto)
  const order = Uint32Array.from({ length: edges.count }, (_, edge) => edge)
  order.sort((a, b) => edges.weight[b]! - edges.weight[a]! || a - b)
  const automatic = order.filter((edge) => safe.has(edge))
  const together = (edge: number): boolean => clusters[edges.a[edge]!] === clusters[edges.b[edge]!]
  const doubtful = order.filter((edge) => edges.weight[edge]! >= threshold && !safe.has(edge) && together(edge))
  const apart = order.filter((edge) => edges.weight[edge]! >= threshold && !together(edge))
  const below = order.filter((edge) => edges.weight[edge]! < threshold)
  const wanted: [Uint32Array, number, string, string, Shown['tag']][] = [
    [automatic, 0, '最有把握的一对', 'the surest pair', 'auto'],
    [automatic, 0.5, '自动关联里居中的一对', 'a usual automatic link', 'auto'],
    [automatic, 1, '刚够自动关联', 'just enough to link without asking', 'auto'],
    [doubtful, 0.3, '关联了，但值得一看', 'linked, but worth a look', 'doubt'],
    [doubtful, 1, '刚过门槛', 'just above the threshold', 'doubt'],
    [apart, 0, '证据很强，却没有合并', 'strong evidence, and yet held apart', 'no'],
    [apart, 0.6, '也没有合并', 'held apart as well', 'no'],
    [below, 0, '差一点', 'just below the threshold', 'no'],
  ]
  const patterns = new Set<number>()
  return wanted.flatMap(([from, part, zh, en, tag]): Shown[] => {
    const edge = firstNew(edges.pattern, from, part, patterns)
    return edge === undefined ? [] : [{ edge, zh, en, tag }]
  })
}

/** The edge at that part of the list, or the next one whose pattern has not been shown. */
function firstNew(pattern: Int32Array, from: Uint32Array, part: number, shown: Set<number>): number | undefined {
  const start = Math.round((from.length - 1) * part)
  // From the end of the list one looks upwards.
  const step = part === 1 ? -1 : 1
  for (let at = start; at >= 0 && at < from.length; at += step) {
    if (shown.has(pattern[from[at]!]!)) continue
    shown.add(pattern[from[at]!]!)
    return from[at]
  }
  return undefined
}
