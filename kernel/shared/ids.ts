import { z } from 'zod'

/**
 * Every id in the system: a UUID. Acts use version 7, whose first 48 bits are the milliseconds of its making. Capitals
 * make no other id of it: the database writes it small, and what was sent is compared with that.
 */
export const Id = z.uuid().toLowerCase()
export type Id = string

/** Fills `bytes` with randomness; given by the browser or by Node, never taken from the air. */
export type RandomBytes = (bytes: Uint8Array) => Uint8Array

/**
 * A UUIDv7 (RFC 9562 §5.7) for the instant `now` (ms since 1970).
 * Made on the phone, so that a request sent twice carries the same id.
 */
export function uuidv7(now: number, random: RandomBytes): Id {
  const bytes = random(new Uint8Array(16))
  for (let i = 5, rest = now; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return formatUuid(bytes)
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The 16 bytes as 8-4-4-4-12 lower-case hexadecimal. */
export function formatUuid(bytes: Uint8Array): Id {
  let text = ''
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += hexPairs[bytes[i]!]
  }
  return text
}
