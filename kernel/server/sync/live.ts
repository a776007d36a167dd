import type { Id } from '#shared/ids.ts'
import type { Db } from '../db.ts'

export type Listener = (community: Id, version: number) => void

/**
 * Hints that a community has moved on. A hint carries no data: who hears it pulls, so a lost hint costs nothing.
 * Hints travel through PostgreSQL, so every server and worker hears of every other's writes.
 */
export interface Live {
  announce: (versions: ReadonlyMap<Id, number>) => void
  listen: (listener: Listener) => () => void
  close: () => Promise<void>
}

const channel = 'community_versions'

/** At most ten notes a second for all communities together: NOTIFY takes one lock across the whole server. */
const coalesceMs = 100

export async function openLive(db: Db): Promise<Live> {
  const listeners = new Set<Listener>()
  const { unlisten } = await db.listen(channel, (text) => {
    for (const [community, version] of JSON.parse(text) as [Id, number][]) {
      for (const listener of listeners) listener(community, version)
    }
  })
  let pending = new Map<Id, number>()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    timer = undefined
    const notes = [...pending]
    pending = new Map()
    // A NOTIFY holds 8000 bytes: about a hundred communities.
    for (let i = 0; i < notes.length; i += 100) {
      db.notify(channel, JSON.stringify(notes.slice(i, i + 100))).catch(() => {})
    }
  }
  return {
    announce: (versions) => {
      for (const [community, version] of versions) pending.set(community, version)
      if (pending.size) timer ??= setTimeout(flush, coalesceMs)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      clearTimeout(timer)
      await unlisten()
    },
  }
}

/** Hints that go nowhere: for commands and tests that have nobody to tell. */
export const silentLive: Live = { announce: () => {}, listen: () => () => {}, close: async () => {} }
