import { type TaskList, parseCronItems, run } from 'graphile-worker'
import { Logger } from 'graphile-worker'
import type { Db } from './db.ts'

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
