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

/** Tasks of entries that are one person are done as one: this one is carried by another, with all its reasons. */
const Join = z.object({ into: Id })
export type Join = z.infer<typeof Join>
export const joinTask = act('task.join', { v: 1, payload: Join, may: 'system' })

const Leave = z.object({ from: z.array(Id).min(1) })
export type Leave = z.infer<typeof Leave>
/** No longer carried by these: the entries were taken apart, or another task leads. */
export const leaveTask = act('task.leave', { v: 1, payload: Leave, may: 'system' })

const Emerge = z.object({ duties: z.array(Id).min(1) })
export type Emerge = z.infer<typeof Emerge>
/** Asked for again after the task that carried it was settled: the new duties stand open, the earlier are answered. */
export const emergeTask = act('task.emerge', { v: 1, payload: Emerge, may: 'system' })

const Raise = z.object({ resident: Id, origin: z.enum(['issued', 'received']), duty: Duty })
export type Raise = z.infer<typeof Raise>
/** A list asks: a duty joins the person's one open task. */
export const raiseTask = act('task.raise', { v: 1, payload: Raise, may: 'system' })

const Withdraw = z.object({ duties: z.array(Id).min(1) })
export type Withdraw = z.infer<typeof Withdraw>
/** The list was undone. */
export const withdrawDuties = act('task.withdraw', { v: 1, payload: Withdraw, may: 'system' })

const Discharge = z.object({
  deed: Id,
  kind: z.string().max(40),
  at: Instant,
  /** Whose deed it was, where the person has several entries: of the others it counts as long as they are one person. */
  entry: Id.optional(),
})
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

/** Where it was taken, by the phone's own reckoning: only where whoever took it wanted that. Metres. */
const Position = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  accuracy: z.number().min(0),
})
export type Position = z.infer<typeof Position>

/** The most bytes of a photo: two seconds on a poor line for what shows a door or a paper well enough. */
export const mostPhotoBytes = 300_000

const Photo = z.object({
  photo: Id,
  size: z.int().min(1).max(mostPhotoBytes),
  /** SHA-256 of the picture, hexadecimal: what arrives later has to be what was taken. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  position: Position.nullable().default(null),
  note: z.string().max(500).default(''),
})
export type Photo = z.infer<typeof Photo>
/** A photo was taken at this moment. The picture itself follows when there is room for it (server/photos.ts). */
export const photographTask = act('task.photo', {
  v: 1,
  payload: Photo,
  may: 'task.verify',
  sealed: ['position', 'note'],
})

const Look = z.object({ photo: Id })
export type Look = z.infer<typeof Look>
/** Somebody looked at a photo. */
export const lookAtPhoto = act('task.look', { v: 1, payload: Look, may: 'register.reveal' })

const Pass = z.object({ worker: Id })
export type Pass = z.infer<typeof Pass>
/** One's own task to a colleague who takes over, face to face, also where the office cannot be asked. */
export const passTask = act('task.pass', { v: 1, payload: Pass, may: 'task.verify' })

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
  photographTask,
  lookAtPhoto,
  passTask,
  reopenTask,
  offerTask,
  takeBackTask,
  acceptedTask,
  bouncedTask,
  joinTask,
  leaveTask,
  emergeTask,
].map((kind) => kind.kind)
