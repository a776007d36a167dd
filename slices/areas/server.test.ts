import { describe, expect, it } from 'vitest'
import { openSession } from '#server/auth/sessions.ts'
import { createApi } from '#server/http/app.ts'
import { openLive } from '#server/sync/live.ts'
import { recordActs } from '#server/sync/record.ts'
import { openWriter } from '#server/sync/writer.ts'
import type { Role } from '#shared/roles.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { addBuilding, addDoor, addResident, placeResident, putInGrid } from '#slices/people/acts.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { raiseDuties } from '#slices/worklist/server/duties.ts'
import { routes } from '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { createArea } from './server.ts'

const database = useDatabase()

interface Answer {
  id?: string
  faults?: { line: number }[]
}

/** Asks the API as somebody who holds `role` at `area`. */
async function signedIn(world: TestWorld, role: Role, area: string) {
  const account = await createAccount(world, { name: '测试员', login: null, password: null })
  await grantRole(world, { account, role, area })
  const { token } = await openSession(world, account, { label: 'test' })
  const live = await openLive(database.db())
  const api = createApi({ ...world, live, writer: openWriter(world, live), report: () => {} }, routes)
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await api.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: (await answer.json()) as Answer }
  }
  return { ask, close: () => live.close() }
}

async function topOf(world: TestWorld): Promise<string> {
  const [area] = await world.db<{ lineage: string[] }[]>`select lineage from areas where id = ${world.community}`
  return area!.lineage[0]!
}

describe('the area tree', () => {
  it('takes a pasted list in any order, says what it could not use, and is the same when it comes again', () =>
    rolledBack(database.db(), async (db) => {
      // Roles begin when they are granted, by the database's own clock.
      const world = await makeWorld(db, Date.now())
      const top = await topOf(world)
      const [city] = await db<{ code: string }[]>`select code from areas where id = ${top}`
      const district = `${city!.code.slice(0, 4)}99`
      const text = [
        `${district}001002,幸福社区`,
        `${district},新区`,
        `${district}001000,一街道`,
        `${district}002003,无街道社区`,
        '110101,别的城市',
        '3201,太短',
      ].join('\n')
      const { ask, close } = await signedIn(world, 'administrator', top)
      const first = await ask('POST', '/v1/areas/import', { text })
      expect(first.body).toMatchObject({ added: 3, renamed: 0, same: 0 })
      expect(first.body.faults?.map(({ line }) => line)).toEqual([4, 5, 6])
      const again = await ask('POST', '/v1/areas/import', { text: text.replace('一街道', '第一街道') })
      expect(again.body).toMatchObject({ added: 0, renamed: 1, same: 2 })
      await close()
    }))

  it('is changed only by whoever manages it, and never where something hangs on it', () =>
    rolledBack(database.db(), async (db) => {
      // Roles begin when they are granted, by the database's own clock.
      const world = await makeWorld(db, Date.now())
      const top = await topOf(world)
      const [here] = await db<
        { code: string; parent_id: string }[]
      >`select code, parent_id from areas where id = ${world.community}`
      const administrator = await signedIn(world, 'administrator', top)
      const worker = await signedIn(world, 'grid_worker', world.community)
      const office = await signedIn(world, 'office', world.community)
      const grid = { parent: world.community, code: `${here!.code}-91`, name: '第九十一网格' }
      expect((await worker.ask('POST', '/v1/areas', grid)).status).toBe(403)
      expect((await office.ask('POST', '/v1/areas', { ...grid, code: '12' })).status).toBe(422)
      const made = await office.ask('POST', '/v1/areas', grid)
      expect(made).toMatchObject({ status: 200, body: { kind: 'grid', name: '第九十一网格' } })
      const id = made.body.id!
      expect((await office.ask('PUT', `/v1/areas/${id}`, { name: '九十一' })).body).toMatchObject({ name: '九十一' })
      expect((await office.ask('PUT', `/v1/areas/${here!.parent_id}`, { name: '别人的' })).status).toBe(403)
      expect((await office.ask('DELETE', `/v1/areas/${id}`)).status).toBe(200)
      expect((await administrator.ask('DELETE', `/v1/areas/${here!.parent_id}`)).status).toBe(409)
      for (const { close } of [administrator, worker, office]) await close()
    }))
})

it('takes people and their tasks along when a building changes its grid, or a person their door', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const { community } = world
    const [area] = await db<{ code: string }[]>`select code from areas where id = ${community}`
    const grids = await Promise.all(
      ['81', '82'].map((n) =>
        createArea(world, { parent: community, kind: 'grid', code: `${area!.code}-${n}`, name: n }),
      ),
    )
    const [one, two] = grids.map(({ id }) => id)
    const [building, other, door, otherDoor, person] = Array.from({ length: 5 }, anyId)
    const act = (kind: { kind: string; v: number }, subject: string, payload: Record<string, unknown>) =>
      systemAct(world, community, anyId(), anyId(), kind, subject, payload)
    const record = (...acts: ReturnType<typeof act>[]) =>
      recordActs(world, [{ who: null, acts, deviceNow: world.clock() }])
    await record(
      act(addBuilding, building!, { estate: '幸福里', name: '1幢', grid: one }),
      act(addBuilding, other!, { estate: '幸福里', name: '2幢', grid: two }),
    )
    await record(
      act(addDoor, door!, { building, unit: '1', room: '101' }),
      act(addDoor, otherDoor!, { building: other, unit: '1', room: '202' }),
    )
    await record(act(addResident, person!, { origin: 'register', name: '测试', door }))
    const duty = { id: anyId(), source: null, batch: null, row: null, due: null, urgency: 2, reason: '' }
    await raiseDuties(world, community, anyId(), [{ resident: person!, duty }])
    const task = async () =>
      (await db`select grid_id, place_key, version from tasks where resident_id = ${person!}`)[0]!
    const before = await task()
    expect(before.grid_id).toBe(one)

    await record(act(putInGrid, building!, { grid: two }))
    const moved = await task()
    expect(moved.grid_id).toBe(two)
    expect(moved.version).toBeGreaterThan(before.version as number)

    await record(act(putInGrid, building!, { grid: one }))
    await record(act(placeResident, person!, { door: otherDoor }))
    expect(await task()).toMatchObject({ grid_id: two, place_key: expect.stringContaining('00202') as string })
  }))
