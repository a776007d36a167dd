import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSnapshot } from '#shared/snapshot.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { routes } from '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, useDatabase } from '#test/database.ts'
import { openSession } from '../auth/sessions.ts'
import { openDb } from '../db.ts'
import { openLive, silentLive } from '../sync/live.ts'
import { type Writer, openWriter } from '../sync/writer.ts'
import { createApi } from './app.ts'

const database = useDatabase()
let one: TestWorld

beforeAll(async () => {
  // Not rolled back: the server has connections of its own.
  one = await makeWorld(database.db(), Date.now())
})

/** Somebody of a new community, and a server that they ask. */
async function open({ connections = 4, writer }: { connections?: number; writer?: Writer } = {}) {
  const db = openDb(database.url(), { connections })
  const urgentDb = openDb(database.url(), { connections: 3 })
  const world = { ...one, clock: Date.now, db }
  const account = await createAccount(world, { name: '测试员', login: null, password: null })
  await grantRole(world, { account, role: 'grid_worker', area: world.grid })
  const { token, device } = await openSession(world, account, { label: 'test' })
  const live = await openLive(urgentDb)
  const services = {
    ...world,
    urgentDb,
    live,
    writer: writer ?? openWriter({ ...world, db: urgentDb }, live),
    report: () => {},
  }
  let api = createApi(services, routes)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const get = async (path: string, more: Record<string, string> = {}) =>
    api.request(path, { headers: { ...headers, ...more } })
  const push = async (acts: unknown[], more: object = {}) => {
    const deviceNow = new Date().toISOString()
    const body = JSON.stringify({ proto: 1, device, deviceNow, acts, ...more })
    return api.request('/v1/push', { method: 'POST', headers, body })
  }
  const act = (more: object = {}) => ({
    id: anyId(),
    kind: 'future.thing',
    v: 1,
    community: world.community,
    subject: anyId(),
    device,
    seq: 0,
    occurred: new Date().toISOString(),
    payload: {},
    ...more,
  })
  /** Who somebody is, is remembered for some seconds; not by a server that has just begun. */
  const forget = () => (api = createApi(services, routes))
  const end = async () => {
    await live.close()
    await Promise.all([db.end(), urgentDb.end()])
  }
  return { world, account, db, get, push, act, forget, end }
}

describe('a push', () => {
  it('is answered while every other connection is busy', async () => {
    const { db, push, act, get, world, end } = await open({ connections: 2 })
    let free!: () => void
    const held = new Promise<void>((done) => (free = done))
    const busy = Promise.all([db.tx(() => held), db.tx(() => held)])
    let pulled = false
    const waiting = get(`/v1/communities/${world.community}/pull`).then(() => (pulled = true))
    expect((await push([act()])).status).toBe(200)
    expect(pulled).toBe(false)
    free()
    await Promise.all([busy, waiting])
    expect(pulled).toBe(true)
    await end()
  })

  it('is turned away with a time to come back where too much waits', async () => {
    const writer = openWriter(one, silentLive, { maxWaiting: 1 })
    const { db, world, push, act, end } = await open({ writer })
    let free!: () => void
    const held = new Promise<void>((done) => (free = done))
    let locked!: () => void
    const ready = new Promise<void>((done) => (locked = done))
    // While somebody holds the community, whoever was taken waits, and the next are turned away.
    const holding = db.tx(async (tx) => {
      await tx`select 1 from community_heads where community_id = ${world.community} for update`
      locked()
      await held
    })
    await ready
    const pushes = [1, 2, 3].map((seq) => push([act({ seq }), act({ seq: seq + 10 })]))
    await Promise.race(pushes)
    free()
    await holding
    const answers = await Promise.all(pushes)
    const turned = answers.filter(({ status }) => status === 429)
    expect(turned.length).toBeGreaterThan(0)
    for (const { headers } of turned) expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    await end()
  })

  it('refuses by itself what is no act, and takes the others', async () => {
    const { push, act, end } = await open()
    const [good, bad] = [act(), act({ kind: 'NO KIND!', seq: 1 })]
    const answer = await push([bad, 'nothing', good])
    expect(answer.status).toBe(200)
    expect(((await answer.json()) as { results: object[] }).results).toMatchObject([
      { id: bad.id, status: 'refused', code: 'unreadable' },
      { status: 'refused', code: 'unreadable' },
      { id: good.id, status: 'held', code: 'unknown_kind' },
    ])
    await end()
  })

  it('knows an act again whose id comes in capitals', async () => {
    const { push, act, end } = await open()
    const once = act()
    const status = async (one: object) => ((await (await push([one])).json()) as { results: object[] }).results[0]
    expect(await status(once)).toMatchObject({ id: once.id, status: 'held', code: 'unknown_kind' })
    expect(await status({ ...once, id: once.id.toUpperCase() })).toEqual(await status(once))
    await end()
  })

  it("is not taken under the name of somebody else's device", async () => {
    const { push, act, end } = await open()
    const device = anyId()
    expect((await push([act({ device })], { device })).status).toBe(403)
    await end()
  })
})

describe('a copy', () => {
  it('can be fetched in parts of the very same content, and not in parts of two', async () => {
    const { world, get, end } = await open()
    const path = `/v1/communities/${world.community}/snapshot`
    const first = await get(path)
    const bytes = Buffer.from(await first.arrayBuffer())
    const tag = first.headers.get('etag')!
    expect(first.headers.get('accept-ranges')).toBe('bytes')
    const rest = await get(path, { range: 'bytes=20-', 'if-range': tag })
    expect(rest.status).toBe(206)
    expect(rest.headers.get('content-range')).toBe(`bytes 20-${bytes.length - 1}/${bytes.length}`)
    expect(Buffer.concat([bytes.subarray(0, 20), Buffer.from(await rest.arrayBuffer())])).toEqual(bytes)
    const other = await get(path, { range: 'bytes=20-', 'if-range': '"another"' })
    expect(other.status).toBe(200)
    expect(Buffer.from(await other.arrayBuffer())).toEqual(bytes)
    expect((await get(path, { range: `bytes=${bytes.length}-` })).status).toBe(416)
    expect((await get(path, { 'if-none-match': tag })).status).toBe(304)
    expect(readSnapshot(gunzipSync(bytes)).reach).toMatch(/^[0-9a-f]{12}$/)
    await end()
  })

  it('is told to be made anew when the reach of its owner has changed, and to go when the community was lost', async () => {
    const { world, account, db, get, forget, end } = await open()
    const reach = readSnapshot(
      gunzipSync(await (await get(`/v1/communities/${world.community}/snapshot`)).arrayBuffer()),
    ).reach!
    const pull = async () => {
      forget()
      return (await (await get(`/v1/communities/${world.community}/pull?after=0&reach=${reach}`)).json()) as object
    }
    expect(await pull()).not.toHaveProperty('reset')
    await grantRole(world, { account, role: 'grid_worker', area: world.community })
    expect(await pull()).toMatchObject({ reset: 'renew', rows: [] })
    await db`update roles set revoked_at = now() where account_id = ${account}`
    expect(await pull()).toMatchObject({ reset: 'drop', rows: [] })
    const { neighbour } = world
    expect((await get(`/v1/communities/${neighbour}/pull`)).status).toBe(403)
    await end()
  })
})
