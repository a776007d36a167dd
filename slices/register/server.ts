import { basename } from 'node:path'
import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { defineProblems, Problem, problem } from '#shared/problem.ts'
import { type Call, route } from '#server/http/route.ts'
import { addJob } from '#server/jobs.ts'
import { writeXlsx } from '#server/files/write-xlsx.ts'
import { Mapping } from '#slices/intake/server.ts'
import { writeFaults } from '#slices/intake/server/answers.ts'
import { saveProgress } from '#slices/intake/server/commit.ts'
import { moveBatch } from '#slices/intake/server/batches.ts'
import { type BatchRow, listBatches, noticeWords, presentBatch } from '#slices/intake/server/show.ts'
import { download, withUpload } from '#slices/intake/server/uploads.ts'
import { loadMasked } from '#slices/people/server/show.ts'
import { outcomes, rowViews } from './model.ts'
import { decideRegisterRow } from './server/decide.ts'
import { noteExport, writeRegister } from './server/export.ts'
import { listMissing } from './server/missing.ts'
import { receiveRegister } from './server/receive.ts'
import { listRegisterRows } from './server/rows.ts'
import { writeSampleRegister } from './server/sample.ts'
import { missingWords } from './strings.ts'

export const registerProblem = defineProblems({
  export_reason: [422, '导出完整证件号和电话要写明用途。', 'Say why whole document and phone numbers are needed.'],
})

const figure = z.int()
const Import = z.object({
  id: Id,
  fileName: z.string(),
  status: z.string(),
  receivedAt: z.iso.datetime(),
  headers: z.array(z.string()),
  mapping: Mapping,
  sheets: z.array(z.object({ name: z.string(), skip: z.string().nullable() })),
  /** Sheets with the same header, by position from 1, and where their columns stand among `headers`. */
  forms: z.array(z.object({ start: z.int(), width: z.int(), sheets: z.array(z.int()) })),
  notices: z.array(z.string()),
  /**
   * rows = accepted + rejected; accepted = linked + review + fresh; linked = same + changed. Empty before the first
   * check. `buildings`, `doors` and `grids` are new ones; `kept` counts new people who stayed when it was taken back.
   */
  counts: z
    .object({
      rows: figure,
      accepted: figure,
      rejected: figure,
      linked: figure,
      same: figure,
      changed: figure,
      review: figure,
      fresh: figure,
      doorRows: figure,
      buildings: figure,
      doors: figure,
      grids: figure,
      missing: figure,
      kept: figure,
    })
    .partial(),
  progress: z.object({ step: z.string(), done: z.int() }).nullable(),
})

const Person = z.object({
  name: z.string(),
  document: z.string().nullable(),
  phones: z.array(z.string()),
  place: z.string(),
})
const inCommunity = z.object({ community: Id })
const ofImport = z.object({ community: Id, batch: Id })
const page = {
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}
const root = '/v1/communities/{community}/register'

export const registerRoutes = [
  route({
    method: 'post',
    path: `${root}/imports`,
    summary:
      'Send the register of doors and residents as a file (the body). It is checked; nothing counts before it is committed.',
    may: 'intake.write',
    params: inCommunity,
    query: z.object({ name: z.string().min(1).max(200).default('register') }),
    accepts: 'application/octet-stream',
    returns: z.object({ batch: Id, known: z.boolean() }),
    handle: (call, { params, query }) =>
      withUpload(call, async (path) => {
        const file = { path, name: basename(query.name), community: params.community, by: call.who.account }
        const received = await receiveRegister(call, file)
        const job = { community: params.community, batch: received.batch }
        if (!received.known) await addJob(call.db, 'register.check', job, `check ${received.batch}`)
        return received
      }),
  }),
  route({
    method: 'get',
    path: `${root}/imports`,
    summary: 'Register files that came in, newest first.',
    may: 'intake.write',
    params: inCommunity,
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    returns: z.object({ imports: z.array(Import) }),
    handle: async (call, { params, query }) => ({
      imports: (await listBatches(call, params.community, query.limit, undefined, 'register')).map((row) =>
        present(call, row),
      ),
    }),
  }),
  route({
    method: 'get',
    path: `${root}/imports/{batch}`,
    summary: 'One register file: how its columns are read, its counts, how far a running step has come.',
    may: 'intake.write',
    params: ofImport,
    returns: Import,
    handle: async (call, { params }) => present(call, await getImport(call, params)),
  }),
  route({
    method: 'get',
    path: `${root}/imports/{batch}/rows`,
    summary: 'Rows with what becomes of each, in words; those to be decided with whom they may mean.',
    may: 'intake.write',
    params: ofImport,
    query: z.object({ view: z.enum(rowViews).optional(), ...page }),
    returns: z.object({
      total: z.int(),
      rows: z.array(
        z.object({
          id: Id,
          sheet: z.int(),
          row: z.int(),
          cells: z.array(z.string()),
          accepted: z.boolean(),
          outcome: z.enum(outcomes).nullable(),
          changes: z.array(z.string()),
          resident: Id.nullable(),
          words: z.string(),
          candidates: z.array(Person.extend({ resident: Id, reasons: z.array(z.string()) })),
        }),
      ),
    }),
    handle: async (call, { params, query }) => {
      await getImport(call, params)
      return listRegisterRows(call, params.community, params.batch, call.language, query)
    },
  }),
  route({
    method: 'post',
    path: `${root}/imports/{batch}/rows/{row}`,
    summary:
      'Decide a row: the resident it is, or null for somebody new. After the file counts it is carried out at once.',
    may: 'intake.write',
    params: z.object({ community: Id, batch: Id, row: Id }),
    body: z.object({ same: Id.nullable() }),
    returns: z.object({}),
    handle: async (call, { params, body }) => {
      await getImport(call, params)
      await decideRegisterRow(call, params.community, params.row, body.same, call.who.account)
      return {}
    },
  }),
  route({
    method: 'get',
    path: `${root}/imports/{batch}/missing`,
    summary:
      'Residents of the buildings in this file whom no row names. They stay as they are until somebody says otherwise.',
    may: 'intake.write',
    params: ofImport,
    query: z.object(page),
    returns: z.object({ total: z.int(), people: z.array(Person.extend({ id: Id })) }),
    handle: async (call, { params, query }) => {
      await getImport(call, params)
      const { ids, total } = await listMissing(call, params.community, params.batch, query)
      return { total, people: await presentPeople(call, params.community, ids) }
    },
  }),
  route({
    method: 'post',
    path: `${root}/imports/{batch}/check`,
    summary: 'Read every row again, with corrected columns or other sheets: a dry run.',
    may: 'intake.write',
    params: ofImport,
    body: z.object({ mapping: Mapping.optional(), sheets: z.array(z.int().min(1)).max(1000).optional() }),
    returns: z.object({}),
    handle: async (call, { params, body }) => {
      await getImport(call, params)
      await moveBatch(call, params.community, params.batch, ['preview'], 'preview')
      // At once, so that whoever looks now does not take the last check for this one.
      await saveProgress(call, params.community, params.batch, 'check', 0)
      await addJob(call.db, 'register.check', { ...params, ...body }, `check ${params.batch}`)
      return {}
    },
  }),
  route({
    method: 'post',
    path: `${root}/imports/{batch}/commit`,
    summary: 'Make the file count: buildings, doors and residents are added or changed as it says.',
    may: 'intake.write',
    params: ofImport,
    returns: z.object({}),
    handle: (call, { params }) => begin(call, params, 'commit'),
  }),
  route({
    method: 'post',
    path: `${root}/imports/{batch}/undo`,
    summary: 'Take the whole file back. What has been done since stands, and is counted.',
    may: 'intake.write',
    params: ofImport,
    returns: z.object({}),
    handle: (call, { params }) => begin(call, params, 'undo'),
  }),
  route({
    method: 'get',
    path: `${root}/imports/{batch}/faults`,
    summary: 'Every row with a remark, by the number that Excel shows, in words.',
    may: 'intake.write',
    params: ofImport,
    returns: 'application/octet-stream',
    handle: async (call, { params }) => {
      await getImport(call, params)
      return download(`faults-${params.batch}.xlsx`, (out) =>
        writeFaults(call, params.community, params.batch, call.language, out),
      )
    },
  }),
  route({
    method: 'get',
    path: `${root}/imports/{batch}/missing-list`,
    summary: 'Who is missing from the file, as a workbook; masked.',
    may: 'intake.write',
    params: ofImport,
    returns: 'application/octet-stream',
    handle: async (call, { params }) => {
      await getImport(call, params)
      const say = missingWords[call.language]
      const columns = [say.name, say.place, say.document, say.phone].map((title) => ({ title }))
      return download(`missing-${params.batch}.xlsx`, (out) =>
        writeXlsx(out, [{ name: say.sheet, columns, rows: missingRows(call, params.community, params.batch) }]),
      )
    },
  }),
  route({
    method: 'get',
    path: `${root}/sample`,
    summary: 'A small made-up register as a workbook, to see what one looks like.',
    may: 'intake.write',
    params: inCommunity,
    returns: 'application/octet-stream',
    handle: async () => download('register-sample.xlsx', writeSampleRegister),
  }),
  route({
    method: 'post',
    path: `${root}/export`,
    summary: 'The register as a file that can be imported again. Whole numbers only with a reason, which is recorded.',
    may: 'register.reveal',
    params: inCommunity,
    body: z.object({
      format: z.enum(['xlsx', 'csv']).default('xlsx'),
      whole: z.boolean().default(false),
      reason: z.string().trim().max(200).default(''),
    }),
    returns: 'application/octet-stream',
    handle: exportRegister,
  }),
]

type Of = z.infer<typeof ofImport>

async function getImport(call: Call, { community, batch }: Of): Promise<BatchRow> {
  const [row] = await listBatches(call, community, 1, batch, 'register')
  if (!row) throw new Problem(problem.not_found)
  return row
}

function present(call: Call, row: BatchRow): z.input<typeof Import> {
  const { source: _source, dueAt: _due, ...rest } = presentBatch(row, noticeWords(call.language))
  return rest
}

async function begin(call: Call, params: Of, step: 'commit' | 'undo') {
  await getImport(call, params)
  const { community, batch } = params
  if (step === 'commit') await moveBatch(call, community, batch, ['preview', 'committing'], 'committing')
  else await moveBatch(call, community, batch, ['committed', 'undoing'], 'undoing')
  await addJob(call.db, `register.${step}`, { community, batch, by: call.who.account }, `${step} ${batch}`)
  return {}
}

async function presentPeople(call: Call, community: Id, ids: Id[]) {
  const people = await loadMasked(call, community, ids)
  return ids.flatMap((id) => {
    const person = people.get(id)
    if (!person) return []
    const { name, document, phones, place } = person
    return [{ id, name, document: document?.masked ?? null, phones, place }]
  })
}

async function* missingRows(call: Call, community: Id, batch: Id) {
  for (let offset = 0; ; offset += 1000) {
    const { ids } = await listMissing(call, community, batch, { offset, limit: 1000 })
    if (!ids.length) return
    for (const { name, place, document, phones } of await presentPeople(call, community, ids))
      yield [name, place, document, phones.join(' ')]
  }
}

/** Only whoever reaches the whole community takes it as a file. */
async function exportRegister(
  call: Call,
  { params, body }: { params: { community: Id }; body: { format: 'xlsx' | 'csv'; whole: boolean; reason: string } },
): Promise<Response> {
  if (!call.reach.whole) throw new Problem(problem.forbidden)
  if (body.whole && !body.reason) throw new Problem(registerProblem.export_reason)
  if (body.whole) await noteExport(call, params.community, body.reason, call.who)
  const { format, whole } = body
  return download(`register.${format}`, (out) =>
    writeRegister(call, params.community, { format, whole, language: call.language }, out),
  )
}
