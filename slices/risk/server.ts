import { z } from 'zod'
import type { Permission } from '#shared/act.ts'
import { format } from '#shared/i18n.ts'
import { Id } from '#shared/ids.ts'
import { Problem, problem, problemKinds } from '#shared/problem.ts'
import { permissionsAnywhere } from '#server/auth/grants.ts'
import { constraintMeans } from '#server/constraints.ts'
import { type Call, route } from '#server/http/route.ts'
import { levels, listedLevels } from './model.ts'
import { compareLists } from './server/changes.ts'
import { type Fetched, fetchProblem, fetchSource, readSourceUrl } from './server/fetch.ts'
import { importLists, longestListMB, riskProblem, setAside } from './server/lists.ts'
import { levelOfPlace, windowOf } from './server/look.ts'
import { decideMatch, matchAgain } from './server/match.ts'
import { listLists, listMatches } from './server/show.ts'
import { presentFaults } from './strings.ts'

constraintMeans('risk_sources_url_unique', fetchProblem.risk_url_taken)

const Counts = z.object({ high: z.int(), middle: z.int(), low: z.int() })
const Stated = z.object({ high: z.int().nullable(), middle: z.int().nullable(), low: z.int().nullable() })
const Level = z.enum(levels)

const List = z.object({
  id: Id,
  at: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  file: z.string(),
  by: z.string(),
  url: z.string().nullable(),
  stated: Stated,
  listed: Counts,
  areas: z.int(),
  /** What does not add up, in words. */
  faults: z.array(z.string()),
  mismatch: z.boolean(),
  setAside: z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() }).nullable(),
})

const Match = z.object({
  id: z.int(),
  province: z.string(),
  city: z.string(),
  county: z.string(),
  place: z.string(),
  how: z.enum(['same', 'around', 'rest', 'inside', 'near']),
  level: Level,
  spans: z.array(z.object({ level: z.enum(listedLevels), from: z.iso.datetime(), until: z.iso.datetime().nullable() })),
})

const Source = z.object({
  id: Id,
  url: z.string(),
  everyMinutes: z.int(),
  nextAt: z.iso.datetime(),
  lastAt: z.iso.datetime().nullable(),
  last: z.object({ ok: z.boolean(), list: Id.nullable(), known: z.boolean(), words: z.string() }).nullable(),
})

export const riskRoutes = [
  route({
    method: 'get',
    path: '/v1/risk/lists',
    summary: 'The lists of risk areas, the latest first, with what each states, holds, and where the two disagree.',
    may: 'signed_in',
    query: z.object({
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      only: z.enum(['all', 'mismatch']).default('all'),
    }),
    returns: z.object({ total: z.int(), mismatches: z.int(), lists: z.array(List) }),
    handle: async (call, { query }) => listLists(call, query),
  }),
  route({
    method: 'post',
    path: '/v1/risk/lists',
    summary: 'Take in one list in the national format (the body). The same list again is the same version.',
    may: 'signed_in',
    query: z.object({ name: z.string().min(1).max(200).default('list.json') }),
    accepts: 'application/octet-stream',
    returns: z.object({ id: Id, at: z.iso.datetime(), known: z.boolean(), faults: z.array(z.string()) }),
    handle: async (call, { query }) => {
      mustAnywhere(call, 'policy.write')
      const file = { name: query.name, bytes: await readBody(call) }
      const [outcome] = await importLists(call, [file], { by: call.who.account })
      if (!outcome || 'problem' in outcome) throw outcome?.problem ?? new Problem(problem.not_found)
      const { id, at, known, faults } = outcome
      return { id, at, known, faults: presentFaults(faults, call.language) }
    },
  }),
  route({
    method: 'get',
    path: '/v1/risk/lists/{list}/changes',
    summary: 'What a list changed against another one: by default against the one that held before it.',
    may: 'signed_in',
    params: z.object({ list: Id }),
    query: z.object({
      from: Id.optional(),
      q: z.string().trim().max(60).optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    returns: z.object({
      from: Id.nullable(),
      sums: z.array(z.object({ from: Level, to: Level, places: z.int() })),
      total: z.int(),
      changes: z.array(
        z.object({
          province: z.string(),
          city: z.string(),
          county: z.string(),
          place: z.string(),
          from: Level,
          to: Level,
        }),
      ),
    }),
    handle: async (call, { params, query }) => {
      const from = query.from ?? (await findBefore(call, params.list))
      return { from, ...(await compareLists(call, { ...query, from, to: params.list })) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/risk/lists/{list}/set-aside',
    summary: 'A list counts no more, for a reason; or counts again (without one). It stays in the book either way.',
    may: 'signed_in',
    params: z.object({ list: Id }),
    body: z.object({ reason: z.string().trim().min(1).max(500).nullable() }),
    returns: z.object({ id: Id }),
    handle: async (call, { params, body }) => {
      mustAnywhere(call, 'policy.publish')
      await setAside(call, params.list, call.who.account, body.reason)
      return { id: params.list }
    },
  }),
  route({
    method: 'get',
    path: '/v1/risk/at',
    summary: 'What level a place was at on a day (the strictest of that day) or at an instant, and its whole history.',
    may: 'signed_in',
    query: z.object({ place: z.string().trim().min(1).max(300), on: z.string().max(40) }),
    returns: z.object({
      place: z.string(),
      from: z.iso.datetime(),
      until: z.iso.datetime(),
      level: Level.nullable(),
      certain: z.boolean(),
      counties: z.array(z.object({ province: z.string(), city: z.string(), county: z.string() })),
      matches: z.array(Match),
      inside: Counts,
      list: z.object({ id: Id, at: z.iso.datetime(), file: z.string() }).nullable(),
    }),
    handle: async (call, { query }) => {
      const time = windowOf(query.on, call.zone)
      if (!time) throw new Problem(problem.invalid_input, { where: 'on', why: 'YYYY-MM-DD' })
      return levelOfPlace(call, query.place, time.from, time.until)
    },
  }),
  route({
    method: 'get',
    path: '/v1/risk/matches',
    summary: 'Published places of our own districts: which of our buildings each means; the undecided ones first.',
    may: 'signed_in',
    query: z.object({
      only: z.enum(['undecided', 'all']).default('undecided'),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    returns: z.object({
      undecided: z.int(),
      total: z.int(),
      places: z.array(
        z.object({
          id: z.int(),
          place: z.string(),
          county: z.string(),
          level: Level,
          state: z.enum(['certain', 'doubtful', 'none']),
          candidates: z.array(z.object({ words: z.string(), reasons: z.array(z.string()) })),
          chosen: z.array(z.int()).nullable(),
          by: z.string().nullable(),
        }),
      ),
    }),
    handle: (call, { query }) => listMatches(call, query),
  }),
  route({
    method: 'post',
    path: '/v1/risk/matches/{place}',
    summary: 'Decide what a published place means: some of the candidates by number, or none of ours (an empty list).',
    may: 'signed_in',
    params: z.object({ place: z.coerce.number().int() }),
    body: z.object({ chosen: z.array(z.int().min(0)).max(12) }),
    returns: z.object({ place: z.int() }),
    handle: async (call, { params, body }) => {
      mustAnywhere(call, 'policy.write')
      await decideMatch(call, params.place, body.chosen, call.who.account)
      return { place: params.place }
    },
  }),
  route({
    method: 'post',
    path: '/v1/risk/match-again',
    summary: 'Compare the published places of our districts with our buildings anew. What was decided stays.',
    may: 'signed_in',
    returns: z.object({ places: z.int() }),
    handle: async (call) => {
      mustAnywhere(call, 'policy.write')
      return { places: await matchAgain(call) }
    },
  }),
  route({
    method: 'get',
    path: '/v1/risk/sources',
    summary: 'Addresses from which lists are fetched by the clock, and what the last try came to.',
    may: 'signed_in',
    returns: z.object({ sources: z.array(Source) }),
    handle: listSources,
  }),
  route({
    method: 'post',
    path: '/v1/risk/sources',
    summary: 'Fetch lists from an address every so many minutes (5 to 10080): http or https.',
    may: 'signed_in',
    body: z.object({ url: z.string().trim().min(1).max(500), everyMinutes: z.int().min(5).max(10_080) }),
    returns: z.object({ id: Id }),
    handle: async (call, { body }) => {
      mustAnywhere(call, 'policy.write')
      const id = call.newId()
      await call.db`insert into risk_sources (id, url, every_minutes, next_at, created_by)
        values (${id}, ${readSourceUrl(body.url).href}, ${body.everyMinutes}, ${new Date(call.clock())}, ${call.who.account})`
      return { id }
    },
  }),
  route({
    method: 'post',
    path: '/v1/risk/sources/{source}/fetch',
    summary: 'Fetch from this address now.',
    may: 'signed_in',
    params: z.object({ source: Id }),
    returns: z.object({ ok: z.boolean(), list: Id.nullable(), known: z.boolean(), words: z.string() }),
    handle: async (call, { params }) => {
      mustAnywhere(call, 'policy.write')
      return fetchedInWords(call, await fetchSource(call, params.source))
    },
  }),
  route({
    method: 'delete',
    path: '/v1/risk/sources/{source}',
    summary: 'No longer fetch from this address. What it brought stays.',
    may: 'signed_in',
    params: z.object({ source: Id }),
    returns: z.object({ id: Id }),
    handle: async (call, { params }) => {
      mustAnywhere(call, 'policy.write')
      // Under another name, so that the address may be entered again.
      await call.db`update risk_sources set retired_at = ${new Date(call.clock())}, url = url || '#' || id
        where id = ${params.source} and retired_at is null`
      return { id: params.source }
    },
  }),
]

/** Published lists are the whole installation's: who may change them anywhere may change them. */
function mustAnywhere(call: Call, permission: Permission): void {
  if (!permissionsAnywhere(call.who, call.clock()).includes(permission)) throw new Problem(problem.forbidden)
}

async function readBody(call: Call): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (call.http.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > longestListMB * 1_000_000) throw new Problem(problem.too_large, { limit: `${longestListMB} MB` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The list that held until this one came. */
async function findBefore({ db }: Call, id: Id): Promise<Id | null> {
  const [list] = await db<{ at: Date }[]>`select at from risk_lists where id = ${id}`
  if (!list) throw new Problem(riskProblem.risk_list_not_found)
  const [before] = await db<{ id: Id }[]>`
    select id from risk_lists where at < ${list.at} and set_aside_at is null order by at desc, id limit 1`
  return before?.id ?? null
}

async function listSources(call: Call) {
  const rows = await call.db<
    { id: Id; url: string; every_minutes: number; next_at: Date; last_at: Date | null; last: Fetched | null }[]
  >`select id, url, every_minutes, next_at, last_at, last from risk_sources where retired_at is null order by created_at`
  return {
    sources: rows.map(({ id, url, every_minutes, next_at, last_at, last }) => ({
      id,
      url,
      everyMinutes: every_minutes,
      nextAt: next_at.toISOString(),
      lastAt: last_at?.toISOString() ?? null,
      last: last && fetchedInWords(call, last),
    })),
  }
}

function fetchedInWords(call: Call, { ok, list, known, problem: why }: Fetched) {
  const kind = why && problemKinds().find(({ code }) => code === why.code)
  return { ok, list, known, words: kind ? format(kind[call.language], why.values) : '' }
}
