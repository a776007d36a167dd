import { setImmediate } from 'node:timers/promises'

/**
 * Does `work` on each item, in order, and begins on the next one while the caller still has this one: the database and
 * this process work at the same time. Never more than one item ahead, so memory stays small.
 */
export async function* mapAhead<From, To>(
  items: AsyncIterable<From> | Iterable<From>,
  work: (item: From) => Promise<To>,
): AsyncGenerator<To> {
  let before: Promise<To> | undefined
  for await (const item of items) {
    // Only begins: `work` runs until it first waits, which is where the other side gets its turn.
    const now = work(item)
    // Whoever stops early never hears how this one ended.
    now.catch(() => {})
    if (before) yield await before
    before = now
  }
  if (before) yield await before
}

const itemsInTurn = 50

/**
 * Does quick `work` on each item, in order, and lets others have their turn between: a page of 2,000 rows takes half a
 * second, and the database would stand still until somebody hears its last answer and asks the next question.
 */
export async function mapInTurns<From, To>(items: readonly From[], work: (item: From) => To): Promise<To[]> {
  const done: To[] = []
  for (const item of items) {
    done.push(work(item))
    if (done.length % itemsInTurn === 0) await setImmediate()
  }
  return done
}
