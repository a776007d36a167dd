import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Id, uuidv7 } from '#shared/ids.ts'
import { type Context, idMaker } from '#server/context.ts'
import { type Db, openDb } from '#server/db.ts'
import { createCampaign, loadKeys } from '#server/keys.ts'
import { createArea } from '#slices/areas/server.ts'
import { withDatabase } from './setup/database.ts'

class RollBack extends Error {}

/** A copy of the migrated template for this test file, dropped after it. Call once, at the top of the file. */
export function useDatabase(): { db: () => Db; url: () => string } {
  const name = `qx_${inject('runId')}_${randomBytes(4).toString('hex')}`
  const url = withDatabase(inject('databaseUrl'), name)
  let db: Db
  beforeAll(async () => {
    const admin = openDb(inject('databaseUrl'), { connections: 1 })
    await admin.unsafe(`create database ${name} template qx_${inject('runId')}`)
    await admin.end()
    db = openDb(url, { connections: 6 })
  })
  afterAll(async () => db?.end())
  return { db: () => db, url: () => url }
}

/** Runs `work` in a transaction that is rolled back: each test against the real database, none seeing another. */
export async function rolledBack(db: Db, work: (db: Db) => Promise<void>): Promise<void> {
  await db
    .tx(async (inner) => {
      await work(inner)
      throw new RollBack()
    })
    .catch((error: unknown) => {
      if (!(error instanceof RollBack)) throw error
    })
}

/** Wednesday 23 March 2022, 23:00 in Nanjing: the night list has just come in. */
export const testNow = Date.parse('2022-03-23T15:00:00Z')

export interface TestWorld extends Context {
  community: Id
  neighbour: Id
  grid: Id
}

/** A context with fresh keys, a clock that stands still, and a small area tree with two communities. */
export async function makeWorld(db: Db, now = testNow): Promise<TestWorld> {
  const clock = () => now
  // Ids of one test must not repeat although its clock stands still.
  const newId = idMaker(() => now + Math.floor(Math.random() * 1000))
  const master = randomBytes(32)
  const campaigns = { register: newId(), outbreak: newId() }
  await createCampaign(db, master, { id: campaigns.register, kind: 'register', name: '住户底册' })
  await createCampaign(db, master, { id: campaigns.outbreak, kind: 'outbreak', name: '测试专项' })
  const keys = await loadKeys(db, master)
  const at = { db, newId }
  const city = await createArea(at, { parent: null, kind: 'city', code: '320100', name: '南京市' })
  const district = await createArea(at, { parent: city.id, kind: 'district', code: '320105', name: '建邺区' })
  const street = await createArea(at, { parent: district.id, kind: 'street', code: '320105003', name: '测试街道' })
  const community = await createArea(at, { parent: street.id, kind: 'community', code: '320105003012', name: '甲社区' })
  const neighbour = await createArea(at, { parent: street.id, kind: 'community', code: '320105003013', name: '乙社区' })
  const grid = await createArea(at, { parent: community.id, kind: 'grid', code: '320105003012-01', name: '第一网格' })
  return {
    db,
    keys,
    clock,
    zone: 'Asia/Shanghai',
    newId,
    campaigns,
    community: community.id,
    neighbour: neighbour.id,
    grid: grid.id,
  }
}

/** An id for a fixture, from real randomness. */
export function anyId(): Id {
  return uuidv7(testNow, (bytes) => Uint8Array.from(randomBytes(bytes.length)))
}
