import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'
import type { Db } from './db.ts'

const folder = join(root, 'migrations')

/** Any number will do, as long as every server of ours takes the same lock. */
const lock = 20220713

/**
 * Brings the schema up to date: numbered files, forward only, all in one transaction.
 * Safe when several servers start at once (an advisory lock); refuses a file that was edited after it ran.
 * Returns the names of the files that ran.
 */
export async function migrate(db: Db): Promise<string[]> {
  return db.tx(async (db) => {
    await db`select pg_advisory_xact_lock(${lock})`
    await db`create table if not exists migrations (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now())`
    const rows = await db<{ name: string; sha256: string }[]>`select name, sha256 from migrations`
    const applied = new Map(rows.map((row) => [row.name, row.sha256]))
    const ran: string[] = []
    for (const name of migrationNames()) {
      const text = readFileSync(join(folder, name), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      const before = applied.get(name)
      if (before === sha256) continue
      if (before) throw new Error(`${name} was changed after it ran. Migrations are never edited: add a new one.`)
      await db.unsafe(text)
      await db`insert into migrations (name, sha256) values (${name}, ${sha256})`
      ran.push(name)
    }
    return ran
  })
}

export function migrationNames(): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z_]+\.sql$/.test(name))
    .sort()
}
