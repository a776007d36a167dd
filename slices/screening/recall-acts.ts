import { z } from 'zod'
import { act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'

/**
 * Recall (追阳): each member of a pool that has to be looked into is found, isolated, tested alone, and released. A case
 * says which tube somebody was in. What was found in the tube is said of the tube and stands in no case.
 */

const Instant = z.iso.datetime()
const Note = z.string().trim().max(1000).default('')

const OpenCase = z.object({
  round: Id,
  /** Where the swab was taken; another community than the case's, where somebody lives elsewhere. */
  community: Id,
  tube: Id,
  sample: Id,
  /** Their entry in the community of the case; null: a guest, known by what they said at the table. */
  resident: Id.nullable(),
  due: Instant,
})
export type OpenCase = z.infer<typeof OpenCase>
export const openCase = act('recall.open', { v: 1, payload: OpenCase, may: 'system' })

export const ways = ['phone', 'household', 'door', 'grid', 'police'] as const
export const outcomes = ['reached', 'no_answer', 'refused', 'switched_off', 'not_in_service', 'wrong_number'] as const

const Contact = z.object({
  way: z.enum(ways),
  outcome: z.enum(outcomes),
  note: Note,
})
export type Contact = z.infer<typeof Contact>
/** A try to reach somebody; `reached` is how they were found. */
export const contactCase = act('recall.contact', { v: 1, payload: Contact, may: 'task.verify', sealed: ['note'] })

const Isolate = z.object({ where: z.enum(['home', 'site', 'hospital']), note: Note })
export type Isolate = z.infer<typeof Isolate>
export const isolateCase = act('recall.isolate', { v: 1, payload: Isolate, may: 'task.verify', sealed: ['note'] })

const Retest = z.object({ tube: Id, sample: Id, at: Instant })
export type Retest = z.infer<typeof Retest>
/** Sampled alone. Follows from the swab itself. */
export const retestCase = act('recall.retest', { v: 1, payload: Retest, may: 'system' })

const Answer = z.object({ tube: Id, verdict: z.enum(['negative', 'positive', 'inconclusive', 'invalid']), at: Instant })
export type Answer = z.infer<typeof Answer>
/** The released result of the single swab: theirs, and nobody else's. */
export const answerCase = act('recall.answer', { v: 1, payload: Answer, may: 'system' })

const Release = z.object({ note: Note })
export type Release = z.infer<typeof Release>
/** Goes free: only after a negative single result, or when the pool's result was taken back. */
export const releaseCase = act('recall.release', { v: 1, payload: Release, may: 'task.verify', sealed: ['note'] })

const Escalate = z.object({ to: z.enum(['district', 'police', 'hospital']), note: z.string().trim().min(1).max(1000) })
export type Escalate = z.infer<typeof Escalate>
/** Not found, or found positive: others take over. */
export const escalateCase = act('recall.escalate', { v: 1, payload: Escalate, may: 'task.verify', sealed: ['note'] })

/** The result that opened it was corrected: there is nothing to look into. */
export const cancelCase = act('recall.cancel', { v: 1, payload: z.object({}), may: 'system' })

export const caseKinds = [
  openCase,
  contactCase,
  isolateCase,
  retestCase,
  answerCase,
  releaseCase,
  escalateCase,
  cancelCase,
].map(({ kind }) => kind)
