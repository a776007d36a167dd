import { gunzipSync, gzipSync } from 'node:zlib'
import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { readSnapshot } from '#shared/snapshot.ts'
import { backoff } from '#web/backoff.ts'
import { type PushAnswer, type Waiting, nextBatch, settle } from '#web/outbox-rules.ts'
import { type SendLoop, makeSendLoop } from '#web/send-loop.ts'
import { anyId } from './any-id.ts'
import type { PhoneClock } from './phone-clock.ts'

/** What lies on a phone's disk: survives when it is switched off. */
export interface Disk {
  device: Id
  nextSeq: number
  outbox: Waiting[]
  copies: Map<Id, Copy>
}

/** A community as this phone knows it. */
export interface Copy {
  version: number
  reach: string | undefined
  tasks: Map<Id, { id: Id; [column: string]: unknown }>
  /** By the short end of the id, which is all that a snapshot gives. */
  people: Map<string, string>
}

export interface Phone {
  name: string
  token: string
  disk: Disk
  clock: PhoneClock
  /** Without network until this instant (ms). */
  offlineUntil: number
  loop: SendLoop
  /** What became of its acts, as it was told: "sent" is what its screen says. */
  told: Map<Id, 'sent' | 'held' | 'refused'>
  faults: string[]
  pull: (community: Id) => Promise<boolean>
  /** As if somebody took the battery out: what was in memory is gone, and no answer under way is heard. */
  restart: () => void
}

export interface Doing {
  kind: string
  v?: number
  community: Id
  subject: Id
  payload: Record<string, unknown>
}

/** Waiting times of minutes would make the run last for hours: everything waits a twentieth. */
const haste = 20

export function makePhone(
  name: string,
  address: () => string,
  token: string,
  device: Id,
  clock: PhoneClock,
  onPush: (body: string, token: string) => void,
): Phone {
  const phone: Phone = {
    name,
    token,
    disk: { device, nextSeq: 0, outbox: [], copies: new Map() },
    clock,
    offlineUntil: 0,
    loop: undefined as unknown as SendLoop,
    told: new Map(),
    faults: [],
    pull: async (community) => isOnline(phone) && pullCopy(phone, address(), community),
    restart: () => {
      phone.loop.stop()
      clock.restart()
      phone.loop = openLoop()
    },
  }
  const openLoop = (): SendLoop => {
    const started = clock.since().start
    return makeSendLoop({
      pushOnce: async (limit) => {
        if (!isOnline(phone)) throw new Error('offline')
        return clock.since().start === started && pushOnce(phone, address(), limit, started, onPush)
      },
      inTurn: (work) => work(),
      begun: () => {},
      ended: (thrown) => (thrown instanceof Refused ? thrown.retryAfter : undefined),
      after: () => Promise.resolve(),
      pause: (attempt, random, retryAfter) => backoff(Math.min(attempt, 6), random, retryAfter) / haste,
    })
  }
  phone.loop = openLoop()
  return phone
}

export function isOnline(phone: Phone): boolean {
  return Date.now() >= phone.offlineUntil
}

/** Writes an act into the outbox: from now on it must arrive, whatever happens. */
export function doAct({ disk, clock }: Phone, { v = 1, ...doing }: Doing): Act {
  const act: Act = {
    id: anyId(),
    v,
    device: disk.device,
    seq: disk.nextSeq++,
    occurred: new Date(clock.now()).toISOString(),
    since: clock.since(),
    ...doing,
  }
  disk.outbox.push({ act, held: null })
  return act
}

class Refused extends Error {
  readonly status: number
  readonly retryAfter: number | undefined
  constructor(status: number, words: string, retryAfter: number | undefined) {
    super(`${status} ${words}`)
    this.status = status
    this.retryAfter = retryAfter
  }
}

async function ask(phone: Phone, url: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${phone.token}`, ...(init.headers as Record<string, string>) }
  const answer = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(15_000) })
  if (answer.ok) return answer
  const words = await answer.text()
  // Whoever comes back later is asked to; anything else would be a fault of the server.
  if (answer.status < 500 && answer.status !== 429) phone.faults.push(`${url} ${answer.status} ${words}`)
  if (answer.status === 500) phone.faults.push(`${url} 500 ${words}`)
  throw new Refused(answer.status, words, Number(answer.headers.get('retry-after')) || undefined)
}

async function pushOnce(
  phone: Phone,
  address: string,
  limit: number,
  started: Id,
  onPush: (body: string, token: string) => void,
): Promise<boolean> {
  const { disk, clock } = phone
  const acts = nextBatch(disk.outbox, disk.device, limit)
  if (acts.length === 0) return false
  const deviceNow = new Date(clock.now()).toISOString()
  const body = JSON.stringify({ proto: 1, device: disk.device, deviceNow, since: clock.since(), acts })
  onPush(body, phone.token)
  const answer = await ask(phone, `${address}/v1/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync(body)),
  })
  const { results } = (await answer.json()) as PushAnswer
  if (clock.since().start !== started) return false
  const { gone, held } = settle(acts, results)
  for (const act of gone) phone.told.set(act.id, 'sent')
  const away = new Set(gone.map(({ id }) => id))
  const why = new Map(held.map((one) => [one.act.id, one.held]))
  disk.outbox = disk.outbox.flatMap((one) => {
    if (away.has(one.act.id)) return []
    const trouble = why.get(one.act.id)
    if (!trouble) return [one]
    // The way out that the person is shown: the same act under the next free number.
    if (trouble.code === 'seq_reuse') return [{ act: { ...one.act, seq: disk.nextSeq++ }, held: null }]
    phone.told.set(one.act.id, isRefusal(trouble.code) ? 'refused' : 'held')
    return [{ act: one.act, held: trouble }]
  })
  return gone.length + held.length > 0
}

function isRefusal(code: string): boolean {
  return code === 'unknown_community' || code === 'unreadable'
}

interface Page {
  rows: ({ table: string; id: Id; version: number; gone?: boolean; name?: string } & Record<string, unknown>)[]
  next: number
  more: boolean
  reset?: 'renew' | 'drop'
}

/** Brings the copy of a community up to date, page by page. False where the line broke; then it goes on from there. */
async function pullCopy(phone: Phone, address: string, community: Id): Promise<boolean> {
  const { copies } = phone.disk
  try {
    for (;;) {
      const copy = copies.get(community) ?? (await fetchCopy(phone, address, community))
      copies.set(community, copy)
      const query = `after=${copy.version}&limit=200&reach=${copy.reach}`
      const page = (await (await ask(phone, `${address}/v1/communities/${community}/pull?${query}`)).json()) as Page
      if (page.reset) copies.delete(community)
      if (page.reset === 'drop') return true
      if (page.reset === 'renew') continue
      takePage(phone, copy, page)
      if (!page.more) return true
    }
  } catch {
    return false
  }
}

async function fetchCopy(phone: Phone, address: string, community: Id): Promise<Copy> {
  const answer = await ask(phone, `${address}/v1/communities/${community}/snapshot`)
  const { version, reach, rows, people } = readSnapshot(gunzipSync(new Uint8Array(await answer.arrayBuffer())))
  const names = people.size === 0 ? [] : people.names.split('\n')
  const tail = (n: number) => Buffer.from(people.shortIds.subarray(5 * n, 5 * n + 5)).toString('hex')
  return {
    version,
    reach,
    tasks: new Map((rows.tasks ?? []).map((row) => [row.id, row])),
    people: new Map(names.map((name, n) => [tail(n), name])),
  }
}

function takePage(phone: Phone, copy: Copy, { rows, next }: Page): void {
  if (next < copy.version) phone.faults.push(`a pull went back from ${copy.version} to ${next}`)
  for (const { table, version: _, gone, sourceNames: __, ...row } of rows) {
    if (table === 'tasks' && gone) copy.tasks.delete(row.id)
    else if (table === 'tasks') copy.tasks.set(row.id, row)
    else if (table === 'residents' && gone) copy.people.delete(row.id.slice(-10))
    else if (table === 'residents') copy.people.set(row.id.slice(-10), row.name ?? '')
  }
  copy.version = next
}
