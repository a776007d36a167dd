import type { Id } from '#shared/ids.ts'
import { derivedId } from '#server/sync/record.ts'
import type { Laboratory } from '../laboratory-acts.ts'
import type { Tube } from '../model/tube.ts'

/**
 * A tube may reach the laboratory before its phone reaches the server. Until then it is a stray: known by its barcode,
 * with an id that follows from it.
 */
export interface Stray {
  id: Id
  laboratory: Laboratory
}

export function strayId(community: Id, barcode: string): Id {
  return derivedId(`stray ${community} ${barcode}`)
}

/** Found while a tube was saved; what follows from it is asked for in the same transaction. */
const found = new WeakMap<Tube, Stray>()

export function noteStray(tube: Tube, stray: Stray): void {
  found.set(tube, stray)
}

export function findStray(tube: Tube): Stray | undefined {
  return found.get(tube)
}
