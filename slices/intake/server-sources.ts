import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { type Call, route } from '#server/http/route.ts'
import { answerColumns, answerFindings } from './model/answer-format.ts'
import { sourceKinds } from './model.ts'
import { createSource } from './server/batches.ts'
import { changeSource, listSourceRows, restoreSource, retireSource } from './server/sources.ts'

const Deadline = z.union([
  z.object({
    hours: z
      .number()
      .positive()
      .max(24 * 60),
  }),
  z.object({ at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/), days: z.int().min(0).max(60).optional() }),
])

const Answer = z.object({
  columns: z.array(z.enum(answerColumns)).max(answerColumns.length).optional(),
  language: z.enum(['zh', 'en']).optional(),
  findings: z.partialRecord(z.enum(answerFindings as [string, ...string[]]), z.string().trim().max(40)).optional(),
})

const Source = z.object({
  id: Id,
  name: z.string(),
  kind: z.string(),
  deadline: Deadline,
  urgency: z.int(),
  answer: Answer,
  own: z.boolean(),
  columns: z.int(),
  lists: z.int(),
  lastReceived: z.iso.datetime().nullable(),
})

const Settings = z.object({
  name: z.string().trim().min(1).max(60),
  kind: z.enum(sourceKinds),
  deadline: Deadline.default({ hours: 24 }),
  urgency: z.int().min(1).max(3).default(2),
  answer: Answer.default({}),
})

const ofSource = z.object({ community: Id, source: Id })

export const sourceRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/sources',
    summary: 'Who sends lists here, when they are due, how they are answered, how many came.',
    may: 'intake.write',
    params: z.object({ community: Id }),
    returns: z.object({ sources: z.array(Source) }),
    handle: async (call, { params }) => ({ sources: await presentSources(call, params.community) }),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/sources',
    summary: 'Add a source with its deadline rule and answer format.',
    may: 'intake.write',
    params: z.object({ community: Id }),
    body: Settings,
    returns: z.object({ id: Id }),
    handle: async (call, { params, body }) => ({ id: await createSource(call, { area: params.community, ...body }) }),
  }),
  route({
    method: 'put',
    path: '/v1/communities/{community}/sources/{source}',
    summary: 'Change a source. Lists that are here already keep the deadline they came with.',
    may: 'intake.write',
    params: ofSource,
    body: Settings.extend({ forgetColumns: z.boolean().default(false) }),
    returns: z.object({}),
    handle: async (call, { params, body }) => {
      await changeSource(call, params.community, params.source, body)
      return {}
    },
  }),
  route({
    method: 'delete',
    path: '/v1/communities/{community}/sources/{source}',
    summary: 'Take no more lists from it. Those that came stay.',
    may: 'intake.write',
    params: ofSource,
    returns: z.object({}),
    handle: async (call, { params }) => {
      await retireSource(call, params.community, params.source)
      return {}
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/sources/{source}/restore',
    summary: 'Take lists from it again.',
    may: 'intake.write',
    params: ofSource,
    returns: z.object({}),
    handle: async (call, { params }) => {
      await restoreSource(call, params.community, params.source)
      return {}
    },
  }),
]

async function presentSources(call: Call, community: Id): Promise<z.input<typeof Source>[]> {
  const rows = await listSourceRows(call, community)
  return rows.map(({ last_received, ...row }) => ({ ...row, lastReceived: last_received?.toISOString() ?? null }))
}
