import { type Signal, effect, signal, untracked } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Failure, asFailure } from './failure.ts'
import { get } from './http.ts'
import { language } from './i18n.ts'
import { versions } from './live.ts'
import { community, me } from './session.ts'

interface Entry {
  data: Signal<unknown>
  error: Signal<Failure | null>
  loading: Signal<boolean>
  users: number
  /** Counts requests, so that an answer that was overtaken is dropped. */
  asked: number
  stale: boolean
}

export interface Resource<Data> {
  /** The last good answer; stays while a newer one is fetched or fails. */
  data: Data | undefined
  error: Failure | null
  loading: boolean
  reload: () => Promise<void>
}

/** Answers kept after their last user has gone, so that going back is instant. */
const KEPT = 60
const entries = new Map<string, Entry>()

/**
 * Reads `GET path`, shares the answer between components and reads it again when the live line tells that a
 * community has changed. `null` reads nothing (a condition is not met yet).
 */
export function useResource<Data>(path: string | null): Resource<Data> {
  const entry = path === null ? null : entryFor(path)
  useEffect(() => {
    if (path === null || !entry) return undefined
    entry.users++
    if (entry.data.peek() === undefined || entry.stale) void load(path, entry)
    return () => {
      entry.users--
      entry.stale = true
    }
  }, [path, entry])
  return {
    data: entry?.data.value as Data | undefined,
    error: entry?.error.value ?? null,
    loading: entry ? entry.loading.value : false,
    reload: () => (entry && path !== null ? load(path, entry) : Promise.resolve()),
  }
}

/** Reads again everything on the screen whose path starts with `prefix`; the rest when it is next shown. */
export async function reloadAll(prefix = '/v1/'): Promise<void> {
  const loads: Promise<void>[] = []
  for (const [path, entry] of entries) {
    if (!path.startsWith(prefix)) continue
    if (entry.users > 0) loads.push(load(path, entry))
    else entry.stale = true
  }
  await Promise.all(loads)
}

function entryFor(path: string): Entry {
  let entry = entries.get(path)
  if (!entry) {
    if (entries.size >= KEPT) forgetOldest()
    entry = { data: signal(undefined), error: signal(null), loading: signal(true), users: 0, asked: 0, stale: false }
    entries.set(path, entry)
  }
  return entry
}

function forgetOldest(): void {
  for (const [path, entry] of entries) {
    if (entry.users > 0) continue
    entries.delete(path)
    return
  }
}

async function load(path: string, entry: Entry): Promise<void> {
  const mine = ++entry.asked
  entry.stale = false
  entry.loading.value = true
  try {
    const data = await get<unknown>(path)
    if (mine !== entry.asked) return
    entry.data.value = data
    entry.error.value = null
  } catch (thrown) {
    if (mine === entry.asked) entry.error.value = asFailure(thrown)
  } finally {
    if (mine === entry.asked) entry.loading.value = false
  }
}

/** Live hints come in bursts while a list is being linked; one reading a second is enough. */
const QUIET = 1_000

/** Follows the live line, the account and the language. Called once, by main. */
export function followResources(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0
  effect(() => {
    const heard = community.value ? versions.value[community.value.id] : undefined
    if (heard === undefined) return
    clearTimeout(timer)
    timer = setTimeout(
      () => {
        last = Date.now()
        void reloadAll()
      },
      Math.max(0, last + QUIET - Date.now()),
    )
  })
  let account = me.peek()?.account.id
  effect(() => {
    const now = me.value?.account.id
    if (now !== account) entries.clear()
    account = now
  })
  let spoken = language.peek()
  effect(() => {
    if (language.value !== spoken) untracked(() => void reloadAll())
    spoken = language.value
  })
}
