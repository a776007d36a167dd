import { type Act, type Since, findActKind, readPayload } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { type Who, findReach } from '../auth/grants.ts'
import type { Context } from '../context.ts'
import { asSent } from './log.ts'
import type { Conflict } from './projection.ts'

/** Acts from one sender. `who` null: the server itself (an import, a clock), which may do everything. */
export interface Push {
  who: Who | null
  /** Where the server itself writes down what somebody did or decided: their account. */
  author?: Id | null
  acts: Act[]
  /** The sender's clock at the moment of sending, ms; the difference to ours is its skew. */
  deviceNow: number
  /** The moment of sending by the sender's other clock, that cannot be set. */
  since?: Since | undefined
}

export type ActResult =
  /** Stored and read; `dup`: was stored before, nothing changed. `late`: they were allowed to then, and are not now. */
  | { id: Id; status: 'ok' | 'dup'; late?: true }
  /** Stored, but not applied: somebody has to look. */
  | { id: Id; status: 'held'; code: HeldCode }
  /** Not stored: the sender keeps it and shows it. */
  | { id: Id; status: 'refused'; code: 'unknown_community' | 'seq_reuse' }

export type HeldCode =
  | 'unknown_kind'
  | 'newer_version'
  | 'invalid_payload'
  | 'forbidden'
  | 'not_yours'
  | 'no_subject'
  | Conflict

/** An act on its way into the log. */
export interface Entry {
  act: Act
  who: Who | null
  author: Id | null
  /** When it happened by our clock, ISO. */
  at: string
  held: HeldCode | undefined
  late: boolean
  /** The payload as folds read it: whole, with what will be sealed still in it. */
  payload: Record<string, unknown>
  result: ActResult | undefined
  /** What stands in the log: the open part, and the sealed one as hex. */
  stored: StoredPayload
}

interface StoredPayload {
  payload: Record<string, unknown>
  sealed: string | null
}

/**
 * Reads, judges and seals what was sent. Needs nothing of the database, so it is done before anybody waits for a lock,
 * and while others are writing.
 */
export function readEntries(context: Context, push: Push): Entry[] {
  return push.acts.map((act) => readEntry(context, push, act))
}

function readEntry(context: Context, push: Push, act: Act): Entry {
  const happened = instantOf(push, act, context.clock())
  const read = readPayload(act)
  const entry: Unsealed = {
    act,
    who: push.who,
    author: push.who?.account ?? push.author ?? null,
    at: new Date(happened).toISOString(),
    held: read.ok ? undefined : read.why,
    late: false,
    payload: read.ok ? read.payload : act.payload,
    result: undefined,
  }
  if (read.ok && push.who) judgeGrants(context, push.who, entry, happened)
  return sealEntry(context, entry)
}

/**
 * When it happened by our clock, ms. A device's clock may be hours off, and may have been put back since: then less
 * time seems to have passed than its other clock counted. (More may have: that one stands still while a phone sleeps.)
 * Nothing has happened after we heard of it.
 */
function instantOf({ deviceNow, since }: Push, act: Act, received: number): number {
  const passed = deviceNow - Date.parse(act.occurred)
  const counted = since && act.since?.start === since.start ? since.ms - act.since.ms : 0
  return received - Math.max(passed, counted, 0)
}

/** Field work done while the role was held counts, even when it arrives after the role has ended; it is marked then. */
function judgeGrants(context: Context, who: Who, entry: Unsealed, happened: number): void {
  const { community, kind } = entry.act
  const may = findActKind(kind)!.may
  if (may !== 'system' && findReach(who, may, community, context.clock())) return
  if (may !== 'system' && findReach(who, may, community, happened)) entry.late = true
  else entry.held = 'forbidden'
}

type Unsealed = Omit<Entry, 'stored'>

/** For entries that are not sent, but follow from others. */
export function sealEntry(context: Context, entry: Unsealed): Entry {
  return Object.assign(entry, { stored: storedPayload(context, entry) })
}

function storedPayload({ keys, campaigns }: Context, entry: Unsealed): StoredPayload {
  const { open, hidden: split } = splitSealed(entry)
  const hidden = isOlder(entry) ? { ...split, ...asSent(entry.act) } : split
  const sealed = hidden ? keys.seal(campaigns.outbreak, JSON.stringify(hidden)).toString('hex') : null
  return { payload: open, sealed }
}

function isOlder({ act }: Unsealed): boolean {
  return act.v < (findActKind(act.kind)?.v ?? act.v)
}

/** Splits off what may not stand in the log in clear. Unreadable payloads are sealed whole: who knows what is in them. */
function splitSealed(entry: Unsealed): { open: Record<string, unknown>; hidden: Record<string, unknown> | undefined } {
  if (entry.held && entry.held !== 'forbidden') return { open: {}, hidden: entry.payload }
  const names = findActKind(entry.act.kind)?.sealed ?? []
  if (!names.some((name) => entry.payload[name] !== undefined)) return { open: entry.payload, hidden: undefined }
  const open: Record<string, unknown> = {}
  const hidden: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(entry.payload)) (names.includes(name) ? hidden : open)[name] = value
  return { open, hidden }
}
