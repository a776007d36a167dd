import { randomUUID } from 'node:crypto'
import { Hono, type Context as HonoContext } from 'hono'
import { getCookie } from 'hono/cookie'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { type Language, pickLanguage } from '#shared/i18n.ts'
import { Problem, problem } from '#shared/problem.ts'
import { getReach, type Who } from '../auth/grants.ts'
import { rememberWho, wasRevoked } from '../auth/sessions.ts'
import type { Context } from '../context.ts'
import { type Db, isDatabaseAway, isPostgresError } from '../db.ts'
import { problemOfConstraint } from '../constraints.ts'
import type { Live } from '../sync/live.ts'
import type { Writer } from '../sync/writer.ts'
import { describeApi } from './openapi.ts'
import { type Call, type Route, communityOf } from './route.ts'

export const cookieName = 'qianxian'

/** The largest JSON body: 200 acts with notes stay far below. Files go by their own, streaming routes. */
const maxJsonBytes = 2 * 1024 * 1024

export interface Services extends Context {
  writer: Writer
  /** The few connections that only urgent routes use, so that pulls and reports never stand in a push's way. */
  urgentDb?: Db
  live: Live
  /** Where a bug is written to: never with a person's data in it. */
  report: (line: Record<string, unknown>) => void
}

/** The HTTP server: every route in `routes`, `/openapi.json`, and problems as RFC 9457. */
export function createApi(services: Services, routes: readonly Route[]): Hono {
  const app = new Hono()
  const findWho = rememberWho()
  const description = describeApi(routes)
  app.get('/openapi.json', (http) => http.json(description))
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1')
    app.on(route.method.toUpperCase(), path, (http) => answer(services, route, http, findWho))
  }
  app.onError((error, http) => problemAnswer(services, error, http))
  app.all('/v1/*', (http) => problemAnswer(services, new Problem(problem.not_found), http))
  return app
}

type FindWho = ReturnType<typeof rememberWho>

async function answer(services: Services, route: Route, http: HonoContext, findWho: FindWho): Promise<Response> {
  const now = services.clock()
  const db = (route.urgent && services.urgentDb) || services.db
  const token = readToken(http)
  const who = token ? await findWho(db, token, now) : undefined
  if (!who && route.may !== 'anyone') throw await notSignedIn(db, token)
  if (route.method !== 'get' && !isDeliberate(http)) throw new Problem(problem.forbidden)
  const params = read('path', route.params, http.req.param()) as Record<string, unknown>
  // Before anything that was sent is read: who may not, is not told what would have been right either.
  const community = communityOf(params)
  const reach =
    who && community && route.may !== 'anyone' && route.may !== 'signed_in'
      ? getReach(who, route.may, community, now)
      : { whole: false, grids: [] }
  const query = read('query', route.query, http.req.query())
  const body = route.body ? read('body', route.body, await readJson(http)) : undefined
  const call: Call = { ...services, db, who: who as Who, reach, language: languageOf(http), http }
  const result = await route.handle(call, { params, query, body } as never)
  if (result instanceof Response) return result
  return http.json((result ?? {}) as object)
}

/** A phone whose session was taken back, and has not merely run out, has to destroy what it keeps. */
async function notSignedIn(db: Context['db'], token: string | undefined): Promise<Problem> {
  const wipe = token !== undefined && (await wasRevoked(db, token))
  return new Problem(problem.not_signed_in, {}, wipe ? { details: { action: 'wipe' } } : {})
}

/**
 * A foreign page can make a browser send our cookie, but not set a header of its own without our consent (CORS).
 * A bearer token is never sent by accident.
 */
function isDeliberate(http: HonoContext): boolean {
  return http.req.header('x-qianxian') !== undefined || http.req.header('authorization') !== undefined
}

export function readToken(http: HonoContext): string | undefined {
  const header = http.req.header('authorization')
  if (header?.startsWith('Bearer ')) return header.slice(7)
  return getCookie(http, cookieName)
}

export function languageOf(http: HonoContext): Language {
  return pickLanguage(http.req.query('language') ?? http.req.header('accept-language'))
}

function read(where: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return {}
  const done = schema.safeParse(value)
  if (done.success) return done.data
  const issue = done.error.issues[0]
  // A path that names no such thing is simply not there.
  if (where === 'path') throw new Problem(problem.not_found)
  throw new Problem(
    problem.invalid_input,
    { where: [where, ...(issue?.path ?? [])].join('.'), why: issue?.message ?? '' },
    { details: done.error.issues.slice(0, 20).map((i) => ({ path: i.path.join('.'), message: i.message })) },
  )
}

async function readJson(http: HonoContext): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (http.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > maxJsonBytes) throw new Problem(problem.too_large, { limit: '2 MB' })
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(await inflate(http, chunks)).toString('utf8'))
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(problem.invalid_input, { where: 'body', why: 'JSON' })
  }
}

/** Phones send acts gzipped: 11 KB become 3. A body that swells beyond the limit is refused while it swells. */
async function inflate(http: HonoContext, chunks: Uint8Array[]): Promise<Uint8Array[]> {
  if (http.req.header('content-encoding') !== 'gzip') return chunks
  const out: Uint8Array[] = []
  let size = 0
  const stream = new Blob(chunks).stream().pipeThrough(new DecompressionStream('gzip'))
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > maxJsonBytes) throw new Problem(problem.too_large, { limit: '2 MB' })
    out.push(chunk)
  }
  return out
}

export function problemAnswer(services: Pick<Services, 'report'>, error: unknown, http: HonoContext): Response {
  const known = error instanceof Problem ? error : (problemOfConstraint(error) ?? problemOfOutage(error))
  const shown = known ?? unexpected(services, error, http)
  if (shown.retryAfter) http.header('retry-after', String(shown.retryAfter))
  const detail = shown.words(languageOf(http))
  return http.body(
    JSON.stringify({
      type: `/problems/${shown.code}`,
      title: shown.code,
      status: shown.status,
      code: shown.code,
      detail,
      ...(shown.details === undefined ? {} : { details: shown.details }),
    }),
    shown.status as ContentfulStatusCode,
    { 'content-type': 'application/problem+json' },
  )
}

/** The database is being started again: whoever asked comes back, not all in the same second. */
function problemOfOutage(error: unknown): Problem | undefined {
  if (!isDatabaseAway(error)) return undefined
  return new Problem(problem.unavailable, {}, { retryAfter: 1 + Math.floor(Math.random() * 5) })
}

/** A bug: logged with a number that the person can read out, and nothing personal. */
function unexpected(services: Pick<Services, 'report'>, error: unknown, http: HonoContext): Problem {
  const id = randomUUID().slice(0, 8)
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  const safe = isPostgresError(error) ? `${error.code} ${error.constraint_name ?? ''}`.trim() : message
  const where = stack?.split('\n').slice(1, 6).join('\n')
  services.report({ level: 'error', id, method: http.req.method, route: http.req.routePath, name, error: safe, where })
  return new Problem(problem.internal, { id })
}
