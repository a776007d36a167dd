import { must } from '#shared/problem.ts'
import { Failure } from '../failure.ts'
import { t } from '../i18n.ts'
import { handInActs, toBase64 } from './office.ts'
import { readMembers, shift } from './shift.ts'
import { strings } from './strings.ts'
import { tellTabs } from './tabs.ts'
import { findMember } from './vault/members.ts'
import { type StoredAct, openStore, writing } from './vault/store.ts'

/** Acts as the server alone can read them: handed in for a store that is no more, or carried over in a file. */

const batch = 100

async function sealedActs(member: string): Promise<StoredAct[]> {
  const rows = await (await openStore()).getAllFromIndex('outbox', 'member', member)
  return rows.filter(({ forServer, sent }) => forServer && sent === null)
}

export async function waitingSealed(member: string): Promise<number> {
  return (await sealedActs(member)).length
}

/** Sends what a shredded store still has. Returns how many the server took; when none is left, the person is forgotten. */
export async function handIn(id: string): Promise<number> {
  const member = await findMember(id)
  if (!member?.handIn) return 0
  const token = member.handIn
  const waits = await sealedActs(id)
  let taken = 0
  for (let at = 0; at < waits.length; at += batch) taken += await handInPart(token, waits.slice(at, at + batch))
  // What the server cannot take stays, sealed, for whoever can: to forget it here would be to lose it.
  if (taken < waits.length) return taken
  const tx = await writing('members')
  await Promise.all([member.lock ? tx.store.put(member) : tx.store.delete(id), tx.done])
  await readMembers()
  tellTabs('members')
  return taken
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

/** Tries to hand in for every shredded store, quietly: at start, and when the network comes back. */
export async function handInAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) await handIn(id).catch(() => 0)
}

/** The file that goes to the office where there is no network: useless to whoever else finds it. */
export interface SealedFile {
  format: 'qianxian-sealed-acts'
  v: 1
  device: string
  /** base64, as kernel/web/field/vault/for-server.ts makes them. */
  sealed: string[]
}

/** Saves what waits as a file. It stays here, too, until the server has it. */
export async function exportActs(): Promise<number> {
  const at = must(shift.peek(), 'somebody at work')
  const waits = await sealedActs(at.member.id)
  if (waits.length === 0) throw new Failure('no_key', t(strings, 'export_no_key'))
  const sealed = waits.map(({ forServer }) => toBase64(forServer!))
  const file: SealedFile = { format: 'qianxian-sealed-acts', v: 1, device: at.member.device, sealed }
  const url = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `qianxian-${at.member.device.slice(-6)}-${waits.length}.json`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return waits.length
}
