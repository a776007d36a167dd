import { type Signal, signal } from '@preact/signals'
import { type Failure, asFailure } from './failure.ts'
import { type SendLoop, type SendSteps, makeSendLoop } from './send-loop.ts'

/** What sends acts: the office's outbox and the sealed one of a phone differ only in what they store and how. */
export interface Sender extends Pick<SendLoop, 'push' | 'drained'> {
  /** Whether acts are on their way now. */
  pushing: Signal<boolean>
  /** Why the last push did not get through; null after one that did. */
  failure: Signal<Failure | null>
  /** Pushes when the network or the person comes back, and each minute while `waits()`. Called once. */
  follow: (waits: () => boolean) => void
}

export interface Sending extends Pick<SendSteps, 'pushOnce' | 'after'> {
  /** Name of the lock that tabs take turns by, so that none sends another's batch. */
  lock: string
}

export function makeSender({ lock, pushOnce, after }: Sending): Sender {
  const pushing = signal(false)
  const failure = signal<Failure | null>(null)
  const { push, drained, failures } = makeSendLoop({
    pushOnce,
    inTurn: (work) => inTurn(lock, work),
    begun: () => (pushing.value = true),
    ended: (thrown) => {
      failure.value = thrown === null ? null : asFailure(thrown)
      return failure.value?.retryAfter
    },
    after: async () => {
      pushing.value = false
      await after()
    },
  })

  const follow = (waits: () => boolean): void => {
    addEventListener('online', () => void push())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void push()
    })
    setInterval(() => {
      if (failures() === 0 && waits()) void push()
    }, 60_000)
  }

  return { pushing, failure, push, drained, follow }
}

/** `navigator.locks` exists only on https and localhost; elsewhere a doubled push is merely answered `dup`. */
function inTurn(lock: string, work: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request(lock, work) : work()
}
