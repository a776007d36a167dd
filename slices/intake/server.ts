import { basename } from 'node:path'
import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { constraintMeans } from '#server/constraints.ts'
import { addJob } from '#server/jobs.ts'
import { type Call, route } from '#server/http/route.ts'
import { fields } from './model.ts'
import { writeAnswers, writeFaults } from './server/answers.ts'
import { listBatches, noticeWords, presentBatch } from './server/show.ts'
import { download, withUpload } from './server/uploads.ts'
import { getSourceByName, moveBatch } from './server/batches.ts'
import { receiveFile } from './server/receive.ts'
import { saveProgress } from './server/commit.ts'

constraintMeans('sources_name_unique', 'source_name_taken')

export const Mapping = z.array(z.enum(fields)).max(256)
const Batch = z.object({
  id: Id,
  source: z.object({ id: Id, name: z.string() }),
  fileName: z.string(),
  status: z.string(),
  receivedAt: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  headers: z.array(z.string()),
  mapping: Mapping,
  sheets: z.array(z.object({ name: z.string(), skip: z.string().nullable() })),
  /** Sheets with the same header, by position from 1, and where their columns stand among `headers`. */
  forms: z.array(z.object({ start: z.int(), width: z.int(), sheets: z.array(z.int()) })),
  notices: z.array(z.string()),
  /** rows = accepted + rejected; accepted = linked + review + fresh. Empty before the first check. */
  counts: z
    .object({
      rows: z.int(),
      accepted: z.int(),
      rejected: z.int(),
      linked: z.int(),
      review: z.int(),
      fresh: z.int(),
      repeated: z.int(),
      people: z.int(),
    })
    .partial(),
  progress: z.object({ step: z.string(), done: z.int() }).nullable(),
})

const inCommunity = z.object({ community: Id })
const ofBatch = z.object({ community: Id, batch: Id })

export const intakeRoutes = [
  route({
    method: 'post',
    path: '/v1/communities/{community}/batches',
    summary:
      'Send a list as a file (the body). It is stored as received and checked; it does not count before it is committed.',
    may: 'intake.write',
    params: inCommunity,
    query: z.object({ source: z.string().min(1), name: z.string().min(1).max(200).default('list') }),
    accepts: 'application/octet-stream',
    returns: z.object({ batch: Id, known: z.boolean() }),
    handle: receiveUpload,
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/batches',
    summary: 'Lists that came in, newest first.',
    may: 'intake.write',
    params: inCommunity,
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    returns: z.object({ batches: z.array(Batch) }),
    handle: async (call, { params, query }) => ({
      batches: (await listBatches(call, params.community, query.limit)).map((row) =>
        presentBatch(row, noticeWords(call.language)),
      ),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/batches/{batch}',
    summary: 'One list: how its columns are read, its counts, how far a running step has come.',
    may: 'intake.write',
    params: ofBatch,
    returns: Batch,
    handle: async (call, { params }) => {
      const [row] = await listBatches(call, params.community, 1, params.batch)
      if (!row) throw new Problem(problem.not_found)
      return presentBatch(row, noticeWords(call.language))
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/batches/{batch}/check',
    summary: 'Read and link every row again, with corrected columns: a dry run.',
    may: 'intake.write',
    params: ofBatch,
    body: z.object({ mapping: Mapping.optional(), sheets: z.array(z.int().min(1)).max(1000).optional() }),
    returns: z.object({}),
    handle: async (call, { params, body }) => {
      await moveBatch(call, params.community, params.batch, ['preview'], 'preview')
      // At once, so that whoever looks now does not take the last check for this one.
      await saveProgress(call, params.community, params.batch, 'check', 0)
      const job = { ...params, mapping: body.mapping ?? null, sheets: body.sheets }
      await addJob(call.db, 'intake.check', job, `check ${params.batch}`)
      return {}
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/batches/{batch}/commit',
    summary: 'Make the list count: one task a person, carrying all reasons.',
    may: 'intake.write',
    params: ofBatch,
    returns: z.object({}),
    handle: async (call, { params }) => {
      await moveBatch(call, params.community, params.batch, ['preview', 'committing'], 'committing')
      await addJob(call.db, 'intake.commit', { ...params, by: call.who.account }, `commit ${params.batch}`)
      return {}
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/batches/{batch}/undo',
    summary: 'Take the whole list back.',
    may: 'intake.write',
    params: ofBatch,
    returns: z.object({}),
    handle: async (call, { params }) => {
      await moveBatch(call, params.community, params.batch, ['committed', 'undoing'], 'undoing')
      await addJob(call.db, 'intake.undo', { ...params, by: call.who.account }, `undo ${params.batch}`)
      return {}
    },
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/batches/{batch}/answers',
    summary: "The list in the source's own columns, every original row answered.",
    may: 'intake.write',
    params: ofBatch,
    query: z.object({ format: z.enum(['xlsx', 'csv']).default('xlsx') }),
    returns: 'application/octet-stream',
    handle: (call, { params, query }) =>
      download(`answers-${params.batch}.${query.format}`, (out) =>
        writeAnswers(call, params.community, params.batch, query.format, call.language, out),
      ),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/batches/{batch}/faults',
    summary: 'Every row with a fault, by the number that Excel shows, in words.',
    may: 'intake.write',
    params: ofBatch,
    returns: 'application/octet-stream',
    handle: (call, { params }) =>
      download(`faults-${params.batch}.xlsx`, (out) =>
        writeFaults(call, params.community, params.batch, call.language, out),
      ),
  }),
]

async function receiveUpload(
  call: Call,
  { params, query }: { params: { community: Id }; query: { source: string; name: string } },
): Promise<{ batch: Id; known: boolean }> {
  const source = await getSourceByName(call, params.community, query.source)
  return withUpload(call, async (path) => {
    const file = { path, name: basename(query.name), community: params.community, source, by: call.who.account }
    const received = await receiveFile(call, file)
    if (!received.known) {
      const job = { community: params.community, batch: received.batch, mapping: null }
      await addJob(call.db, 'intake.check', job, `check ${received.batch}`)
    }
    return received
  })
}
