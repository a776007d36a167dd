import { z } from 'zod'
import { localDay } from '#shared/clock.ts'
import { Id } from '#shared/ids.ts'
import { Problem, must, problem } from '#shared/problem.ts'
import { type Call, route } from '#server/http/route.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { listEntries } from '#slices/people/server/persons.ts'
import { loadMasked } from '#slices/people/server/show.ts'
import { orderMeasure } from './acts.ts'
import { dayOf } from './model.ts'
import type { RuleDocument } from './model/document.ts'
import { decideMeasure } from './model/rules.ts'
import { loadSubjects } from './server/facts.ts'
import { measureOfRow } from './server/projection.ts'
import { settleCommunity } from './server/settle.ts'
import { ruleOf } from './server/transitions.ts'
import { getVersion, listInForce, policyProblem } from './server/versions.ts'

const inCommunity = z.object({ community: Id })
const Words = z.object({ zh: z.string(), en: z.string() })
const Day = z.iso.date()
const Facts = z.record(z.string(), z.unknown())
const Stages = z.array(z.object({ name: Words, days: z.int() }))

const Listed = z.object({
  id: Id,
  resident: Id,
  name: z.string(),
  place: z.string(),
  kind: Words,
  day: z.int(),
  stage: Words,
  startedOn: Day,
  endsOn: Day,
  status: z.enum(['running', 'released', 'ended']),
  rule: z.string(),
})

/** A measure as a person is told of it. */
const Letter = z.object({
  id: Id,
  resident: Id,
  name: z.string(),
  document: z.string().nullable(),
  phones: z.array(z.string()),
  place: z.string(),
  community: z.string(),
  kind: Words,
  stages: z.array(z.object({ name: Words, from: Day, until: Day })),
  startedOn: Day,
  endsOn: Day,
  status: z.enum(['running', 'released', 'ended']),
  notice: Words.nullable(),
  basis: z.string(),
  decisions: z.array(
    z.object({
      at: z.iso.datetime(),
      by: z.string(),
      outcome: z.string(),
      rule: z
        .object({ version: Id, number: z.int(), title: z.string(), line: z.string(), words: Words.nullable() })
        .nullable(),
      facts: Facts,
    }),
  ),
})

export const measureRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/measures',
    summary: 'Who is under which measure, since when and until when, by which rule.',
    may: 'task.read',
    params: inCommunity,
    query: z.object({
      status: z.enum(['running', 'ended']).default('running'),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    returns: z.object({ total: z.int(), measures: z.array(Listed) }),
    handle: (call, { params, query }) => listMeasures(call, params.community, query),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/measures/{measure}',
    summary: 'One measure with each decision about it: the rule’s version and the facts that it used.',
    may: 'task.read',
    params: z.object({ community: Id, measure: Id }),
    returns: Letter,
    handle: (call, { params }) => getMeasure(call, params.community, params.measure),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/letters/{version}',
    summary: 'The measures that a version of a rule has changed, each as its letter says it, in the order of a walk.',
    may: 'task.read',
    params: z.object({ community: Id, version: Id }),
    returns: z.object({ letters: z.array(Letter) }),
    handle: async (call, { params }) => {
      const rows = await call.db<{ id: Id }[]>`
        select m.id from measures m join residents r on r.community_id = m.community_id and r.id = m.resident_id
        where m.community_id = ${params.community}
          and m.decisions @> ${call.db.json([{ rule: { version: params.version } }])}
          and m.decisions->-1->'rule'->>'version' = ${params.version} and jsonb_array_length(m.decisions) > 1
        order by r.place_key, m.id limit 1000`
      const letters = []
      for (const { id } of rows) letters.push(await getMeasure(call, params.community, id))
      return { letters }
    },
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/residents/{resident}/rules',
    summary: 'What rules know of a person and what they would put them under; their measures, stays and deeds.',
    may: 'task.read',
    params: z.object({ community: Id, resident: Id }),
    returns: z.object({
      resident: Id,
      name: z.string(),
      place: z.string(),
      categories: z.array(z.string()),
      facts: Facts,
      proposals: z.array(
        z.object({ version: Id, rule: z.string(), line: z.string(), title: Words, measure: z.string(), name: Words }),
      ),
      kinds: z.array(z.object({ version: Id, rule: z.string(), kind: z.string(), name: Words, stages: Stages })),
      deedKinds: z.array(z.object({ key: z.string(), name: Words })),
      groups: z.array(z.string()),
      measures: z.array(Listed),
      stays: z.array(z.object({ id: Id, place: z.string(), from: Day, until: Day, arrived: Day.nullable() })),
      deeds: z.array(
        z.object({ id: Id, deed: z.string(), at: z.iso.datetime(), way: z.string().nullable(), source: z.string() }),
      ),
    }),
    handle: (call, { params }) => getPerson(call, params.community, params.resident),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/residents/{resident}/measures',
    summary:
      'Put a person under a measure of a rule in force. The rule’s version and the facts of today are kept with it.',
    may: 'task.assign',
    params: z.object({ community: Id, resident: Id }),
    body: z.object({
      version: Id,
      kind: z.string().max(40),
      line: z.string().max(60).default(''),
      startedOn: Day,
      note: z.string().max(500).default(''),
    }),
    returns: z.object({ measure: Id }),
    handle: async (call, { params, body }) => {
      const version = await getVersion(call, body.version)
      const kind = version.document.measures.find(({ key }) => key === body.kind)
      if (!kind) throw new Problem(policyProblem.measure_none)
      const day = localDay(call.clock(), call.zone)
      const [subject] = await loadSubjects(call, params.community, day, [params.resident])
      if (!subject) throw new Problem(problem.not_found)
      const id = call.newId()
      const payload = {
        resident: subject.resident,
        startedOn: body.startedOn,
        kind: kind.key,
        name: kind.name,
        stages: kind.stages,
        rule: ruleOf(version, body.line),
        facts: subject.facts,
        note: body.note,
      }
      const act = systemAct(call, params.community, call.newId(), `order ${id}`, orderMeasure, id, payload)
      const { results } = await call.writer.push({ who: call.who, acts: [act], deviceNow: call.clock() })
      if (results[0]?.status !== 'ok') throw new Problem(problem.forbidden)
      await settleCommunity(call, params.community)
      return { measure: id }
    },
  }),
]

async function listMeasures(
  call: Call,
  community: Id,
  { status, offset, limit, resident }: { status: 'running' | 'ended'; offset: number; limit: number; resident?: Id },
) {
  const { db, clock, zone } = call
  const today = localDay(clock(), zone)
  const running = db`(m.status = 'running' and m.ends_on >= ${today})`
  const rows = await db<(Parameters<typeof measureOfRow>[0] & { total: number })[]>`
    select count(*) over ()::int as total, m.id, r.person_id as resident_id, m.kind, m.name, m.stages, m.started_on, m.ends_on,
      m.status, m.decisions
    from measures m join residents r on r.community_id = m.community_id and r.id = m.resident_id
    where m.community_id = ${community}
      ${resident ? db`and r.person_id = ${resident}` : status === 'running' ? db`and ${running}` : db`and not ${running}`}
    order by m.ends_on ${status === 'running' ? db`` : db`desc`}, r.place_key, m.id limit ${limit} offset ${offset}`
  const people = await loadMasked(
    call,
    community,
    rows.map(({ resident_id }) => resident_id),
  )
  return {
    total: rows[0]?.total ?? 0,
    measures: rows.map((row) => {
      const measure = measureOfRow(row)
      const at = dayOf(measure, today)
      const rule = measure.decisions.findLast((decision) => decision.rule)?.rule
      // Its last day has passed: nobody needs to end it.
      const over = measure.status === 'running' && measure.endsOn < today
      return {
        id: measure.id,
        resident: measure.resident,
        name: people.get(measure.resident)?.name ?? '',
        place: people.get(measure.resident)?.place ?? '',
        kind: measure.name,
        day: at.day,
        stage: measure.stages[at.stage]!.name,
        startedOn: measure.startedOn,
        endsOn: measure.endsOn,
        status: over ? ('released' as const) : measure.status,
        rule: rule ? `${rule.title} v${rule.number}` : '',
      }
    }),
  }
}

async function getMeasure(call: Call, community: Id, id: Id) {
  const { db } = call
  const [row] = await db<Parameters<typeof measureOfRow>[0][]>`
    select m.id, r.person_id as resident_id, m.kind, m.name, m.stages, m.started_on, m.ends_on, m.status, m.decisions
    from measures m join residents r on r.community_id = m.community_id and r.id = m.resident_id
    where m.community_id = ${community} and m.id = ${id}`
  if (!row) throw new Problem(problem.not_found)
  const measure = measureOfRow(row)
  const person = (await loadMasked(call, community, [measure.resident])).get(measure.resident)
  const [area] = await db<{ name: string }[]>`select name from areas where id = ${community}`
  const said = measure.decisions.flatMap(({ rule }) => rule?.version ?? [])
  const documents = new Map<Id, RuleDocument>()
  for (const version of new Set(said)) documents.set(version, (await getVersion(call, version)).document)
  const document = documents.get(said.at(-1) ?? '')
  const accounts = await db<{ id: Id; name: string }[]>`
    select id, name from accounts where id = any(${measure.decisions.flatMap(({ by }) => by ?? [])})`
  return {
    id,
    resident: measure.resident,
    name: person?.name ?? '',
    document: person?.document?.masked ?? null,
    phones: person?.phones ?? [],
    place: person?.place ?? '',
    community: area?.name ?? '',
    kind: measure.name,
    stages: stageDays(measure),
    startedOn: measure.startedOn,
    endsOn: measure.endsOn,
    status: measure.status,
    notice: document?.measures.find(({ key }) => key === measure.kind)?.notice ?? null,
    basis: document?.basis ?? '',
    decisions: measure.decisions.map(({ at, by, outcome, rule, facts }) => ({
      at,
      by: accounts.find((account) => account.id === by)?.name ?? '',
      outcome,
      rule: rule && { ...rule, words: titleOfLine(documents.get(rule.version), rule.line) },
      facts,
    })),
  }
}

/** The line of a rule that put somebody under a measure, or changed it, in words. */
function titleOfLine(document: RuleDocument | undefined, line: string) {
  const lines = document ? [...document.decisions, ...document.transitions] : []
  return lines.find(({ key }) => key === line)?.title ?? null
}

/** From when to when each stage lasts, as far as the measure goes. */
function stageDays({ startedOn, endsOn, stages }: ReturnType<typeof measureOfRow>) {
  let from = startedOn
  return stages.flatMap(({ name, days }) => {
    const end = shiftDay(from, days - 1)
    const until = end < endsOn ? end : endsOn
    const stage = { name, from, until }
    from = shiftDay(from, days)
    return stage.from <= endsOn ? [stage] : []
  })
}

function shiftDay(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
}

async function getPerson(call: Call, community: Id, entry: Id) {
  const { db, keys, clock, zone } = call
  const day = localDay(clock(), zone)
  const [subject] = await loadSubjects(call, community, day, [entry])
  if (!subject) throw new Problem(problem.not_found)
  const { resident } = subject
  const person = must((await loadMasked(call, community, [resident])).get(resident), 'the person')
  const entries = must((await listEntries(call, community, [resident])).get(resident), 'their entries')
  const versions = await listInForce(call, community, clock())
  const stays = await db<{ id: Id; place_sealed: Buffer; from: string; until: string; arrived: string | null }[]>`
    select id, place_sealed, from_on as "from", until_on as until, arrived_on as arrived from stays
    where community_id = ${community} and resident_id = any(${entries}) and not withdrawn order by from_on desc`
  const deeds = await db<{ id: Id; deed: string; at: Date; way: string | null; source: string }[]>`
    select id, deed, at, way, source from deeds
    where community_id = ${community} and resident_id = any(${entries}) and not withdrawn order by at desc limit 50`
  const { measures } = await listMeasures(call, community, { status: 'running', offset: 0, limit: 50, resident })
  const deedKinds = new Map(versions.flatMap(({ document }) => document.deeds.map((one) => [one.key, one] as const)))
  return {
    resident,
    name: person.name,
    place: person.place,
    categories: person.categories,
    facts: { ...subject.facts },
    proposals: versions.flatMap((version) => {
      const found = decideMeasure(version.document, subject.facts)
      if (!found) return []
      const decision = version.document.decisions.find(({ key }) => key === found.decision)!
      return [
        {
          version: version.id,
          rule: `${version.document.title.zh} v${version.number}`,
          line: decision.key,
          title: decision.title,
          measure: found.measure.key,
          name: found.measure.name,
        },
      ]
    }),
    kinds: versions.flatMap(({ id, number, document }) =>
      document.measures.map(({ key, name, stages }) => ({
        version: id,
        rule: `${document.title.zh} v${number}`,
        kind: key,
        name,
        stages,
      })),
    ),
    deedKinds: [...deedKinds.values()],
    groups: [
      ...new Set(versions.flatMap(({ document }) => document.obligations.flatMap(({ category }) => category ?? []))),
    ],
    measures,
    stays: stays.map(({ place_sealed, ...stay }) => ({ ...stay, place: keys.open(place_sealed) })),
    deeds: deeds.map((deed) => ({ ...deed, at: deed.at.toISOString() })),
  }
}
