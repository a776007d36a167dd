import type { Id } from '#shared/ids.ts'
import { sleep } from './line.ts'

/**
 * Pulls a community from its first version on in small pages, while others write to it, and notes the version at which
 * each row came last: what the cursor skips is missing, or too old, at the end.
 */
export interface Watcher {
  community: Id
  seen: Map<string, number>
  pages: number
  /** Ends once it has seen everything there is. */
  finish: () => Promise<void>
}

export function watch(community: Id, address: () => string, token: string): Watcher {
  const seen = new Map<string, number>()
  const watcher: Watcher = { community, seen, pages: 0, finish: () => Promise.resolve() }
  let ending = false
  let after = 0
  const follow = async (): Promise<void> => {
    for (;;) {
      const more = await pullOnce().catch(() => undefined)
      if (more === false && ending) return
      await sleep(more ? 5 : 300)
    }
  }
  const pullOnce = async (): Promise<boolean> => {
    const url = `${address()}/v1/communities/${community}/pull?after=${after}&limit=37`
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(String(answer.status))
    const page = (await answer.json()) as {
      rows: { table: string; id: Id; version: number }[]
      next: number
      more: boolean
    }
    for (const { table, id, version } of page.rows) seen.set(`${table} ${id}`, version)
    watcher.pages++
    after = page.next
    return page.more
  }
  const following = follow()
  watcher.finish = () => {
    ending = true
    return following
  }
  return watcher
}
