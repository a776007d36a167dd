import type { Id } from '#shared/ids.ts'
import type { Db } from '#server/db.ts'

/** An act as it stands in the database. */
export interface Stored {
  id: Id
  community_id: Id
  version: number
  device_id: Id
  seq: number
  at: Date
  received_at: Date
  held: string | null
  late: boolean
}

export async function loadStored(db: Db, devices: readonly Id[]): Promise<Stored[]> {
  return db<Stored[]>`
    select id, community_id, version, device_id, seq, at, received_at, held, late from acts
    where device_id = any(${[...devices]})`
}

/** Which of these acts are not in the database. */
export async function findMissing(db: Db, ids: readonly Id[]): Promise<Id[]> {
  const rows = await db<{ id: Id }[]>`
    select a.id from unnest(${[...ids]}::uuid[]) as a(id) where not exists (select 1 from acts where acts.id = a.id)`
  return rows.map(({ id }) => id)
}

/** Alike exactly where every act, row and version is. */
export async function fingerprint(db: Db): Promise<string> {
  const parts: string[] = []
  for (const [table, key] of [
    ['acts', 'community_id, version'],
    ['tasks', 'community_id, id'],
    ['residents', 'community_id, id'],
    ['buildings', 'community_id, id'],
    ['transfers', 'community_id, id'],
    ['community_heads', 'community_id'],
  ] as const) {
    const [row] = await db<{ print: string }[]>`
      select md5(string_agg(md5(t::text), '' order by ${db.unsafe(key)})) as print from ${db(table)} t`
    parts.push(`${table} ${row!.print}`)
  }
  return parts.join('\n')
}
