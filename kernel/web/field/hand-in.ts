import { listPhotos } from './photos/waiting.ts'
import { handInActs } from './office.ts'
import { readMembers } from './shift.ts'
import { tellTabs } from './tabs.ts'
import { findMember } from './vault/members.ts'
import { type Member, type StoredAct, openStore, writing } from './vault/store.ts'

/** What only the server can read: of a store that is no more, or carried for a colleague. It goes in by a token of its own. */

const batch = 100

export async function sealedActs(member: string): Promise<StoredAct[]> {
  const rows = await (await openStore()).getAllFromIndex('outbox', 'member', member)
  return rows.filter(({ forServer, sent }) => forServer && sent === null)
}

/** Sends what somebody left, acts first. Returns how many acts and photos arrived; when none waits, the person is let go. */
export async function handIn(id: string): Promise<number> {
  const member = await findMember(id)
  if (!member?.handIn) return 0
  const token = member.handIn
  const waits = await sealedActs(id)
  const taken = await handInOnly(token, waits)
  // What the server cannot take stays, sealed, for whoever can: to forget it here would be to lose it.
  if (taken < waits.length) return taken
  const photos = await listPhotos(id)
  const sent = photos.length === 0 ? 0 : await (await import('./photos/send.ts')).sendPhotos(token, photos)
  if (sent === photos.length) await letGo(member)
  await readMembers()
  tellTabs('members')
  return taken + sent
}

async function handInOnly(token: string, waits: readonly StoredAct[]): Promise<number> {
  let taken = 0
  for (let at = 0; at < waits.length; at += batch) taken += await handInPart(token, waits.slice(at, at + batch))
  return taken
}

/** The acts of everybody whose work was taken over, before one's own that build on them. */
export async function handInCarried(carried: readonly Member[]): Promise<void> {
  for (const { id, handIn: token } of carried) if (token) await handInOnly(token, await sealedActs(id))
}

/** Of somebody whose work was taken over it stays on view for a day that it arrived. */
async function letGo(member: Member): Promise<void> {
  const tx = await writing('members')
  const { carried } = member
  const sent = carried && { ...member, carried: { ...carried, sent: carried.sent ?? Date.now() } }
  await Promise.all([sent ? tx.store.put(sent) : member.lock ? null : tx.store.delete(member.id), tx.done])
}

/** Forgets only what the server has: where it has not all of them, it is asked one by one. */
async function handInPart(token: string, part: StoredAct[]): Promise<number> {
  const { taken } = await handInActs(
    token,
    part.map(({ forServer }) => forServer!),
  )
  if (taken < part.length) {
    if (part.length === 1) return 0
    let some = 0
    for (const one of part) some += await handInPart(token, [one])
    return some
  }
  const tx = await writing('outbox')
  await Promise.all([...part.map(({ device, seq }) => tx.store.delete([device, seq])), tx.done])
  return taken
}

/** Tries to hand in for everybody, quietly: at start, and when the network comes back. */
export async function handInAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) await handIn(id).catch(() => 0)
}
