import { signal } from '@preact/signals'

/** Another version of the app lies ready on this phone. */
export const updateReady = signal(false)

let registration: ServiceWorkerRegistration | undefined

/** Held, shared, by every tab with an open store: whoever wants to change the app sees that somebody is at work. */
const atWork = 'qianxian-field.at-work'

/** Keeps the shell on the phone, and looks for a new one now and each hour. Called once, by main. */
export async function followUpdates(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (!workers || import.meta.env.MODE === 'development') return
  const controlled = workers.controller !== null
  workers.addEventListener('controllerchange', () => {
    // The first worker of all takes over a page that it matches already; every later one brings other files.
    if (controlled || updateReady.peek()) location.reload()
  })
  registration = await workers
    .register('/field/sw.js', { scope: '/field/', updateViaCache: 'none' })
    .catch(() => undefined)
  registration?.addEventListener('updatefound', () => watch(registration!.installing))
  watch(registration?.installing ?? null)
  note()
  setInterval(() => void lookForUpdate(), 3_600_000)
}

function watch(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', note)
}

function note(): void {
  updateReady.value = Boolean(registration?.waiting && navigator.serviceWorker.controller)
}

/** Asks the server; without network nothing happens. */
export async function lookForUpdate(): Promise<void> {
  await registration?.update().catch(() => {})
  note()
}

/** The person agrees, or nobody is at work: the waiting version takes over, and the page loads anew. */
export function takeUpdate(): void {
  registration?.waiting?.postMessage('take over')
}

/** At the lock, before a shift: takes what is ready, unless another tab is in the middle of something. */
export async function takeUpdateIfIdle(): Promise<void> {
  if (!updateReady.peek() || !navigator.locks) return
  const { held = [] } = await navigator.locks.query()
  if (!held.some(({ name }) => name === atWork)) takeUpdate()
}

/** Says that somebody is at work in this tab, until the returned function is called. */
export function beAtWork(): () => void {
  const work = new AbortController()
  const done = new Promise<void>((end) => work.signal.addEventListener('abort', () => end()))
  void navigator.locks?.request(atWork, { mode: 'shared' }, () => done)
  return () => work.abort()
}
