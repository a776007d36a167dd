import { randomUUID } from 'node:crypto'
import type { Since } from '#shared/act.ts'

/** A phone's two clocks: one that is hours wrong and jumps, and one that counts since the app was started. */
export interface PhoneClock {
  now: () => number
  since: () => Since
  /** Sets the first one forward (or back) by so much. */
  jump: (ms: number) => void
  restart: () => void
}

export function makePhoneClock(wrongBy: number): PhoneClock {
  let off = wrongBy
  let start = randomUUID()
  let begun = performance.now()
  return {
    now: () => Date.now() + off,
    since: () => ({ start, ms: Math.round(performance.now() - begun) }),
    jump: (ms) => {
      off += ms
    },
    restart: () => {
      start = randomUUID()
      begun = performance.now()
    },
  }
}
