import { effect, signal } from '@preact/signals'
import type { Act, ActKind } from '#shared/act.ts'
import { uuidv7 } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { backoff } from './backoff.ts'
import { type Failure, asFailure } from './failure.ts'
import { post } from './http.ts'
import { heard } from './live.ts'
import {
  MOST_ACTS,
  type PushAnswer,
  type Waiting,
  type WaitingSummary,
  nextBatch,
  nextLimit,
  settle,
  summarise,
} from './outbox-rules.ts'
import { all, append, settleStored } from './outbox-store.ts'
import { me } from './session.ts'

/** What the network mark shows: acts saved here and not yet confirmed by the server. */
export const waiting = signal<WaitingSummary>({ count: 0, oldest: null, held: 0, elsewhere: 0 })

/** Acts that the server keeps but could not use: "needs attention". */
export const heldActs = signal<Waiting[]>([])

/** Why the last push did not get through; null after one that did. */
export const pushFailure = signal<Failure | null>(null)

/** Whether acts are on their way now. */
export const pushing = signal(false)

export interface ToRecord<Payload> {
  community: string
  subject: string
  payload: Payload
}

const randomBytes = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)

/**
 * Records acts: they are safe on this device when the promise resolves, before any network. Sending starts at once
 * and goes on by itself. To wait for the server's word, await `drained()` afterwards.
 */
export async function record<Payload>(
  kind: Pick<ActKind<Payload>, 'kind' | 'v' | 'payload'>,
  acts: readonly ToRecord<Payload>[],
): Promise<Act[]> {
  const { device } = must(me.peek(), 'somebody signed in to record an act')
  const now = Date.now()
  const unnumbered = acts.map(({ community, subject, payload }) => ({
    id: uuidv7(now, randomBytes),
    kind: kind.kind,
    v: kind.v,
    community,
    subject,
    device: device.id,
    occurred: new Date(now).toISOString(),
    payload: kind.payload.parse(payload) as Record<string, unknown>,
  }))
  const recorded = await append(unnumbered, device.nextSeq)
  await lookAgain()
  void push()
  return recorded
}

/** Resolves when everything that can be sent has been, or sending has failed (see `pushFailure`). */
export async function drained(): Promise<void> {
  await push()
  // A run that was on its last look when this was asked is followed by another.
  await (running ?? Promise.resolve())
}

/** Tries held acts again, after an update of the app or a change of role. */
export async function retryHeld(): Promise<void> {
  await settleStored(
    [],
    heldActs.peek().map(({ act }) => ({ act, held: null })),
  )
  await lookAgain()
  await push()
}

let limit = MOST_ACTS
let attempt = 0
let timer: ReturnType<typeof setTimeout> | undefined
let running: Promise<void> | undefined
/** Somebody asked while a run was on its last look: another run follows at once. */
let wanted = false
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('qianxian.outbox')

/** Sends what waits. Several calls share one run; several tabs take turns, so that none sends another's batch. */
function push(): Promise<void> {
  wanted = true
  running ??= inTurn(drain).finally(() => {
    running = undefined
    if (wanted) void push()
  })
  return running
}

/** `navigator.locks` exists only on https and localhost; elsewhere a doubled push is merely answered `dup`. */
function inTurn(work: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request('qianxian.push', work) : work()
}

async function drain(): Promise<void> {
  clearTimeout(timer)
  pushing.value = true
  try {
    do wanted = false
    while ((await pushOnce()) || wanted)
    pushFailure.value = null
    attempt = 0
  } catch (thrown) {
    giveUpForNow(asFailure(thrown))
  } finally {
    pushing.value = false
    await lookAgain()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
    tabs?.postMessage('changed')
  }
}

/** Sends one batch; false when there was nothing to send. */
async function pushOnce(): Promise<boolean> {
  const device = me.peek()?.device.id
  const acts = device ? nextBatch(await all(), device, limit) : []
  if (!device || acts.length === 0) return false
  const body = { proto: 1, device, deviceNow: new Date().toISOString(), acts }
  const answer = await post<PushAnswer>('/v1/push', body, { signal: AbortSignal.timeout(30_000) })
  const { gone, held } = settle(acts, answer.results)
  await settleStored(gone, held)
  for (const [community, version] of Object.entries(answer.versions ?? {})) heard(community, version)
  limit = nextLimit(limit, 'well')
  await lookAgain()
  // An answer that settles nothing would be asked for without end.
  return gone.length + held.length > 0
}

function giveUpForNow(failure: Failure): void {
  wanted = false
  pushFailure.value = failure
  limit = nextLimit(limit, 'badly')
  timer = setTimeout(() => void push(), backoff(attempt++, Math.random(), failure.retryAfter))
}

async function lookAgain(): Promise<void> {
  const stored = await all()
  waiting.value = summarise(stored, me.peek()?.device.id ?? null)
  heldActs.value = stored.filter(({ held }) => held)
}

const wake = () => void push()

/** Pushes at start, on log-in, when the network or the person comes back, and each minute. Called once, by main. */
export function followOutbox(): void {
  effect(() => {
    if (me.value) wake()
    else void lookAgain()
  })
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake()
  })
  setInterval(() => {
    if (waiting.peek().count > waiting.peek().held && attempt === 0) wake()
  }, 60_000)
  tabs?.addEventListener('message', () => void lookAgain())
  // Asks the browser not to throw the outbox away when space runs short; it may say no.
  void navigator.storage?.persist?.()
}
