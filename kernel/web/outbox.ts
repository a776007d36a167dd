import { effect, signal } from '@preact/signals'
import type { Act, ActKind } from '#shared/act.ts'
import { uuidv7 } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { post } from './http.ts'
import { heard } from './live.ts'
import { type PushAnswer, type Waiting, type WaitingSummary, nextBatch, settle, summarise } from './outbox-rules.ts'
import { all, append, settleStored } from './outbox-store.ts'
import { makeSender } from './sender.ts'
import { me } from './session.ts'
import { sinceStart } from './since.ts'

/** What the network mark shows: acts saved here and not yet confirmed by the server. */
export const waiting = signal<WaitingSummary>({ count: 0, oldest: null, held: 0, elsewhere: 0 })

/** Acts that the server keeps but could not use: "needs attention". */
export const heldActs = signal<Waiting[]>([])

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
    since: sinceStart(),
    payload: kind.payload.parse(payload) as Record<string, unknown>,
  }))
  const recorded = await append(unnumbered, device.nextSeq)
  await lookAgain()
  void push()
  return recorded
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

const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('qianxian.outbox')

const sender = makeSender({
  lock: 'qianxian.push',
  pushOnce,
  after: async () => {
    await lookAgain()
    tabs?.postMessage('changed')
  },
})

/** Why the last push did not get through; null after one that did. */
export const pushFailure = sender.failure

/** Whether acts are on their way now. */
export const pushing = sender.pushing

/** Resolves when everything that can be sent has been, or sending has failed (see `pushFailure`). */
export const drained = sender.drained

const { push } = sender

/** Sends one batch; false when there was nothing to send. */
async function pushOnce(limit: number): Promise<boolean> {
  const device = me.peek()?.device.id
  const acts = device ? nextBatch(await all(), device, limit) : []
  if (!device || acts.length === 0) return false
  const body = { proto: 1, device, deviceNow: new Date().toISOString(), since: sinceStart(), acts }
  const answer = await post<PushAnswer>('/v1/push', body, { signal: AbortSignal.timeout(30_000) })
  const { gone, held } = settle(acts, answer.results)
  await settleStored(gone, held)
  for (const [community, version] of Object.entries(answer.versions ?? {})) heard(community, version)
  await lookAgain()
  // An answer that settles nothing would be asked for without end.
  return gone.length + held.length > 0
}

async function lookAgain(): Promise<void> {
  const stored = await all()
  waiting.value = summarise(stored, me.peek()?.device.id ?? null)
  heldActs.value = stored.filter(({ held }) => held)
}

/** Pushes at start, on log-in, when the network or the person comes back, and each minute. Called once, by main. */
export function followOutbox(): void {
  effect(() => {
    if (me.value) void push()
    else void lookAgain()
  })
  sender.follow(() => waiting.peek().count > waiting.peek().held)
  tabs?.addEventListener('message', () => void lookAgain())
  // Asks the browser not to throw the outbox away when space runs short; it may say no.
  void navigator.storage?.persist?.()
}
