import { backoff } from './backoff.ts'
import { MOST_ACTS, nextLimit } from './outbox-rules.ts'

/** When what waits is sent, without page or storage, so that it can be tried against any kind of bad line. */
export interface SendLoop {
  /** Sends what waits. Several calls share one run; a call during its last look is followed by another run. */
  push: () => Promise<void>
  /** Resolves when everything that can be sent has been, or sending has failed. */
  drained: () => Promise<void>
  /** Failures since the last run that went well. */
  failures: () => number
  /** Forgets the next try. */
  stop: () => void
}

export interface SendSteps {
  /** Sends one batch of at most `limit` acts; false when there was nothing to send, or nothing came of it. */
  pushOnce: (limit: number) => Promise<boolean>
  /** Runs `work` while nobody else who shares the outbox does. */
  inTurn: (work: () => Promise<void>) => Promise<void>
  begun: () => void
  /** `thrown`: why it did not get through; null when it did. Tells the seconds that the server asks for, if it does. */
  ended: (thrown: unknown) => number | undefined
  /** After each run, whatever came of it. */
  after: () => Promise<void>
  /** Milliseconds until the next try; `backoff` where not given. */
  pause?: (attempt: number, random: number, retryAfter?: number) => number
}

export function makeSendLoop({ pushOnce, inTurn, begun, ended, after, pause = backoff }: SendSteps): SendLoop {
  let limit = MOST_ACTS
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  /** Somebody asked while a run was on its last look: another run follows at once. */
  let wanted = false

  const push = (): Promise<void> => {
    wanted = true
    running ??= inTurn(drain).finally(() => {
      running = undefined
      if (wanted) void push()
    })
    return running
  }

  const drain = async (): Promise<void> => {
    clearTimeout(timer)
    begun()
    try {
      do wanted = false
      while ((await sendBatch()) || wanted)
      attempt = 0
      ended(null)
    } catch (thrown) {
      wanted = false
      limit = nextLimit(limit, 'badly')
      const retryAfter = ended(thrown)
      timer = setTimeout(() => void push(), pause(attempt++, Math.random(), retryAfter))
    } finally {
      await after()
    }
  }

  const sendBatch = async (): Promise<boolean> => {
    const went = await pushOnce(limit)
    if (went) limit = nextLimit(limit, 'well')
    return went
  }

  const drained = async (): Promise<void> => {
    await push()
    await (running ?? Promise.resolve())
  }

  return { push, drained, failures: () => attempt, stop: () => clearTimeout(timer) }
}
