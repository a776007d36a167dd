import { type Finding, findings } from '#slices/worklist/model.ts'

/**
 * The day's account, in persons: everything that was to be done stands on the left, where it went on the right.
 * carried + issued + selfFound + received = done (by finding) + handedOver + withdrawn + open + toDecide
 */
export interface DayFigures {
  /** Open when the day began. */
  carried: number
  issued: number
  selfFound: number
  received: number
  done: Record<Finding, number>
  handedOver: number
  withdrawn: number
  open: number
  /** Rows whose person nobody has decided yet: counted as issued, and as not done. */
  toDecide: number
}

export function sumDone(figures: DayFigures): number {
  return findings.reduce((sum, finding) => sum + figures.done[finding], 0)
}

/** What the two sides differ by: always 0, or there is a bug. */
export function imbalance(figures: DayFigures): number {
  const { carried, issued, selfFound, received, handedOver, withdrawn, open, toDecide } = figures
  return carried + issued + selfFound + received - (sumDone(figures) + handedOver + withdrawn + open + toDecide)
}

/** Truthful zero: nothing is open and nothing undecided. "Cannot be found" is a finding, counted and escalated. */
export function isZero(figures: DayFigures): boolean {
  return figures.open === 0 && figures.toDecide === 0
}
