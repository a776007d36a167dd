import type { Shift } from '../shift.ts'
import type { Receiver } from './parts.ts'

const prefix = 'qianxian-receiver:'

/** What the one who takes over shows: who they are, so that tasks can be given to them. */
export function receiverCode({ papers, member }: Pick<Shift, 'papers' | 'member'>): string {
  const receiver: Receiver = { account: papers.me.account.id, mask: member.mask }
  return prefix + JSON.stringify(receiver).replace(/[^ -~]/g, escape)
}

/** A code holds bytes, and readers differ in what they take bytes beyond ASCII for. */
function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
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
