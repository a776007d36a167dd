import type { Id } from '#shared/ids.ts'

/** Whoever takes over, as their phone shows it. */
export interface Receiver {
  account: Id
  mask: string
}

/** What a slice gives along, so that the colleague's phone can go on where this one stops. */
export interface HandOverPart {
  name: string
  /** How many things of one's own would be given. */
  count: () => number
  /** Makes them the receiver's (by acts of one's own), and says what their phone has to know. Null: only that. */
  give: (receiver: Receiver | null) => Promise<unknown>
  /** On the receiver's phone. `from` is the member under whom what was carried lies. */
  take: (from: string, given: unknown) => Promise<void>
}

const parts: HandOverPart[] = []

export function addHandOverPart(part: HandOverPart): void {
  parts.push(part)
}

export function handOverParts(): readonly HandOverPart[] {
  return parts
}
