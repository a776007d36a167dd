import type { Edges } from './types.ts'

const lowest = -20
const perBit = 10
const bins = 600

/** The probability that a weight stands for. */
export function probabilityOf(weight: number): number {
  return 1 / (1 + 2 ** -weight)
}

function binned(edges: Edges): Float64Array {
  const counts = new Float64Array(bins)
  for (let i = 0; i < edges.count; i++)
    counts[Math.max(0, Math.min(bins - 1, Math.floor((edges.weight[i]! - lowest) * perBit)))]!++
  return counts
}

const middle = (bin: number): number => (bin + 0.5) / perBit + lowest

/** The weight from which linking gains more than it spoils: half of the F1 that can be reached, as a probability. */
export function chooseThreshold(edges: Edges): number {
  const counts = binned(edges)
  let all = 0
  for (let bin = 0; bin < bins; bin++) all += counts[bin]! * probabilityOf(middle(bin))
  let best = 0
  let right = 0
  let linked = 0
  for (let bin = bins - 1; bin >= 0; bin--) {
    right += counts[bin]! * probabilityOf(middle(bin))
    linked += counts[bin]!
    if (linked > 0) best = Math.max(best, (2 * right) / (linked + all))
  }
  const half = Math.min(0.5, best / 2)
  return half <= 0 ? 0 : Math.max(-1, Math.log2(half / (1 - half)))
}

/** No more than so many wrong links among those made without asking, by the model's own reckoning. */
const wrongAtMost = 0.0015
const leastBits = 3

/** The weight from which nobody needs to be asked. */
export function chooseAutoThreshold(edges: Edges, threshold: number): number {
  const counts = binned(edges)
  let wrong = 0
  let linked = 0
  let least = Math.max(leastBits, threshold)
  for (let bin = bins - 1; bin >= 0 && middle(bin) >= threshold; bin--) {
    wrong += counts[bin]! * (1 - probabilityOf(middle(bin)))
    linked += counts[bin]!
    if (wrong > linked * wrongAtMost) {
      least = Math.max(least, middle(bin) + 0.5 / perBit)
      break
    }
  }
  return least
}
