import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Call, route } from '#server/http/route.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { type Capacity, openRound, setSite } from './acts.ts'
import type { Account } from './model/account.ts'
import { hopsOf } from './model/account.ts'
import { accountOfRound } from './server/account.ts'
import { listMissing, missingReasons } from './server/missing.ts'
import { loadRounds } from './server/projection.ts'

const inCommunity = z.object({ community: Id })
const inRound = z.object({ community: Id, round: Id })
const Instant = z.iso.datetime()

const ListedRound = z.object({
  id: Id,
  name: z.string(),
  status: z.enum(['open', 'closed']),
  from: Instant,
  until: Instant,
  expected: z.int(),
  sampled: z.int(),
})

const NewRound = z.object({
  name: z.string().trim().min(1).max(80),
  from: Instant,
  until: Instant,
  pool: z.union([z.literal(1), z.literal(5), z.literal(10), z.literal(20)]),
  site: z.string().trim().min(1).max(80),
  tables: z.int().min(1).max(99),
})

const Hop = z.object({ hop: z.enum(['tubes', 'boxes', 'laboratory', 'results']), from: z.int(), to: z.int() })
const People = z.object({
  registered: z.int(),
  disputed: z.int(),
  spoilt: z.int(),
  inTubes: z.int(),
  inBoxes: z.int(),
  received: z.int(),
  rejected: z.int(),
  negative: z.int(),
  lookedInto: z.int(),
  invalid: z.int(),
  pending: z.int(),
})

export const screeningRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/rounds',
    summary: 'Screening rounds of a community, the latest first.',
    may: 'report.read',
    params: inCommunity,
    returns: z.object({ rounds: z.array(ListedRound) }),
    handle: async ({ db }, { params: { community } }) => {
      const rows = await db<(Omit<z.infer<typeof ListedRound>, 'from' | 'until'> & { from: Date; until: Date })[]>`
        select r.id, r.plan->>'name' as name, r.status, r.from_at as "from", r.until_at as until,
          (r.plan->'expected'->>'people')::int as expected,
          (select coalesce(sum(t.people), 0)::int from tubes t where t.community_id = r.community_id
            and t.round_id = r.id and t.status <> 'spoilt') as sampled
        from rounds r where r.community_id = ${community} order by r.from_at desc, r.id limit 200`
      return {
        rounds: rows.map((row) => ({ ...row, from: row.from.toISOString(), until: row.until.toISOString() })),
      }
    },
  }),

  route({
    method: 'post',
    path: '/v1/communities/{community}/rounds',
    summary:
      'Open a round for the whole community, with a first site and its tables. Who should come, the register says.',
    may: 'round.plan',
    params: inCommunity,
    body: NewRound,
    returns: z.object({ round: Id }),
    handle: (call, { params, body }) => openHere(call, params.community, body),
  }),

  route({
    method: 'get',
    path: '/v1/communities/{community}/rounds/{round}',
    summary: 'A round with its account at each hop, of each table, and all that differs from what was counted by hand.',
    may: 'report.read',
    params: inRound,
    returns: z.object({
      id: Id,
      name: z.string(),
      status: z.enum(['open', 'closed']),
      from: Instant,
      until: Instant,
      expected: z.int(),
      people: People,
      hops: z.array(Hop),
      tables: z.array(z.object({ site: z.string(), table: z.int().nullable(), people: People })),
      boxes: z.array(
        z.object({
          label: z.string(),
          site: z.string(),
          where: z.enum(['contents', 'hand_over', 'between']),
          what: z.enum(['tubes', 'people', 'seal']),
          said: z.string(),
          found: z.string(),
        }),
      ),
      tubes: z.array(
        z.object({ tube: Id, barcode: z.string(), what: z.string(), people: z.int(), counted: z.int().nullable() }),
      ),
    }),
    handle: (call, { params }) => showRound(call, params.community, params.round),
  }),

  route({
    method: 'get',
    path: '/v1/communities/{community}/rounds/{round}/missing',
    summary: 'Who belongs to a round and has no swab that counts: by building, with why.',
    may: 'task.read',
    params: inRound,
    query: z.object({
      building: z.string().max(120).optional(),
      reason: z.enum(missingReasons).optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    returns: z.object({
      total: z.int(),
      buildings: z.array(z.object({ building: z.string(), people: z.int() })),
      missing: z.array(
        z.object({
          resident: Id,
          name: z.string(),
          building: z.string(),
          place: z.string(),
          reason: z.enum(missingReasons),
        }),
      ),
    }),
    handle: async (call, { params, query: { building, reason, offset, limit } }) => {
      const all = await listMissing(call, params.community, params.round)
      const counts = new Map<string, number>()
      for (const one of all) counts.set(one.building, (counts.get(one.building) ?? 0) + 1)
      const shown = all.filter(
        (one) => (building === undefined || one.building === building) && (!reason || one.reason === reason),
      )
      return {
        total: shown.length,
        buildings: [...counts].map(([name, people]) => ({ building: name, people })),
        missing: shown.slice(offset, offset + limit),
      }
    },
  }),
]

async function openHere(call: Call, community: Id, body: z.infer<typeof NewRound>): Promise<{ round: Id }> {
  if (body.from >= body.until) throw new Problem(problem.invalid_input, { where: 'until', why: 'before from' })
  const { db, newId, who } = call
  const [counted] = await db<{ people: number; households: number }[]>`
    select count(*)::int as people, count(distinct door_id)::int as households from residents
    where community_id = ${community} and left_at is null and merged_into is null`
  const round = newId()
  const { name, from, until } = body
  const payload = {
    name,
    area: community,
    from,
    until,
    pool: { usual: body.pool satisfies Capacity, lines: [] },
    expected: { ...counted!, asOf: new Date(call.clock()).toISOString() },
  }
  const tables = Array.from({ length: body.tables }, (_, n) => ({ id: newId(), number: n + 1 }))
  const site = { id: newId(), name: body.site, from, until, tables }
  const acts = [
    systemAct(call, community, round, `open ${round}`, openRound, round, payload),
    systemAct(call, community, round, `site ${site.id}`, setSite, round, { site }),
  ]
  await call.writer.push({ who: null, author: who.account, acts, deviceNow: call.clock() })
  return { round }
}

async function showRound(call: Call, community: Id, id: Id) {
  const round = (await loadRounds(call, community, [id])).get(id)
  if (!round) throw new Problem(problem.not_found)
  const { account, sites, boxes, tubes } = await accountOfRound(call, community, id)
  const siteOf = (site: Id | null) => round.sites.find((one) => one.id === site)
  return {
    id,
    name: round.name,
    status: round.status,
    from: round.from,
    until: round.until,
    expected: round.expected.people,
    people: peopleOf(account),
    hops: hopsOf(account),
    tables: sites.map(({ site, table, account: own }) => ({
      site: siteOf(site)?.name ?? '',
      table: siteOf(site)?.tables.find((one) => one.id === table)?.number ?? null,
      people: peopleOf(own),
    })),
    boxes: boxes.flatMap(({ box, differences }) =>
      differences.map(({ where, what, said, found }) => ({
        label: box.label,
        site: siteOf(box.site)?.name ?? '',
        where,
        what,
        said: String(said),
        found: String(found),
      })),
    ),
    tubes: tubes.map(({ tube, barcode, what, people, counted }) => ({ tube, barcode, what, people, counted })),
  }
}

/** In people: what was found in a pool is told as "to be looked into", by how many members that are. */
function peopleOf(account: Account): z.infer<typeof People> {
  const { results } = account
  return {
    registered: account.registered,
    disputed: account.disputed,
    spoilt: account.spoilt.people,
    inTubes: account.inTubes.people,
    inBoxes: account.inBoxes.people,
    received: account.received.people,
    rejected: account.rejected.people,
    negative: results.negative.people,
    lookedInto: results.positive.people + results.inconclusive.people,
    invalid: results.invalid.people,
    pending: account.pending.people,
  }
}
