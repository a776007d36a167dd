import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { Act, Since } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Who, findReach } from '../auth/grants.ts'
import { findWho } from '../auth/sessions.ts'
import { readToken } from '../http/app.ts'
import { wholeOrPart } from '../http/part.ts'
import { type Call, route } from '../http/route.ts'
import { withWholeIds } from './aliases.ts'
import { pull, reachTag } from './pull.ts'
import { getSnapshot } from './snapshot.ts'

const ActResult = z.object({
  id: Id,
  status: z.enum(['ok', 'dup', 'held', 'refused']),
  code: z.string().optional(),
  /** Counted, because its author was allowed to when it was done. */
  late: z.literal(true).optional(),
})

/** An act that is none at all must not keep the others from arriving: it is refused by itself, and its phone shows it. */
const Sent = Act.catch(({ value }) => unreadable(value))

function unreadable(value: unknown): Act {
  const id = Id.safeParse((value as { id?: unknown } | null)?.id)
  const nowhere = '00000000-0000-0000-0000-000000000000'
  const none = { kind: '', v: 1, seq: 0, occurred: new Date(0).toISOString(), payload: {} }
  return { ...none, id: id.data ?? nowhere, community: nowhere, subject: nowhere, device: nowhere }
}

const isReadable = ({ kind }: Act) => kind !== ''

export const syncRoutes = [
  route({
    method: 'post',
    path: '/v1/push',
    summary: 'Send acts. Sending the same act again changes nothing; no act is lost because it disagrees with another.',
    may: 'signed_in',
    urgent: true,
    body: z.object({
      proto: z.literal(1),
      device: Id,
      /** The sender's clock now, so that its skew is known. */
      deviceNow: z.iso.datetime({ offset: true }),
      since: Since.optional(),
      acts: z.array(Sent).max(200),
    }),
    returns: z.object({
      now: z.iso.datetime(),
      results: z.array(ActResult),
      versions: z.record(Id, z.int()),
    }),
    handle: async (call, { body }) => {
      const acts = body.acts.filter(isReadable)
      if (acts.some((act) => act.device !== body.device)) {
        throw new Problem(problem.invalid_input, { where: 'acts.device', why: 'device' })
      }
      await mayUseDevice(call, body.device)
      const { results, versions } = await call.writer.push({
        who: call.who,
        acts: await withWholeIds(call.db, acts),
        deviceNow: Date.parse(body.deviceNow),
        since: body.since,
      })
      const read = results.values()
      return {
        now: new Date(call.clock()).toISOString(),
        results: body.acts.map((act) =>
          isReadable(act) ? read.next().value! : { id: act.id, status: 'refused' as const, code: 'unreadable' },
        ),
        versions,
      }
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
      return wholeOrPart(call.http, packed, { etag: tag, 'x-version': String(version) })
    },
  }),

  route({
    method: 'get',
    path: '/v1/communities/{community}/pull',
    summary:
      'Rows changed above a version, in the minimal profile that a phone keeps. `reset`: its copy was made for another ' +
      'reach and has to be fetched anew (`renew`), or the community is none of its own any more (`drop`).',
    may: 'signed_in',
    params: z.object({ community: Id }),
    query: z.object({
      /** As the copy says it. */
      reach: z.string().max(40).optional(),
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(2000).default(500),
    }),
    returns: z.object({
      rows: z.array(z.looseObject({ table: z.string(), id: Id, version: z.int() })),
      next: z.int(),
      more: z.boolean(),
      reset: z.enum(['renew', 'drop']).optional(),
    }),
    handle: (call, { params: { community }, query: { after, limit, reach: known } }) => {
      const reach = findReach(call.who, 'task.read', community, call.clock())
      const nothing = { rows: [], next: 0, more: false }
      if (!reach && hadOnce(call.who, community)) return { ...nothing, reset: 'drop' as const }
      if (!reach) throw new Problem(problem.forbidden)
      if (known !== undefined && known !== reachTag(reach)) return { ...nothing, reset: 'renew' as const }
      return pull(call, community, after, limit, reach)
    },
  }),

  route({
    method: 'get',
    path: '/v1/live',
    summary: 'Hints (server-sent events): a community has a new version. Carries no data; pull to get it.',
    may: 'signed_in',
    returns: 'text/event-stream',
    handle: (call) => streamSSE(call.http, (stream) => tellHints(call, stream)),
  }),
]

/** Proxies close silent connections; a comment every so often keeps them open. */
const stillHereMs = 25_000

/** Hints for whoever listens, as long as they may; each time it is said that we are here, this is asked anew. */
async function tellHints(call: Call, stream: SSEStreamingApi): Promise<void> {
  const token = readToken(call.http)!
  let who: Who | undefined = call.who
  const stop = call.live.listen((community, version) => {
    if (who?.grants.some((grant) => grant.communities.has(community)))
      void stream.writeSSE({ event: 'version', data: JSON.stringify({ community, version }) })
  })
  stream.onAbort(() => void stop())
  while (!stream.aborted && who) {
    await stream.write(': here\n\n')
    await stream.sleep(stillHereMs)
    // While the database is away, nobody is sent away.
    who = await findWho(call.db, token, call.clock()).catch(() => who)
  }
  stop()
}

/** A phone sends as itself, or as what its owner's log-ins on it were called before. */
async function mayUseDevice({ db, who }: Call, device: Id): Promise<void> {
  if (device === who.device) return
  const [own] = await db`select 1 from devices where id = ${device} and account_id = ${who.account}`
  if (!own) throw new Problem(problem.forbidden)
}

function hadOnce(who: Who, community: Id): boolean {
  return who.grants.some((grant) => grant.communities.has(community))
}
