import { type ClusterOptions, type Group, agreement, idOf, loudest, pairKey, voteAt } from './agreement.ts'
import { type Scorer, voteOf } from './score.ts'
import type { Conflict, Edges } from './types.ts'

/** Joins the rows of one group, best first, on the agreement of all pairs, those included that no rule found. */
export function joinFew(
  scorer: Scorer,
  { members, edges: inside }: Group,
  edges: Edges,
  options: ClusterOptions,
  conflicts: Conflict[],
): number[][] {
  const n = members.length
  const place = new Map(members.map((row, i) => [row, i]))
  const sums = new Float64Array(n * n).fill(NaN)
  const set = (i: number, j: number, weight: number): void => {
    const clipped = Math.max(-loudest, Math.min(loudest, weight))
    sums[i * n + j] = clipped
    sums[j * n + i] = clipped
  }
  for (const e of inside) {
    const vote = voteOf(scorer, edges.pattern[e]!, edges.weight[e]!, options.threshold)
    set(place.get(edges.a[e]!)!, place.get(edges.b[e]!)!, vote)
  }
  const second = scorer.table.second
  const sidesApart = second < scorer.table.rows
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      if (Number.isNaN(sums[i * n + j]!)) {
        const isWithin = sidesApart && members[i]! < second === members[j]! < second
        set(i, j, isWithin ? options.threshold : voteAt(scorer, members[i]!, members[j]!, options.threshold))
      }
    }
  }
  for (const [a, b] of options.must) if (place.has(a) && place.has(b)) set(place.get(a)!, place.get(b)!, 1e6)
  const forbidden = new Uint8Array(n * n)
  const ids = members.map((row) => idOf(scorer, row))
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) continue
      const differ = ids[i] !== 0 && ids[j] !== 0 && ids[i] !== ids[j]
      const apart = options.cannot.size > 0 && options.cannot.has(pairKey(members[i]!, members[j]!))
      forbidden[i * n + j] = apart ? 2 : differ ? 1 : 0
    }
  }
  return agglomerate(members, sums, forbidden, options.threshold, conflicts)
}

function agglomerate(
  members: number[],
  sums: Float64Array,
  forbidden: Uint8Array,
  threshold: number,
  conflicts: Conflict[],
): number[][] {
  const n = members.length
  const bests = sums.slice()
  const sets: (number[] | undefined)[] = members.map((row) => [row])
  const refused = new Set<number>()
  for (;;) {
    let best = threshold
    let x = -1
    let y = -1
    for (let i = 0; i < n; i++) {
      if (!sets[i]) continue
      for (let j = i + 1; j < n; j++) {
        if (!sets[j]) continue
        const average = agreement(bests[i * n + j]!, sums[i * n + j]!, sets[i]!.length * sets[j]!.length)
        if (average < best || (average === best && x >= 0)) continue
        if (forbidden[i * n + j] !== 0) {
          const key = pairKey(sets[i]![0]!, sets[j]![0]!)
          if (!refused.has(key)) {
            refused.add(key)
            conflicts.push({
              a: sets[i]![0]!,
              b: sets[j]![0]!,
              weight: average,
              reason: forbidden[i * n + j] === 2 ? 'told_apart' : 'different_ids',
            })
          }
          continue
        }
        best = average
        x = i
        y = j
      }
    }
    if (x < 0) break
    sets[x] = sets[x]!.concat(sets[y]!)
    sets[y] = undefined
    for (let k = 0; k < n; k++) {
      if (k === x || !sets[k]) continue
      sums[x * n + k] = sums[k * n + x] = sums[x * n + k]! + sums[y * n + k]!
      bests[x * n + k] = bests[k * n + x] = Math.max(bests[x * n + k]!, bests[y * n + k]!)
      forbidden[x * n + k] = forbidden[k * n + x] = Math.max(forbidden[x * n + k]!, forbidden[y * n + k]!)
    }
  }
  return sets.filter((set) => set !== undefined)
}
