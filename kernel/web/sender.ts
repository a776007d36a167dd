import { type Signal, signal } from '@preact/signals'
import { backoff } from './backoff.ts'
import { type Failure, asFailure } from './failure.ts'
import { MOST_ACTS, nextLimit } from './outbox-rules.ts'

/** What sends acts: the office's outbox and the sealed one of a phone differ only in what they store and how. */
export interface Sender {
  /** Whether acts are on their way now. */
  pushing: Signal<boolean>
  /** Why the last push did not get through; null after one that did. */
  failure: Signal<Failure | null>
  /** Sends what waits. Several calls share one run; several tabs take turns, so that none sends another's batch. */
  push: () => Promise<void>
  /** Resolves when everything that can be sent has been, or sending has failed (see `failure`). */
  drained: () => Promise<void>
  /** Pushes when the network or the person comes back, and each minute while `waits()`. Called once. */
  follow: (waits: () => boolean) => void
}

export interface Sending {
  /** Name of the lock that tabs take turns by. */
  lock: string
  /** Sends one batch of at most `limit` acts; false when there was nothing to send, or nothing came of it. */
  pushOnce: (limit: number) => Promise<boolean>
  /** After each run, whatever came of it. */
  after: () => Promise<void>
}

export function makeSender({ lock, pushOnce, after }: Sending): Sender {
  const pushing = signal(false)
  const failure = signal<Failure | null>(null)
  let limit = MOST_ACTS
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  /** Somebody asked while a run was on its last look: another run follows at once. */
  let wanted = false

  const push = (): Promise<void> => {
    wanted = true
    running ??= inTurn(lock, drain).finally(() => {
      running = undefined
      if (wanted) void push()
    })
    return running
  }

  const drain = async (): Promise<void> => {
    clearTimeout(timer)
    pushing.value = true
    try {
      do wanted = false
      while ((await sendBatch()) || wanted)
      failure.value = null
      attempt = 0
    } catch (thrown) {
      giveUpForNow(asFailure(thrown))
    } finally {
      pushing.value = false
      await after()
    }
  }

  const sendBatch = async (): Promise<boolean> => {
    const went = await pushOnce(limit)
    if (went) limit = nextLimit(limit, 'well')
    return went
  }

  const giveUpForNow = (why: Failure): void => {
    wanted = false
    failure.value = why
    limit = nextLimit(limit, 'badly')
    timer = setTimeout(() => void push(), backoff(attempt++, Math.random(), why.retryAfter))
  }

  const drained = async (): Promise<void> => {
    await push()
    // A run that was on its last look when this was asked is followed by another.
    await (running ?? Promise.resolve())
  }

  const follow = (waits: () => boolean): void => {
    addEventListener('online', () => void push())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void push()
    })
    setInterval(() => {
      if (attempt === 0 && waits()) void push()
    }, 60_000)
  }

  return { pushing, failure, push, drained, follow }
}

/** `navigator.locks` exists only on https and localhost; elsewhere a doubled push is merely answered `dup`. */
function inTurn(lock: string, work: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request(lock, work) : work()
}
