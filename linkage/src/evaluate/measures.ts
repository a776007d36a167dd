/** Precision, recall and their harmonic mean, 0 to 1. What cannot be said (nothing was linked, nothing was there) is 1. */
export interface Quality {
  precision: number
  recall: number
  f1: number
}

/** The label of a row of which the truth is not known; such rows count nowhere. */
export const unlabelled = 0xffffffff

export interface EvaluateOptions {
  /**
   * Two files were linked and this is the row at which the second begins: only pairs across the files count. Without it
   * all pairs do.
   */
  boundary?: number
}

/** `right` of `said` were true, and `there` would have been. */
export function qualityOf(right: number, said: number, there: number): Quality {
  const precision = said === 0 ? 1 : right / said
  const recall = there === 0 ? 1 : right / there
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}
