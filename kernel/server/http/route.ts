import type { Context as HonoContext } from 'hono'
import type { z } from 'zod'
import type { Permission } from '#shared/act.ts'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import type { Reach, Who } from '../auth/grants.ts'
import type { Context } from '../context.ts'
import type { Writer } from '../sync/writer.ts'
import type { Live } from '../sync/live.ts'

/** What a handler gets: the server's context plus this request. */
export interface Call extends Context {
  who: Who
  /** How far the route's permission reaches in the community of the path. */
  reach: Reach
  language: Language
  writer: Writer
  live: Live
  /** Hono's own, for the few that stream. */
  http: HonoContext
}

/**
 * One route: contract and handler together. The OpenAPI description is made from the same object.
 *
 * `may`: a permission is checked in the community named by `{community}` in the path; 'signed_in' asks only for a
 * session; 'anyone' for nothing.
 */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete'
  path: string
  summary: string
  may: Permission | 'signed_in' | 'anyone'
  params: z.ZodObject | undefined
  query: z.ZodObject | undefined
  body: z.ZodType | undefined
  /** A raw request body (a file) of this media type. */
  accepts: string | undefined
  /** Works on connections kept for it: never waits behind what may wait. */
  urgent: boolean
  /** The answer's schema; or the media type of a file. */
  returns: z.ZodType | string
  handle: (call: Call, input: never) => unknown
}

export interface Input<P, Q, B> {
  params: P
  query: Q
  body: B
}

type Out<S> = S extends z.ZodType ? z.output<S> : undefined

/** Declares a route; types of params, query and body follow from the schemas. */
export function route<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | string = z.ZodType,
>(spec: {
  method: Route['method']
  path: string
  summary: string
  may: Route['may']
  params?: P
  query?: Q
  body?: B
  accepts?: string
  urgent?: boolean
  returns: R
  handle: (
    call: Call,
    input: Input<Out<P>, Out<Q>, Out<B>>,
  ) => R extends z.ZodType ? z.input<R> | Promise<z.input<R>> : Response | Promise<Response>
}): Route {
  return {
    params: undefined,
    query: undefined,
    body: undefined,
    accepts: undefined,
    urgent: false,
    ...spec,
  } as unknown as Route
}

/** The community that a path names, if it names one. */
export function communityOf(params: Record<string, unknown>): Id | undefined {
  return typeof params.community === 'string' ? params.community : undefined
}
