/**
 * People by blocking key: an open chain per key in typed arrays, 12 bytes an entry. Removed people stay in their
 * chains until the next `rebuild`; the caller knows who is alive.
 */
export interface Buckets {
  heads: Int32Array
  keys: Int32Array
  rows: Int32Array
  next: Int32Array
  size: number
}

export function openBuckets(expected: number): Buckets {
  let slots = 1024
  while (slots < expected) slots *= 2
  return {
    heads: new Int32Array(slots).fill(-1),
    keys: new Int32Array(slots),
    rows: new Int32Array(slots),
    next: new Int32Array(slots),
    size: 0,
  }
}

export function putInBucket(buckets: Buckets, key: number, row: number): void {
  if (buckets.size === buckets.keys.length) grow(buckets)
  const at = buckets.size++
  const slot = key & (buckets.heads.length - 1)
  buckets.keys[at] = key
  buckets.rows[at] = row
  buckets.next[at] = buckets.heads[slot]!
  buckets.heads[slot] = at
}

/** Adds to `into` the living rows under `key`, newest first, at most `cap`. */
export function readBucket(
  buckets: Buckets,
  key: number,
  cap: number,
  isAlive: (row: number) => boolean,
  into: Set<number>,
): void {
  let found = 0
  for (let at = buckets.heads[key & (buckets.heads.length - 1)]!; at >= 0 && found < cap; at = buckets.next[at]!) {
    if (buckets.keys[at] !== key || !isAlive(buckets.rows[at]!)) continue
    into.add(buckets.rows[at]!)
    found++
  }
}

function grow(buckets: Buckets): void {
  // By half only: at 100,000 people the entries are the greater part of the index.
  const size = Math.ceil(buckets.keys.length * 1.5)
  for (const column of ['keys', 'rows', 'next'] as const) {
    const wider = new Int32Array(size)
    wider.set(buckets[column])
    buckets[column] = wider
  }
  if (buckets.heads.length * 2 > size) return
  const heads = new Int32Array(buckets.heads.length * 2).fill(-1)
  for (let at = 0; at < buckets.size; at++) {
    const slot = buckets.keys[at]! & (heads.length - 1)
    buckets.next[at] = heads[slot]!
    heads[slot] = at
  }
  buckets.heads = heads
}
