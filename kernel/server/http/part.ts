import type { Context as HonoContext } from 'hono'

/**
 * A file whole, or the part that somebody still lacks whose line broke (RFC 9110 §14): `Range` counts only for the very
 * content that they have the beginning of (`If-Range`); who has all of it already is told so (`If-None-Match`).
 */
export function wholeOrPart(
  http: HonoContext,
  bytes: Buffer,
  about: { etag: string; [name: string]: string },
): Response {
  const headers = { ...about, 'cache-control': 'private, no-store', 'accept-ranges': 'bytes' }
  const asked = (name: string) => http.req.header(name)
  if (asked('if-none-match') === about.etag) return new Response(null, { status: 304, headers })
  const same = asked('if-range') === undefined || asked('if-range') === about.etag
  const part = same ? readRange(asked('range'), bytes.length) : undefined
  if (part === 'beyond') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes.length}` } })
  }
  const { from, to } = part ?? { from: 0, to: bytes.length }
  return new Response(new Uint8Array(bytes.subarray(from, to)), {
    status: part ? 206 : 200,
    headers: {
      ...headers,
      'content-type': 'application/octet-stream',
      'content-length': String(to - from),
      ...(part ? { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` } : {}),
    },
  })
}

/** `bytes=500-` or `bytes=500-999`. Anything else is not understood, and the whole is sent. */
function readRange(header: string | undefined, size: number): { from: number; to: number } | 'beyond' | undefined {
  const found = /^bytes=(\d+)-(\d*)$/.exec(header ?? '')
  if (!found) return undefined
  const from = Number(found[1])
  const to = found[2] === '' ? size : Math.min(size, Number(found[2]) + 1)
  if (from >= size) return 'beyond'
  return from < to ? { from, to } : undefined
}
