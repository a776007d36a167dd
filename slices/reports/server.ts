import { z } from 'zod'
import { type Zone, instantOf, localDay } from '#shared/clock.ts'
import { Id } from '#shared/ids.ts'
import { defineProblems, must, Problem } from '#shared/problem.ts'
import { type Context, inTx } from '#server/context.ts'
import { route } from '#server/http/route.ts'
import { type Finding, findings } from '#slices/worklist/model.ts'
import { type DayFigures, imbalance } from './model.ts'

export const reportProblem = defineProblems({
  day_in_future: [422, '这一天还没有到，不能签报。', 'That day has not come yet; its account cannot be signed.'],
  correction_needs_reason: [
    422,
    '当日台账已签报：更正须写明原因，原版保留。',
    'This day was signed already: a correction needs its reason, and the first edition stays.',
  ],
})

/** First and last instant (exclusive) of a day in the deployment's zone. */
export function dayBounds(day: string, zone: Zone): { from: Date; to: Date } {
  const from = instantOf(day, 0, 0, zone)
  const next = localDay(from + 36 * 3_600_000, zone)
  return { from: new Date(from), to: new Date(instantOf(next, 0, 0, zone)) }
}

/** Counted from the rows, never typed in: the account of `day` as things stand at this moment. */
export async function computeDay({ db, zone }: Context, community: Id, day: string): Promise<DayFigures> {
  const { from, to } = dayBounds(day, zone)
  const rows = await db<{ side: string; what: string; n: number }[]>`
    with t as (
      select origin, status, finding, opened_at, closed_at,
        opened_at >= ${from} as today, status in ('done', 'handed_over') and closed_at < ${to} as ended
      from tasks where community_id = ${community} and opened_at < ${to}
        and not (status in ('done', 'handed_over') and closed_at < ${from})
        and status <> 'joined' and not (status = 'withdrawn' and opened_at < ${from})
    )
    select 'in' as side, case when today then origin else 'carried' end as what, count(*)::int as n from t group by 2
    union all
    select 'out', case when status = 'withdrawn' then 'withdrawn' when not ended then 'open'
      when status = 'handed_over' then 'handed_over' else finding end, count(*)::int from t group by 2`
  const [decide] = await db<{ n: number; today: number }[]>`
    select count(*)::int as n, count(*) filter (where b.committed_at >= ${from})::int as today
    from source_rows r join batches b on b.community_id = r.community_id and b.id = r.batch_id
    where r.community_id = ${community} and r.link = 'review' and r.task_id is null and b.status = 'committed'
      and b.committed_at < ${to}`
  const find = (side: string, what: string) => rows.find((row) => row.side === side && row.what === what)?.n ?? 0
  const undecided = must(decide, 'a count')
  const figures: DayFigures = {
    carried: find('in', 'carried') + undecided.n - undecided.today,
    issued: find('in', 'issued') + undecided.today,
    selfFound: find('in', 'self_found'),
    received: find('in', 'received'),
    done: Object.fromEntries(findings.map((finding) => [finding, find('out', finding)])) as Record<Finding, number>,
    handedOver: find('out', 'handed_over'),
    withdrawn: find('out', 'withdrawn'),
    open: find('out', 'open'),
    toDecide: undecided.n,
  }
  if (imbalance(figures) !== 0) throw new Error("the day's account does not balance")
  return figures
}

interface Edition {
  edition: number
  asOf: string
  figures: DayFigures
  signedBy: string
  signedAt: string
  correction: string | null
}

async function listEditions({ db }: Context, community: Id, day: string): Promise<Edition[]> {
  const rows = await db<
    { edition: number; as_of: Date; figures: DayFigures; name: string; signed_at: Date; correction: string | null }[]
  >`
    select d.edition, d.as_of, d.figures, a.name, d.signed_at, d.correction
    from day_accounts d join accounts a on a.id = d.signed_by
    where d.community_id = ${community} and d.day = ${day} order by d.edition`
  return rows.map((row) => ({
    edition: row.edition,
    asOf: row.as_of.toISOString(),
    figures: row.figures,
    signedBy: row.name,
    signedAt: row.signed_at.toISOString(),
    correction: row.correction,
  }))
}

/**
 * Freezes the account of `day` under the signer's name. The first edition needs no words; every later one is a
 * correction and says why. No edition is ever changed.
 */
export async function signDay(
  outer: Context,
  community: Id,
  day: string,
  signer: Id,
  correction: string | null,
): Promise<number> {
  return inTx(outer, async (context) => {
    const { db, clock, zone } = context
    const now = clock()
    if (day > localDay(now, zone)) throw new Problem(reportProblem.day_in_future)
    const [head] = await db<{ version: number }[]>`
      update community_heads set version = version + 1 where community_id = ${community} returning version`
    const before = await listEditions(context, community, day)
    if (before.length && !correction?.trim()) throw new Problem(reportProblem.correction_needs_reason)
    const figures = await computeDay(context, community, day)
    const edition = before.length + 1
    await db`insert into day_accounts (community_id, day, edition, version, as_of, figures, signed_by, signed_at, correction)
      values (${community}, ${day}, ${edition}, ${head!.version}, ${new Date(now)}, ${db.json(figures as never)}, ${signer},
        ${new Date(now)}, ${before.length ? correction : null})`
    return edition
  })
}

/** A closing recorded faster than a person can speak their name. */
const shortCallSeconds = 8
/** So many closings by one worker within one minute look like clicking, not like calling. */
const burstSize = 6
/** One number reached for so many persons: a family has one phone, a block of flats has not. */
const sharedPhone = 5

export interface Untruth {
  kind: 'burst' | 'short_call' | 'shared_phone' | 'contradiction' | 'not_visited'
  count: number
  who: string | null
  tasks: Id[]
}

/** What looks closed for show. Hints to ask about, not verdicts. */
export async function findUntruths({ db, zone }: Context, community: Id, day: string): Promise<Untruth[]> {
  const { from, to } = dayBounds(day, zone)
  return db<Untruth[]>`
    with closed as (
      select t.*, a.name as worker from tasks t left join accounts a on a.id = t.closed_by
      where t.community_id = ${community} and t.status = 'done' and t.closed_at >= ${from} and t.closed_at < ${to}
    )
    select 'burst' as kind, count(*)::int as count, worker as who, array_agg(id) as tasks from closed
      where method <> 'record_match' group by worker, closed_by, date_trunc('minute', closed_at) having count(*) >= ${burstSize}
    union all
    select 'short_call', count(*)::int, c.worker, array_agg(c.id) from closed c
      join acts x on x.community_id = c.community_id and x.subject_id = c.id and x.kind = 'task.close' and x.at = c.closed_at
      where c.method = 'call' and (x.payload->>'seconds')::int < ${shortCallSeconds} group by c.worker, c.closed_by
    union all
    select 'shared_phone', count(*)::int, null, array_agg(c.id) from closed c
      join residents r on r.community_id = c.community_id and r.id = c.resident_id
      where c.method = 'call' and c.contact = 'reached' and cardinality(r.phone_hashes) > 0
      group by r.phone_hashes[1] having count(*) >= ${sharedPhone}
    union all
    select 'contradiction', jsonb_array_length(contradictions), worker, array[id] from closed where contradictions <> '[]'
    union all
    select 'not_visited', count(*)::int, c.worker, array_agg(c.id) from closed c
      where c.finding = 'cannot_be_found' and not exists (select 1 from acts x where x.community_id = c.community_id
        and x.subject_id = c.id and x.kind in ('task.attempt', 'task.close') and x.payload->>'method' = 'visit')
      group by c.worker, c.closed_by`
}

const Figures = z.object({
  carried: z.int(),
  issued: z.int(),
  selfFound: z.int(),
  received: z.int(),
  done: z.record(z.enum(findings), z.int()),
  handedOver: z.int(),
  withdrawn: z.int(),
  open: z.int(),
  toDecide: z.int(),
})
const ofDay = z.object({ community: Id, day: z.iso.date() })

export const reportRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/days/{day}',
    summary: "The day's account, computed from the rows at this moment, and every signed edition of it.",
    may: 'report.read',
    params: ofDay,
    returns: z.object({
      asOf: z.iso.datetime(),
      figures: Figures,
      editions: z.array(
        z.object({
          edition: z.int(),
          asOf: z.iso.datetime(),
          figures: Figures,
          signedBy: z.string(),
          signedAt: z.iso.datetime(),
          correction: z.string().nullable(),
        }),
      ),
    }),
    handle: async (call, { params }) => ({
      asOf: new Date(call.clock()).toISOString(),
      figures: await computeDay(call, params.community, params.day),
      editions: await listEditions(call, params.community, params.day),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/days/{day}/sign',
    summary: "Freeze the day's account under your name; after the first edition, with the reason of the correction.",
    may: 'account.sign',
    params: ofDay,
    body: z.object({ correction: z.string().max(500).nullable().default(null) }),
    returns: z.object({ edition: z.int() }),
    handle: async (call, { params, body }) => ({
      edition: await signDay(call, params.community, params.day, call.who.account, body.correction),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/days/{day}/untruths',
    summary: 'What looks closed for show: bursts, calls of seconds, one phone for many, contradictions, no visit.',
    may: 'account.sign',
    params: ofDay,
    returns: z.object({
      untruths: z.array(
        z.object({
          kind: z.enum(['burst', 'short_call', 'shared_phone', 'contradiction', 'not_visited']),
          count: z.int(),
          who: z.string().nullable(),
          tasks: z.array(Id),
        }),
      ),
    }),
    handle: async (call, { params }) => ({ untruths: [...(await findUntruths(call, params.community, params.day))] }),
  }),
]
