import type { Since } from '#shared/act.ts'
import { uuidv7 } from '#shared/ids.ts'

/** This start of the app: the clock below means nothing to another one. */
const start = uuidv7(Date.now(), (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))

/** Now, by the clock that nobody can set: with it the server sees through a device's clock that was put back. */
export function sinceStart(): Since {
  return { start, ms: Math.round(performance.now()) }
}
