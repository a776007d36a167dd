import { z } from 'zod'
import { act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'
import { contacts, findings, methods } from './model.ts'

const Instant = z.iso.datetime()
const Urgency = z.int().min(1).max(3)
const Note = z.string().max(2000).default('')

/** Why somebody must be verified: one row of one list, or a worker's own find (then source, batch, row are null). */
const Duty = z.object({
  id: Id,
  source: Id.nullable(),
  batch: Id.nullable(),
  row: Id.nullable(),
  due: Instant.nullable(),
  urgency: Urgency,
  reason: z.string().max(200).default(''),
  /** The deed that a rule asks for (a test): it ends when its record comes. Without it: to verify, by a finding. */
  kind: z.string().max(40).optional(),
  /** A deed counts only from then on: n tests in m days lie so far apart. */
  after: Instant.optional(),
  /** The version of the rule that asks, and which of its lines. */
  rule: Id.optional(),
  line: z.string().max(60).optional(),
})
export type Duty = z.infer<typeof Duty>

const Raise = z.object({ resident: Id, origin: z.enum(['issued', 'received']), duty: Duty })
export type Raise = z.infer<typeof Raise>
/** A list asks: a duty joins the person's one open task. */
export const raiseTask = act('task.raise', { v: 1, payload: Raise, may: 'system' })

const Withdraw = z.object({ duties: z.array(Id).min(1) })
export type Withdraw = z.infer<typeof Withdraw>
/** The list was undone. */
export const withdrawDuties = act('task.withdraw', { v: 1, payload: Withdraw, may: 'system' })

const Discharge = z.object({ deed: Id, kind: z.string().max(40), at: Instant })
export type Discharge = z.infer<typeof Discharge>
/** What was asked has been done: every duty of that kind that it comes late enough for is met. */
export const dischargeDuties = act('task.discharge', { v: 1, payload: Discharge, may: 'system' })

const Find = z.object({ resident: Id, reason: z.string().max(200), due: Instant.nullable(), urgency: Urgency })
export type Find = z.infer<typeof Find>
/** A worker found somebody whom no list named (自排). */
export const findTask = act('task.find', { v: 1, payload: Find, may: 'task.verify', sealed: ['reason'] })

const Assign = z.object({ worker: Id.nullable() })
export type Assign = z.infer<typeof Assign>
export const assignTask = act('task.assign', { v: 1, payload: Assign, may: 'task.assign' })

const How = {
  /** Seconds the call lasted or the visit took, where the device knows. */
  seconds: z.int().min(0).max(86_400).nullable().default(null),
  note: Note,
}

const Attempt = z.object({ contact: z.enum(contacts), method: z.enum(['call', 'visit']), ...How })
export type Attempt = z.infer<typeof Attempt>
/** A call or visit that settled nothing yet. */
export const attemptTask = act('task.attempt', { v: 1, payload: Attempt, may: 'task.verify', sealed: ['note'] })

const Close = z.object({
  contact: z.enum(contacts).nullable(),
  finding: z.enum(findings),
  method: z.enum(methods),
  ...How,
})
export type Close = z.infer<typeof Close>
/** The disposition: what was found, and how. There is no closing without a method, and no closing of many at once. */
export const closeTask = act('task.close', { v: 1, payload: Close, may: 'task.verify', sealed: ['note'] })

const Reopen = z.object({ reason: z.string().trim().min(1).max(500) })
export type Reopen = z.infer<typeof Reopen>
export const reopenTask = act('task.reopen', { v: 1, payload: Reopen, may: 'task.assign', sealed: ['reason'] })

const Offer = z.object({ to: Id, reason: z.string().trim().min(1).max(500) })
export type Offer = z.infer<typeof Offer>
/** To another community, which may accept or return it; until then it stays ours. */
export const offerTask = act('task.offer', { v: 1, payload: Offer, may: 'task.transfer', sealed: ['reason'] })

const Empty = z.object({})
export const takeBackTask = act('task.take_back', { v: 1, payload: Empty, may: 'task.transfer' })

const Accepted = z.object({ by: Id.nullable(), community: Id })
export type Accepted = z.infer<typeof Accepted>
export const acceptedTask = act('task.accepted', { v: 1, payload: Accepted, may: 'system' })

const Bounced = z.object({ reason: z.string() })
export type Bounced = z.infer<typeof Bounced>
export const bouncedTask = act('task.bounced', { v: 1, payload: Bounced, may: 'system', sealed: ['reason'] })

export const taskKinds = [
  raiseTask,
  withdrawDuties,
  dischargeDuties,
  findTask,
  assignTask,
  attemptTask,
  closeTask,
  reopenTask,
  offerTask,
  takeBackTask,
  acceptedTask,
  bouncedTask,
].map((kind) => kind.kind)
