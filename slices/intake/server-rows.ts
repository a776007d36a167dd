import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { route } from '#server/http/route.ts'
import { describeFault } from './model/faults.ts'
import { maskCells } from './model/mask-cells.ts'
import { faultsInWords } from './server/answers.ts'
import { getBatch, moveBatch } from './server/batches.ts'
import { countFaults, listRows, rowViews } from './server/rows.ts'

const ofBatch = z.object({ community: Id, batch: Id })

export const rowRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/batches/{batch}/rows',
    summary: 'Rows as received, documents and phones masked, each with its verdict in words.',
    may: 'intake.write',
    params: ofBatch,
    query: z.object({
      view: z.enum(rowViews).default('all'),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(20),
    }),
    returns: z.object({
      total: z.int(),
      rows: z.array(
        z.object({
          sheet: z.int(),
          row: z.int(),
          cells: z.array(z.string()),
          accepted: z.boolean(),
          link: z.string().nullable(),
          repeated: z.boolean(),
          task: Id.nullable(),
          words: z.string(),
        }),
      ),
    }),
    handle: async (call, { params, query }) => {
      const { mapping } = await getBatch(call, params.community, params.batch)
      const { rows, total } = await listRows(call, params.community, params.batch, query)
      return {
        total,
        rows: rows.map((row) => ({
          sheet: row.sheet,
          row: row.row_number,
          cells: maskCells(row.cells, mapping),
          accepted: row.accepted,
          link: row.link,
          repeated: row.repeated,
          task: row.task_id,
          words: faultsInWords(row, call.language),
        })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/batches/{batch}/fault-counts',
    summary: 'What is wrong with a list as a whole: each kind of fault, in how many rows.',
    may: 'intake.write',
    params: ofBatch,
    returns: z.object({
      faults: z.array(z.object({ words: z.string(), severity: z.string(), rows: z.int() })),
    }),
    handle: async (call, { params }) => {
      const faults = await countFaults(call, params.community, params.batch)
      return {
        faults: faults.map((fault) => ({
          words: describeFault(fault, call.language),
          severity: fault.severity,
          rows: fault.rows,
        })),
      }
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/batches/{batch}/discard',
    summary: 'Put a list aside that does not count yet: the wrong file, or a broken one. It may be sent again.',
    may: 'intake.write',
    params: ofBatch,
    returns: z.object({}),
    handle: async (call, { params }) => {
      await moveBatch(call, params.community, params.batch, ['preview', 'failed'], 'discarded')
      return {}
    },
  }),
]
