import { createReadStream, existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { Readable } from 'node:stream'

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.csv': 'text/csv; charset=utf-8',
}

/** Packed forms that the build leaves beside a file, the smallest first. */
const packings = [
  { coding: 'br', ending: '.br' },
  { coding: 'gzip', ending: '.gz' },
]

export interface Asked {
  /** The request's Accept-Encoding. */
  accepts: string
  /** False: phones get the worker that removes itself, and from then on load the field app from the network. */
  fieldWorker: boolean
}

/** A file of the built web apps; every other path is a screen, and gets the page that draws screens. */
export async function webFile(folder: string, path: string, asked: Asked): Promise<Response> {
  const file = join(folder, normalize(decodeURIComponent(path)))
  const inside = file.startsWith(folder + sep)
  if (inside && extname(file) && isFile(file)) return fileAnswer(file, asked)
  if (extname(path)) return new Response('Not found', { status: 404 })
  if (path === '/field') return new Response(null, { status: 308, headers: { location: '/field/' } })
  const app = path.startsWith('/field/') ? join(folder, 'field') : folder
  const page = await readFile(join(app, 'index.html')).catch(() => undefined)
  if (!page) return new Response('The web app is not built yet: run npm start.', { status: 503 })
  return new Response(page, { headers: { 'content-type': mediaTypes['.html']!, 'cache-control': 'no-cache' } })
}

function fileAnswer(file: string, { accepts, fieldWorker }: Asked): Response {
  const wanted = fieldWorker ? file : file.replace(/([/\\]field[/\\])sw\.js$/, '$1sw-off.js')
  const packing = packings.find(({ coding, ending }) => accepts.includes(coding) && isFile(wanted + ending))
  const stream = Readable.toWeb(createReadStream(wanted + (packing?.ending ?? ''))) as ReadableStream<Uint8Array>
  const hashed = /[/\\]assets[/\\]/.test(file)
  return new Response(stream, {
    headers: {
      'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(packing && { 'content-encoding': packing.coding }),
    },
  })
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
