/** One part of the day's account. */
export interface Part {
  key: string
  label: string
  count: number
  /** The list of its rows. */
  href?: string
}

/** `carried + issued + self-found + received = done (by finding) + handed over + withdrawn + open`. */
export interface Balance {
  incoming: readonly Part[]
  /** One part for each finding. */
  done: readonly Part[]
  handedOver: Part
  /** Asked for by a list that was taken back: no work any more. */
  withdrawn?: Part
  open: Part
}

export interface Totals {
  incoming: number
  done: number
  outgoing: number
  balanced: boolean
}

const sum = (parts: readonly Part[]) => parts.reduce((total, { count }) => total + count, 0)

export function totals(balance: Balance): Totals {
  const { done, handedOver, withdrawn, open } = balance
  const incoming = sum(balance.incoming)
  const outgoing = sum(done) + handedOver.count + (withdrawn?.count ?? 0) + open.count
  return { incoming, done: sum(done), outgoing, balanced: incoming === outgoing }
}

/**
 * Widths of segments in percent. A part that is not nothing gets at least `least`, so that three unfound people among
 * four thousand are still seen; the larger ones give way. Together 100, or 0 when there is nothing at all.
 */
export function widths(counts: readonly number[], least = 1.5): number[] {
  const whole = counts.reduce((a, b) => a + b, 0)
  if (whole === 0) return counts.map(() => 0)
  const raised = counts.map((n) => (n > 0 ? Math.max(least, (100 * n) / whole) : 0))
  const scale = 100 / raised.reduce((a, b) => a + b, 0)
  return raised.map((width) => width * scale)
}
