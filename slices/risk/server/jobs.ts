import type { TaskList } from 'graphile-worker'
import type { Context } from '#server/context.ts'
import type { Recurring } from '#server/jobs.ts'
import { fetchDue } from './fetch.ts'

export function riskJobs(context: Context): TaskList {
  return { 'risk.fetch': () => fetchDue(context) }
}

/** Which address is due is for the table to say: it survives a restart and a restored backup. */
export const riskRecurring: readonly Recurring[] = [{ task: 'risk.fetch', match: '* * * * *' }]
