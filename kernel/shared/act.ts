import { z } from 'zod'
import { Id } from './ids.ts'

/**
 * Milliseconds since the app was started, by a clock that nobody can set; `start` tells one start from the next.
 * With it, the server sees through a device's clock that was put back between doing and sending.
 */
export const Since = z.object({ start: Id, ms: z.int().min(0) })
export type Since = z.infer<typeof Since>

/**
 * Everything a person or a source does is an act: appended, never changed.
 * State (a task, a resident, a tube) is a fold over the acts about it.
 */
export const Act = z.object({
  /** Made where the act was done; sending it twice changes nothing. */
  id: Id,
  kind: z.string().regex(/^[a-z]+(?:[._][a-z]+)*$/),
  /** Version of the payload's shape. Old versions are upcast for ever. */
  v: z.int().min(1),
  community: Id,
  /** The one thing this act is about: the task, the resident, the batch. */
  subject: Id,
  device: Id,
  /** Counts up on the device without holes; (device, seq) is unique. */
  seq: z.int().min(0),
  /** The device's own clock, ISO 8601 with zone. */
  occurred: z.iso.datetime({ offset: true }),
  since: Since.optional(),
  payload: z.record(z.string(), z.unknown()),
})
export type Act<Payload = Record<string, unknown>> = Omit<z.infer<typeof Act>, 'payload'> & { payload: Payload }

/** What the server knows of an act beyond what was sent. */
export interface Recorded {
  account: Id | null
  /** The community's version that this act raised it to. */
  version: number
  /** Best knowledge of when it happened: the device's clock corrected by its skew, ISO 8601 in UTC. */
  at: string
}

/** An act as folds see it. */
export type Fact<Payload = Record<string, unknown>> = Act<Payload> & Recorded

/** What a role may do; `kernel/server/auth` maps roles to these. */
export type Permission =
  | 'area.manage'
  | 'account.manage'
  | 'register.read'
  | 'register.write'
  | 'register.reveal'
  | 'intake.write'
  | 'task.read'
  | 'task.verify'
  | 'task.assign'
  | 'task.transfer'
  | 'account.sign'
  | 'linking.manage'
  | 'report.read'
  | 'policy.write'
  | 'policy.publish'
  | 'round.plan'
  | 'round.sample'
  | 'round.carry'
  | 'laboratory.work'
  | 'system'

export interface ActKind<Payload = Record<string, unknown>> {
  kind: string
  v: number
  payload: z.ZodType<Payload>
  may: Permission
  /** Names of payload fields that hold personal or free text: sealed by the server, never in the log in clear. */
  sealed: readonly string[]
  /** Turns a payload of version `v` into one of version `v + 1`; one per past version, kept for ever. */
  upcasts: Readonly<Record<number, (payload: Record<string, unknown>) => Record<string, unknown>>>
}

const kinds = new Map<string, ActKind<never>>()

/** Declares a kind of act: one line in a slice's acts.ts. */
export function act<Payload>(
  kind: string,
  spec: { v: number; payload: z.ZodType<Payload>; may: Permission } & Partial<
    Pick<ActKind<Payload>, 'sealed' | 'upcasts'>
  >,
): ActKind<Payload> {
  const whole: ActKind<Payload> = { kind, sealed: [], upcasts: {}, ...spec }
  kinds.set(kind, whole as unknown as ActKind<never>)
  return whole
}

/** The declared kind, or undefined for one that this version of the program does not know. */
export function findActKind(kind: string): ActKind | undefined {
  return kinds.get(kind) as ActKind | undefined
}

export function actKinds(): ActKind[] {
  return [...kinds.values()] as unknown as ActKind[]
}

export type ReadPayload =
  | { ok: true; payload: Record<string, unknown> }
  | { ok: false; why: 'unknown_kind' | 'newer_version' | 'invalid_payload'; detail: string }

/** Reads a payload of any version: upcasts, then validates. Never throws; what cannot be read is kept by the caller. */
export function readPayload(sent: Pick<Act, 'kind' | 'v' | 'payload'>): ReadPayload {
  const kind = findActKind(sent.kind)
  if (!kind) return { ok: false, why: 'unknown_kind', detail: sent.kind }
  if (sent.v > kind.v) return { ok: false, why: 'newer_version', detail: `${sent.kind} v${sent.v}` }
  let payload: Record<string, unknown> = sent.payload
  for (let v = sent.v; v < kind.v; v++) payload = kind.upcasts[v]?.(payload) ?? payload
  const read = kind.payload.safeParse(payload)
  if (read.success) return { ok: true, payload: read.data as Record<string, unknown> }
  const issue = read.error.issues[0]
  return { ok: false, why: 'invalid_payload', detail: `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() }
}
