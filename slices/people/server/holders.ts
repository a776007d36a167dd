import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'

/** Which of these residents somebody else still needs: a task, a list's row, a round's roster. */
export type Holder = (context: Context, community: Id, residents: Id[]) => Promise<Id[]>

const holders: Holder[] = []

/** For every slice that refers to residents: an entry that is held stays when its import is undone. */
export function holdsPeople(holder: Holder): void {
  holders.push(holder)
}

export async function findHeld(context: Context, community: Id, residents: Id[]): Promise<Set<Id>> {
  const held = await Promise.all(holders.map((holder) => holder(context, community, residents)))
  return new Set(held.flat())
}
