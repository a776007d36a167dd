import { randomBytes } from 'node:crypto'
import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { openDb } from '#server/db.ts'
import { recordActs } from '#server/sync/record.ts'
import { createFirstCommunity } from '#slices/areas/server.ts'
import { addResident } from '#slices/people/acts.ts'
import { closeTask, findTask } from '#slices/worklist/acts.ts'
import { type Bench, type BenchContext, type BenchDatabase, type Figure, figure } from './runner/bench.ts'
import { type Signed, send, serveApi, signIn } from './runner/server.ts'

/** Dispositions of each size: enough for some seconds of work. */
const singles = 4_000
const pushes = 400
const actsPerPush = 50
const connections = 16
/** Phones of one street push at the same time; each community has a lock of its own. */
const communities = 4
const note = '电话已接通,本人在家,无不适。'

/** A day's real work for the database: closing tasks, each act a row in the log and a change of its task. */
export const bench: Bench = {
  name: 'acts',
  about: 'dispositions recorded through the API, against the same rows written by a bare client in the same batches',
  run: async (bench) => {
    const { single, pushed } = await measureActs(bench, await bench.openDatabase())
    return [single, pushed]
  },
}

/** Each way of sending, as a rate beside that of the bare client. */
export async function measureActs(
  bench: BenchContext,
  { context, databaseUrl }: BenchDatabase,
): Promise<{ single: Figure; pushed: Figure }> {
  bench.say('Opening the tasks …')
  const places: Id[] = []
  for (let n = 1; n <= communities; n++) {
    places.push(await createFirstCommunity(context, { code: `32010500300${n}`, name: `测试社区${n}` }))
  }
  const who = await signIn(context, await areaAbove(context, places[0]!))
  const singly: Act[][] = []
  const pushed: Act[][] = []
  for (const community of places) {
    const tasks = await openTasks(context, community, (singles + pushes * actsPerPush) / communities)
    const acts = tasks.map((task, seq) => disposition(context, community, who, task, seq))
    singly.push(acts.slice(0, singles / communities))
    pushed.push(acts.slice(singles / communities))
  }
  const few = interleave(singly, 1)
  const many = interleave(pushed, actsPerPush)
  const address = await serveApi(bench, context)
  const bare = await openBare(context, databaseUrl, bench.onEnd)
  const push = async (all: Act[], size: number) => {
    const bodies = inGroups(all, size).map((some) => pushOf(who, some))
    const { ms, answers } = await send(bench, {
      address,
      path: '/v1/push',
      headers: who.headers,
      bodies,
      connections,
    })
    const stored = answers.reduce((sum, answer) => sum + (answer.match(/"status":"ok"/g)?.length ?? 0), 0)
    if (stored !== all.length) throw new Error(`${all.length - stored} acts were not recorded`)
    return (all.length * 1000) / ms
  }
  // Each in two halves, in turn, so that a slow minute of the machine falls on both alike.
  const rates = { single: 0, bareSingle: 0, pushed: 0, barePushed: 0 }
  bench.say('Writing one by one, and fifty by fifty, through the API and by the bare client in turn …')
  for (const half of [0, 1]) {
    const part = <T>(all: T[]) => all.slice((half * all.length) / 2, ((half + 1) * all.length) / 2)
    rates.bareSingle += (await bare.write(part(few), 1)) / 2
    rates.single += (await push(part(few), 1)) / 2
    rates.barePushed += (await bare.write(part(many), actsPerPush)) / 2
    rates.pushed += (await push(part(many), actsPerPush)) / 2
  }
  return {
    single: figure({
      what: 'one act a request',
      value: rates.single,
      unit: '/s',
      ceiling: { what: 'bare client, one by one', value: rates.bareSingle },
      bar: { op: '>=', value: 0.3, of: 'ratio' },
    }),
    pushed: figure({
      what: `${actsPerPush} acts a push`,
      value: rates.pushed,
      unit: '/s',
      ceiling: { what: `bare client, ${actsPerPush} a batch`, value: rates.barePushed },
      bar: { op: '>=', value: 0.8, of: 'ratio' },
    }),
  }
}

async function areaAbove({ db }: Context, community: Id): Promise<Id> {
  const [row] = await db<{ parent_id: Id }[]>`select parent_id from areas where id = ${community}`
  return row!.parent_id
}

/** A group of each in turn, as the phones of several communities push at the same time. */
function interleave<T>(lists: T[][], size: number): T[] {
  const grouped = lists.map((list) => inGroups(list, size))
  return grouped[0]!.flatMap((_, n) => grouped.flatMap((groups) => groups[n] ?? []))
}

/** So many people, each with one open task, made by the acts that make any other. */
async function openTasks(context: Context, community: Id, count: number): Promise<Id[]> {
  const device = context.newId()
  const tasks: Id[] = []
  let seq = 0
  for (let done = 0; done < count; done += 1000) {
    const made = Array.from({ length: Math.min(1000, count - done) }, () => {
      const resident = context.newId()
      const act = (kind: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>): Act => ({
        id: context.newId(),
        kind: kind.kind,
        v: kind.v,
        community,
        subject,
        device,
        seq: seq++,
        occurred: new Date(context.clock()).toISOString(),
        payload,
      })
      const task = context.newId()
      tasks.push(task)
      return [
        act(addResident, resident, { origin: 'list', name: '测试', phones: ['+8613900000001'] }),
        act(findTask, task, { resident, reason: '自排', due: null, urgency: 2 }),
      ]
    })
    await recordActs(context, [{ who: null, acts: made.flat(), deviceNow: context.clock() }])
  }
  return tasks
}

function disposition({ newId, clock }: Context, community: Id, { device }: Signed, subject: Id, seq: number): Act {
  return {
    id: newId(),
    kind: closeTask.kind,
    v: closeTask.v,
    community,
    subject,
    device,
    seq,
    occurred: new Date(clock()).toISOString(),
    payload: { contact: 'reached', finding: 'here_managed', method: 'call', seconds: 62, note },
  }
}

function pushOf({ device }: Signed, acts: Act[]): string {
  return JSON.stringify({ proto: 1, device, deviceNow: new Date().toISOString(), acts })
}

function inGroups<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
}

/**
 * The ceiling: the same rows, with the same indexes, in copies of the three tables (acts, tasks, and the community's
 * version that every writer raises); ready made, so that neither sealing nor folding nor checking is paid for;
 * prepared statements, one journey and one durable transaction a batch.
 */
async function openBare(context: Context, url: string, onEnd: (clean: () => Promise<void>) => void) {
  const { db } = context
  await db`create table bare_acts (like acts including all)`
  await db`create table bare_tasks (like tasks including all)`
  await db`create table bare_heads (like community_heads including all)`
  await db`insert into bare_tasks select * from tasks`
  await db`insert into bare_heads select * from community_heads`
  // A server in daily use has its statistics; without them the planner reads whole tables.
  await db`analyze`
  const client = openDb(url, { connections, name: 'bare' })
  onEnd(() => client.end())
  let version = 1_000_000
  const write = async (acts: Act[], size: number): Promise<number> => {
    const batches = inGroups(acts, size).map((some) =>
      client.json(some.map((act) => bareRow(context, act, version++)) as never),
    )
    let next = 0
    const start = performance.now()
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (next < batches.length) await writeBare(client, batches[next++]!)
      }),
    )
    return (acts.length * 1000) / (performance.now() - start)
  }
  return { write }
}

function bareRow({ keys, campaigns }: Context, { payload, ...act }: Act, version: number): Record<string, unknown> {
  const { note: hidden, ...open } = payload
  return {
    ...act,
    version,
    payload: open,
    account: act.device,
    sealed: keys
      .seal(campaigns.outbreak, JSON.stringify({ note: hidden, salt: randomBytes(4).toString('hex') }))
      .toString('hex'),
  }
}

function writeBare(client: Context['db'], rows: ReturnType<Context['db']['json']>): Promise<unknown> {
  return client.tx(async (db) =>
    Promise.all([
      db`
        update bare_heads set version = version + 1
        where community_id in (select community from jsonb_to_recordset(${rows}) as r(community uuid))`,
      db`
        insert into bare_acts (community_id, id, version, subject_id, kind, v, account_id, device_id, seq, occurred_at, at,
          payload, sealed)
        select community, id, version, subject, kind, v, account, device, seq, occurred, occurred, payload,
          decode(sealed, 'hex')
        from jsonb_to_recordset(${rows}) as r(community uuid, id uuid, version bigint, subject uuid, kind text, v smallint,
          account uuid, device uuid, seq bigint, occurred timestamptz, payload jsonb, sealed text)`,
      db`
        update bare_tasks t set version = r.version, status = 'done', attempts = t.attempts + 1,
          last_attempt_at = r.occurred, last_contact = r.payload->>'contact', contact = r.payload->>'contact',
          finding = r.payload->>'finding', method = r.payload->>'method', closed_by = r.account, closed_at = r.occurred
        from jsonb_to_recordset(${rows}) as r(community uuid, subject uuid, version bigint, account uuid,
          occurred timestamptz, payload jsonb)
        where t.community_id = r.community and t.id = r.subject`,
    ]),
  )
}
