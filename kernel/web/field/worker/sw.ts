/**
 * The shell of the field app: all of its files, taken once and served from the phone, with or without network. Nothing
 * else goes through here: data has its own, sealed store.
 *
 * A new version is fetched beside the old one and waits; it takes over only when the app says so (at the start of a
 * shift, or when the person agrees), never in the middle of somebody's work.
 */
declare const self: ServiceWorkerGlobalScope
/** Put in by the build. */
declare const SHELL: { version: string; files: string[] }

const { version, files } = SHELL
const cacheName = `qianxian-field-${version}`
const page = '/field/index.html'

self.addEventListener('install', (event) => {
  event.waitUntil(takeShell())
  routeToCache(event as InstallEvent)
})
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))
self.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(self.skipWaiting())
  if (event.data === 'version') event.ports[0]?.postMessage(version)
})
self.addEventListener('fetch', (event) => {
  const answer = answerFor(event.request)
  if (answer) event.respondWith(answer)
})

/** All or none: a shell with a hole in it would fail on the one phone without network. */
async function takeShell(): Promise<void> {
  const cache = await caches.open(cacheName)
  await cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })))
  // The start page under its own address, too, for the browser to find by itself.
  await cache.put('/field/', (await cache.match(page))!)
}

interface InstallEvent extends ExtendableEvent {
  addRoutes?: (routes: { condition: object; source: object }[]) => Promise<void>
}

/**
 * Newer browsers are told to serve the shell straight from the cache: the worker then need not be started first, which
 * takes a cheap phone a tenth of a second and more. Others ask the worker, with the same outcome.
 */
function routeToCache(event: InstallEvent): void {
  const source = { cacheName }
  event.addRoutes?.(
    ['/field/', ...files].map((pathname) => ({ condition: { urlPattern: { pathname, search: '' } }, source })),
  )
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('qianxian-field-') && name !== cacheName) await caches.delete(name)
  }
  await self.clients.claim()
}

function answerFor(request: Request): Promise<Response> | undefined {
  if (request.method !== 'GET') return undefined
  const { origin, pathname } = new URL(request.url)
  if (origin !== self.location.origin || pathname.startsWith('/v1/')) return undefined
  if (request.mode === 'navigate') return fromShell(page, request)
  return files.includes(pathname) ? fromShell(pathname, request) : undefined
}

async function fromShell(file: string, request: Request): Promise<Response> {
  const kept = await caches.match(file, { cacheName, ignoreVary: true })
  return kept ?? fetch(request)
}

// oxlint-disable-next-line unicorn/require-module-specifiers -- makes this a module, with a `self` of its own
export {}
