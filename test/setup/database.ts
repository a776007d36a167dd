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

/** Projects of one run share the server; the last to finish stops it. */
const shared = globalThis as { qianxianTestUsers?: number }

/** One real PostgreSQL for all tests of a run, and in it a migrated template that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: () => {} }
    : await startPostgres('.data/test')
  shared.qianxianTestUsers = (shared.qianxianTestUsers ?? 0) + 1
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
    shared.qianxianTestUsers = (shared.qianxianTestUsers ?? 1) - 1
    if (shared.qianxianTestUsers === 0) postgres.stop()
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
