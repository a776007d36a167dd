import { effect, signal } from '@preact/signals'
import { online } from '../device.ts'
import { afterActs, waitingSummary } from '../outbox.ts'
import { shift } from '../shift.ts'
import { type StoredPhoto, openStore } from '../vault/store.ts'

/** Photos of the person at work that the office does not have yet. */
export const ownPhotos = signal<readonly StoredPhoto[]>([])

export function listPhotos(member: string): Promise<StoredPhoto[]> {
  return openStore().then((db) => db.getAllFromIndex('photos', 'member', member))
}

export async function readOwnPhotos(): Promise<void> {
  const at = shift.peek()
  const photos = at ? await listPhotos(at.member.id) : []
  if (shift.peek() === at) ownPhotos.value = photos
}

/** Photos go last, when no act waits any more. What sends them is read from the phone only where there is one. */
export function followPhotos(): void {
  effect(() => {
    ownPhotos.value = []
    if (shift.value) void readOwnPhotos()
  })
  afterActs.push(send)
  effect(() => {
    if (online.value && ownPhotos.value.length > 0) setTimeout(send, 1_000)
  })
}

function send(): void {
  const at = shift.peek()
  if (!at || !online.peek() || waitingSummary.peek().count > 0) return
  if (ownPhotos.peek().some(({ refused }) => refused === null))
    void import('./send.ts').then(({ sendOwnPhotos }) => sendOwnPhotos()).catch(reportError)
}
