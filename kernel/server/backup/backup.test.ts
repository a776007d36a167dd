import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject, it } from 'vitest'
import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import '#slices/server.ts'
import { makeWorld, useDatabase } from '#test/database.ts'
import { makeRisk } from '#test/risk.ts'
import { makeRules } from '#test/rules.ts'
import { withDatabase } from '#test/setup/database.ts'
import { type Db, openDb } from '../db.ts'
import { replay } from '../sync/apply.ts'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-backup-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function freshDatabase(): Promise<Db> {
  const name = `qx_${inject('runId')}_${randomBytes(4).toString('hex')}`
  const admin = openDb(inject('databaseUrl'), { connections: 1 })
  await admin.unsafe(`create database ${name} template qx_${inject('runId')}`)
  await admin.end()
  return openDb(withDatabase(inject('databaseUrl'), name), { connections: 2 })
}

it('brings everything back into an empty database, and nothing into another', async () => {
  const world = await makeWorld(database.db())
  const { id: community } = await installDemo(world, makeCommunity({ seed: 3, day: '2022-03-23', households: 60 }))
  await makeRisk(world)
  await makeRules(world, community, { people: 10 })
  const file = join(folder, 'all.zip')
  const made = await backUp(world.db, file, 'this key')
  expect(made.tables.find(({ name }) => name === 'residents')!.rows).toBeGreaterThan(150)

  const other = await freshDatabase()
  await expect(restore(other, file, 'another key')).rejects.toThrow('backup_other_key')
  expect(await restore(other, file, 'this key')).toEqual(made)
  for (const table of [
    'acts',
    'residents',
    'doors',
    'areas',
    'campaigns',
    'risk_places',
    'policy_versions',
    'measures',
    'deeds',
  ]) {
    const rows = (db: Db) => db.unsafe(`select * from ${table} order by 1, 2`)
    expect([...(await rows(other))], table).toEqual([...(await rows(world.db))])
  }
  // The same keys read it, and every row is still what its acts make it.
  const compared = await replay({ ...world, db: other }, community, (_, __, rebuilt, stored) =>
    expect(stored).toEqual(rebuilt),
  )
  expect(compared).toBeGreaterThan(200)
  await expect(restore(other, file, 'this key')).rejects.toThrow('backup_not_empty')
  await other.end()
})

it('refuses a damaged file in words, and changes nothing', async () => {
  const world = await makeWorld(await freshDatabase())
  const file = join(folder, 'whole.zip')
  await backUp(world.db, file, 'key')
  const bytes = readFileSync(file)
  const target = await freshDatabase()
  for (const damage of [bytes.subarray(0, bytes.length / 2), Buffer.from('no zip at all')]) {
    writeFileSync(join(folder, 'damaged.zip'), damage)
    await expect(restore(target, join(folder, 'damaged.zip'), 'key')).rejects.toThrow('backup_unreadable')
  }
  const [{ n }] = await target<[{ n: number }]>`select count(*)::int as n from areas`
  expect(n).toBe(0)
  await target.end()
  await world.db.end()
})
