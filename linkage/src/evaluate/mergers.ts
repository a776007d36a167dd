import { unlabelled } from './measures.ts'

/** Who was taken for one person: from the likeliest kind of mistake to the rest. */
export const mergeKinds = ['twins', 'housemates', 'sameName', 'other'] as const
export type MergeKind = (typeof mergeKinds)[number]

export interface FalseMerges {
  /** Wrong merges by kind. A cluster of three people holds two of them. */
  counts: Record<MergeKind, number>
  total: number
  /** The same for 10,000 rows. */
  per10000: Record<MergeKind | 'total', number>
}

/**
 * People who were put into one cluster, by kind. `kindOf(a, b)` says what two rows of different people have to do with
 * each other; of a cluster's people each one after the first counts once, by the closest tie to one before.
 */
export function countFalseMerges(
  clusters: ArrayLike<number>,
  truth: ArrayLike<number>,
  kindOf: (a: number, b: number) => MergeKind,
): FalseMerges {
  const counts: Record<MergeKind, number> = { twins: 0, housemates: 0, sameName: 0, other: 0 }
  let labelled = 0
  for (let row = 0; row < clusters.length; row++) if (truth[row] !== unlabelled) labelled++
  for (const rows of mixedClusters(clusters, truth).values()) {
    const people = new Map<number, number[]>()
    for (const row of rows) people.set(truth[row]!, [...(people.get(truth[row]!) ?? []), row])
    const before: number[] = []
    for (const own of people.values()) {
      if (before.length > 0) counts[closest(own, before, kindOf)]++
      before.push(...own)
    }
  }
  const total = mergeKinds.reduce((sum, kind) => sum + counts[kind], 0)
  const per = (count: number): number => (labelled === 0 ? 0 : (count * 10_000) / labelled)
  const { twins, housemates, sameName, other } = counts
  return {
    counts,
    total,
    per10000: {
      twins: per(twins),
      housemates: per(housemates),
      sameName: per(sameName),
      other: per(other),
      total: per(total),
    },
  }
}

/** Only clusters with rows of more than one person are kept: there are few. */
function mixedClusters(clusters: ArrayLike<number>, truth: ArrayLike<number>): Map<number, number[]> {
  const first = new Map<number, number>()
  const mixed = new Set<number>()
  for (let row = 0; row < clusters.length; row++) {
    const label = truth[row]!
    if (label === unlabelled) continue
    const cluster = clusters[row]!
    const known = first.get(cluster)
    if (known === undefined) first.set(cluster, label)
    else if (known !== label) mixed.add(cluster)
  }
  const rows = new Map<number, number[]>()
  if (mixed.size === 0) return rows
  for (let row = 0; row < clusters.length; row++) {
    if (truth[row] === unlabelled || !mixed.has(clusters[row]!)) continue
    const known = rows.get(clusters[row]!)
    if (known === undefined) rows.set(clusters[row]!, [row])
    else known.push(row)
  }
  return rows
}

function closest(own: number[], before: number[], kindOf: (a: number, b: number) => MergeKind): MergeKind {
  let best = mergeKinds.length - 1
  for (const a of own) for (const b of before) best = Math.min(best, mergeKinds.indexOf(kindOf(a, b)))
  return mergeKinds[best]!
}
