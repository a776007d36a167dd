import { type ClusterOptions, type Group, agreement, idOf, loudest, pairKey, voteAt } from './agreement.ts'
import { type Scorer, voteOf } from './score.ts'
import type { Conflict, Edges } from './types.ts'

interface Side {
  members: number[]
  id: number
  /** Neighbours: sum of the known weights, and of how many pairs. */
  near: Map<number, { sum: number; pairs: number; best: number }>
  version: number
}

interface Offer {
  average: number
  x: number
  y: number
  versionX: number
  versionY: number
}

/** The same for many members: only sets that an edge holds together are looked at, best first. */
export function joinMany(
  scorer: Scorer,
  { members, edges: inside }: Group,
  edges: Edges,
  options: ClusterOptions,
  conflicts: Conflict[],
): number[][] {
  const place = new Map(members.map((row, i) => [row, i]))
  const sides: (Side | undefined)[] = members.map((row) => ({
    members: [row],
    id: idOf(scorer, row),
    near: new Map(),
    version: 0,
  }))
  const offers: Offer[] = []
  const offer = (x: number, y: number): void => {
    const known = sides[x]!.near.get(y)!
    const average = agreement(known.best, known.sum, known.pairs)
    const [low, high] = x < y ? [x, y] : [y, x]
    if (average >= options.threshold)
      push(offers, { average, x: low, y: high, versionX: sides[low]!.version, versionY: sides[high]!.version })
  }
  const meet = (i: number, j: number, weight: number): void => {
    const clipped = Math.max(-loudest, Math.min(loudest, weight))
    const known = { sum: clipped, pairs: 1, best: clipped }
    sides[i]!.near.set(j, known)
    sides[j]!.near.set(i, known)
    offer(i, j)
  }
  for (const e of inside) {
    const vote = voteOf(scorer, edges.pattern[e]!, edges.weight[e]!, options.threshold)
    meet(place.get(edges.a[e]!)!, place.get(edges.b[e]!)!, vote)
  }
  for (const [a, b] of options.must) if (place.has(a) && place.has(b)) meet(place.get(a)!, place.get(b)!, 1e6)
  for (let best = pop(offers); best !== undefined; best = pop(offers)) {
    const { x, y } = best
    const [p, q] = [sides[x], sides[y]]
    if (!p || !q || p.version !== best.versionX || q.version !== best.versionY) continue
    const known = p.near.get(y)!
    if (known.pairs < p.members.length * q.members.length) {
      const whole = {
        sum: sumOf(scorer, p.members, q.members, options.threshold),
        pairs: p.members.length * q.members.length,
        best: known.best,
      }
      p.near.set(y, whole)
      q.near.set(x, whole)
      offer(x, y)
      continue
    }
    const told =
      options.cannot.size > 0 && p.members.some((a) => q.members.some((b) => options.cannot.has(pairKey(a, b))))
    if (told || (p.id !== 0 && q.id !== 0 && p.id !== q.id)) {
      conflicts.push({
        a: p.members[0]!,
        b: q.members[0]!,
        weight: best.average,
        reason: told ? 'told_apart' : 'different_ids',
      })
      continue
    }
    p.members = p.members.concat(q.members)
    p.id ||= q.id
    p.version++
    sides[y] = undefined
    p.near.delete(y)
    for (const [k, theirs] of q.near) {
      if (k === x || !sides[k]) continue
      const mine = p.near.get(k)
      p.near.set(k, {
        sum: theirs.sum + (mine?.sum ?? 0),
        pairs: theirs.pairs + (mine?.pairs ?? 0),
        best: Math.max(theirs.best, mine?.best ?? -Infinity),
      })
      sides[k].near.delete(y)
    }
    for (const [k, sum] of p.near) {
      if (!sides[k]) continue
      sides[k].near.set(x, sum)
      offer(x, k)
    }
  }
  return sides.flatMap((side) => (side ? [side.members] : []))
}

function sumOf(scorer: Scorer, a: number[], b: number[], threshold: number): number {
  const { second, rows } = scorer.table
  let sum = 0
  for (const x of a) {
    for (const y of b) {
      const isWithin = second < rows && x < second === y < second
      const vote = isWithin ? threshold : voteAt(scorer, x, y, threshold)
      sum += Math.max(-loudest, Math.min(loudest, vote))
    }
  }
  return sum
}

/** A heap, best first; ties by the order of members, which content decides. */
function isBetter(a: Offer, b: Offer): boolean {
  return a.average !== b.average ? a.average > b.average : a.x !== b.x ? a.x < b.x : a.y < b.y
}

function push(heap: Offer[], item: Offer): void {
  let at = heap.length
  heap.push(item)
  while (at > 0) {
    const up = (at - 1) >> 1
    if (!isBetter(item, heap[up]!)) break
    heap[at] = heap[up]!
    at = up
  }
  heap[at] = item
}

function pop(heap: Offer[]): Offer | undefined {
  const best = heap[0]
  const item = heap.pop()
  if (item === undefined || heap.length === 0) return best
  let at = 0
  for (;;) {
    let down = at * 2 + 1
    if (down >= heap.length) break
    if (down + 1 < heap.length && isBetter(heap[down + 1]!, heap[down]!)) down++
    if (!isBetter(heap[down]!, item)) break
    heap[at] = heap[down]!
    at = down
  }
  heap[at] = item
  return best
}
