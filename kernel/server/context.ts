import { getRandomValues } from 'node:crypto'
import type { Clock, Zone } from '#shared/clock.ts'
import { type Id, uuidv7 } from '#shared/ids.ts'
import type { Db } from './db.ts'
import type { Keys } from './keys.ts'

/**
 * What a function of the server may need besides its arguments. Passed, never imported, so a test can stop the
 * clock and roll the database back.
 */
export interface Context {
  db: Db
  keys: Keys
  clock: Clock
  zone: Zone
  newId: () => Id
  /** The retention units that new personal data falls under. */
  campaigns: { register: Id; outbreak: Id }
}

/** Fresh ids for the time shown by `clock`. */
export function idMaker(clock: Clock): () => Id {
  return () => uuidv7(clock(), (bytes) => getRandomValues(bytes))
}

/** The same context inside a transaction. */
export function inTx<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  return context.db.tx((db) => work({ ...context, db }))
}
