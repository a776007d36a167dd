import { type Shift } from '../shift.ts'
import type { Receiver } from './parts.ts'

const prefix = 'qianxian-receiver:'

/** What the one who takes over shows: who they are, so that tasks can be given to them. */
export function receiverCode({ papers, member }: Pick<Shift, 'papers' | 'member'>): string {
  return prefix + JSON.stringify({ account: papers.me.account.id, mask: member.mask } satisfies Receiver)
}

/** Null where it is no such code. */
export function readReceiver(text: string): Receiver | null {
  if (!text.startsWith(prefix)) return null
  try {
    const { account, mask } = JSON.parse(text.slice(prefix.length)) as Partial<Receiver>
    const whole = typeof account === 'string' && /^[0-9a-f-]{36}$/.test(account) && typeof mask === 'string'
    return whole ? { account, mask: mask.slice(0, 40) } : null
  } catch {
    return null
  }
}
