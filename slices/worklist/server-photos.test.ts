import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
import { openSession } from '#server/auth/sessions.ts'
import { type RunningServer, startServer } from '#server/main.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { createFirstCommunity } from '#slices/areas/server.ts'
import { addResident } from '#slices/people/acts.ts'
import { jobs, routes } from '#slices/server.ts'
import { useDatabase } from '#test/database.ts'
import { sealAsPhone } from '#test/seal.ts'
import { assignTask, findTask, mostPhotoBytes, photographTask } from './acts.ts'
import { partBytes } from './server/photos.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-photos-'))
let server: RunningServer
let community: Id
let task: Id

interface Phone {
  account: Id
  device: Id
  token: string
  handIn: string
  serverKey: Uint8Array<ArrayBuffer>
  seq: number
}
let phone: Phone
let other: Phone
let office: string

beforeAll(async () => {
  const settings = { masterKey: undefined, zone: 'Asia/Shanghai', host: '127.0.0.1', port: 0, webFolder: folder }
  const kept = { dataFolder: folder, databaseUrl: database.url() }
  server = await startServer({ ...settings, ...kept }, { routes, jobs }, () => {})
  community = await createFirstCommunity(server.context, { code: '320105003001', name: '测试社区' })
  phone = await makePhone('测试甲', 'volunteer')
  other = await makePhone('测试乙', 'volunteer')
  office = (await openSession(server.context, await makeAccount('办公室', 'office'), { label: 'office' })).token
  const { context } = server
  const resident = context.newId()
  task = context.newId()
  const given = (kind: { kind: string; v: number }, subject: Id, payload: object) =>
    systemAct(context, community, context.newId(), context.newId(), kind, subject, payload as Record<string, unknown>)
  const acts = [
    given(addResident, resident, { origin: 'register', name: '测试丙' }),
    given(findTask, task, { resident, reason: '', due: null, urgency: 2 }),
    given(assignTask, task, { worker: phone.account }),
  ]
  await recordActs(context, [{ who: null, acts, deviceNow: context.clock() }])
})

afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function makeAccount(name: string, role: 'volunteer' | 'office'): Promise<Id> {
  const account = await createAccount(server.context, { name, login: null, password: null })
  await grantRole(server.context, { account, role, area: community })
  return account
}

async function makePhone(name: string, role: 'volunteer'): Promise<Phone> {
  const account = await makeAccount(name, role)
  const { token, device } = await openSession(server.context, account, { label: 'phone' })
  const shift = (await (await ask('POST', '/v1/shift', token, {})).json()) as { serverKey: string; handIn: string }
  const serverKey = new Uint8Array(Buffer.from(shift.serverKey, 'base64url'))
  return { account, device, token, handIn: shift.handIn, serverKey, seq: 0 }
}

function ask(method: string, path: string, token: string, body?: object | Uint8Array<ArrayBuffer>): Promise<Response> {
  const raw = body instanceof Uint8Array
  return fetch(`${server.address}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'accept-language': 'en',
      'content-type': raw ? 'application/octet-stream' : 'application/json',
    },
    ...(body && { body: raw ? body : JSON.stringify(body) }),
  })
}

/** The segments of a JPEG as a phone's re-encoding leaves them, around so much noise. */
function picture(size: number, extra: number[] = []): Uint8Array<ArrayBuffer> {
  const noise = randomBytes(size).map((byte) => (byte === 0xff ? 0 : byte))
  return Uint8Array.from([
    255,
    216,
    255,
    224,
    0,
    4,
    74,
    70,
    ...extra,
    255,
    192,
    0,
    5,
    8,
    1,
    1,
    255,
    218,
    0,
    4,
    1,
    1,
    ...noise,
    255,
    217,
  ])
}

/** The act that tells of a photo goes first, as from the phone. */
async function announce(bytes: Uint8Array, by = phone): Promise<Id> {
  const photo = server.context.newId()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const position = { latitude: 32.06, longitude: 118.79, accuracy: 12 }
  const act = {
    id: server.context.newId(),
    kind: photographTask.kind,
    v: 1,
    community,
    subject: task,
    device: by.device,
    seq: by.seq++,
    occurred: new Date().toISOString(),
    payload: {
      photo,
      size: Math.min(bytes.length, mostPhotoBytes),
      sha256,
      position,
      note: '门口',
    },
  }
  const body = { proto: 1, device: by.device, deviceNow: new Date().toISOString(), acts: [act] }
  expect((await ask('POST', '/v1/push', by.token, body)).status).toBe(200)
  return photo
}

const seal = (bytes: Uint8Array<ArrayBuffer>, photo: Id, by = phone) =>
  sealAsPhone(by.serverKey, bytes, `photo ${by.device} ${photo}`)

const pathOf = (photo: Id, device = phone.device) =>
  `/v1/communities/${community}/photos/${photo}/parts?device=${device}`

async function sendPart(photo: Id, sealed: Uint8Array<ArrayBuffer>, at: number, token = phone.token) {
  const bytes = sealed.slice(at, at + partBytes)
  const answer = await ask('POST', `${pathOf(photo)}&at=${at}&size=${sealed.length}`, token, bytes)
  return { status: answer.status, ...((await answer.json()) as { received?: number; done?: boolean; code?: string }) }
}

async function sendAll(photo: Id, sealed: Uint8Array<ArrayBuffer>, token = phone.token) {
  for (let at = 0; ; at += partBytes) {
    const answer = await sendPart(photo, sealed, at, token)
    if (answer.done !== false) return answer
  }
}

it('takes a photo in parts, goes on where the line broke, and is not confused by parts that come again', async () => {
  const bytes = picture(100_000)
  const photo = await announce(bytes)
  const sealed = await seal(bytes, photo)
  expect(await sendPart(photo, sealed, 0)).toMatchObject({ received: partBytes, done: false })
  expect(await sendPart(photo, sealed, 0)).toMatchObject({ received: partBytes, done: false })
  expect(await sendPart(photo, sealed, 3 * partBytes)).toMatchObject({ received: partBytes, done: false })
  expect(await (await ask('GET', pathOf(photo), phone.token)).json()).toEqual({ received: partBytes, done: false })
  for (const at of [1, 2, 3]) await sendPart(photo, sealed, at * partBytes)
  expect(await (await ask('GET', pathOf(photo), phone.token)).json()).toMatchObject({ done: true })
  expect(await sendPart(photo, sealed, 0)).toMatchObject({ done: true })
  const { context } = server
  const rows = await context.db<{ sealed: Buffer; task_id: Id; campaign_id: Id }[]>`
    select sealed, task_id, campaign_id from photos where id = ${photo}`
  expect(rows).toMatchObject([{ task_id: task, campaign_id: context.campaigns.outbreak }])
  expect(context.keys.openBytes(rows[0]!.sealed)).toEqual(Buffer.from(bytes))
  expect(rows[0]!.sealed.includes(Buffer.from(bytes.slice(1000, 1100)))).toBe(false)
  expect(await context.db`select 1 from photo_parts where photo_id = ${photo}`).toEqual([])
  // Where it was taken and what was noted stand in no column in clear.
  const [act] = await context.db<{ payload: object }[]>`
    select payload from acts where kind = 'task.photo' and payload ->> 'photo' = ${photo}`
  expect(Object.keys(act!.payload).sort()).toEqual(['photo', 'sha256', 'size'])
})

it('shows a photo to who may unmask people, and writes the look down first', async () => {
  const bytes = picture(2000)
  const photo = await announce(bytes)
  await sendAll(photo, await seal(bytes, photo))
  const answer = await ask('POST', `/v1/communities/${community}/photos/${photo}/look`, office, {})
  expect(answer.headers.get('content-type')).toBe('image/jpeg')
  expect(answer.headers.get('cache-control')).toContain('no-store')
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
  const card = (await (await ask('GET', `/v1/communities/${community}/tasks/${task}`, office)).json()) as {
    photos: Id[]
    history: { kind: string; by: string; payload: { photo?: Id } }[]
  }
  expect(card.photos).toContain(photo)
  expect(card.history.filter(({ kind, payload }) => kind === 'task.look' && payload.photo === photo)).toMatchObject([
    { by: '办公室' },
  ])
  const stranger = (await openSession(server.context, await makeStranger(), { label: 'x' })).token
  expect((await ask('POST', `/v1/communities/${community}/photos/${photo}/look`, stranger, {})).status).toBe(403)
})

function makeStranger(): Promise<Id> {
  return createAccount(server.context, { name: '路人', login: null, password: null })
}

const flipped = (sealed: Uint8Array<ArrayBuffer>) => sealed.with(sealed.length - 1, sealed.at(-1)! ^ 1)

it('refuses in words whatever is no photo of ours', async () => {
  const refused = async (bytes: Uint8Array<ArrayBuffer>, change = (sealed: Uint8Array<ArrayBuffer>) => sealed) => {
    const photo = await announce(bytes)
    return sendAll(photo, change(await seal(bytes, photo)))
  }
  const exif = [0xff, 0xe1, 0, 8, 0x45, 0x78, 0x69, 0x66, 0, 0]
  expect(await refused(picture(500, exif))).toMatchObject({ status: 422, code: 'photo_tells_more' })
  expect(await refused(Uint8Array.from([...picture(500), 1, 2, 3]))).toMatchObject({ code: 'photo_tells_more' })
  expect(await refused(new TextEncoder().encode('<html>'))).toMatchObject({ status: 422, code: 'photo_not_jpeg' })
  expect(await refused(picture(500), flipped)).toMatchObject({ status: 422, code: 'photo_unreadable' })
  // Another picture than the one that was recorded.
  const photo = await announce(picture(500))
  expect(await sendAll(photo, await seal(picture(500), photo))).toMatchObject({ code: 'photo_other' })
  // Sealed for another photo.
  const bytes = picture(500)
  const [one, two] = [await announce(bytes), await announce(bytes)]
  expect(await sendAll(one, await seal(bytes, two))).toMatchObject({ code: 'photo_unreadable' })
  // After a refusal nothing is left half-way, and the right one is still taken.
  expect(await sendAll(one, await seal(bytes, one))).toMatchObject({ done: true })
})

it('takes none that is too large, unannounced, or in parts beyond what a part may be', async () => {
  const large = picture(mostPhotoBytes + 1000)
  const photo = await announce(large)
  expect(await sendPart(photo, await seal(large, photo), 0)).toMatchObject({ status: 413, code: 'photo_too_large' })
  const unknown = server.context.newId()
  expect(await sendPart(unknown, await seal(picture(10), unknown), 0)).toMatchObject({ code: 'photo_unannounced' })
  const small = await announce(picture(10))
  const body = new Uint8Array(partBytes + 1)
  const answer = await ask('POST', `${pathOf(small)}&at=0&size=${body.length}`, phone.token, body)
  expect(answer.status).toBe(413)
})

it('takes photos from their device, from who carries its hand-in token, and from the office; from nobody else', async () => {
  const bytes = picture(500)
  const photo = await announce(bytes)
  const sealed = await seal(bytes, photo)
  expect(await sendPart(photo, sealed, 0, other.token)).toMatchObject({ status: 403 })
  expect(await sendPart(photo, sealed, 0, other.handIn)).toMatchObject({ status: 401 })
  expect(await sendPart(photo, sealed, 0, 'nonsense')).toMatchObject({ status: 401 })
  expect(await sendAll(photo, sealed, phone.handIn)).toMatchObject({ done: true })
  const second = await announce(bytes)
  expect(await sendAll(second, await seal(bytes, second), office)).toMatchObject({ done: true })
})

it('goes with its campaign', async () => {
  const { db, campaigns } = server.context
  expect((await db`select 1 from photos where campaign_id = ${campaigns.outbreak}`).length).toBeGreaterThan(0)
  await db`delete from photos where campaign_id = ${campaigns.outbreak}`
  expect(await db`select 1 from photos`).toEqual([])
})
