import { PassThrough, Readable } from 'node:stream'
import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { findReach, reachesArea } from '#server/auth/grants.ts'
import { constraintMeans } from '#server/constraints.ts'
import { writeXlsx } from '#server/files/write-xlsx.ts'
import { type Call, route } from '#server/http/route.ts'
import { getArea } from '#slices/areas/server.ts'
import { RuleDocument } from './model/document.ts'
import { outcomes } from './model/rules.ts'
import { startDryRun } from './server/dry-run.ts'
import { listPresets } from './server/presets.ts'
import { type Affected, getRun, listAffected, listPolicies, listVersions } from './server/show.ts'
import { type Version, createPolicy, getVersion, policyProblem, publishVersion, saveDraft } from './server/versions.ts'
import { policyWords } from './strings.ts'

constraintMeans('policies_name_unique', policyProblem.policy_name_taken)
constraintMeans('policy_versions_two_persons', policyProblem.policy_two_persons)

const Words = z.object({ zh: z.string(), en: z.string() })
const Instant = z.iso.datetime()
const VersionOut = z.object({
  id: Id,
  number: z.int(),
  status: z.enum(['draft', 'published', 'revoked']),
  note: z.string(),
  effectiveFrom: Instant.nullable(),
  effectiveUntil: Instant.nullable(),
  draftedBy: z.object({ id: Id, name: z.string() }),
  draftedAt: Instant,
  publishedBy: z.string().nullable(),
  publishedAt: Instant.nullable(),
  appliedAt: Instant.nullable(),
  inForce: z.boolean(),
  document: RuleDocument,
})
const Run = z.object({
  id: Id,
  version: Id,
  effectiveFrom: Instant,
  status: z.enum(['running', 'done', 'failed']),
  done: z.int(),
  total: z.int(),
  counts: z
    .object({
      people: z.int(),
      released: z.int(),
      shortened: z.int(),
      unchanged: z.int(),
      lengthened: z.int(),
    })
    .partial(),
  startedAt: Instant,
})
const AffectedOut = z.object({
  community: Id,
  communityName: z.string(),
  resident: Id,
  measure: Id,
  name: z.string(),
  place: z.string(),
  kind: Words,
  outcome: z.enum(outcomes),
  day: z.int(),
  endsBefore: z.string(),
  endsAfter: z.string(),
})

export const policyRoutes = [
  route({
    method: 'get',
    path: '/v1/policies',
    summary: 'The rules that hold where you work, or below: what is in force, what comes, what is being drafted.',
    may: 'signed_in',
    returns: z.object({
      policies: z.array(
        z.object({
          id: Id,
          name: z.string(),
          area: z.string(),
          inForce: z.object({ number: z.int(), from: Instant, title: Words }).nullable(),
          next: z.object({ number: z.int(), from: Instant }).nullable(),
          draft: z.boolean(),
        }),
      ),
    }),
    handle: async (call) => ({ policies: await listPolicies(call) }),
  }),
  route({
    method: 'get',
    path: '/v1/policy-presets',
    summary: 'Rules to begin from.',
    may: 'signed_in',
    returns: z.object({ presets: z.array(z.object({ key: z.string(), name: Words, document: RuleDocument })) }),
    handle: () => ({ presets: listPresets() }),
  }),
  route({
    method: 'post',
    path: '/v1/policies',
    summary: 'Draft a new rule for an area and all below it.',
    may: 'signed_in',
    body: z.object({ area: Id, name: z.string().trim().min(1).max(100), document: z.unknown() }),
    returns: z.object({ policy: Id, version: Id }),
    handle: async (call, { body }) => {
      await mustReach(call, 'policy.write', body.area)
      return createPolicy(call, { area: body.area, name: body.name, document: body.document, by: call.who.account })
    },
  }),
  route({
    method: 'get',
    path: '/v1/policies/{policy}',
    summary: 'One rule with all its versions, the latest first.',
    may: 'signed_in',
    params: z.object({ policy: Id }),
    returns: z.object({
      id: Id,
      name: z.string(),
      area: z.object({ id: Id, name: z.string() }),
      mayWrite: z.boolean(),
      mayPublish: z.boolean(),
      versions: z.array(VersionOut),
      runs: z.array(Run),
    }),
    handle: async (call, { params }) => {
      const shown = await listVersions(call, params.policy)
      if (!shown) throw new Problem(policyProblem.policy_not_found)
      const { lineage } = await getArea(call.db, shown.area.id)
      const reaches = (permission: 'policy.write' | 'policy.publish') =>
        reachesArea(call.who, permission, lineage, call.clock())
      return { ...shown, mayWrite: reaches('policy.write'), mayPublish: reaches('policy.publish') }
    },
  }),
  route({
    method: 'put',
    path: '/v1/policies/{policy}/draft',
    summary: 'Save the draft: the one there is, or a new version after what is published.',
    may: 'signed_in',
    params: z.object({ policy: Id }),
    body: z.object({ document: z.unknown(), note: z.string().trim().max(500).default('') }),
    returns: z.object({ version: Id }),
    handle: async (call, { params, body }) => {
      const shown = await listVersions(call, params.policy)
      if (!shown) throw new Problem(policyProblem.policy_not_found)
      await mustReach(call, 'policy.write', shown.area.id)
      return { version: await saveDraft(call, params.policy, { ...body, by: call.who.account }) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/policy-versions/{version}/try',
    summary: 'Try a draft against the register for the instant at which it would come into force. Changes nothing.',
    may: 'signed_in',
    params: z.object({ version: Id }),
    body: z.object({ from: Instant }),
    returns: z.object({ run: Id }),
    handle: async (call, { params, body }) => {
      const version = await getVersion(call, params.version)
      await mustReach(call, 'policy.write', version.area_id)
      return { run: await startDryRun(call, version.id, { from: Date.parse(body.from), by: call.who.account }) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/policy-versions/{version}/publish',
    summary: 'Publish a draft that somebody else wrote and that was tried for this instant.',
    may: 'signed_in',
    params: z.object({ version: Id }),
    body: z.object({ from: Instant, until: Instant.nullable().default(null) }),
    returns: z.object({ version: Id }),
    handle: async (call, { params, body }) => {
      const version = await getVersion(call, params.version)
      await mustReach(call, 'policy.publish', version.area_id)
      const until = body.until === null ? null : Date.parse(body.until)
      await publishVersion(call, version.id, { from: Date.parse(body.from), until, by: call.who.account })
      return { version: version.id }
    },
  }),
  route({
    method: 'get',
    path: '/v1/policy-runs/{run}',
    summary: 'How far a trial has come, and what it found.',
    may: 'signed_in',
    params: z.object({ run: Id }),
    returns: Run,
    handle: async (call, { params }) => (await getReachedRun(call, params.run)).run,
  }),
  route({
    method: 'get',
    path: '/v1/policy-runs/{run}/people',
    summary: 'Whom a trial would touch, and how; of the communities whose register you may read.',
    may: 'signed_in',
    params: z.object({ run: Id }),
    query: z.object({
      outcome: z.enum(outcomes).optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    returns: z.object({ total: z.int(), people: z.array(AffectedOut) }),
    handle: async (call, { params, query }) => {
      await getReachedRun(call, params.run)
      return listAffected(call, params.run, { ...query, communities: registersOf(call) })
    },
  }),
  route({
    method: 'get',
    path: '/v1/policy-runs/{run}/export',
    summary: 'The same as a workbook.',
    may: 'signed_in',
    params: z.object({ run: Id }),
    returns: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    handle: async (call, { params }) => {
      const { run, version } = await getReachedRun(call, params.run)
      const { people } = await listAffected(call, run.id, {
        offset: 0,
        limit: 1_000_000,
        communities: registersOf(call),
      })
      return workbook(call, `${version.name} v${version.number}`, people)
    },
  }),
]

async function mustReach(call: Call, permission: 'policy.write' | 'policy.publish', area: Id): Promise<void> {
  const { lineage } = await getArea(call.db, area)
  if (!reachesArea(call.who, permission, lineage, call.clock())) throw new Problem(problem.forbidden)
}

async function getReachedRun(call: Call, id: Id) {
  const run = await getRun(call, id)
  if (!run) throw new Problem(policyProblem.policy_not_found)
  const version: Version = await getVersion(call, run.version)
  await mustReach(call, 'policy.write', version.area_id)
  return { run, version }
}

/** The communities whose people the caller may see by name. */
function registersOf(call: Call): Id[] {
  const all = new Set(call.who.grants.flatMap(({ communities }) => [...communities]))
  return [...all].filter((community) => findReach(call.who, 'register.read', community, call.clock())?.whole)
}

function workbook(call: Call, title: string, people: Affected[]): Response {
  const words = policyWords[call.language]
  const out = new PassThrough()
  const columns = ['community', 'name', 'place', 'measure', 'outcome', 'day', 'ends_before', 'ends_after'] as const
  const rows = people.map((one) => [
    one.communityName,
    one.name,
    one.place,
    one.kind[call.language],
    words[`outcome_${one.outcome}`],
    one.day,
    one.endsBefore,
    one.endsAfter,
  ])
  // What goes wrong breaks the stream off, and with it the download: half a file never looks whole.
  writeXlsx(out, [{ name: title, columns: columns.map((key) => ({ title: words[`col_${key}`] })), rows }]).catch(
    (error: Error) => out.destroy(error),
  )
  return new Response(Readable.toWeb(out) as ReadableStream, {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${title}.xlsx`)}`,
    },
  })
}
