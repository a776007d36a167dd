import type { TaskList } from 'graphile-worker'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Mapping } from '../model.ts'
import { commitBatch, previewBatch, undoBatch } from './commit.ts'

interface BatchJob {
  community: Id
  batch: Id
}

/** The long steps of a list, off the request path. Each may be killed and run again. */
export function intakeJobs(context: Context): TaskList {
  return {
    'intake.check': async (payload) => {
      const { community, batch, mapping, sheets } = payload as BatchJob & {
        mapping: Mapping | null
        sheets?: number[]
      }
      await previewBatch(context, community, batch, mapping ?? undefined, sheets)
    },
    'intake.commit': async (payload) => {
      const { community, batch, by } = payload as BatchJob & { by: Id | null }
      await commitBatch(context, community, batch, by)
    },
    'intake.undo': async (payload) => {
      const { community, batch, by } = payload as BatchJob & { by: Id | null }
      await undoBatch(context, community, batch, by)
    },
  }
}
