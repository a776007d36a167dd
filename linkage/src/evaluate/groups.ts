import { type Quality, unlabelled } from './measures.ts'

export interface GroupQuality extends Quality {
  group: string
  rows: number
}

/**
 * Quality by group of rows (sex, age band, length of the name, source), so that nobody is linked worse unseen: B-cubed,
 * which belongs to rows and so to groups. Rows without a group count under `''`. The largest groups stand first.
 */
export function evaluateGroups(
  groups: ArrayLike<string>,
  clusters: ArrayLike<number>,
  truth: ArrayLike<number>,
): GroupQuality[] {
  const ofCluster = new Map<number, number>()
  const ofPerson = new Map<number, number>()
  const ofBoth = new Map<string, number>()
  for (let row = 0; row < clusters.length; row++) {
    if (truth[row] === unlabelled) continue
    raise(ofCluster, clusters[row]!)
    raise(ofPerson, truth[row]!)
    raise(ofBoth, `${clusters[row]} ${truth[row]}`)
  }
  const sums = new Map<string, { rows: number; precision: number; recall: number }>()
  for (let row = 0; row < clusters.length; row++) {
    if (truth[row] === unlabelled) continue
    const sum = sums.get(groups[row]!) ?? { rows: 0, precision: 0, recall: 0 }
    const both = ofBoth.get(`${clusters[row]} ${truth[row]}`)!
    sum.rows++
    sum.precision += both / ofCluster.get(clusters[row]!)!
    sum.recall += both / ofPerson.get(truth[row]!)!
    sums.set(groups[row]!, sum)
  }
  return [...sums]
    .map(([group, { rows, ...sum }]) => {
      const [precision, recall] = [sum.precision / rows, sum.recall / rows]
      return { group, rows, precision, recall, f1: (2 * precision * recall) / (precision + recall) }
    })
    .sort((a, b) => b.rows - a.rows || (a.group < b.group ? -1 : 1))
}

function raise<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** `0–9`, `10–19` … of a birth date `YYYY-MM-DD` or a year, at a day or year; `''` where none is known. */
export function ageBand(birth: string, at: number): string {
  const year = Number(/^\d{4}/.exec(birth)?.[0] ?? Number.NaN)
  const age = at - year
  if (!(age >= 0 && age < 130)) return ''
  const from = Math.floor(age / 10) * 10
  return from >= 90 ? '90+' : `${from}–${from + 9}`
}
