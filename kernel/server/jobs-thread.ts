import { parentPort, workerData } from 'node:worker_threads'
import type { TaskList } from 'graphile-worker'
import type { Context } from './context.ts'
import { type Recurring, announcing, runJobs } from './jobs.ts'
import { type Settings, openContext } from './main.ts'
import { openLive } from './sync/live.ts'

/** A thread's own side (`startJobsThread` is the other): works on the queue with a context of its own until told to stop. */
export async function workInThread(
  jobs: (context: Context) => TaskList,
  recurring: readonly Recurring[],
): Promise<void> {
  const settings = workerData as Settings & { databaseUrl: string }
  const { context, close } = await openContext(settings)
  const live = await openLive(context.db)
  const runner = await runJobs(settings.databaseUrl, announcing(context.db, live, jobs(context)), recurring)
  const port = parentPort!
  port.once('message', () => {
    void runner
      .stop()
      .then(() => live.close())
      .then(close)
      .then(() => port.close())
  })
}
