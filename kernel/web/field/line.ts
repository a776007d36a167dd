import { Failure, failureOf } from '../failure.ts'
import { language, t } from '../i18n.ts'
import { strings } from '../strings.ts'
import type { Bytes } from './vault/keys.ts'

/**
 * The phone's line to the server. Several people share the phone, so no cookie may decide who is speaking: each request
 * carries the token out of its own sealed store. And nothing is kept by the browser, in clear, on the disk.
 */
export interface Asking {
  /** Whose token; none for what everybody may ask. */
  token?: string | null | undefined
  body?: unknown
  /** Instead of a body: bytes as they are. */
  bytes?: Bytes
  signal?: AbortSignal | undefined
  headers?: Record<string, string>
}

/** Bodies above this many bytes are packed: fifty acts are 11 KB, packed 3. */
const worthPacking = 1024

export async function ask<Answer>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  asking: Asking = {},
): Promise<Answer> {
  const response = await request(method, path, asking)
  const text = await response.text()
  const body = text === '' ? undefined : readJson(text)
  if (text !== '' && body === undefined) throw unreadable(response.status)
  return body as Answer
}

/** The answer itself, for what is not JSON. Throws a Failure for every answer that is not a success. */
export async function request(method: string, path: string, asking: Asking = {}): Promise<Response> {
  const { token, body, signal } = asking
  const headers = new Headers({ 'accept-language': language.peek() === 'zh' ? 'zh-CN' : 'en', ...asking.headers })
  if (token) headers.set('authorization', `Bearer ${token}`)
  else headers.set('x-qianxian', '1')
  if (asking.bytes) headers.set('content-type', 'application/octet-stream')
  const packed = asking.bytes ?? (body === undefined ? undefined : await pack(JSON.stringify(body), headers))
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'omit',
      cache: 'no-store',
      ...(packed && { body: packed }),
      ...(signal && { signal }),
    })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError')
      throw new Failure('cancelled', t(strings, 'cancelled'))
    throw new Failure('unreachable', t(strings, 'unreachable'))
  }
  if (response.ok || response.status === 304) return response
  const answer = readJson(await response.text())
  const failure = failureOf(response.status, answer, response.headers.get('retry-after'))
  if (orders(failure.details, 'wipe')) throw new Wiped(failure)
  throw failure
}

/** The server took the shift back: the store on this phone has to go. */
export class Wiped extends Failure {
  constructor({ code, words, status }: Failure) {
    super(code, words, { status })
  }
}

/** No answer at all, or that of a proxy in front of a server that is down: work goes on without. */
export function isAway({ code, status }: Failure): boolean {
  return code === 'unreachable' || status >= 502
}

function orders(details: unknown, action: string): boolean {
  return typeof details === 'object' && details !== null && (details as { action?: unknown }).action === action
}

async function pack(text: string, headers: Headers): Promise<Blob | string> {
  headers.set('content-type', 'application/json')
  if (text.length < worthPacking || typeof CompressionStream === 'undefined') return text
  headers.set('content-encoding', 'gzip')
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Response(stream).blob()
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(status: number): Failure {
  return new Failure('unreadable', t(strings, 'unreadable', { status }), { status })
}
