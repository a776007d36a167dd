import { Problem, problem } from '#shared/problem.ts'
import type { Context } from '../context.ts'
import type { Live } from './live.ts'
import { type ActResult, type Push, recordActs } from './record.ts'

/**
 * Writes pushes in natural batches: while one transaction is on its way to the disk the next pushes gather, and go
 * together when it returns. No timer, so a lone push never waits; under load one commit serves many requests.
 */
export interface Writer {
  push: (push: Push) => Promise<{ results: ActResult[]; versions: Record<string, number> }>
}

interface Waiting {
  push: Push
  done: (outcome: { results: ActResult[]; versions: Record<string, number> }) => void
  fail: (error: unknown) => void
}

/** Two transactions at a time keep both the disk and the processor busy; more only wait for the same locks. */
const flights = 2
/** Acts in one transaction: long enough to share a commit, short enough not to hold a community's lock for long. */
const maxActs = 500
/** Beyond this many waiting acts a sender is asked to come back: it has them safely on its own disk. */
const maxWaiting = 20_000

export function openWriter(context: Context, live: Live): Writer {
  let queue: Waiting[] = []
  let waitingActs = 0
  let flying = 0

  const takeBatch = (): Waiting[] => {
    let acts = 0
    let n = 0
    while (n < queue.length && (n === 0 || acts + queue[n]!.push.acts.length <= maxActs)) {
      acts += queue[n]!.push.acts.length
      n++
    }
    const batch = queue.slice(0, n)
    queue = queue.slice(n)
    waitingActs -= acts
    return batch
  }

  const fly = async (): Promise<void> => {
    while (queue.length && flying < flights) {
      flying++
      void writeBatch(context, live, takeBatch()).finally(() => {
        flying--
        void fly()
      })
    }
  }

  return {
    push: (push) =>
      new Promise((done, fail) => {
        if (waitingActs > maxWaiting) {
          fail(new Problem(problem.busy, {}, { retryAfter: 1 + Math.floor(Math.random() * 5) }))
          return
        }
        queue.push({ push, done, fail })
        waitingActs += push.acts.length
        // Requests that arrived in the same turn of the loop join the same batch.
        setImmediate(() => void fly())
      }),
  }
}

async function writeBatch(context: Context, live: Live, batch: Waiting[]): Promise<void> {
  try {
    const { results, versions } = await recordActs(
      context,
      batch.map((waiting) => waiting.push),
    )
    live.announce(versions)
    batch.forEach((waiting, i) => waiting.done({ results: results[i]!, versions: Object.fromEntries(versions) }))
  } catch (error) {
    if (batch.length === 1) batch[0]!.fail(error)
    // One sender's bad luck must not be everybody's: each again on its own.
    else for (const waiting of batch) await writeBatch(context, live, [waiting])
  }
}
