import type { TestProject } from 'vitest/node'
import { runMigrations } from 'graphile-worker'
import { migrate } from '#server/migrate.ts'
import { openDb } from '#server/db.ts'
import { startPostgres } from '#server/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
    runId: string
  }
}

/** One real PostgreSQL for all tests of a run, and in it a migrated template that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: () => {} }
    : await startPostgres('.data/test')
  const admin = openDb(postgres.url, { connections: 1 })
  const runId = `${process.pid}_${Date.now()}_${project.name}`
  const template = `qx_${runId}`
  await admin.unsafe(`create database ${template}`)
  const url = withDatabase(postgres.url, template)
  const db = openDb(url, { connections: 1 })
  await migrate(db)
  await db.end()
  await runMigrations({ connectionString: url })
  project.provide('databaseUrl', postgres.url)
  project.provide('runId', runId)
  return async () => {
    const mine = await admin<{ datname: string }[]>`
      select datname from pg_database where datname like ${`qx_${runId}%`}`
    for (const { datname } of mine) await admin.unsafe(`drop database if exists ${datname} with (force)`)
    await admin.end()
    postgres.stop()
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
