import type { RowQuality } from './clusters.ts'
import type { Quality } from './measures.ts'

export interface GroupQuality extends Quality {
  group: string
  rows: number
}

/**
 * Quality by group of rows (sex, age band, length of the name, source), so that nobody is linked worse unseen: B-cubed,
 * which belongs to rows and so to groups. `quality` is that of `measureRows`. The largest groups stand first.
 */
export function evaluateGroups(groups: ArrayLike<string>, quality: RowQuality): GroupQuality[] {
  const sums = new Map<string, { rows: number; precision: number; recall: number }>()
  for (let row = 0; row < groups.length; row++) {
    const precision = quality.precision[row]!
    if (Number.isNaN(precision)) continue
    let sum = sums.get(groups[row]!)
    if (sum === undefined) sums.set(groups[row]!, (sum = { rows: 0, precision: 0, recall: 0 }))
    sum.rows++
    sum.precision += precision
    sum.recall += quality.recall[row]!
  }
  return [...sums]
    .map(([group, { rows, ...sum }]) => {
      const [precision, recall] = [sum.precision / rows, sum.recall / rows]
      return { group, rows, precision, recall, f1: (2 * precision * recall) / (precision + recall) }
    })
    .sort((a, b) => b.rows - a.rows || (a.group < b.group ? -1 : 1))
}

/** `0–9`, `10–19` … of a birth date `YYYY-MM-DD` or a year, at a day or year; `''` where none is known. */
export function ageBand(birth: string, at: number): string {
  const year = Number(/^\d{4}/.exec(birth)?.[0] ?? Number.NaN)
  const age = at - year
  if (!(age >= 0 && age < 130)) return ''
  const from = Math.floor(age / 10) * 10
  return from >= 90 ? '90+' : `${from}–${from + 9}`
}
