import { type EvaluateOptions, type Quality, qualityOf, unlabelled } from './measures.ts'

export interface ClusterQuality extends Quality {
  /**
   * For each row, how much of its cluster is its own person and how much of its person is in its cluster, averaged over
   * rows (Bagga and Baldwin, 1998). Large clusters do not outweigh all others, as they do among pairs.
   */
  bCubed: Quality
  /** Share of the true people with two rows or more who are one whole cluster, no row missing and none too many. */
  exact: number
  /** True pairs in all, the denominator of recall. */
  truePairs: number
}

/**
 * Quality of clusters. `precision`, `recall` and `f1` are those of all pairs within clusters, that is of the links and
 * whatever follows from them (the transitive closure). `clusters` and `truth` give each row a number: of its cluster,
 * of its person.
 */
export function evaluateClusters(
  clusters: ArrayLike<number>,
  truth: ArrayLike<number>,
  { boundary = Infinity }: EvaluateOptions = {},
): ClusterQuality {
  const tally = tallyPairs(clusters, truth, boundary)
  const { precision, recall, rows } = tally.cubed
  return {
    ...qualityOf(tally.both, tally.clustered, tally.true),
    bCubed: rows === 0 ? qualityOf(0, 0, 0) : harmonic(precision / rows, recall / rows),
    exact: tally.people === 0 ? 1 : tally.exact / tally.people,
    truePairs: tally.true,
  }
}

function harmonic(precision: number, recall: number): Quality {
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

/** Pairs of labelled rows with one number. */
export function countPairs(
  numbers: ArrayLike<number>,
  truth: ArrayLike<number>,
  { boundary = Infinity }: EvaluateOptions = {},
): number {
  const groups = groupRows(numbers, truth)
  let pairs = 0
  eachGroup(groups, (from, to) => (pairs += pairsAmong(groups.rows, from, to, boundary)))
  return pairs
}

interface Tally {
  both: number
  clustered: number
  true: number
  people: number
  exact: number
  cubed: { precision: number; recall: number; rows: number }
}

function tallyPairs(clusters: ArrayLike<number>, truth: ArrayLike<number>, boundary: number): Tally {
  const people = groupRows(truth, truth)
  const own = groupRows(clusters, truth)
  const tally: Tally = {
    both: 0,
    clustered: 0,
    true: 0,
    people: 0,
    exact: 0,
    cubed: { precision: 0, recall: 0, rows: 0 },
  }
  eachGroup(people, (from, to) => {
    tally.true += pairsAmong(people.rows, from, to, boundary)
    if (to - from > 1) tally.people++
  })
  eachGroup(own, (from, to) => {
    tally.clustered += pairsAmong(own.rows, from, to, boundary)
    eachPerson(own, truth, from, to, (start, end, label) => {
      const same = end - start
      const size = sizeOf(people, label)
      tally.both += pairsAmong(own.rows, start, end, boundary)
      tally.cubed.precision += (same * same) / (to - from)
      tally.cubed.recall += (same * same) / size
      tally.cubed.rows += same
      if (same === size && same === to - from && same > 1) tally.exact++
    })
  })
  return tally
}

export interface RowQuality {
  /** Share of the row's cluster that is its own person; NaN where the truth is not known. */
  precision: Float32Array
  /** Share of the row's person that is in its cluster. */
  recall: Float32Array
}

/** B-cubed precision and recall of each row, for `evaluateGroups`. */
export function measureRows(clusters: ArrayLike<number>, truth: ArrayLike<number>): RowQuality {
  const precision = new Float32Array(clusters.length).fill(Number.NaN)
  const recall = new Float32Array(clusters.length).fill(Number.NaN)
  const people = groupRows(truth, truth)
  const own = groupRows(clusters, truth)
  eachGroup(own, (from, to) =>
    eachPerson(own, truth, from, to, (start, end, label) => {
      const same = end - start
      for (let at = start; at < end; at++) {
        precision[own.rows[at]!] = same / (to - from)
        recall[own.rows[at]!] = same / sizeOf(people, label)
      }
    }),
  )
  return { precision, recall }
}

interface Groups {
  /** Labelled rows, those of one group together and in order. */
  rows: Uint32Array
  /** Where each group begins in `rows`; one more at the end. */
  starts: Uint32Array
  /** Group of a number. */
  groupOf: Map<number, number> | null
}

/** Rows by their number. Numbers are row numbers as a rule, and then no map is needed. */
function groupRows(numbers: ArrayLike<number>, truth: ArrayLike<number>): Groups {
  const small = isSmall(numbers, truth)
  const groupOf = small ? null : new Map<number, number>()
  const find = (number: number): number => {
    if (groupOf === null) return number
    let group = groupOf.get(number)
    if (group === undefined) groupOf.set(number, (group = groupOf.size))
    return group
  }
  const ends = new Uint32Array(numbers.length + 1)
  let labelled = 0
  for (let row = 0; row < numbers.length; row++) {
    if (truth[row] === unlabelled) continue
    ends[find(numbers[row]!)]!++
    labelled++
  }
  let sum = 0
  for (let group = 0; group < ends.length; group++) {
    const size = ends[group]!
    ends[group] = sum
    sum += size
  }
  const rows = new Uint32Array(labelled)
  for (let row = 0; row < numbers.length; row++) {
    if (truth[row] !== unlabelled) rows[ends[find(numbers[row]!)]!++] = row
  }
  // Each end has moved to where the next group begins: shifted by one they are the starts.
  ends.copyWithin(1, 0)
  ends[0] = 0
  return { rows, starts: ends, groupOf }
}

function isSmall(numbers: ArrayLike<number>, truth: ArrayLike<number>): boolean {
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row]!
    if (truth[row] !== unlabelled && !(number >= 0 && number < numbers.length && Number.isInteger(number))) return false
  }
  return true
}

function eachGroup({ starts, rows }: Groups, visit: (from: number, to: number) => void): void {
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from, to] = [starts[group]!, starts[group + 1]!]
    if (to > from) visit(from, to)
    if (to >= rows.length) return
  }
}

/** The people of one cluster: its rows are sorted so that one person's stand together. */
function eachPerson(
  { rows }: Groups,
  truth: ArrayLike<number>,
  from: number,
  to: number,
  visit: (start: number, end: number, label: number) => void,
): void {
  if (to - from > 1) rows.subarray(from, to).sort((a, b) => truth[a]! - truth[b]!)
  for (let start = from; start < to;) {
    const label = truth[rows[start]!]!
    let end = start + 1
    while (end < to && truth[rows[end]!] === label) end++
    visit(start, end, label)
    start = end
  }
}

function sizeOf({ starts, groupOf }: Groups, number: number): number {
  const group = groupOf === null ? number : groupOf.get(number)!
  return starts[group + 1]! - starts[group]!
}

function pairsAmong(rows: Uint32Array, from: number, to: number, boundary: number): number {
  const size = to - from
  if (boundary === Infinity) return (size * (size - 1)) / 2
  let first = 0
  for (let at = from; at < to; at++) if (rows[at]! < boundary) first++
  return first * (size - first)
}
