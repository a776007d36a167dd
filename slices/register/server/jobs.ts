import type { TaskList } from 'graphile-worker'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Mapping } from '#slices/intake/model.ts'
import { commitRegister, previewRegister } from './commit.ts'
import { undoRegister } from './undo.ts'

interface Job {
  community: Id
  batch: Id
}

/** The long steps of an import of the register, off the request path. Each may be killed and run again. */
export function registerJobs(context: Context): TaskList {
  return {
    'register.check': async (payload) => {
      const { community, batch, mapping, sheets } = payload as Job & { mapping?: Mapping; sheets?: number[] }
      await previewRegister(context, community, batch, mapping, sheets)
    },
    'register.commit': async (payload) => {
      const { community, batch, by } = payload as Job & { by: Id | null }
      await commitRegister(context, community, batch, by)
    },
    'register.undo': async (payload) => {
      const { community, batch, by } = payload as Job & { by: Id | null }
      await undoRegister(context, community, batch, by)
    },
  }
}
