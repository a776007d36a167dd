import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Act } from '#shared/act.ts'
import type { Held, Waiting } from './outbox-rules.ts'

/**
 * The outbox on disk. Opened additively only: an old tab and a new worker may be open at the same time.
 * Every write is `strict`: Chrome's default would lose the last acts when a battery is pulled.
 */
interface Schema extends DBSchema {
  outbox: { key: [string, number]; value: Waiting & { device: string; seq: number } }
  /** The next free number of each device. */
  seq: { key: string; value: number }
}

let opened: Promise<IDBPDatabase<Schema>> | undefined

function open(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('qianxian', 1, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: ['device', 'seq'] })
      db.createObjectStore('seq')
    },
    blocking(_current, _blocked, event) {
      ;(event.target as IDBDatabase).close()
      opened = undefined
    },
    terminated() {
      opened = undefined
    },
  })
  return opened
}

/**
 * Stores acts and numbers them, all or none, in one transaction. `leastSeq` is what the server knows: the counter
 * never goes below it, so that a browser whose storage was cleared does not use a number twice.
 */
export async function append(unnumbered: readonly Omit<Act, 'seq'>[], leastSeq: number): Promise<Act[]> {
  const db = await open()
  const tx = db.transaction(['outbox', 'seq'], 'readwrite', { durability: 'strict' })
  const acts: Act[] = []
  const next = new Map<string, number>()
  for (const act of unnumbered) {
    const device = act.device
    const seq = next.get(device) ?? Math.max(leastSeq, (await tx.objectStore('seq').get(device)) ?? 0)
    next.set(device, seq + 1)
    acts.push({ ...act, seq })
    await tx.objectStore('outbox').add({ act: { ...act, seq }, held: null, device, seq })
  }
  for (const [device, seq] of next) await tx.objectStore('seq').put(seq, device)
  await tx.done
  return acts
}

export async function all(): Promise<Waiting[]> {
  return (await open()).getAll('outbox')
}

/** Removes what the server has confirmed and marks what it holds, in one transaction. */
export async function settleStored(
  gone: readonly Act[],
  held: readonly { act: Act; held: Held | null }[],
): Promise<void> {
  const tx = (await open()).transaction('outbox', 'readwrite', { durability: 'strict' })
  for (const { device, seq } of gone) await tx.store.delete([device, seq])
  for (const { act, held: why } of held) await tx.store.put({ act, held: why, device: act.device, seq: act.seq })
  await tx.done
}
