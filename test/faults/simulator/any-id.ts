import { randomBytes } from 'node:crypto'
import { type Id, uuidv7 } from '#shared/ids.ts'

/** A fresh id of now, from real randomness. */
export function anyId(): Id {
  return uuidv7(Date.now(), (bytes) => Uint8Array.from(randomBytes(bytes.length)))
}
