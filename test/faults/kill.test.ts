import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { openSession } from '#server/auth/sessions.ts'
import type { Context } from '#server/context.ts'
import { type Opened, openContext } from '#server/main.ts'
import { replay } from '#server/sync/apply.ts'
import { type ActResult, recordActs } from '#server/sync/record.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { createFirstCommunity } from '#slices/areas/server.ts'
import '#slices/server.ts'
import { anyId, useDatabase } from '#test/database.ts'
import { makeRandom, shuffle } from './random.ts'

const seed = 20220323
const phones = 5
const actsPerPhone = 120
/** Parts of all pushes answered at which the server dies. */
const deaths = [0.15, 0.4, 0.65]

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-faults-'))
let opened: Opened
let server: Server | undefined

interface Server {
  process: ChildProcess
  address: string
}

beforeAll(async () => {
  opened = await openContext({
    dataFolder: folder,
    databaseUrl: database.url(),
    masterKey: undefined,
    zone: 'Asia/Shanghai',
    host: '127.0.0.1',
    port: 0,
    webFolder: folder,
  })
})

afterAll(async () => {
  server?.process.kill('SIGKILL')
  await opened?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('loses no act and doubles none, sent twice in any order to a server that is killed again and again', async () => {
  const { context } = opened
  const random = makeRandom(seed)
  const town = await makeTown(context)
  const senders = await Promise.all(Array.from({ length: phones }, () => signIn(context, town.street)))
  const acts = senders.flatMap((sender) =>
    Array.from({ length: actsPerPhone }, (_, seq) => anAct(random, town, sender.device, seq)),
  )
  const pushes = shuffle(
    random,
    senders.flatMap((sender) => {
      const mine = acts.filter((act) => act.device === sender.device)
      return [mine, mine].flatMap((all) => cut(random, shuffle(random, all)).map((some) => ({ sender, acts: some })))
    }),
  )

  const answers = new Map<Id, ActResult['status'][]>(acts.map((act) => [act.id, []]))
  let [next, answered, lost, deathsSoFar] = [0, 0, 0, 0]
  server = await startServer()
  const work = async () => {
    while (next < pushes.length) {
      const push = pushes[next++]!
      for (;;) {
        const results = await send(server!.address, push).catch(() => undefined)
        if (results) {
          for (const { id, status } of results) answers.get(id)!.push(status)
          break
        }
        lost++
        await sleep(40)
      }
      answered++
    }
  }
  const kill = async () => {
    for (const part of deaths) {
      while (answered < part * pushes.length) await sleep(2)
      await sleep(random() * 25)
      const dying = server!.process
      dying.kill('SIGKILL')
      await new Promise((done) => dying.once('exit', done))
      deathsSoFar++
      server = await startServer()
    }
  }
  await Promise.all([kill(), ...Array.from({ length: 8 }, work)])
  expect(deathsSoFar).toBe(deaths.length)
  expect(lost, 'requests that died with the server').toBeGreaterThan(deaths.length)

  for (const [id, statuses] of answers) {
    expect(statuses.length, id).toBe(2)
    expect(statuses, id).not.toContain('refused')
    expect(statuses.filter((status) => status === 'ok').length, `${id} counted more than once`).toBeLessThan(2)
  }
  const stored = await context.db<{ id: Id }[]>`
    select id from acts where device_id = any(${senders.map(({ device }) => device)}) order by id`
  expect(stored.map(({ id }) => id)).toEqual(acts.map(({ id }) => id).sort())
  for (const community of town.communities) await expectWhole(context, community)
  const [task] = await context.db`select sum(attempts)::int as n from tasks`
  const [log] = await context.db`
    select count(*)::int as n from acts where held is null and kind in ('task.attempt', 'task.close')`
  expect(task!.n).toBeLessThanOrEqual(log!.n)
}, 240_000)

/** Versions without gaps up to the head, and every row what its acts make of it. */
async function expectWhole(context: Context, community: Id): Promise<void> {
  const versions = await context.db<{ version: number }[]>`
    select version from acts where community_id = ${community} order by version`
  expect(versions.map(({ version }) => version)).toEqual(versions.map((_, n) => n + 1))
  const [head] = await context.db`select version from community_heads where community_id = ${community}`
  expect(head!.version).toBe(versions.length)
  let compared = 0
  await replay(context, community, (projection, subject, rebuilt, kept) => {
    compared++
    expect(kept, `${projection} ${subject}`).toEqual(rebuilt)
  })
  expect(compared).toBeGreaterThan(0)
}

interface Town {
  street: Id
  communities: Id[]
  tasks: { id: Id; community: Id }[]
}

/** Two communities of one street, each with people who are to be verified. */
async function makeTown(context: Context): Promise<Town> {
  const communities: Id[] = []
  for (const n of [1, 2])
    communities.push(await createFirstCommunity(context, { code: `32010500300${n}`, name: `测试社区${n}` }))
  const [above] = await context.db<{ parent_id: Id }[]>`select parent_id from areas where id = ${communities[0]!}`
  const tasks = communities.flatMap((community) => Array.from({ length: 15 }, () => ({ id: anyId(), community })))
  const device = anyId()
  let seq = 0
  const made = tasks.flatMap(({ id, community }) => {
    const resident = anyId()
    const about = { community, device, occurred: new Date().toISOString(), v: 1 }
    const person = { origin: 'list', name: '测试', phones: ['+8613900000001'] }
    const duty = { resident, reason: '自排', due: null, urgency: 2 }
    return [
      { ...about, id: anyId(), kind: 'resident.add', subject: resident, seq: seq++, payload: person },
      { ...about, id: anyId(), kind: 'task.find', subject: id, seq: seq++, payload: duty },
    ]
  })
  const { results } = await recordActs(context, [{ who: null, acts: made, deviceNow: Date.now() }])
  expect(new Set(results.flat().map(({ status }) => status))).toEqual(new Set(['ok']))
  return { street: above!.parent_id, communities, tasks }
}

interface Sender {
  device: Id
  token: string
}

async function signIn(context: Context, area: Id): Promise<Sender> {
  const account = await createAccount(context, { name: '测试员', login: null, password: null })
  await grantRole(context, { account, role: 'office', area })
  return openSession(context, account, { label: 'test' })
}

function anAct(random: () => number, { tasks, communities }: Town, device: Id, seq: number): Act {
  const task = tasks[Math.floor(random() * tasks.length)]!
  const other = communities.find((community) => community !== task.community)!
  const kinds: [string, Record<string, unknown>][] = [
    ['task.attempt', { contact: 'no_answer', method: 'call', note: '无人接听' }],
    ['task.attempt', { contact: 'no_answer', method: 'visit' }],
    ['task.close', { contact: 'reached', finding: 'here_managed', method: 'call', seconds: 40 }],
    ['task.close', { contact: null, finding: 'cannot_be_found', method: 'visit' }],
    ['task.reopen', { reason: '复核' }],
    ['task.assign', { worker: null }],
    ['task.offer', { to: other, reason: '住在隔壁社区' }],
    ['task.take_back', {}],
    ['task.close', { finding: 'no such finding' }],
  ]
  const [kind, payload] = kinds[Math.floor(random() * kinds.length)]!
  const occurred = new Date(Date.now() - Math.floor(random() * 3_600_000)).toISOString()
  return { id: anyId(), kind, v: 1, community: task.community, subject: task.id, device, seq, occurred, payload }
}

/** Into pushes of one to ten acts. */
function cut(random: () => number, acts: Act[]): Act[][] {
  const pushes: Act[][] = []
  for (let i = 0; i < acts.length;) {
    const size = 1 + Math.floor(random() * 10)
    pushes.push(acts.slice(i, i + size))
    i += size
  }
  return pushes
}

async function send(address: string, { sender, acts }: { sender: Sender; acts: Act[] }): Promise<ActResult[]> {
  const answer = await fetch(`${address}/v1/push`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sender.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ proto: 1, device: sender.device, deviceNow: new Date().toISOString(), acts }),
    signal: AbortSignal.timeout(10_000),
  })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { results: ActResult[] }).results
}

/** The program as it is really started, in a process that can die. */
function startServer(): Promise<Server> {
  const child = spawn(process.execPath, ['bin/qianxian.mjs', 'serve'], {
    env: { ...process.env, DATABASE_URL: database.url(), QIANXIAN_DATA: folder, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  return new Promise((done, fail) => {
    const hear = (text: string) => {
      said += text
      const address = /http:\/\/[\w.]+:\d+/.exec(said)?.[0]
      if (address) done({ process: child, address })
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.once('exit', (code) => fail(new Error(`the server ended (${code}): ${said}`)))
  })
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
