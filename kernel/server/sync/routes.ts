import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { Act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { route } from '../http/route.ts'
import { withWholeIds } from './aliases.ts'
import { pull } from './pull.ts'
import { getSnapshot } from './snapshot.ts'

const ActResult = z.object({
  id: Id,
  status: z.enum(['ok', 'dup', 'held', 'refused']),
  code: z.string().optional(),
})

export const syncRoutes = [
  route({
    method: 'post',
    path: '/v1/push',
    summary: 'Send acts. Sending the same act again changes nothing; no act is lost because it disagrees with another.',
    may: 'signed_in',
    body: z.object({
      proto: z.literal(1),
      device: Id,
      /** The sender's clock now, so that its skew is known. */
      deviceNow: z.iso.datetime({ offset: true }),
      acts: z.array(Act).max(200),
    }),
    returns: z.object({
      now: z.iso.datetime(),
      results: z.array(ActResult),
      versions: z.record(Id, z.int()),
    }),
    handle: async (call, { body }) => {
      if (body.acts.some((act) => act.device !== body.device)) {
        throw new Problem(problem.invalid_input, { where: 'acts.device', why: 'device' })
      }
      const { results, versions } = await call.writer.push({
        who: call.who,
        acts: await withWholeIds(call.db, body.acts),
        deviceNow: Date.parse(body.deviceNow),
      })
      return { now: new Date(call.clock()).toISOString(), results, versions }
    },
  }),

  route({
    method: 'get',
    path: '/v1/communities/{community}/snapshot',
    summary: 'A community whole, in the minimal profile that a phone keeps (gzip; kernel/shared/snapshot.ts).',
    may: 'task.read',
    params: z.object({ community: Id }),
    returns: 'application/octet-stream',
    handle: async (call, { params }) => {
      const { packed, tag, version } = await getSnapshot(call, params.community, call.reach)
      const headers = { etag: tag, 'cache-control': 'private, no-store', 'x-version': String(version) }
      if (call.http.req.header('if-none-match') === tag) return new Response(null, { status: 304, headers })
      return new Response(new Uint8Array(packed), {
        headers: { ...headers, 'content-type': 'application/octet-stream', 'content-length': String(packed.length) },
      })
    },
  }),

  route({
    method: 'get',
    path: '/v1/communities/{community}/pull',
    summary: 'Rows changed above a version, in the minimal profile that a phone keeps.',
    may: 'task.read',
    params: z.object({ community: Id }),
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(2000).default(500),
    }),
    returns: z.object({
      rows: z.array(z.looseObject({ table: z.string(), id: Id, version: z.int() })),
      next: z.int(),
      more: z.boolean(),
    }),
    handle: (call, { params, query }) => pull(call, params.community, query.after, query.limit, call.reach),
  }),

  route({
    method: 'get',
    path: '/v1/live',
    summary: 'Hints (server-sent events): a community has a new version. Carries no data; pull to get it.',
    may: 'signed_in',
    returns: 'text/event-stream',
    handle: (call) =>
      streamSSE(call.http, async (stream) => {
        const mine = new Set(call.who.grants.flatMap((grant) => [...grant.communities]))
        const stop = call.live.listen((community, version) => {
          if (mine.has(community))
            void stream.writeSSE({ event: 'version', data: JSON.stringify({ community, version }) })
        })
        stream.onAbort(() => void stop())
        // Proxies close silent connections; a comment every 25 s keeps them open.
        while (!stream.aborted) {
          await stream.write(': here\n\n')
          await stream.sleep(25_000)
        }
        stop()
      }),
  }),
]
