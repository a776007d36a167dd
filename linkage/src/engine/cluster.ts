import { type Scorer, patternAt, voteOf, weighPair } from './score.ts'
import { rowHash } from './rows.ts'
import type { Conflict, Edges } from './types.ts'

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

/** Groups of more rows than this are joined without comparing all their pairs beforehand. */
const largest = 40
/** One pair says no more than this for or against a union, so that a single odd field cannot outvote ten records. */
const loudest = 18
const bestShare = 0.3

/**
 * Puts rows together that are one person. Within every group that edges hold together, the two sets of rows that agree
 * best on the average of all their pairs are joined, as long as that is above the threshold, and nothing forbids it:
 * two different valid IDs, or a pair that somebody told apart. A refused union is a conflict for a person to decide.
 */
export function clusterRows(
  scorer: Scorer,
  edges: Edges,
  options: ClusterOptions,
): { clusters: Uint32Array; conflicts: Conflict[] } {
  const { rows } = scorer.table
  const parent = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) parent[row] = row
  const conflicts: Conflict[] = []
  const groups = groupsOf(edges, options, parent)
  const clusters = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) clusters[row] = row
  for (const group of groups) joinGroup(scorer, group, edges, options, clusters, conflicts)
  return { clusters, conflicts }
}

function root(parent: Uint32Array, row: number): number {
  let at = row
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!
    at = parent[at]!
  }
  return at
}

interface Group {
  members: number[]
  /** Positions of the edges within. */
  edges: number[]
}

function groupsOf(edges: Edges, { threshold, must }: ClusterOptions, parent: Uint32Array): Iterable<Group> {
  const join = (a: number, b: number): void => {
    const x = root(parent, a)
    const y = root(parent, b)
    if (x < y) parent[y] = x
    else if (y < x) parent[x] = y
  }
  for (let i = 0; i < edges.count; i++) if (edges.weight[i]! >= threshold) join(edges.a[i]!, edges.b[i]!)
  for (const [a, b] of must) join(a, b)
  return gather(edges, parent)
}

/**
 * Members and edges group by group, by counting: a map of arrays would weigh more than the register. Groups of two, which
 * are most of them, hold one edge or more and need no gathering.
 */
function* gather(edges: Edges, parent: Uint32Array): Iterable<Group> {
  const rows = parent.length
  // A root is the least of its rows, so that in one pass every row comes to point at it.
  for (let row = 0; row < rows; row++) parent[row] = parent[parent[row]!]!
  const sizes = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) sizes[parent[row]!]!++
  const memberStart = new Uint32Array(rows + 1)
  for (let row = 0; row < rows; row++) memberStart[row + 1] = memberStart[row]! + (sizes[row]! > 1 ? sizes[row]! : 0)
  const members = new Uint32Array(memberStart[rows]!)
  const filled = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) {
    const group = parent[row]!
    if (sizes[group]! > 1) members[memberStart[group]! + filled[group]!++] = row
  }
  filled.fill(0)
  let count = 0
  for (let i = 0; i < edges.count; i++) {
    const group = parent[edges.a[i]!]!
    if (group !== parent[edges.b[i]!]) continue
    filled[group]!++
    count++
  }
  const edgeStart = new Uint32Array(rows + 1)
  for (let row = 0; row < rows; row++) edgeStart[row + 1] = edgeStart[row]! + filled[row]!
  const inside = new Uint32Array(count)
  filled.fill(0)
  for (let i = 0; i < edges.count; i++) {
    const group = parent[edges.a[i]!]!
    if (group === parent[edges.b[i]!]) inside[edgeStart[group]! + filled[group]!++] = i
  }
  for (let group = 0; group < rows; group++) {
    if (sizes[group]! < 2) continue
    yield {
      members: Array.from(members.subarray(memberStart[group]!, memberStart[group + 1]!)),
      edges: Array.from(inside.subarray(edgeStart[group]!, edgeStart[group + 1]!)),
    }
  }
}

/** Two rows and one edge: nothing to average. */
function joinTwo(
  scorer: Scorer,
  { members, edges: [edge] }: Group,
  edges: Edges,
  options: ClusterOptions,
  clusters: Uint32Array,
  conflicts: Conflict[],
): void {
  const a = Math.min(members[0]!, members[1]!)
  const b = Math.max(members[0]!, members[1]!)
  const [x, y] = [idOf(scorer, a), idOf(scorer, b)]
  const told = options.cannot.size > 0 && options.cannot.has(pairKey(a, b))
  const weight = edges.weight[edge!]!
  if (weight < options.threshold) return
  if (told || (x !== 0 && y !== 0 && x !== y))
    conflicts.push({ a, b, weight, reason: told ? 'told_apart' : 'different_ids' })
  else clusters[b] = a
}

function joinGroup(
  scorer: Scorer,
  group: Group,
  edges: Edges,
  options: ClusterOptions,
  clusters: Uint32Array,
  conflicts: Conflict[],
): void {
  const { table } = scorer
  if (group.members.length === 2 && group.edges.length === 1 && options.must.length === 0)
    return joinTwo(scorer, group, edges, options, clusters, conflicts)
  const hashes = new Map(group.members.map((row) => [row, rowHash(table, row)]))
  // The order of rows must not matter where weights tie.
  group.members.sort((a, b) => hashes.get(a)! - hashes.get(b)! || a - b)
  const sets =
    group.members.length > largest
      ? joinSparsely(scorer, group, edges, options, conflicts)
      : joinBest(scorer, group, edges, options, conflicts)
  for (const set of sets) {
    const first = set.reduce((least, row) => Math.min(least, row))
    for (const row of set) clusters[row] = first
  }
}

/** The valid ID of a row as a number; 0 for none. */
function idOf({ table: { layout, data } }: Scorer, row: number): number {
  const { validId, stride } = layout
  return validId && validId.valid(data, row * stride) !== 0 ? validId.number(data, row * stride) : 0
}

function joinBest(
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

/**
 * What two sets have to say for being one: the mean of their best pair and of all pairs. The best alone chains strangers
 * together; all alone forgets that a poor record of a person resembles only some of the others.
 */
function agreement(best: number, sum: number, pairs: number): number {
  return bestShare * best + (1 - bestShare) * (sum / pairs)
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
function joinSparsely(
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

function voteAt(scorer: Scorer, a: number, b: number, threshold: number): number {
  const pattern = patternAt(scorer, a, b)
  return voteOf(scorer, pattern, weighPair(scorer, pattern, a, b), threshold)
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
