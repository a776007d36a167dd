import { computed, signal } from '@preact/signals'
import type { Act, ActKind } from '#shared/act.ts'
import { type Id, uuidv7 } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { Failure } from '../failure.ts'
import { t } from '../i18n.ts'
import { type Held, type PushResult, type Waiting, nextBatch, settle, summarise } from '../outbox-rules.ts'
import { makeSender } from '../sender.ts'
import { type Shift, shift, shiftProblem } from './shift.ts'
import { ask } from './line.ts'
import { strings } from './strings.ts'
import { tellTabs } from './tabs.ts'
import { sealForServer } from './vault/for-server.ts'
import { type Bytes, openJson, sealJson } from './vault/keys.ts'
import { type StoredAct, type StoredPhoto, openStore, writing } from './vault/store.ts'

/** An act of the person at work that their copy does not show yet: waiting, held, or sent a moment ago. */
export interface OwnAct extends Waiting {
  sent: number | null
}

/** All of them, oldest first. */
export const ownActs = signal<readonly OwnAct[]>([])

/** Those that the server does not have yet. */
export const waitingActs = computed(() => ownActs.value.filter(({ sent }) => sent === null))
export const heldActs = computed(() => waitingActs.value.filter(({ held }) => held))
export const waitingSummary = computed(() =>
  summarise(
    waitingActs.value.filter(({ held }) => !held),
    shift.value?.member.device ?? null,
  ),
)

/** By what they are about: what a screen folds over its copy to show an effect at once. */
export const actsAbout = computed(() => {
  const about = new Map<Id, OwnAct[]>()
  for (const own of ownActs.value) {
    const list = about.get(own.act.subject)
    if (list) list.push(own)
    else about.set(own.act.subject, [own])
  }
  return about
})

export interface ToRecord<Payload> {
  community: Id
  subject: Id
  payload: Payload
}

const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)

/** A picture that goes with an act, sealed for the server already. */
export interface Picture {
  photo: Omit<StoredPhoto, 'device' | 'member'>
  sealed: Bytes
}

/**
 * Records acts: when the promise resolves they are sealed and on the disk, whatever the network does. A Failure in words
 * where they could not be saved; then nothing of them is.
 */
export async function record<Payload>(
  kind: Pick<ActKind<Payload>, 'kind' | 'v' | 'payload'>,
  acts: readonly ToRecord<Payload>[],
  pictures: readonly Picture[] = [],
): Promise<void> {
  const at = must(shift.peek(), 'somebody at work')
  const now = Date.now()
  const unnumbered = acts.map(({ community, subject, payload }) => ({
    id: uuidv7(now, random),
    kind: kind.kind,
    v: kind.v,
    community,
    subject,
    device: at.member.device,
    occurred: new Date(now).toISOString(),
    payload: kind.payload.parse(payload) as Record<string, unknown>,
  }))
  try {
    const recorded = await append(at, unnumbered, pictures)
    ownActs.value = [...ownActs.peek(), ...recorded.map((act) => ({ act, held: null, sent: null }))]
  } catch (thrown) {
    throw notSaved(thrown)
  }
  // First the screen, then the others.
  setTimeout(() => {
    tellTabs('acts')
    void sender.push()
  }, 30)
}

function notSaved(thrown: unknown): Failure {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (name === 'QuotaExceededError') return new Failure('no_space', t(strings, 'no_space'))
  return new Failure('not_saved', t(strings, 'not_saved', { why: message }))
}

/**
 * Numbers, seals and stores, all or none. Sealing takes its time, and a transaction does not wait for it: so the number
 * is read first, and the transaction goes through only where no other tab has taken it meanwhile.
 */
async function append(
  at: Shift,
  unnumbered: readonly Omit<Act, 'seq'>[],
  pictures: readonly Picture[] = [],
): Promise<Act[]> {
  const device = at.member.device
  for (;;) {
    const first = Math.max(
      at.papers.me.device.nextSeq,
      nextSeq.get(device) ?? (await (await openStore()).get('seq', device)) ?? 0,
    )
    const acts = unnumbered.map((act, n) => ({ ...act, seq: first + n }))
    const rows = await Promise.all(acts.map((act) => sealAct(at, act)))
    const tx = await writing(...(pictures.length > 0 ? withPictures : withoutPictures))
    const next = Math.max(at.papers.me.device.nextSeq, (await tx.objectStore('seq').get(device)) ?? 0)
    nextSeq.set(device, next)
    if (next !== first) {
      tx.abort()
      await tx.done.catch(() => {})
      continue
    }
    await Promise.all([
      ...rows.map((row) => tx.objectStore('outbox').add(row)),
      tx.objectStore('seq').put(first + rows.length, device),
      ...pictures.flatMap(({ photo, sealed }) => [
        tx.objectStore('photos').add({ ...photo, device, member: at.member.id }),
        tx.objectStore('pictures').add(sealed, [device, photo.id]),
      ]),
      tx.done,
    ])
    nextSeq.set(device, first + rows.length)
    return acts
  }
}

type Stores = ('outbox' | 'seq' | 'photos' | 'pictures')[]
/** A transaction over no more than it needs waits for nobody else. */
const withoutPictures: Stores = ['outbox', 'seq']
const withPictures: Stores = [...withoutPictures, 'photos', 'pictures']

/** As this tab last knew them: asking the disk first would be one more journey. */
const nextSeq = new Map<string, number>()

const placeOf = (act: Pick<Act, 'device' | 'seq'>) => `act ${act.device} ${act.seq}`

async function sealAct({ key, member, papers }: Shift, act: Act): Promise<StoredAct> {
  const { device, seq, occurred } = act
  const plain = new TextEncoder().encode(JSON.stringify(act))
  const [own, forServer] = await Promise.all([
    sealJson(key, act, placeOf(act)),
    papers.serverKey ? sealForServer(papers.serverKey, plain, placeOf(act)) : null,
  ])
  return { device, seq, member: member.id, occurred, own, forServer, held: null, sent: null }
}

/** Agrees with the server's key and tries the ways of sealing, so that the first act of a shift is as quick as the next. */
export async function warmSealing(at: Shift): Promise<void> {
  const nothing = { id: '', kind: '', v: 1, community: '', subject: '', payload: {}, occurred: '' }
  await sealAct(at, { ...nothing, device: at.member.device, seq: 0 })
}

/** Reads what this person has waiting: at the start of their shift, and when another tab has changed it. */
export async function readOwnActs({ key, member }: Pick<Shift, 'key' | 'member'>): Promise<void> {
  const rows = await (await openStore()).getAllFromIndex('outbox', 'member', member.id)
  const acts = await Promise.all(
    rows.map(async (row) => {
      if (!row.own) return []
      return [{ act: await openJson<Act>(key, row.own, placeOf(row)), held: row.held, sent: row.sent }]
    }),
  )
  if (shift.peek()?.member.id === member.id || !shift.peek()) ownActs.value = acts.flat()
}

export function forgetOwnActs(): void {
  ownActs.value = []
}

interface Answer {
  now: string
  results: PushResult[]
  versions: Record<string, number>
}

export const sender = makeSender({
  lock: 'qianxian-field.push',
  pushOnce,
  after: async () => {
    tellTabs('acts')
    for (const go of afterActs) go()
  },
})

/** What has to go out before one's own acts, and what only when none of them waits any more. */
export const beforeActs: (() => Promise<void>)[] = []
export const afterActs: (() => void)[] = []

async function pushOnce(limit: number): Promise<boolean> {
  const at = shift.peek()
  if (!at) return false
  const acts = nextBatch(waitingActs.peek(), at.member.device, limit)
  if (acts.length === 0) return false
  for (const first of beforeActs) await first()
  const body = { proto: 1, device: at.member.device, deviceNow: new Date().toISOString(), acts }
  const signal = AbortSignal.timeout(30_000)
  const answer = await ask<Answer>('POST', '/v1/push', { token: at.papers.token, body, signal }).catch(shiftProblem)
  const { gone, held } = settle(acts, answer.results)
  await settleStored(gone, held, answer.versions)
  return gone.length + held.length > 0
}

/** What the server has stays, marked, until the phone's own copy shows it; what it holds is marked as that. */
async function settleStored(
  gone: readonly Act[],
  held: readonly { act: Act; held: Held | null }[],
  versions: Record<string, number>,
): Promise<void> {
  const sent = new Map(gone.map((act) => [act.id, versions[act.community] ?? 0]))
  const why = new Map(held.map((one) => [one.act.id, one.held]))
  const tx = await writing('outbox')
  for (const { act } of ownActs.peek()) {
    if (!sent.has(act.id) && !why.has(act.id)) continue
    const row = await tx.store.get([act.device, act.seq])
    if (row) await tx.store.put({ ...row, sent: sent.get(act.id) ?? row.sent, held: why.get(act.id) ?? null })
  }
  await tx.done
  ownActs.value = ownActs.peek().map((own) => ({
    ...own,
    sent: sent.get(own.act.id) ?? own.sent,
    held: why.has(own.act.id) ? why.get(own.act.id)! : own.held,
  }))
}

/** The copy shows all of a community up to `version` now: acts that it contains need no longer be kept beside it. */
export async function forgetShown(community: Id, version: number): Promise<void> {
  const shown = ownActs
    .peek()
    .filter(({ act, sent }) => act.community === community && sent !== null && sent <= version)
  if (shown.length === 0) return
  await dropStored(shown.map(({ act }) => act))
}

/** The person has read why an act is held; the server has it and somebody there decides. */
export function dismissHeld(act: Act): Promise<void> {
  return dropStored([act])
}

/** Tries an act again that the server would not take. */
export async function retryHeld(act: Act): Promise<void> {
  await settleStored([], [{ act, held: null }], {})
  await sender.push()
}

/** The number was in use (a copied or restored phone): the same act goes under the next free one. */
export async function renumber(act: Act): Promise<void> {
  const at = must(shift.peek(), 'somebody at work')
  const [again] = await append(at, [act])
  await dropStored([act])
  ownActs.value = [...ownActs.peek(), { act: again!, held: null, sent: null }]
  await sender.push()
}

async function dropStored(acts: readonly Act[]): Promise<void> {
  const gone = new Set(acts)
  const tx = await writing('outbox')
  await Promise.all([...acts.map(({ device, seq }) => tx.store.delete([device, seq])), tx.done])
  ownActs.value = ownActs.peek().filter(({ act }) => !gone.has(act))
}
