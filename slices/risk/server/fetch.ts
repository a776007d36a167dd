import type { Id } from '#shared/ids.ts'
import { Problem, defineProblems } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { importLists, longestListMB, riskProblem } from './lists.ts'

export const fetchProblem = defineProblems({
  risk_url_wrong: [
    422,
    '“{url}”不是可用的网址：只支持 http 和 https，且不能带账号密码。',
    '"{url}" cannot be used: only http and https, without a password in it.',
  ],
  risk_url_taken: [409, '这个网址已经在定时获取了。', 'This address is fetched already.'],
  risk_fetch_refused: [
    502,
    '对方网站回答 {status}，没有取到名单。请核对网址。',
    'The other side answered {status}; there is no list. Check the address.',
  ],
  risk_fetch_failed: [
    502,
    '连不上 {host}，或 {seconds} 秒内没有传完。到下次时间会再试。',
    '{host} could not be reached, or was not done within {seconds} seconds. It is tried again at the next time.',
  ],
})

const seconds = 30
const mostRedirects = 3

/** The address, if lists may be fetched from it. */
export function readSourceUrl(text: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw new Problem(fetchProblem.risk_url_wrong, { url: text.slice(0, 200) })
  return url
}

/** The body behind an address, bounded in size and time. Redirects are followed a few times, to http and https only. */
export async function fetchList(address: string, limit = seconds * 1000): Promise<Uint8Array> {
  let url = readSourceUrl(address)
  const signal = AbortSignal.timeout(limit)
  for (let hop = 0; hop <= mostRedirects; hop++) {
    let answer: Response
    try {
      answer = await fetch(url.href, { redirect: 'manual', signal, headers: { accept: 'application/json' } })
    } catch {
      throw new Problem(fetchProblem.risk_fetch_failed, { host: url.host, seconds: limit / 1000 })
    }
    const to = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null
    if (to) {
      await answer.body?.cancel()
      url = readSourceUrl(URL.canParse(to, url.href) ? new URL(to, url).href : to)
      continue
    }
    if (!answer.ok) {
      await answer.body?.cancel()
      throw new Problem(fetchProblem.risk_fetch_refused, { status: answer.status })
    }
    return readBody(answer, url, limit)
  }
  throw new Problem(fetchProblem.risk_fetch_refused, { status: 310 })
}

/** Stops while it reads, not after: an endless answer costs no memory. */
async function readBody(answer: Response, url: URL, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > longestListMB * 1_000_000)
        throw new Problem(riskProblem.risk_too_large, { file: url.host, limit: longestListMB })
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(fetchProblem.risk_fetch_failed, { host: url.host, seconds: limit / 1000 })
  }
  return Buffer.concat(chunks)
}

export interface Fetched {
  ok: boolean
  /** The list's id, where one was read. */
  list: Id | null
  known: boolean
  problem: { code: string; values: Record<string, string | number> } | null
}

/** Fetches what is due now. Each address has its own fate; a failure is remembered and shown, and tried again. */
export async function fetchDue(context: Context): Promise<void> {
  const { db, clock } = context
  const due = await db<{ id: Id; url: string; every_minutes: number }[]>`
    select id, url, every_minutes from risk_sources
    where retired_at is null and next_at <= ${new Date(clock())} order by next_at limit 20`
  for (const source of due) await fetchSource(context, source.id)
}

export async function fetchSource(context: Context, id: Id): Promise<Fetched> {
  const { db, clock } = context
  const [source] = await db<{ url: string; every_minutes: number }[]>`
    select url, every_minutes from risk_sources where id = ${id}`
  if (!source) throw new Problem(riskProblem.risk_list_not_found)
  const outcome = await fetchAndImport(context, id, source.url)
  const now = clock()
  await db`
    update risk_sources set last_at = ${new Date(now)}, last = ${db.json(outcome as never)},
      next_at = ${new Date(now + source.every_minutes * 60_000)} where id = ${id}`
  return outcome
}

async function fetchAndImport(context: Context, source: Id, url: string): Promise<Fetched> {
  try {
    const bytes = await fetchList(url)
    const name = new URL(url).pathname.split('/').at(-1) || url
    const [outcome] = await importLists(context, [{ name, bytes }], { by: null, source })
    if (!outcome || 'problem' in outcome) throw outcome?.problem ?? new Error('no outcome')
    return { ok: true, list: outcome.id, known: outcome.known, problem: null }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { ok: false, list: null, known: false, problem: { code: error.code, values: error.values } }
  }
}
