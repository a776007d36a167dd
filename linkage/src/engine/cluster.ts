import { type ClusterOptions, type Group, idOf, pairKey } from './agreement.ts'
import { joinFew } from './joinFew.ts'
import { joinMany } from './joinMany.ts'
import { rowHash } from './rows.ts'
import type { Scorer } from './score.ts'
import type { Conflict, Edges } from './types.ts'

/** Groups of more rows than this are joined without comparing all their pairs beforehand. */
const largest = 40
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
      ? joinMany(scorer, group, edges, options, conflicts)
      : joinFew(scorer, group, edges, options, conflicts)
  for (const set of sets) {
    const first = set.reduce((least, row) => Math.min(least, row))
    for (const row of set) clusters[row] = first
  }
}
