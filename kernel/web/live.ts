import { effect, signal } from '@preact/signals'
import { backoff } from './backoff.ts'
import { me } from './session.ts'

/** The newest version heard of for each community. Hints only: a lost one costs nothing, the next brings more. */
export const versions = signal<Readonly<Record<string, number>>>({})

/** Whether the live line stands. Shown quietly; everything works without it. */
export const liveOpen = signal(false)

/** Notes that a community has reached `version`; older news is ignored. */
export function heard(community: string, version: number): void {
  if ((versions.peek()[community] ?? 0) < version) versions.value = { ...versions.peek(), [community]: version }
}

let source: EventSource | null = null
let again: ReturnType<typeof setTimeout> | undefined
let attempt = 0

/** Keeps one line open for the communities of whoever is signed in. Called once, by main. */
export function followLive(): void {
  effect(() => {
    const communities = (me.value?.communities ?? []).map(({ id }) => id)
    close()
    if (communities.length > 0) open(communities)
  })
}

function open(communities: string[]): void {
  source = new EventSource(`/v1/live?communities=${communities.join(',')}`)
  source.addEventListener('message', listen)
  source.addEventListener('version', listen)
  source.addEventListener('open', () => {
    attempt = 0
    liveOpen.value = true
  })
  source.addEventListener('error', () => {
    liveOpen.value = false
    // A browser tries again by itself unless the answer was an error; then we do, ever more slowly.
    if (source?.readyState === EventSource.CLOSED)
      again = setTimeout(() => open(communities), backoff(attempt++, Math.random()))
  })
}

function listen(event: MessageEvent<string>): void {
  const hint = readHint(event.data)
  if (hint) heard(hint.community, hint.version)
}

function close(): void {
  clearTimeout(again)
  source?.close()
  source = null
  liveOpen.value = false
}

/** A hint as sent, or nothing where it cannot be read. */
export function readHint(data: string): { community: string; version: number } | undefined {
  try {
    const hint = JSON.parse(data) as { community?: unknown; version?: unknown }
    const version = Number(hint.version)
    return typeof hint.community === 'string' && version > 0 ? { community: hint.community, version } : undefined
  } catch {
    return undefined
  }
}
