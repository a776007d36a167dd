import type { TaskList } from 'graphile-worker'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Recurring } from '#server/jobs.ts'
import { followLists } from '#slices/risk/server/lists.ts'
import { runDryRun } from './dry-run.ts'
import { settleDue } from './settle.ts'
import { applyDue } from './transitions.ts'

/** A list changes what held where: everybody's residence and stays are looked at anew. */
followLists(async ({ db }) => {
  await db`update policy_days set stale = true where not stale`
})

export function policyJobs(context: Context): TaskList {
  return {
    'policy.tick': async () => {
      await applyDue(context)
      await settleDue(context)
    },
    'policy.try': async (payload) => {
      const { run } = payload as { run: Id }
      try {
        await runDryRun(context, run)
      } catch (error) {
        // Tried again by the queue; until that is done whoever waits sees that it did not end.
        await context.db`update policy_dry_runs set status = 'failed' where id = ${run}`
        throw error
      }
    },
  }
}

export const policyRecurring: readonly Recurring[] = [{ task: 'policy.tick', match: '* * * * *' }]
