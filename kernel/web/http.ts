import { signal } from '@preact/signals'
import { Failure, failureOf } from './failure.ts'
import { language, t } from './i18n.ts'
import { strings } from './strings.ts'

/** Raised whenever the server says that nobody is signed in; session.ts listens. */
export const signedOut = signal(0)

interface Options {
  signal?: AbortSignal
  headers?: Record<string, string>
}

/** Query values; those that are empty or undefined are left out. */
export type Query = Record<string, string | number | boolean | null | undefined>

/** `path` with a query string made of what is given. */
export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  if (given.length === 0) return path
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`
}

export function get<Answer>(path: string, options?: Options): Promise<Answer> {
  return send<Answer>('GET', path, undefined, options)
}

export function post<Answer>(path: string, body?: unknown, options?: Options): Promise<Answer> {
  return send<Answer>('POST', path, body ?? {}, options)
}

export function put<Answer>(path: string, body: unknown, options?: Options): Promise<Answer> {
  return send<Answer>('PUT', path, body, options)
}

export function del<Answer = void>(path: string, options?: Options): Promise<Answer> {
  return send<Answer>('DELETE', path, undefined, options)
}

/** A POST whose answer is a file: a picture. */
export async function postForFile(path: string, body: unknown = {}): Promise<Blob> {
  const headers = new Headers({ 'content-type': 'application/json', ...commonHeaders('POST') })
  const asked = { method: 'POST', headers, credentials: 'same-origin', body: JSON.stringify(body) } as const
  const response = await fetch(path, asked).catch((thrown: unknown) => {
    throw lostFailure(thrown)
  })
  if (response.ok) return response.blob()
  throw refusal(response.status, readJson(await response.text()), response.headers.get('retry-after'))
}

async function send<Answer>(method: string, path: string, body: unknown, options: Options = {}): Promise<Answer> {
  const headers = new Headers({ accept: 'application/json', ...commonHeaders(method), ...options.headers })
  if (body !== undefined) headers.set('content-type', 'application/json')
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    })
  } catch (thrown) {
    throw lostFailure(thrown)
  }
  return readAnswer<Answer>(response)
}

/** `x-qianxian` makes a write impossible to forge from another site's form, without a token to carry about. */
function commonHeaders(method: string): Record<string, string> {
  const spoken = { 'accept-language': language.peek() === 'zh' ? 'zh-CN' : 'en' }
  return method === 'GET' ? spoken : { ...spoken, 'x-qianxian': '1' }
}

async function readAnswer<Answer>(response: Response): Promise<Answer> {
  const text = await response.text()
  const body = text === '' ? undefined : readJson(text)
  if (!response.ok) throw refusal(response.status, body, response.headers.get('retry-after'))
  if (text !== '' && body === undefined) throw unreadable(response.status)
  return body as Answer
}

function refusal(status: number, body: unknown, retryAfter: string | null): Failure {
  const failure = failureOf(status, body, retryAfter)
  if (failure.code === 'not_signed_in') signedOut.value++
  return failure
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

function lostFailure(thrown: unknown): Failure {
  if (thrown instanceof DOMException && thrown.name === 'AbortError')
    return new Failure('cancelled', t(strings, 'cancelled'))
  return new Failure('unreachable', t(strings, 'unreachable'))
}

export interface Upload<Answer> {
  done: Promise<Answer>
  abort: () => void
}

/**
 * Sends a file as the body of a POST, telling how far it is (bytes). XMLHttpRequest, because fetch cannot tell.
 * The file's name travels percent-encoded in the header `x-file-name`.
 */
export function upload<Answer>(
  path: string,
  file: Blob & { name?: string },
  onProgress?: (sent: number, total: number) => void,
): Upload<Answer> {
  const request = new XMLHttpRequest()
  const done = new Promise<Answer>((resolve, reject) => {
    request.open('POST', path)
    for (const [name, value] of Object.entries(commonHeaders('POST'))) request.setRequestHeader(name, value)
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    if (file.name) request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.upload.addEventListener('progress', (event) => onProgress?.(event.loaded, event.total))
    request.addEventListener('load', () => {
      const body = readJson(request.responseText)
      if (request.status >= 400) reject(refusal(request.status, body, request.getResponseHeader('retry-after')))
      else if (body === undefined && request.responseText !== '') reject(unreadable(request.status))
      else resolve(body as Answer)
    })
    request.addEventListener('error', () => reject(new Failure('unreachable', t(strings, 'unreachable'))))
    request.addEventListener('abort', () => reject(new Failure('cancelled', t(strings, 'cancelled'))))
    request.send(file)
  })
  return { done, abort: () => request.abort() }
}

/** Fetches a file and hands it to the browser's own saving, under the name the server gives or `fallbackName`. */
export async function download(path: string, fallbackName: string, body?: unknown): Promise<void> {
  const method = body === undefined ? 'GET' : 'POST'
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const typed: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  let response: Response
  try {
    const headers = { ...commonHeaders(method), ...typed }
    response = await fetch(path, { method, headers, credentials: 'same-origin', ...sent })
  } catch (thrown) {
    throw lostFailure(thrown)
  }
  if (!response.ok) throw refusal(response.status, readJson(await response.text()), response.headers.get('retry-after'))
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = fileNameIn(response.headers.get('content-disposition')) ?? fallbackName
  link.click()
  // The browser reads the address after the click has returned; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** The name in a Content-Disposition header; `filename*` (RFC 8187) wins because only it can carry Chinese. */
export function fileNameIn(header: string | null): string | undefined {
  const extended = header?.match(/filename\*=UTF-8''([^;]+)/i)?.[1]
  if (extended) return decodeURIComponent(extended)
  return header?.match(/filename="?([^";]+)"?/i)?.[1]
}
