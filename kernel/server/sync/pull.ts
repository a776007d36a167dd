import { createHash } from 'node:crypto'
import type { Id } from '#shared/ids.ts'
import type { Reach } from '../auth/grants.ts'
import type { Context } from '../context.ts'

/**
 * One table of the field that phones keep a copy of. `rows` gives what changed above `after`, oldest first, at most
 * `limit`, in the minimal profile: no whole document number, no phone number.
 */
export interface SyncTable {
  name: string
  rows: (
    context: Context,
    community: Id,
    after: number,
    limit: number,
    reach: Reach,
  ) => Promise<{ id: Id; version: number; [column: string]: unknown }[]>
}

const tables: SyncTable[] = []

export function addSyncTable(table: SyncTable): void {
  tables.push(table)
}

export interface Pulled {
  rows: { table: string; id: Id; version: number; [column: string]: unknown }[]
  /** Ask for rows above this next time. */
  next: number
  more: boolean
}

/** Names a reach: a copy that was made with another one has to be made anew, for rows that did not change do not come. */
export function reachTag({ whole, grids }: Reach): string {
  if (whole) return 'whole'
  return createHash('sha256')
    .update([...new Set(grids)].sort().join(' '))
    .digest('hex')
    .slice(0, 12)
}

/**
 * All rows above version `after`. Never splits rows that share a version, so `next` skips nothing: where a page is
 * full, it ends before the first version that may be incomplete.
 */
export async function pull(
  context: Context,
  community: Id,
  after: number,
  limit: number,
  reach: Reach,
): Promise<Pulled> {
  const [head] = await context.db<{ version: number }[]>`
    select version from community_heads where community_id = ${community}`
  const pages = await Promise.all(
    tables.map(async (table) => ({
      name: table.name,
      rows: await table.rows(context, community, after, limit, reach),
    })),
  )
  const full = pages.filter((page) => page.rows.length >= limit)
  // Never beyond the head as it was before: one table may already show what the other was read too early for.
  const complete = Math.min(head?.version ?? after, ...full.map((page) => page.rows.at(-1)!.version - 1))
  const rows = pages
    .flatMap((page) => page.rows.map((row) => ({ ...row, table: page.name })))
    .filter((row) => row.version <= complete)
    .sort((a, b) => a.version - b.version)
  if (full.length && complete <= after) return pull(context, community, after, limit * 4, reach)
  return { rows, next: complete, more: full.length > 0 }
}
