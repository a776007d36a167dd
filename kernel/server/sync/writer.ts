import type { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import type { Context } from '../context.ts'
import { isDatabaseAway, isPostgresError } from '../db.ts'
import type { Live } from './live.ts'
import { type ActResult, type Entry, type Push, readEntries } from './entry.ts'
import { recordEntries } from './record.ts'

/**
 * Writes pushes in natural batches: while one transaction of a community is on its way to the disk its next pushes
 * gather, and go together when it returns. No timer, so a lone push never waits; under load one commit serves many
 * requests. Communities have lanes of their own: two transactions of one would only wait for each other's lock.
 */
export interface Writer {
  push: (push: Push) => Promise<{ results: ActResult[]; versions: Record<string, number> }>
}

interface Waiting {
  entries: Entry[]
  done: (outcome: { results: ActResult[]; versions: Record<string, number> }) => void
  fail: (error: unknown) => void
}

/** Transactions at a time, each of another community: they keep the disk and all processors busy. */
const maxFlights = 4
/** Acts in one transaction: long enough to share a commit, short enough not to hold a community's lock for long. */
const mostActs = 500
/** Beyond this many waiting acts a sender is asked to come back: it has them safely on its own disk. */
const mostWaiting = 20_000

export function openWriter(
  context: Context,
  live: Live,
  { maxWaiting = mostWaiting, maxActs = mostActs } = {},
): Writer {
  /** What waits for each community; the one that has waited longest stands first. */
  const lanes = new Map<Id, Waiting[]>()
  const flying = new Set<Id>()
  let waitingActs = 0

  const takeBatch = (lane: Id, queue: Waiting[]): Waiting[] => {
    const batch = queue.splice(0, countForBatch(queue, maxActs))
    lanes.delete(lane)
    if (queue.length) lanes.set(lane, queue)
    waitingActs -= batch.reduce((sum, { entries }) => sum + entries.length, 0)
    return batch
  }

  const fly = (): void => {
    for (const [lane, queue] of lanes) {
      if (flying.size >= maxFlights) return
      if (flying.has(lane)) continue
      flying.add(lane)
      void writeBatch(context, live, takeBatch(lane, queue)).finally(() => {
        flying.delete(lane)
        fly()
      })
    }
  }

  return {
    push: (push) =>
      new Promise((done, fail) => {
        if (waitingActs > maxWaiting) {
          fail(busy())
          return
        }
        // A push about several communities (a rare one) goes by its first; their locks keep it apart from the others.
        const lane = push.acts[0]?.community ?? ''
        const queue = lanes.get(lane) ?? []
        // Read and sealed at once: while this is done here, the database is busy with the transaction before.
        queue.push({ entries: readEntries(context, push), done, fail })
        lanes.set(lane, queue)
        waitingActs += push.acts.length
        // Requests that arrived in the same turn of the loop join the same batch.
        setImmediate(fly)
      }),
  }
}

/** How many of these pushes go together: at least one, at most so many acts. */
function countForBatch(queue: readonly Waiting[], maxActs: number): number {
  let acts = 0
  let n = 0
  while (n < queue.length && (n === 0 || acts + queue[n]!.entries.length <= maxActs)) {
    acts += queue[n]!.entries.length
    n++
  }
  return n
}

async function writeBatch(context: Context, live: Live, batch: Waiting[]): Promise<void> {
  try {
    const { results, versions } = await recordEntries(
      context,
      batch.map((waiting) => waiting.entries),
    )
    live.announce(versions)
    batch.forEach((waiting, i) => waiting.done({ results: results[i]!, versions: Object.fromEntries(versions) }))
  } catch (error) {
    // One sender's bad luck must not be everybody's: each again on its own.
    if (batch.length > 1 && !isDatabaseAway(error))
      for (const waiting of batch) await writeBatch(context, live, [waiting])
    else for (const { fail } of batch) fail(wasStopped(error) ? busy() : error)
  }
}

/** Two writers waited for each other, and PostgreSQL stopped this one: nothing was written. */
function wasStopped(error: unknown): boolean {
  return isPostgresError(error) && error.code === '40P01'
}

function busy(): Problem {
  return new Problem(problem.busy, {}, { retryAfter: 1 + Math.floor(Math.random() * 5) })
}
