import type { Edges } from '../engine/types.ts'
import { evaluateClusters } from './clusters.ts'
import { type EvaluateOptions, type Quality, unlabelled } from './measures.ts'

/**
 * What perfect decisions about these pairs would reach: every true pair linked, no other, and what follows from the
 * links. The recall is that of blocking; no threshold and no model can do better on the same candidates.
 */
export function evaluateReach(
  edges: Pick<Edges, 'count' | 'a' | 'b'>,
  truth: ArrayLike<number>,
  options: EvaluateOptions = {},
): Quality {
  const parents = Uint32Array.from({ length: truth.length }, (_, row) => row)
  for (let edge = 0; edge < edges.count; edge++) {
    const [a, b] = [edges.a[edge]!, edges.b[edge]!]
    if (truth[a] !== truth[b] || truth[a] === unlabelled) continue
    const [rootA, rootB] = [findRoot(parents, a), findRoot(parents, b)]
    if (rootA !== rootB) parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB)
  }
  for (let row = 0; row < parents.length; row++) parents[row] = findRoot(parents, row)
  const { precision, recall, f1 } = evaluateClusters(parents, truth, options)
  return { precision, recall, f1 }
}

/** The smallest row that a row is joined with; paths are halved on the way. */
function findRoot(parents: Uint32Array, row: number): number {
  let at = row
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!
    at = parents[at]!
  }
  return at
}
