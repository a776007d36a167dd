import { createWriteStream, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { Problem } from '#shared/problem.ts'
import { defaultLimits, sizeText } from '#server/files/limits.ts'
import { fileProblem } from '#server/files/problems.ts'
import type { Call } from '#server/http/route.ts'

/** Streams the body to a file of its own, never into memory; refuses at the limit, not after it. The file goes after `work`. */
export async function withUpload<T>(call: Call, work: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'qianxian-upload-'))
  try {
    const path = join(folder, 'file')
    await saveBody(call, path)
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function tooLarge(size: string): Problem {
  return new Problem(fileProblem.file_too_large, { size, limit: sizeText(defaultLimits.bytes) })
}

async function saveBody(call: Call, path: string): Promise<void> {
  const declared = Number(call.http.req.header('content-length') ?? 0)
  if (declared > defaultLimits.bytes) throw tooLarge(sizeText(declared))
  const out = createWriteStream(path, { mode: 0o600 })
  let size = 0
  try {
    for await (const chunk of (call.http.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > defaultLimits.bytes) throw tooLarge(`> ${sizeText(defaultLimits.bytes)}`)
      if (!out.write(chunk)) await new Promise<void>((done) => out.once('drain', () => done()))
    }
  } finally {
    await new Promise<void>((done) => out.end(() => done()))
  }
}

/** A file made while it is sent. */
export function download(name: string, write: (out: PassThrough) => Promise<void>): Response {
  const out = new PassThrough()
  write(out).catch((error: unknown) => out.destroy(error as Error))
  return new Response(Readable.toWeb(out) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  })
}
