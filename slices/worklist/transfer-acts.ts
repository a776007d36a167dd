import { z } from 'zod'
import { act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'
import { PersonalValues } from '#slices/people/acts.ts'

/** What the receiving community gets to see: the person as the sender knows them, and why. */
const Offered = z.object({
  from: Id,
  task: Id,
  person: PersonalValues,
  reason: z.string(),
  due: z.iso.datetime().nullable(),
  urgency: z.int().min(1).max(3),
})
export type Offered = z.infer<typeof Offered>
export const offeredTransfer = act('transfer.offered', {
  v: 1,
  payload: Offered,
  may: 'system',
  sealed: ['person', 'reason'],
})

const Empty = z.object({})
/** "They are ours": from now on this community answers for them. */
export const acceptTransfer = act('transfer.accept', { v: 1, payload: Empty, may: 'task.transfer' })

const Return = z.object({ reason: z.string().trim().min(1).max(500) })
export type Return = z.infer<typeof Return>
/** "Not ours": back to the sender, who has owned them all the time. */
export const returnTransfer = act('transfer.return', {
  v: 1,
  payload: Return,
  may: 'task.transfer',
  sealed: ['reason'],
})

/** The sender has taken the offer back, or settled the task. */
export const recalledTransfer = act('transfer.recalled', { v: 1, payload: Empty, may: 'system' })

export const transferKinds = [offeredTransfer, acceptTransfer, returnTransfer, recalledTransfer].map(({ kind }) => kind)
