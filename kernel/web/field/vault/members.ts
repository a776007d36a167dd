import { type Bytes, type DeviceKeys, changeLock, makeDeviceKeys, makeLock, openLock } from './keys.ts'
import { type EveryStore, type Member, type Write, below, openStore, writing } from './store.ts'

/** After so many wrong PINs in a row there is a pause; after the most, nothing left to try. */
const freeTries = 5
export const mostTries = 10

export function listMembers(): Promise<Member[]> {
  return openStore().then((db) => db.getAll('members'))
}

export async function findMember(id: string): Promise<Member | undefined> {
  return (await openStore()).get('members', id)
}

/**
 * A store of one's own behind a PIN. Whatever an earlier shift left of the same person goes, but for what waits: that
 * keeps its own token, under a name of its own, for the new key does not open it.
 */
export async function addMember(
  about: Pick<Member, 'id' | 'device' | 'mask' | 'role' | 'area' | 'until' | 'handIn'>,
  pin: string,
  share: Bytes,
  now: number,
): Promise<CryptoKey> {
  const device = await makeDeviceKeys()
  const { lock, key } = await makeLock(pin, share, device, about.id)
  const tx = await writing('members', 'keys', 'blobs', 'log', 'outbox', 'photos')
  const before = await tx.objectStore('members').get(about.id)
  if (before && (await leaveSealed(tx, about.id, `${about.id} ${before.seen}`)))
    await tx.objectStore('members').put({ ...before, id: `${about.id} ${before.seen}`, lock: null })
  await Promise.all([
    tx.objectStore('blobs').delete(below(about.id)),
    tx.objectStore('log').delete(below(about.id)),
    tx.objectStore('keys').put(device, about.id),
    tx.objectStore('members').put({ ...about, seen: now, lock, failures: 0, nextTry: 0 }),
    tx.done,
  ])
  return key
}

export type Unlocked =
  | { ok: true; key: CryptoKey; member: Member }
  | { ok: false; why: 'wrong'; left: number; nextTry: number }
  | { ok: false; why: 'too_soon'; nextTry: number }
  | { ok: false; why: 'shredded' | 'over' }

/**
 * Opens a store. The try is counted on disk before its outcome is known, so that pulling the battery wins no further
 * tries; the last wrong one shreds.
 */
export async function unlock(id: string, pin: string, now: number): Promise<Unlocked> {
  const member = await noteTime(id, now)
  const device = await (await openStore()).get('keys', id)
  if (!member?.lock || !device) return { ok: false, why: 'shredded' }
  if (isOver(member, now)) {
    await shred(id)
    return { ok: false, why: 'over' }
  }
  if (now < member.nextTry) return { ok: false, why: 'too_soon', nextTry: member.nextTry }
  const failures = member.failures + 1
  const counted = { ...member, failures, nextTry: now + pauseAfter(failures) }
  // The count is on the disk before anybody learns whether the try was right.
  const [key] = await Promise.all([openLock(pin, member.lock, device, id), saveMember(counted)])
  if (key) {
    const whole = { ...counted, failures: 0, nextTry: 0 }
    // Nobody has to wait for this: at worst a right PIN counts as one wrong try until the next right one.
    void saveMember(whole).catch(() => {})
    return { ok: true, key, member: whole }
  }
  if (failures >= mostTries) {
    await shred(id)
    return { ok: false, why: 'shredded' }
  }
  return { ok: false, why: 'wrong', left: mostTries - failures, nextTry: counted.nextTry }
}

/** 30 s after the fifth, then twice as long each time. */
export function pauseAfter(failures: number): number {
  return failures < freeTries ? 0 : 30_000 * 2 ** (failures - freeTries)
}

/** False where the old PIN is wrong. Written in one go: at any moment exactly one of the two PINs opens. */
export async function changePin(id: string, oldPin: string, newPin: string): Promise<boolean> {
  const db = await openStore()
  const [member, device] = await Promise.all([db.get('members', id), db.get('keys', id)])
  if (!member?.lock || !device) return false
  const lock = await changeLock({ pin: oldPin, lock: member.lock }, { pin: newPin }, device, id)
  if (!lock) return false
  await saveMember({ ...member, lock })
  return true
}

/** The end of the shift as last heard from the server, and the token for what may still wait then. */
export async function setEnd(id: string, until: number): Promise<void> {
  const member = await findMember(id)
  if (member && member.until !== until) await saveMember({ ...member, until })
}

/** Remembers the latest instant known, so that turning the clock back does not make the shift longer. */
export async function noteTime(id: string, now: number): Promise<Member | undefined> {
  const member = await findMember(id)
  // Each minute is enough, and spares the disk.
  if (!member || now < member.seen + 60_000) return member
  const later = { ...member, seen: now }
  await saveMember(later)
  return later
}

export function isOver(member: Pick<Member, 'until' | 'seen'>, now: number): boolean {
  return Math.max(member.seen, now) >= member.until
}

/**
 * Makes a store unreadable for ever, at once, by destroying its keys; then clears what they sealed. What waits stays as
 * the server alone can read it: a wiped phone can still hand it in.
 */
export async function shred(id: string): Promise<void> {
  const tx = await writing('members', 'keys', 'blobs', 'log', 'outbox', 'photos')
  await tx.objectStore('keys').delete(id)
  const members = tx.objectStore('members')
  const member = await members.get(id)
  const waits = await leaveSealed(tx, id, id)
  if (member && waits) await members.put({ ...member, lock: null })
  else await members.delete(id)
  await tx.objectStore('blobs').delete(below(id))
  await tx.objectStore('log').delete(below(id))
  await tx.done
}

/** Leaves of somebody's acts and photos only what waits, and only as the server can open it; says whether that is any. */
async function leaveSealed(tx: Write<EveryStore>, id: string, to: string): Promise<boolean> {
  let waits = false
  for (let at = await tx.objectStore('outbox').index('member').openCursor(id); at; at = await at.continue()) {
    const { forServer, sent } = at.value
    const stays = forServer !== null && sent === null
    waits ||= stays
    if (stays) await at.update({ ...at.value, member: to, own: null })
    else await at.delete()
  }
  for (let at = await tx.objectStore('photos').index('member').openCursor(id); at; at = await at.continue()) {
    waits = true
    await at.update({ ...at.value, member: to, thumb: null })
  }
  return waits
}

/** Shreds every store whose shift is over, and says who is here then. Called at start and each half minute. */
export async function shredEnded(now: number): Promise<Member[]> {
  const all = await listMembers()
  const ended = all.filter((member) => member.lock && isOver(member, now))
  for (const { id } of ended) await shred(id)
  return ended.length > 0 ? listMembers() : all
}

async function saveMember(member: Member): Promise<void> {
  const tx = await writing('members')
  await Promise.all([tx.store.put(member), tx.done])
}

export type { DeviceKeys }
