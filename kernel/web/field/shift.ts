import { signal } from '@preact/signals'
import type { Failure } from '../failure.ts'
import type { Me } from '../session.ts'
import { zone } from '../zone.ts'
import { isAway, Wiped } from './line.ts'
import { tellTabs } from './tabs.ts'
import { beAtWork } from './updates.ts'
import { type Bytes, open, openJson, seal, sealJson } from './vault/keys.ts'
import { findMember, isOver, listMembers, noteTime, shred, shredEnded, unlock } from './vault/members.ts'
import { type Member, openStore, writing } from './vault/store.ts'

/** What the server gave for this shift. Sealed like everything else. */
export interface Papers {
  token: string
  me: Me
  /** Public key of the server, to seal acts for it alone. */
  serverKey: Bytes | null
}

/** Somebody at work: their store is open in this tab. */
export interface Shift {
  member: Member
  key: CryptoKey
  papers: Papers
}

export const shift = signal<Shift | null>(null)

/** Everybody who shares this phone; undefined until the disk has been read. */
export const members = signal<readonly Member[] | undefined>(undefined)

/** Why the store is shut or cannot send, to be told once on the next screen. */
export const notice = signal<'wiped' | 'over' | 'broken' | null>(null)

/** The server does not know the token any more: nothing can be sent until somebody enrols the person anew. */
export const signedOut = signal(false)

/** The store was made just now: the person is told once what their post is. */
export const justEnrolled = signal(false)

/** A moment after that: what can wait for it (times of day, which take a cheap phone a tenth of a second) does. */
export const shiftCalm = signal(false)

/** What is on the disk has been read: only now do screens show counts. */
export const shiftRead = signal(false)

let leaveWork: (() => void) | undefined

export async function readMembers(): Promise<void> {
  members.value = await listMembers()
}

/** Opens a store by PIN; what is in it is read by those who hear of the shift, or already of its key. */
export async function openShift(
  id: string,
  pin: string,
  onKey: (key: CryptoKey) => void,
): Promise<Awaited<ReturnType<typeof unlock>>> {
  const opened = await unlock(id, pin, Date.now())
  if (opened.ok) onKey(opened.key)
  if (opened.ok) await enter(opened.key, opened.member)
  else await readMembers()
  return opened
}

export async function enter(key: CryptoKey, member: Member): Promise<void> {
  const papers = await readPapers(key, member.id)
  if (!papers) {
    // Killed between making the store and putting papers in: there is nothing in it yet.
    await shred(member.id)
    await readMembers()
    return
  }
  zone.value = papers.me.zone
  signedOut.value = false
  notice.value = null
  leaveWork?.()
  leaveWork = beAtWork()
  shiftRead.value = false
  shift.value = { key, member, papers }
  void readMembers()
}

export function lockShift(): void {
  leaveWork?.()
  leaveWork = undefined
  shiftRead.value = false
  shiftCalm.value = false
  shift.value = null
  // Whoever opens the phone next begins at the beginning.
  history.replaceState(null, '', '/field/')
}

/** Ends the shift: what was here is unreadable from now on. Acts that wait stay, for the server alone. */
export async function endShift(why: 'wiped' | 'over' | null = null): Promise<void> {
  const at = shift.peek()
  if (!at) return
  lockShift()
  notice.value = why
  await shred(at.member.id)
  await readMembers()
  tellTabs('members')
}

/** What a failed request means for the shift; then it is thrown on. */
export async function shiftProblem(thrown: unknown): Promise<never> {
  if (thrown instanceof Wiped) await endShift('wiped')
  else if ((thrown as Failure).code === 'not_signed_in') signedOut.value = true
  throw thrown
}

/** Whether a failure only means that there is no line. */
export function onlyAway(thrown: unknown): boolean {
  return isAway(thrown as Failure)
}

/** The server's own clock, as an answer tells it: no later instant is needed to know that a shift is over. */
export async function heardTime(now: number): Promise<void> {
  const at = shift.peek()
  if (at) await noteTime(at.member.id, now)
}

/** Ends shifts whose time is up, in every store of this phone. Called at start and each half minute. */
export async function endOldShifts(): Promise<void> {
  const now = Date.now()
  const at = shift.peek()
  const mine = at && (await noteTime(at.member.id, now))
  if (at && mine && isOver(mine, now)) await endShift('over')
  const before = members.peek()
  const here = await shredEnded(now)
  members.value = here
  if (before && here.filter(({ lock }) => lock).length < before.filter(({ lock }) => lock).length) tellTabs('members')
}

/** Another tab has changed who is here: a store that is gone is shut here, too. */
export async function heardMembers(): Promise<void> {
  const at = shift.peek()
  if (at && !(await findMember(at.member.id))?.lock) lockShift()
  await readMembers()
}

export async function writePapers(key: CryptoKey, id: string, papers: Papers): Promise<void> {
  const { serverKey, ...rest } = papers
  const [sealed, sealedKey] = await Promise.all([
    sealJson(key, rest, `papers ${id}`),
    serverKey && seal(key, serverKey, `server key ${id}`),
  ])
  const tx = await writing('blobs')
  await Promise.all([
    tx.store.put(sealed, [id, 'papers']),
    sealedKey ? tx.store.put(sealedKey, [id, 'server key']) : tx.store.delete([id, 'server key']),
    tx.done,
  ])
}

async function readPapers(key: CryptoKey, id: string): Promise<Papers | undefined> {
  const db = await openStore()
  const [sealed, sealedKey] = await Promise.all([db.get('blobs', [id, 'papers']), db.get('blobs', [id, 'server key'])])
  if (!sealed) return undefined
  const rest = await openJson<Omit<Papers, 'serverKey'>>(key, sealed, `papers ${id}`)
  return { ...rest, serverKey: sealedKey ? await open(key, sealedKey, `server key ${id}`) : null }
}

/** A small thing of this person's, kept sealed under a name. */
export async function keepSealed(name: string, value: unknown): Promise<void> {
  const at = shift.peek()
  if (!at) return
  const sealed = await sealJson(at.key, value, `${name} ${at.member.id}`)
  const tx = await writing('blobs')
  await Promise.all([tx.store.put(sealed, [at.member.id, name]), tx.done])
}

export async function readSealed<Value>(name: string): Promise<Value | undefined> {
  const at = shift.peek()
  const sealed = at && (await (await openStore()).get('blobs', [at.member.id, name]))
  return sealed ? openJson<Value>(at.key, sealed, `${name} ${at.member.id}`) : undefined
}
