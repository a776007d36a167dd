import type { Id } from '#shared/ids.ts'

export interface ToShare {
  id: Id
  grid: Id | null
}

export interface Sharer {
  id: Id
  grids: readonly Id[]
  /** What this worker has already. */
  open: number
}

/**
 * Deals tasks out among the workers of their grids. Tasks come in the order of a walk and each worker gets a stretch
 * of it, longer for whoever has less to do already, so that all end with about the same. Tasks of a grid without a
 * worker, and of no grid, are left.
 */
export function shareOut(tasks: readonly ToShare[], workers: readonly Sharer[]): Map<Id, Id[]> {
  const shares = new Map<Id, Id[]>()
  const load = new Map(workers.map((worker) => [worker.id, worker.open]))
  for (const grid of new Set(tasks.map((task) => task.grid))) {
    const theirs = workers.filter((worker) => grid !== null && worker.grids.includes(grid))
    if (!theirs.length) continue
    const walk = tasks.filter((task) => task.grid === grid)
    let at = 0
    const parts = partsFor(
      walk.length,
      theirs.map((worker) => load.get(worker.id)!),
    )
    theirs.forEach((worker, n) => {
      const mine = walk.slice(at, at + parts[n]!).map((task) => task.id)
      at += parts[n]!
      if (!mine.length) return
      shares.set(worker.id, [...(shares.get(worker.id) ?? []), ...mine])
      load.set(worker.id, load.get(worker.id)! + mine.length)
    })
  }
  return shares
}

/** How many of `count` go to each, so that loads end as even as they can: each one to whoever has least. */
function partsFor(count: number, loads: readonly number[]): number[] {
  const parts = loads.map(() => 0)
  for (let i = 0; i < count; i++) {
    let least = 0
    for (let n = 1; n < loads.length; n++) {
      if (loads[n]! + parts[n]! < loads[least]! + parts[least]!) least = n
    }
    parts[least]!++
  }
  return parts
}
