import { computed, effect, signal } from '@preact/signals'
import { online } from './device.ts'
import { handInAll, handInCarried } from './hand-in.ts'
import { beforeActs } from './outbox.ts'
import { members } from './shift.ts'
import { type Member, openStore, writing } from './vault/store.ts'

/** Somebody of whom this phone has only what the server can read: a store that is no more, or a colleague's work. */
export interface Other {
  member: Member
  /** What still waits. */
  acts: number
  photos: number
}

export const others = signal<readonly Other[]>([])
export const othersWaiting = computed(() => others.value.reduce((sum, { acts, photos }) => sum + acts + photos, 0))

/** That a colleague's work has arrived is told for so long. */
const toldFor = 24 * 3_600_000

export async function readOthers(): Promise<void> {
  const db = await openStore()
  const gone = (members.peek() ?? []).filter(({ lock }) => !lock)
  const counted = await Promise.all(
    gone.map(async (member) => ({
      member,
      acts: await db.countFromIndex('outbox', 'member', member.id),
      photos: await db.countFromIndex('photos', 'member', member.id),
    })),
  )
  const old = counted.filter(({ member: { carried } }) => carried?.sent && carried.sent < Date.now() - toldFor)
  others.value = counted.filter((one) => !old.includes(one))
  if (old.length === 0) return
  const tx = await writing('members')
  await Promise.all([...old.map(({ member }) => tx.store.delete(member.id)), tx.done])
}

/** Whatever others left goes out whenever there is a line. */
export function followOthers(): void {
  effect(() => {
    if (members.value) void readOthers()
  })
  effect(() => {
    const waiting = others.value.filter(({ acts, photos }) => acts + photos > 0).map(({ member }) => member.id)
    if (online.value && waiting.length > 0) void handInAll(waiting)
  })
  beforeActs.push(async () => {
    const carried = others.peek().filter(({ member, acts }) => member.carried && acts > 0)
    // Where it fails, one's own acts go all the same: what the server makes of them then, it says.
    await handInCarried(carried.map(({ member }) => member)).catch(() => {})
    if (carried.length > 0) await readOthers()
  })
}
