import { PassThrough, Readable } from 'node:stream'
import { z } from 'zod'
import { localDay } from '#shared/clock.ts'
import { Id } from '#shared/ids.ts'
import { type Call, route } from '#server/http/route.ts'
import { qualityKeys } from './model/quality.ts'
import { type Period, faultInWords, loadQuality, writeQuality } from './server/quality.ts'

const Figures = z.object(
  Object.fromEntries(qualityKeys.map((key) => [key, z.int()])) as Record<(typeof qualityKeys)[number], z.ZodInt>,
)
const inCommunity = z.object({ community: Id })
const Between = z.object({ from: z.iso.date().optional(), to: z.iso.date().optional() })
const usualDays = 14

export const qualityRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/quality',
    summary: 'What the lists of each source were like (14 days unless told): repeats, faults, links, by day.',
    may: 'report.read',
    params: inCommunity,
    query: Between,
    returns: z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      asOf: z.iso.datetime(),
      sources: z.array(
        z.object({
          source: z.object({ id: Id, name: z.string() }),
          total: Figures,
          days: z.array(Figures.extend({ day: z.iso.date() })),
          faults: z.array(
            z.object({
              code: z.string(),
              severity: z.enum(['reject', 'warn', 'mended']),
              words: z.string(),
              rows: z.int(),
            }),
          ),
        }),
      ),
    }),
    handle: async (call, { params, query }) => {
      const period = periodOf(call, query)
      const sources = await loadQuality(call, params.community, period)
      return {
        ...period,
        asOf: new Date(call.clock()).toISOString(),
        sources: sources.map((one) => ({
          ...one,
          faults: one.faults.map((fault) => ({ ...fault, words: faultInWords(fault.code, call.language) })),
        })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/quality/sheet',
    summary: 'The same as the fact sheet that an office sends upward (XLSX with definitions; CSV by source and day).',
    may: 'report.read',
    params: inCommunity,
    query: Between.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx') }),
    returns: 'application/octet-stream',
    handle: (call, { params, query }) => {
      const period = periodOf(call, query)
      const out = new PassThrough()
      writeQuality(call, params.community, period, call.who.name, query.format, call.language, out).catch(
        (error: unknown) => out.destroy(error as Error),
      )
      return new Response(Readable.toWeb(out) as ReadableStream<Uint8Array>, {
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="quality-${period.from}-${period.to}.${query.format}"`,
          'cache-control': 'no-store',
        },
      })
    },
  }),
]

function periodOf({ clock, zone }: Call, { from, to }: { from?: string | undefined; to?: string | undefined }): Period {
  const until = to ?? localDay(clock(), zone)
  const usual = new Date(Date.parse(`${until}T12:00:00Z`) - (usualDays - 1) * 86_400_000).toISOString().slice(0, 10)
  return { from: from ?? usual, to: until }
}
