/** What is ordered: by place as one walks, and there by id, so that the order never jumps. */
interface Placed {
  key: string
  task: { id: string }
}

export function byWalk(a: Placed, b: Placed): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.task.id < b.task.id ? -1 : a.task.id > b.task.id ? 1 : 0
}

/** The first of a walk that comes after `here`, else its very first; never `here` itself. */
export function nextAfter<Item extends Placed>(walk: readonly Item[], here: Item | null): Item | undefined {
  const others = walk.filter(({ task }) => task.id !== here?.task.id)
  return (here && others.find((one) => byWalk(one, here) > 0)) ?? others[0]
}
