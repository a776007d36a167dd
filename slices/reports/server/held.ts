import { z } from 'zod'
import { type Act, findActKind } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'
import { defineProblems, Problem, problem } from '#shared/problem.ts'
import { findReach } from '#server/auth/grants.ts'
import { inTx } from '#server/context.ts'
import { type Call, route } from '#server/http/route.ts'
import { withWholeIds } from '#server/sync/aliases.ts'
import { type ActRow, sentOfRow } from '#server/sync/log.ts'
import { derivedId, recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { acceptHeld, heldDecisions, setHeldAside } from '../held-acts.ts'

export const heldProblem = defineProblems({
  held_still: [409, '现在仍不能采纳：{why}', 'It still cannot count: {why}'],
  held_only_server: [
    409,
    '这种记录只能由系统产生，不能采纳，请搁置。',
    'Only the server itself makes records of this kind. Set it aside.',
  ],
  held_decided: [409, '这条记录已有人处理，请刷新。', 'Somebody has decided about this record already. Reload.'],
})

type HeldRow = ActRow & { author: string; device: string }

/** Acts that were kept and not followed, and about which nobody has decided, oldest first. */
async function listHeld({ db }: Call, community: Id, limit: number): Promise<HeldRow[]> {
  return db<HeldRow[]>`
    select x.*, coalesce(a.name, '') as author, coalesce(d.label, '') as device
    from acts x left join accounts a on a.id = x.account_id left join devices d on d.id = x.device_id
    where x.community_id = ${community} and x.held is not null and ${undecided({ db })}
    order by x.version limit ${limit}`
}

function undecided({ db }: Pick<Call, 'db'>) {
  return db`not exists (select 1 from acts y
    where y.community_id = x.community_id and y.subject_id = x.id and y.kind = any(${heldDecisions}))`
}

async function countHeld({ db }: Call, community: Id): Promise<number> {
  const [row] = await db<{ n: number }[]>`
    select count(*)::int as n from acts x
    where x.community_id = ${community} and x.held is not null and ${undecided({ db })}`
  return row!.n
}

/** The task's or the resident's name, by the subject of the act or the resident it names. */
async function findPeople({ db }: Call, community: Id, rows: readonly { subject: Id; resident: unknown }[]) {
  const ids = [
    ...new Set(rows.flatMap(({ subject, resident }) => [subject, ...(typeof resident === 'string' ? [resident] : [])])),
  ]
  const found = await db<{ id: Id; task: Id | null; resident: Id; name: string }[]>`
    select t.id, t.id as task, r.id as resident, r.name from tasks t
    join residents r on r.community_id = t.community_id and r.id = t.resident_id
    where t.community_id = ${community} and t.id = any(${ids})
    union all
    select id, null, id, name from residents where community_id = ${community} and id = any(${ids})`
  return new Map(found.map(({ id, ...person }) => [id, person]))
}

/** Numbers of papers and phones stay masked: whoever decides needs to know what was done, and finds the rest on the card. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[\dXx]{7,}/g, (number) => `****${number.slice(-4)}`)
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one)]))
}

function isUuid(value: unknown): boolean {
  return Id.safeParse(value).success
}

const Held = z.object({
  id: Id,
  kind: z.string(),
  code: z.string(),
  at: z.iso.datetime(),
  received: z.iso.datetime(),
  by: z.string(),
  device: z.string(),
  person: z.object({ task: Id.nullable(), resident: Id, name: z.string() }).nullable(),
  content: z.record(z.string(), z.unknown()),
  acceptable: z.boolean(),
})

async function showHeld(call: Call, community: Id): Promise<z.infer<typeof Held>[]> {
  const rows = (await listHeld(call, community, 200)).map((row) => ({ row, payload: sentOfRow(call, row).payload }))
  const people = await findPeople(
    call,
    community,
    rows.map(({ row, payload }) => ({ subject: row.subject_id, resident: payload.resident })),
  )
  return rows.map(({ row, payload }) => ({
    id: row.id,
    kind: row.kind,
    code: row.held!,
    at: row.at.toISOString(),
    received: row.received_at.toISOString(),
    by: row.author,
    device: row.device,
    person: people.get(row.subject_id) ?? people.get(payload.resident as Id) ?? null,
    content: masked(Object.fromEntries(Object.entries(payload).filter(([, value]) => !isUuid(value)))) as Record<
      string,
      unknown
    >,
    acceptable: canCount(row.kind),
  }))
}

function canCount(kind: string): boolean {
  const known = findActKind(kind)
  return known !== undefined && known.may !== 'system'
}

/** Waits until no other writer is at it: two people may decide about one act in the same second. */
async function getUndecided({ db }: Pick<Call, 'db'>, community: Id, id: Id): Promise<ActRow> {
  await db`select 1 from community_heads where community_id = ${community} for update`
  const [row] = await db<ActRow[]>`
    select * from acts x where community_id = ${community} and id = ${id} and held is not null`
  if (!row) throw new Problem(problem.not_found)
  const [free] =
    await db`select 1 from acts x where community_id = ${community} and id = ${id} and ${undecided({ db })}`
  if (!free) throw new Problem(heldProblem.held_decided)
  return row
}

/**
 * "It counts all the same": the act is done once more in its author's name, at its own time, and read by today's rules.
 * The first one stays in the log as it is. What still cannot be applied changes nothing.
 */
export async function acceptHeldAct(call: Call, community: Id, id: Id): Promise<void> {
  const versions = await inTx(call, async (context) => {
    const row = await getUndecided(context, community, id)
    const { v, payload } = sentOfRow(call, row)
    const kind = findActKind(row.kind)
    if (!kind) throw new Problem(heldProblem.held_still, { why: wordsOf(call, 'unknown_kind') })
    if (kind.may === 'system') throw new Problem(heldProblem.held_only_server)
    if (!findReach(call.who, kind.may, community, call.clock())) throw new Problem(problem.forbidden)
    const again: Act = {
      id: derivedId(`accepted ${id}`, id),
      kind: row.kind,
      v,
      community,
      subject: row.subject_id,
      device: derivedId(`accepted on ${id}`, id),
      seq: 0,
      occurred: row.at.toISOString(),
      payload,
    }
    const now = call.clock()
    const acts = await withWholeIds(context.db, [again])
    const { results } = await recordActs(context, [{ who: null, author: row.account_id, acts, deviceNow: now }])
    const [result] = results[0]!
    if (result?.status === 'held') throw new Problem(heldProblem.held_still, { why: wordsOf(call, result.code) })
    return recordDecision({ ...call, ...context }, community, id, acceptHeld, { as: again.id })
  })
  call.live.announce(versions)
}

export async function setActAside(call: Call, community: Id, id: Id, reason: string): Promise<void> {
  const versions = await inTx(call, async (context) => {
    await getUndecided(context, community, id)
    return recordDecision({ ...call, ...context }, community, id, setHeldAside, { reason })
  })
  call.live.announce(versions)
}

async function recordDecision(
  call: Call,
  community: Id,
  id: Id,
  kind: { kind: string; v: number },
  payload: Record<string, unknown>,
): Promise<Map<Id, number>> {
  const act = systemAct(call, community, id, `decided ${id}`, kind, id, payload)
  const author = call.who.account
  return (await recordActs(call, [{ who: null, author, acts: [act], deviceNow: call.clock() }])).versions
}

function wordsOf({ language }: Call, code: string): string {
  return new Problem(code).words(language)
}

const ofAct = z.object({ community: Id, act: Id })

export const heldRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/held',
    summary: 'Acts that were kept and not followed, and wait for somebody to decide; the oldest 200, and how many.',
    may: 'task.assign',
    params: z.object({ community: Id }),
    returns: z.object({ count: z.int(), acts: z.array(Held) }),
    handle: async (call, { params }) => ({
      count: await countHeld(call, params.community),
      acts: await showHeld(call, params.community),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/held/{act}/accept',
    summary: 'Let a held act count, in its author’s name and at its own time. Says why where it still cannot.',
    may: 'task.assign',
    params: ofAct,
    body: z.object({}),
    returns: z.object({}),
    handle: async (call, { params }) => {
      await acceptHeldAct(call, params.community, params.act)
      return {}
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/held/{act}/set-aside',
    summary: 'Leave a held act uncounted, with a reason. It stays in the log.',
    may: 'task.assign',
    params: ofAct,
    body: z.object({ reason: z.string().trim().min(1).max(500) }),
    returns: z.object({}),
    handle: async (call, { params, body }) => {
      await setActAside(call, params.community, params.act, body.reason)
      return {}
    },
  }),
]
