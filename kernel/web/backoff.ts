const FIRST = 1_000
const LONGEST = 300_000

/**
 * Milliseconds to wait before the next try: "full jitter", anywhere between nothing and a bound that doubles from
 * 1 s to 5 min, so that two thousand phones that lost the same mast do not come back in the same second.
 * `random` is in [0, 1). A server's own `retryAfter` (seconds) is the least.
 */
export function backoff(attempt: number, random: number, retryAfter = 0): number {
  const bound = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 20))
  return retryAfter * 1_000 + Math.floor(bound * random)
}
