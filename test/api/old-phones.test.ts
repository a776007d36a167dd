import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { act, readPayload } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { readSnapshot } from '#shared/snapshot.ts'
import { openSession } from '#server/auth/sessions.ts'
import { type RunningServer, startServer } from '#server/main.ts'
import { type ActRow, factOfRow } from '#server/sync/log.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { createFirstCommunity } from '#slices/areas/server.ts'
import { addResident } from '#slices/people/acts.ts'
import { jobs, routes } from '#slices/server.ts'
import { assignTask, findTask } from '#slices/worklist/acts.ts'
import { loadTasks } from '#slices/worklist/server/projection.ts'
import { useDatabase } from '#test/database.ts'

/** A phone that nobody has updated speaks to the server of today. */
const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-old-phones-'))
let server: RunningServer
let community: Id
let phone: { token: string; device: Id }
let account: Id

const recorded = JSON.parse(readFileSync(new URL('phone-acts-v1.json', import.meta.url), 'utf8')) as {
  acts: { kind: string; v: number; subject: string; payload: Record<string, unknown> }[]
  columns: Record<string, string[]>
}

beforeAll(async () => {
  const settings = { masterKey: undefined, zone: 'Asia/Shanghai', host: '127.0.0.1', port: 0, webFolder: folder }
  const kept = { dataFolder: folder, databaseUrl: database.url() }
  server = await startServer({ ...settings, ...kept }, { routes, jobs }, () => {})
  const { context } = server
  community = await createFirstCommunity(context, { code: '320105003001', name: '测试社区' })
  account = await createAccount(context, { name: '测试甲', login: null, password: null })
  await grantRole(context, { account, role: 'grid_worker', area: community })
  phone = await openSession(context, account, { label: 'phone' })
})

afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${phone.token}`, 'content-type': 'application/json' }
  return fetch(`${server.address}${path}`, {
    headers,
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
}

/** What the recorded acts are about. */
async function makeSubjects(): Promise<Record<string, Id>> {
  const { context } = server
  const neighbour = await createFirstCommunity(context, { code: '320105003002', name: '邻居社区' })
  const ids = { resident: 0, found: 0, given: 0, photo: 0, colleague: 0 }
  const made = { ...Object.fromEntries(Object.keys(ids).map((name) => [name, context.newId()])), neighbour }
  const subjects = made as Record<string, Id>
  const other = context.newId()
  const given = (kind: { kind: string; v: number }, subject: Id, payload: object) =>
    systemAct(context, community, context.newId(), context.newId(), kind, subject, payload as Record<string, unknown>)
  const acts = [
    given(addResident, subjects.resident!, { origin: 'register', name: '测试乙' }),
    given(addResident, other, { origin: 'register', name: '测试丙' }),
    given(findTask, subjects.given!, { resident: other, reason: '', due: null, urgency: 2 }),
    given(assignTask, subjects.given!, { worker: account }),
  ]
  await recordActs(context, [{ who: null, acts, deviceNow: context.clock() }])
  return subjects
}

it('takes every act that the first phones send, and reads it as they meant it', async () => {
  const subjects = await makeSubjects()
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => subjects[name] ?? whole)
  const now = new Date().toISOString()
  const acts = recorded.acts.map(({ kind, v, subject, payload }, seq) => ({
    id: server.context.newId(),
    kind,
    v,
    community,
    subject: filled(subject),
    device: phone.device,
    seq,
    occurred: now,
    payload: JSON.parse(filled(JSON.stringify(payload))) as Record<string, unknown>,
  }))
  const body = { proto: 1, device: phone.device, deviceNow: now, acts }
  const { results } = (await (await ask('/v1/push', body)).json()) as { results: { status: string }[] }
  expect(results.map(({ status }, n) => `${acts[n]!.kind} ${status}`)).toEqual(acts.map(({ kind }) => `${kind} ok`))
  const tasks = await loadTasks(server.context, community, [subjects.found!, subjects.given!])
  expect(tasks.get(subjects.found!)).toMatchObject({
    origin: 'self_found',
    status: 'done',
    attempts: 3,
    closing: { finding: 'here_no_measure', method: 'visit', contact: 'reached', by: account },
  })
  expect(tasks.get(subjects.given!)).toMatchObject({ assignee: subjects.colleague, status: 'open' })
  // Once more, as after a lost answer.
  const again = (await (await ask('/v1/push', body)).json()) as { results: { status: string }[] }
  expect(new Set(again.results.map(({ status }) => status))).toEqual(new Set(['dup']))
})

it('still gives every column that they read', async () => {
  const { rows } = (await (await ask(`/v1/communities/${community}/pull?after=0&limit=500`)).json()) as {
    rows: { table: string }[]
  }
  for (const [table, columns] of Object.entries(recorded.columns)) {
    const row = rows.find((one) => one.table === table)
    expect(Object.keys(row ?? {}), table).toEqual(expect.arrayContaining(columns))
  }
  const packed = Buffer.from(await (await ask(`/v1/communities/${community}/snapshot`)).arrayBuffer())
  const bytes = gunzipSync(packed)
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('QXS1')
  const snapshot = readSnapshot(bytes)
  expect(snapshot.people.names.split('\n').sort()).toEqual(['测试丙', '测试乙'])
  expect(snapshot.rows.tasks?.length).toBe(2)
})

it('brings an act of an older version up to today’s, and keeps one that is newer than itself', async () => {
  const kind = act('test.upcast', {
    v: 3,
    payload: z.object({ words: z.array(z.string()), loud: z.boolean() }),
    may: 'task.verify',
    upcasts: {
      1: ({ text }) => ({ words: String(text).split(' ') }),
      2: ({ words }) => ({ words, loud: false }),
    },
  })
  expect(readPayload({ kind: kind.kind, v: 2, payload: { words: ['a'] } })).toEqual({
    ok: true,
    payload: { words: ['a'], loud: false },
  })
  const now = new Date().toISOString()
  const make = (v: number, seq: number, payload: object) => ({
    id: server.context.newId(),
    kind: kind.kind,
    v,
    community,
    subject: server.context.newId(),
    device: phone.device,
    seq,
    occurred: now,
    payload,
  })
  const acts = [make(1, 100, { text: 'one two' }), make(4, 101, { anything: 1 })]
  const body = { proto: 1, device: phone.device, deviceNow: now, acts }
  const { results } = (await (await ask('/v1/push', body)).json()) as { results: object[] }
  expect(results).toMatchObject([{ status: 'ok' }, { status: 'held', code: 'newer_version' }])
  const rows = await server.context.db<ActRow[]>`select * from acts where kind = ${kind.kind} order by seq`
  expect(rows.map((row) => factOfRow(server.context, row).payload)).toEqual([
    { words: ['one', 'two'], loud: false },
    { anything: 1 },
  ])
})
