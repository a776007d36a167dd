import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { Id } from '#shared/ids.ts'
import { openSession } from '#server/auth/sessions.ts'
import { createApi } from '#server/http/app.ts'
import type { Route } from '#server/http/route.ts'
import { type RunningServer, startServer } from '#server/main.ts'
import { createAccount, createInvitation, grantRole } from '#slices/accounts/server.ts'
import { createFirstCommunity } from '#slices/areas/server.ts'
import { jobs, routes } from '#slices/server.ts'
import { anyId, useDatabase } from '#test/database.ts'
import { Document } from './document.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-api-'))
let server: RunningServer
let description: z.infer<typeof Document>
let community: Id
let director: { token: string; device: Id }
let stranger: { token: string; device: Id }
/** Routes that have answered with what they promise. */
const walked = new Set<string>()

beforeAll(async () => {
  const settings = { masterKey: undefined, zone: 'Asia/Shanghai', host: '127.0.0.1', port: 0, webFolder: folder }
  server = await startServer(
    { ...settings, dataFolder: folder, databaseUrl: database.url() },
    { routes, jobs },
    () => {},
  )
  const { context } = server
  community = await createFirstCommunity(context, { code: '320105003001', name: '测试社区' })
  const account = await createAccount(context, {
    name: '测试主任',
    login: 'director',
    password: 'correct horse battery',
  })
  const [top] = await context.db<{ id: Id }[]>`select id from areas where parent_id is null`
  await grantRole(context, { account, role: 'administrator', area: top!.id })
  director = await openSession(context, account, { label: 'test' })
  const nobody = await createAccount(context, { name: '外人', login: null, password: null })
  stranger = await openSession(context, nobody, { label: 'test' })
  description = (await (await fetch(`${server.address}/openapi.json`)).json()) as typeof description
})

afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

const keyOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`

interface Sent {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  file?: string
  token?: string | undefined
}

function request({ method, path }: Pick<Route, 'method' | 'path'>, sent: Sent): Promise<Response> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => sent.params?.[name] ?? unknownParam(name))
  const query = new URLSearchParams(sent.query).toString()
  const signed: Record<string, string> = sent.token ? { authorization: `Bearer ${sent.token}` } : {}
  return fetch(`${server.address}${filled}${query && `?${query}`}`, {
    method: method.toUpperCase(),
    headers: { 'x-qianxian': '1', 'content-type': 'application/json', ...signed },
    ...(method === 'get' ? {} : { body: sent.file ?? JSON.stringify(sent.body ?? {}) }),
  })
}

function unknownParam(name: string): string {
  if (name === 'community') return community
  return name === 'day' ? '2022-03-23' : anyId()
}

/** Fails where the answer is not what the description promises: media type, and the schema of JSON. */
async function expectAsDescribed(route: Pick<Route, 'method' | 'path'>, answer: Response): Promise<unknown> {
  const key = keyOf(route)
  const promised = description.paths[route.path]![route.method]!.responses[answer.status === 200 ? '200' : 'default']!
  const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
  expect(Object.keys(promised.content), key).toContain(type)
  if (type === 'text/event-stream') {
    await answer.body?.cancel()
    return undefined
  }
  const text = await answer.text()
  if (!type.endsWith('json')) return text
  const value = JSON.parse(text) as { status?: number }
  const read = readerOf(promised.content[type]!.schema).safeParse(value)
  expect(read.error?.issues ?? [], `${key} ${text.slice(0, 300)}`).toEqual([])
  if (answer.status !== 200) expect(value.status, key).toBe(answer.status)
  return value
}

function readerOf(schema: Record<string, unknown>): z.ZodType {
  const named = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1)! : undefined
  return z.fromJSONSchema((named ? description.components.schemas[named]! : schema) as never)
}

/** Walks one route and wants its 200. */
async function walk<T>(method: Route['method'], path: string, sent: Sent = {}): Promise<T> {
  const answer = await request({ method, path }, { token: director.token, ...sent })
  const value = await expectAsDescribed({ method, path }, answer)
  expect(answer.status, `${method} ${path} ${JSON.stringify(value)}`).toBe(200)
  walked.add(`${method} ${path}`)
  return value as T
}

it('describes every route that is served, in valid OpenAPI 3.1', () => {
  expect(() => Document.parse(description)).not.toThrow()
  const services = { ...server.context, writer: {}, live: {}, report: () => {} } as never
  const served = createApi(services, routes)
    .routes.filter(({ path }) => path.startsWith('/v1/') && path !== '/v1/*')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`)
  const described = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect(described.sort()).toEqual(served.sort())
  // The reader used below does refuse what is not as described.
  expect(readerOf({ $ref: '#/components/schemas/Problem' }).safeParse({ status: 'x' }).success).toBe(false)
  const names = Object.values(description.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  expect(new Set(names).size).toBe(names.length)
})

it('names every parameter of a path, and no other', () => {
  for (const [path, methods] of Object.entries(description.paths)) {
    const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), (match) => match[1]!).sort()
    for (const { parameters } of Object.values(methods))
      expect(
        parameters
          .filter((p) => p.in === 'path')
          .map((p) => p.name)
          .sort(),
        path,
      ).toEqual(inPath)
  }
})

it('answers every route with 401 and a problem where nobody is signed in', async () => {
  for (const route of routes.filter(({ may }) => may !== 'anyone')) {
    const answer = await request(route, {})
    expect(answer.status, keyOf(route)).toBe(401)
    await expectAsDescribed(route, answer)
  }
})

it('answers every route of a community with 403 and a problem to somebody without a role there', async () => {
  const guarded = routes.filter(({ may }) => may !== 'anyone' && may !== 'signed_in')
  expect(guarded.length).toBeGreaterThan(20)
  for (const route of guarded) {
    expect(route.path, 'a permission is held in a community').toContain('{community}')
    const answer = await request(route, { token: stranger.token })
    expect(answer.status, keyOf(route)).toBe(403)
    await expectAsDescribed(route, answer)
  }
})

it('answers every route with what it promises, from the first list to the signed day', async () => {
  const base = '/v1/communities/{community}'
  await walk('get', '/v1/me')
  await walk('get', '/v1/areas')
  await walk('get', '/v1/live')
  await walk('get', '/v1/welcome')
  await walk('post', '/v1/session', { body: { login: 'director', password: 'correct horse battery' } })
  const grid = await walk<{ id: Id }>('post', `${base}/grids`, { body: { code: '320105003001-01', name: '第一网格' } })
  await walk('post', `${base}/sources`, { body: { name: '公安', kind: 'police' } })
  await walk('get', `${base}/sources`)
  const asked = { name: '铁路', kind: 'rail', deadline: { at: '23:00' } }
  const { id: rail } = await walk<{ id: Id }>('post', `${base}/sources`, { body: asked })
  const changed = { ...asked, answer: { columns: ['finding'], language: 'en', findings: { never_here: '9' } } }
  await walk('put', `${base}/sources/{source}`, { params: { source: rail }, body: changed })
  await walk('delete', `${base}/sources/{source}`, { params: { source: rail } })
  await walk('post', `${base}/sources/{source}/restore`, { params: { source: rail } })

  const lists = ['测试甲,11010519491231002X,13900000001', '测试乙,440524188001010014,13900000002']
  const file = `姓名,身份证号,联系电话\n${lists.join('\n')}\n查无此人,,\n`
  const { batch } = await walk<{ batch: Id }>('post', `${base}/batches`, {
    query: { source: '公安', name: '公安.csv' },
    file,
  })
  await untilStatus(batch, 'preview')
  await walk('get', `${base}/batches`)
  await walk('get', `${base}/batches/{batch}/rows`, { params: { batch }, query: { view: 'rejected' } })
  await walk('get', `${base}/batches/{batch}/fault-counts`, { params: { batch } })
  const { batch: wrong } = await walk<{ batch: Id }>('post', `${base}/batches`, {
    query: { source: '铁路', name: '铁路.csv' },
    file,
  })
  await untilStatus(wrong, 'preview')
  await walk('post', `${base}/batches/{batch}/discard`, { params: { batch: wrong } })
  await walk('post', `${base}/batches/{batch}/check`, { params: { batch } })
  await untilStatus(batch, 'preview')
  await walk('post', `${base}/batches/{batch}/commit`, { params: { batch } })
  await untilStatus(batch, 'committed')
  await walk('get', `${base}/reviews`)

  const { tasks } = await walk<{ tasks: { id: Id; resident: Id }[] }>('get', `${base}/tasks`)
  const [first] = tasks
  await walk('get', `${base}/tasks`, { query: { q: 'csj', sort: 'place', status: 'done' } })
  await walk('get', `${base}/worklist`)
  await walk('get', `${base}/transfers`)
  await walk('post', `${base}/assign`, { body: { tasks: [first!.id], worker: null } })
  const person = { name: '测试甲', document: '', phone: '13900000001', address: '' }
  await walk('post', `${base}/people/look`, { body: person })
  const look = { fields: ['phones'], reason: 'call' }
  await walk('post', `${base}/residents/{resident}/reveal`, { params: { resident: first!.resident }, body: look })
  const about = { community, subject: first!.id, device: director.device, occurred: new Date().toISOString(), v: 1 }
  const close = { contact: 'reached', finding: 'here_managed', method: 'call', seconds: 40, note: '在家' }
  const acts = [{ ...about, id: anyId(), kind: 'task.close', seq: 0, payload: close }]
  await walk('post', '/v1/push', { body: { proto: 1, device: director.device, deviceNow: about.occurred, acts } })
  await walk('get', `${base}/tasks/{task}`, { params: { task: first!.id } })
  await walk('get', `${base}/pull`)

  const volunteer = { name: '测试志愿者', role: 'volunteer', area: grid.id }
  const made = await walk<{ id: Id; enrolment: string }>('post', `${base}/accounts`, { body: volunteer })
  await walk('get', `${base}/accounts`)
  await walk('post', '/v1/enrolments/claim', { body: { token: made.enrolment } })
  await walk('post', `${base}/accounts/{account}/enrolment`, { params: { account: made.id } })
  await walk('post', `${base}/accounts/{account}/end`, { params: { account: made.id } })
  const welcome = await createInvitation(server.context, { kind: 'welcome', account: null, by: null, hours: 1 })
  const second = { token: welcome, name: '测试副主任', login: 'deputy', password: 'correct horse battery' }
  await walk('post', '/v1/welcome', { body: second })

  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  await walk('get', `${base}/days/{day}`, { params: { day } })
  await walk('post', `${base}/days/{day}/sign`, { params: { day } })
  await walk('get', `${base}/days/{day}/untruths`, { params: { day } })
  await walk('get', `${base}/batches/{batch}/answers`, { params: { batch }, query: { format: 'csv' } })
  await walk('get', `${base}/batches/{batch}/faults`, { params: { batch } })
  await walk('post', `${base}/batches/{batch}/undo`, { params: { batch } })

  // Lists and single things of other slices need no more than the ids that are there by now.
  for (const route of routes.filter((route) => !walked.has(keyOf(route)) && route.method === 'get')) {
    const params = { batch, day, task: first!.id, resident: first!.resident, person: first!.resident, account: made.id }
    const answer = await request(route, { params, token: director.token })
    await expectAsDescribed(route, answer)
    expect([200, 404, 422], keyOf(route)).toContain(answer.status)
    walked.add(keyOf(route))
  }
  await walk('delete', '/v1/session')
})

it('answers every other route with a problem in words where what is asked for does not exist', async () => {
  const { token } = (await (
    await request(
      { method: 'post', path: '/v1/session' },
      { body: { login: 'director', password: 'correct horse battery' } },
    )
  ).json()) as { token: string }
  for (const route of routes.filter((route) => !walked.has(keyOf(route)))) {
    const answer = await request(route, { token, body: { same: null } })
    expect(answer.status, keyOf(route)).toBeLessThan(500)
    await expectAsDescribed(route, answer)
  }
})

async function untilStatus(batch: Id, status: string): Promise<void> {
  const path = '/v1/communities/{community}/batches/{batch}'
  for (let n = 0; n < 300; n++) {
    const shown = await walk<{ status: string; progress: unknown }>('get', path, { params: { batch } })
    if (shown.status === status && !shown.progress) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`the batch never came to "${status}"`)
}
