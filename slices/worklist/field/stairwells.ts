import type { Id } from '#shared/ids.ts'
import type { Stairwell } from '#slices/people/field/people.ts'
import { isOpen } from '../model.ts'
import { type FieldTask, isLate } from './tasks.ts'

export interface StairwellCount {
  /** Null: those who have no door yet. */
  stairwell: Stairwell | null
  community: Id
  open: number
  late: number
  all: number
}

/** Staircases in the order of a walk, each with what is left there. */
export function countStairwells(tasks: readonly FieldTask[], now: number): StairwellCount[] {
  const counts = new Map<string, StairwellCount>()
  for (const one of tasks) {
    const key = `${one.community} ${one.stairwell?.key ?? '~'}`
    const count = counts.get(key) ?? { stairwell: one.stairwell, community: one.community, open: 0, late: 0, all: 0 }
    counts.set(key, count)
    count.all++
    if (isOpen(one.task.status)) count.open++
    if (isLate(one, now)) count.late++
  }
  return [...counts.values()]
}

/** Its address within the app. */
export function stairwellPath({ stairwell, community }: Pick<StairwellCount, 'stairwell' | 'community'>): string {
  return `/field/stairwell/${community}/${encodeURIComponent(stairwell?.key ?? '~')}`
}
