import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Changed } from '#server/sync/projection.ts'

/** Entries of these ids whose making was undone. Asked only where some were not found, which is when they are new. */
export async function findWithdrawn<State>(
  { db }: Context,
  community: Id,
  ids: Id[],
  found: number,
  make: (id: Id, at: string) => State,
): Promise<[Id, State][]> {
  if (found >= ids.length) return []
  const rows = await db<{ id: Id; at: Date }[]>`
    select id, at from withdrawn_entries where community_id = ${community} and id = any(${ids})`
  return rows.map(({ id, at }) => [id, make(id, at.toISOString())])
}

/** Takes the rows of withdrawn entries away, noting that they have been; returns what is still there to be saved. */
export async function withdraw<State extends { id: Id; withdrawnAt: string | null }>(
  { db }: Context,
  community: Id,
  kind: 'building' | 'door' | 'resident',
  changed: Map<Id, Changed<State>>,
): Promise<Map<Id, Changed<State>>> {
  const gone = [...changed.values()].filter(({ state }) => state.withdrawnAt)
  if (!gone.length) return changed
  const ids = gone.map(({ state }) => state.id)
  const rows = gone.map(({ state, version }) => ({ id: state.id, version, at: state.withdrawnAt }))
  await db`
    insert into withdrawn_entries (community_id, id, version, kind, at)
    select ${community}, id, version, ${kind}, at
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, at timestamptz)
    on conflict do nothing`
  const table = db(kind === 'building' ? 'buildings' : kind === 'door' ? 'doors' : 'residents')
  await db`delete from ${table} where community_id = ${community} and id = any(${ids})`
  return new Map([...changed].filter(([, { state }]) => !state.withdrawnAt))
}
