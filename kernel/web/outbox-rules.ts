import type { Act } from '#shared/act.ts'

/**
 * The outbox's decisions, without storage or network, so that they can be tried in every order:
 * what goes out next, and what an answer changes.
 */

/** An act on this device that the server has not yet confirmed. */
export interface Waiting {
  act: Act
  /** The server keeps it but cannot use it, or will not take it: shown to the person, never dropped. */
  held: Held | null
}

export interface Held {
  code: string
  words: string
}

/** One act's line of the answer to a push. */
export interface PushResult {
  id: string
  /** `held`: the server keeps it but cannot read it. `refused`: it does not keep it; then only this device has it. */
  status: 'ok' | 'dup' | 'held' | 'refused'
  code?: string
  words?: string
}

export interface PushAnswer {
  /** The server's clock, ISO 8601. */
  now: string
  results: PushResult[]
  versions: Record<string, number>
}

/** The most acts one push may carry, and the most text. */
export const MOST_ACTS = 200
export const MOST_BYTES = 64 * 1024

const encoder = new TextEncoder()

/**
 * The next acts to push, oldest first: those of `device` that are not held, at most `limit`, at most 64 KB
 * (but always one, however large).
 */
export function nextBatch(waiting: readonly Waiting[], device: string, limit = MOST_ACTS): Act[] {
  const batch: Act[] = []
  let bytes = 0
  for (const { act } of sendable(waiting, device)) {
    bytes += encoder.encode(JSON.stringify(act)).length
    if (batch.length > 0 && (batch.length >= limit || bytes > MOST_BYTES)) break
    batch.push(act)
  }
  return batch
}

function sendable(waiting: readonly Waiting[], device: string): Waiting[] {
  return waiting.filter(({ act, held }) => act.device === device && !held).sort((a, b) => a.act.seq - b.act.seq)
}

/** What the answer to a push changes: acts that may go, and acts that are held. All others wait on. */
export function settle(
  sent: readonly Act[],
  results: readonly PushResult[],
): { gone: Act[]; held: { act: Act; held: Held }[] } {
  const byId = new Map(results.map((result) => [result.id, result]))
  const gone: Act[] = []
  const held: { act: Act; held: Held }[] = []
  for (const act of sent) {
    const result = byId.get(act.id)
    if (result?.status === 'ok' || result?.status === 'dup') gone.push(act)
    else if (result?.status === 'held' || result?.status === 'refused')
      held.push({ act, held: { code: result.code ?? result.status, words: result.words ?? '' } })
  }
  return { gone, held }
}

/** The batch size after a push: halved when it failed for size or time, doubled up to the most when it went well. */
export function nextLimit(limit: number, went: 'well' | 'badly'): number {
  return went === 'well' ? Math.min(MOST_ACTS, limit * 2) : Math.max(1, Math.floor(limit / 2))
}

export interface WaitingSummary {
  /** Acts not yet confirmed, whether held or not. */
  count: number
  /** When the oldest of them was done, ISO 8601. */
  oldest: string | null
  held: number
  /** Acts of another account's log-in on this device; they go out when that account signs in here again. */
  elsewhere: number
}

export function summarise(waiting: readonly Waiting[], device: string | null): WaitingSummary {
  let oldest: string | null = null
  for (const { act } of waiting)
    if (oldest === null || Date.parse(act.occurred) < Date.parse(oldest)) oldest = act.occurred
  return {
    count: waiting.length,
    oldest,
    held: waiting.filter(({ held }) => held).length,
    elsewhere: waiting.filter(({ act }) => act.device !== device).length,
  }
}
