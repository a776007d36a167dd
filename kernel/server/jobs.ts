import { Worker } from 'node:worker_threads'
import { type TaskList, parseCronItems, run } from 'graphile-worker'
import { Logger } from 'graphile-worker'
import type { Db } from './db.ts'
import type { Live } from './sync/live.ts'

/**
 * Long work goes through a queue in PostgreSQL, so it survives a restart. Enqueued in the caller's own transaction:
 * either both happen or neither. The same `key` waiting twice is one job.
 */
export async function addJob(db: Db, task: string, payload: Record<string, unknown>, key: string): Promise<void> {
  await db`
    select graphile_worker.add_job(${task}::text, ${db.json(payload as never)}::json,
      job_key => ${key}::text, max_attempts => 5)`
}

/** A job that comes again and again: `match` as in crontab(5), UTC. What was missed while nobody worked is not made up. */
export interface Recurring {
  task: string
  match: string
}

/** Works on the queue until stopped. One job at a time: an import already keeps a processor busy. */
export async function runJobs(
  url: string,
  tasks: TaskList,
  recurring: readonly Recurring[] = [],
): Promise<{ stop: () => Promise<void> }> {
  const runner = await run({
    connectionString: url,
    taskList: tasks,
    concurrency: 1,
    // Waiting twice is one job: a long import must not leave a heap of minutes behind it.
    parsedCronItems: parseCronItems(
      recurring.map(({ task, match }) => ({
        task,
        match,
        options: { backfillPeriod: 0, jobKey: task, maxAttempts: 1 },
      })),
    ),
    noHandleSignals: true,
    pollInterval: 2000,
    logger: new Logger(() => () => {}),
  })
  return { stop: () => runner.stop() }
}

/**
 * The same in a thread of its own: linking 4,000 rows keeps a processor busy for a second, and whoever asks for a card
 * meanwhile must not wait for it. `entry` is a module that calls `workInThread` (jobs-thread.ts).
 */
export function startJobsThread(entry: URL, settings: object): { stop: () => Promise<void> } {
  const worker = new Worker(entry, { workerData: settings, execArgv: [] })
  const ended = new Promise<void>((done) => worker.once('exit', () => done()))
  // A thread that dies takes the program with it: a server that takes no lists any more must not look alive.
  worker.once('error', (error) => {
    throw error
  })
  return {
    stop: async () => {
      worker.postMessage('stop')
      await ended
    },
  }
}

/** Screens and phones hear of what a job has changed in a community when it ends. */
export function announcing(db: Db, live: Pick<Live, 'announce'>, tasks: TaskList): TaskList {
  const announce = async (payload: unknown) => {
    const { community } = (payload ?? {}) as { community?: string }
    if (!community) return
    const [head] = await db<{ version: number }[]>`
      select version from community_heads where community_id = ${community}`
    if (head) live.announce(new Map([[community, head.version]]))
  }
  const wrapped = Object.entries(tasks).map(([name, task]): [string, TaskList[string]] => [
    name,
    async (payload, helpers) => {
      await task!(payload, helpers)
      await announce(payload)
    },
  ])
  return Object.fromEntries(wrapped)
}
