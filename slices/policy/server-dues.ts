import { PassThrough, Readable } from 'node:stream'
import { z } from 'zod'
import { localDay } from '#shared/clock.ts'
import { Id } from '#shared/ids.ts'
import { type OutCell, writeXlsx } from '#server/files/write-xlsx.ts'
import { type Call, route } from '#server/http/route.ts'
import { type Due, type DueGroup, dueGroups, groupDues, listDues } from './server/dues.ts'
import { settleCommunity } from './server/settle.ts'
import { policyWords } from './strings.ts'

const inCommunity = z.object({ community: Id })

const DueOut = z.object({
  task: Id,
  resident: Id,
  name: z.string(),
  place: z.string(),
  building: z.string(),
  grid: z.string(),
  line: z.string(),
  deed: z.string(),
  due: z.iso.datetime(),
  overdue: z.boolean(),
})
const DueQuery = z.object({
  when: z.enum(['overdue', 'all']).default('all'),
  by: z.enum(dueGroups).default('building'),
  group: z.string().max(120).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

export const dueRoutes = [
  route({
    method: 'post',
    path: '/v1/communities/{community}/rules/settle',
    summary: 'Work out now what rules ask of everybody here, and bring it onto the worklist.',
    may: 'task.assign',
    params: inCommunity,
    returns: z.object({ raised: z.int(), withdrawn: z.int() }),
    handle: (call, { params }) => settleCommunity(call, params.community),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/dues',
    summary: 'What rules ask and is not done yet, by building, grid or line of a rule; overdue only, or all.',
    may: 'task.read',
    params: inCommunity,
    query: DueQuery,
    returns: z.object({
      total: z.int(),
      overdue: z.int(),
      groups: z.array(z.object({ key: z.string(), all: z.int(), overdue: z.int() })),
      dues: z.array(DueOut),
    }),
    handle: async (call, { params, query }) => {
      const all = await listDues(call, params.community, call.language)
      const groups = groupDues(all, query.by)
      const shown = all.filter((due) => matches(due, query))
      return {
        total: shown.length,
        overdue: all.filter(({ overdue }) => overdue).length,
        groups,
        dues: shown.slice(query.offset, query.offset + query.limit),
      }
    },
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/dues/export',
    summary: 'The same as a workbook.',
    may: 'task.read',
    params: inCommunity,
    query: DueQuery.omit({ offset: true, limit: true }),
    returns: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    handle: async (call, { params, query }) => {
      const dues = (await listDues(call, params.community, call.language)).filter((due) => matches(due, query))
      return duesWorkbook(call, dues)
    },
  }),
]

function matches(
  due: Due,
  { when, by, group }: { when: 'overdue' | 'all'; by: DueGroup; group?: string | undefined },
): boolean {
  if (when === 'overdue' && !due.overdue) return false
  return group === undefined || group === '' || due[by] === group
}

function duesWorkbook(call: Call, dues: Due[]): Response {
  const words = policyWords[call.language]
  const out = new PassThrough()
  const columns = ['name', 'place', 'building', 'grid', 'line', 'due'] as const
  const rows = dues.map((due): OutCell[] => [
    due.name,
    due.place,
    due.building,
    due.grid,
    due.line,
    `${localDay(Date.parse(due.due), call.zone)}${due.overdue ? ` ${words.overdue}` : ''}`,
  ])
  writeXlsx(out, [
    { name: words.dues_title, columns: columns.map((key) => ({ title: words[`col_${key}`] })), rows },
  ]).catch((error: Error) => out.destroy(error))
  return new Response(Readable.toWeb(out) as ReadableStream, {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${words.dues_title}.xlsx`)}`,
    },
  })
}
