/**
 * The way back, should a shell ever be broken: the server then serves this instead (QIANXIAN_FIELD_WORKER=off). It takes
 * over at once, forgets the shell and itself, and loads every open page anew from the network. Data stays untouched.
 */
declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(leave()))

async function leave(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('qianxian-field-')) await caches.delete(name)
  await self.registration.unregister()
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  for (const page of pages) await page.navigate(page.url).catch(() => {})
}

// oxlint-disable-next-line unicorn/require-module-specifiers -- makes this a module, with a `self` of its own
export {}
