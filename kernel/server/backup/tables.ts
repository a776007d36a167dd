import type { Db } from '../db.ts'

/** Our tables in the order in which they were made: each after those it refers to. */
export async function listTables(db: Db): Promise<string[]> {
  const rows = await db<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'migrations' order by c.oid`
  return rows.map((row) => row.name)
}

/** What a backup says of itself; the last entry of its file. */
export interface Manifest {
  format: 1
  madeAt: string
  /** The last migration that had run: a backup is restored into the same schema only. */
  migration: string
  /** Fingerprint of the master key, so that a restore without the right key is noticed at once. */
  key: string
  tables: { name: string; rows: number; sha256: string }[]
}
