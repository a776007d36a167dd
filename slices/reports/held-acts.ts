import { z } from 'zod'
import { act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'

/** Decisions about an act that was kept and not followed. Their subject is that act; only the server writes them. */
const Accept = z.object({
  /** The same act once more, which counts. */
  as: Id,
})
export const acceptHeld = act('held.accept', { v: 1, payload: Accept, may: 'system' })

const SetAside = z.object({ reason: z.string().trim().min(1).max(500) })
export const setHeldAside = act('held.set_aside', { v: 1, payload: SetAside, may: 'system', sealed: ['reason'] })

export const heldDecisions = [acceptHeld, setHeldAside].map(({ kind }) => kind)
