/**
 * Hand scanners and card readers pretend to be keyboards: they type a code far faster than anybody can, and end with
 * Enter. This tells their typing from a person's.
 */
export interface Typed {
  key: string
  /** Milliseconds, of any clock that does not jump. */
  at: number
}

/** People need 60 ms and more from key to key; readers 1 to 20. */
const slowest = 45
const shortest = 6

/** The code that a reader typed and ended just now, or null where it was a person. `keys` ends with Enter. */
export function readWedge(keys: readonly Typed[]): string | null {
  if (keys.at(-1)?.key !== 'Enter') return null
  let from = keys.length - 1
  while (from > 0 && keys[from]!.at - keys[from - 1]!.at <= slowest && keys[from - 1]!.key !== 'Enter') from--
  const typed = keys.slice(from, -1).filter(({ key }) => key.length === 1)
  return typed.length >= shortest ? typed.map(({ key }) => key).join('') : null
}

/** Listens for readers anywhere on the page; `onCode` may prevent what Enter would do. Returns how to stop. */
export function listenForWedge(onCode: (code: string, event: KeyboardEvent) => void): () => void {
  let keys: Typed[] = []
  const hear = (event: KeyboardEvent) => {
    keys = [...keys.slice(-127), { key: event.key, at: event.timeStamp }]
    const code = readWedge(keys)
    if (event.key === 'Enter') keys = []
    if (code !== null) onCode(code, event)
  }
  addEventListener('keydown', hear, true)
  return () => removeEventListener('keydown', hear, true)
}
