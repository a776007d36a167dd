import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { addSnapshotParts } from '#server/sync/snapshot.ts'
import { listInForce } from './versions.ts'

/** What phones know of rules: the groups by which they ask, and what the deeds are called. */
addSnapshotParts({
  rows: async (context, community) => ({ rules: [await rulesForPhone(context, community)] }),
})

async function rulesForPhone(context: Context, community: Id) {
  const versions = await listInForce(context, community, context.clock())
  const groups = versions.flatMap(({ document }) => document.obligations.flatMap(({ category }) => category ?? []))
  const deeds = new Map(versions.flatMap(({ document }) => document.deeds.map((deed) => [deed.key, deed] as const)))
  return { id: community, groups: [...new Set(groups)], deeds: [...deeds.values()] }
}
