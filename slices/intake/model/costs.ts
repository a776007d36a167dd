import type { Thresholds } from './decide.ts'

/**
 * What errors cost, in questions to a person: how many one would rather answer than link one row to the wrong person,
 * and than have one person on the worklist twice.
 */
export interface Costs {
  wrongLink: number
  missedLink: number
}

/** About 1 wrong in 180 by the weights alone, before the guards; asked from one in five on. */
export const usualCosts: Costs = { wrongLink: 182, missedLink: 5 }

export const costLimits = { wrongLink: { from: 30, to: 10_000 }, missedLink: { from: 2, to: 50 } } as const

/**
 * Linking at probability p costs (1 − p) wrong links, asking costs one question, a new person p missed ones: each where
 * it is the cheapest. No cost switches a guard off.
 */
export function thresholdsOf({ wrongLink, missedLink }: Costs): Thresholds {
  return { linkAt: Math.log2(wrongLink - 1), reviewAt: -Math.log2(missedLink - 1) }
}
