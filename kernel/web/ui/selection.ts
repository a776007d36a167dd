/** Which row a key leads to in a list of `length` rows; undefined for keys that mean nothing there. */
export function rowAfterKey(key: string, at: number, length: number): number | undefined {
  const last = length - 1
  if (key === 'ArrowDown') return Math.min(at + 1, last)
  if (key === 'ArrowUp') return Math.max(at - 1, 0)
  if (key === 'PageDown') return Math.min(at + 10, last)
  if (key === 'PageUp') return Math.max(at - 10, 0)
  if (key === 'Home') return 0
  if (key === 'End') return last
  return undefined
}

/** The selection with one key put in or taken out. */
export function toggled(selected: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(selected)
  if (!next.delete(key)) next.add(key)
  return next
}

/** The selection with all of a page's keys put in, or taken out when all were in. Other pages' keys stay. */
export function toggledAll(selected: ReadonlySet<string>, keys: readonly string[]): Set<string> {
  const next = new Set(selected)
  const allIn = keys.every((key) => next.has(key))
  for (const key of keys) {
    if (allIn) next.delete(key)
    else next.add(key)
  }
  return next
}

/** How much of a page is selected. */
export function coverage(selected: ReadonlySet<string>, keys: readonly string[]): 'none' | 'some' | 'all' {
  const n = keys.filter((key) => selected.has(key)).length
  if (n === 0) return 'none'
  return n === keys.length ? 'all' : 'some'
}
