import type { Layout, RowValue } from './layout.ts'
import { mix, openRandom } from './mix.ts'
import { type Table, rowHash, sharedInts } from './rows.ts'

/**
 * How often levels meet among pairs taken without any blocking, and among people of one household. Chosen by what the
 * rows say, not by where they stand, so that the order of rows changes nothing.
 */
export interface Chances {
  /** By comparison and level: share of the pairs where both sides have a value. */
  any: number[][]
  /** The same for two people at one door with two valid, different IDs; undefined where there are none. */
  housemates: number[][] | undefined
  /** Pairs at one door, matches among them, as if every row had its door. */
  doorPairs: number
}

const sampled = 15_000
const sampledPairs = 180_000
const anchors = 60_000

export function measureChances(table: Table, seed: number): Chances {
  const rows = sampleRows(table, seed)
  const any = countRandom(table, rows)
  exactly(table, any)
  refine(table, any)
  const { counts, pairs } = countHousemates(table)
  const isTold = pairs >= 50
  return { any, housemates: isTold ? counts.map(smooth) : undefined, doorPairs: isTold ? countDoorPairs(table) : 0 }
}

function countDoorPairs(table: Table): number {
  const { door } = table.layout
  const { counts, total } = countOnce(table, door!, false)
  let pairs = 0
  for (let i = 0; i < counts.length; i++) pairs += (counts[i]! * (counts[i]! - 1)) / 2
  const chance = total / counts.length / 2
  return Math.max(0, pairs - total * chance) * (table.rows / Math.max(1, total)) ** 2
}

/** Rows in an order that only their content and the seed decide. */
function sampleRows(table: Table, seed: number): number[] {
  const random = openRandom(seed)()
  const limit = Math.min(1, (sampled * 1.2) / Math.max(1, table.rows)) * 2 ** 32
  const chosen: { row: number; hash: number }[] = []
  for (let row = 0; row < table.rows; row++) {
    // A cheap look first: hashing whole rows of a great table takes longer than comparing the sample.
    const hash = mix(rowHash(table, row), random) >>> 0
    if (hash < limit) chosen.push({ row, hash })
  }
  return chosen
    .sort((a, b) => a.hash - b.hash || a.row - b.row)
    .slice(0, sampled)
    .map(({ row }) => row)
}

function emptyCounts(layout: Layout): number[][] {
  return layout.comparisons.map(({ levels }) => levels.map(() => 0))
}

function countRandom(table: Table, rows: number[]): number[][] {
  const { layout, data } = table
  const { stride, comparisons } = layout
  const counts = emptyCounts(layout)
  const n = rows.length
  const partners = Math.min(Math.ceil(sampledPairs / Math.max(1, n)), 24, Math.floor(n / 2))
  for (let k = 1; k <= partners; k++) {
    // Far apart in the order of hashes: copies of one row stand side by side there.
    const step = Math.max(1, Math.floor((n * k) / (2 * partners + 1)))
    for (let i = 0; i < n; i++) {
      const a = rows[i]! * stride
      const b = rows[(i + step) % n]! * stride
      if (a === b) continue
      for (let c = 0; c < comparisons.length; c++) {
        const { loud, compare } = comparisons[c]!
        counts[c]![loud ? loud(data, a, b) : compare(data, a, b)]!++
      }
    }
  }
  return counts.map(smooth)
}

/** Shares among the pairs that say anything; half a pair is added to each level, so that none is impossible. */
function smooth(counts: number[]): number[] {
  const total = counts.slice(1).reduce((sum, n) => sum + n, 0)
  return counts.map((n, level) => (level === 0 ? 0 : (n + 0.5) / (total + 0.5 * (counts.length - 1))))
}

/** Levels of equality are counted exactly, from how often each value occurs. */
function exactly(table: Table, any: number[][]): void {
  table.layout.comparisons.forEach(({ shared, few = Infinity }, c) => {
    let below = 0
    for (let level = 1; level < shared.length; level++) {
      const value = shared[level]
      if (!value) continue
      const share = chanceOfSame(table, value, level >= few)
      if (share === undefined) continue
      const exact = Math.max(share - below, share * 0.01)
      below = Math.max(below, share)
      any[c]![level] = exact
    }
    const total = any[c]!.reduce((sum, p) => sum + p, 0)
    if (total > 0) any[c] = any[c]!.map((p) => p / total)
  })
}

/** How often two rows that both have the value have the same one. */
function chanceOfSame(table: Table, value: RowValue, few: boolean): number | undefined {
  const { counts, total } = countOnce(table, value, few)
  if (total < 2) return undefined
  let pairs = 0
  for (let i = 0; i < counts.length; i++) pairs += (counts[i]! * (counts[i]! - 1)) / 2
  // Values that fall into one place by chance are taken off.
  const chance = total / counts.length / 2
  return Math.max(pairs - total * chance, 0.5) / ((total * (total - 1)) / 2)
}

/**
 * How many rows have each value, by the leading bits of its hash. With clusters, how many people: ten records of one
 * person do not make a name common.
 */
export function countValues(
  table: Table,
  value: RowValue,
  few: boolean,
  members?: Members,
): { counts: Uint32Array; total: number } {
  const counts = sharedCounts(few ? Math.min(1 << 18, sketchSize(table.rows)) : sketchSize(table.rows))
  const shift = 32 - Math.log2(counts.length)
  const { data, rows } = table
  const { stride } = table.layout
  let total = 0
  if (members === undefined) {
    for (let at = 0, end = rows * stride; at < end; at += stride) {
      const hash = value(data, at)
      if (hash === 0) continue
      counts[spread(hash, shift)]!++
      total++
    }
    return { counts, total }
  }
  const { order, starts, count } = members
  for (let group = 0; group < count; group++) {
    const from = starts[group]!
    const to = starts[group + 1]!
    for (let i = from; i < to; i++) {
      const hash = value(data, order[i]! * stride)
      if (hash === 0) continue
      let known = false
      for (let j = from; j < i && !known; j++) known = value(data, order[j]! * stride) === hash
      if (known) continue
      counts[spread(hash, shift)]!++
      total++
    }
  }
  return { counts, total }
}

function sharedCounts(length: number): Uint32Array {
  return new Uint32Array(sharedInts(length).buffer)
}

/** Takes over counts that another thread made. */
export function keepCounts(table: Table, value: RowValue, counts: { counts: Uint32Array; total: number }): void {
  let known = counted.get(table)
  if (!known) counted.set(table, (known = new Map()))
  known.set(value, counts)
}

const counted = new WeakMap<Table, Map<RowValue, { counts: Uint32Array; total: number }>>()

/** Counts of rows, kept for as long as the table: training and scoring ask for the same. */
export function countOnce(table: Table, value: RowValue, few: boolean): { counts: Uint32Array; total: number } {
  let known = counted.get(table)
  if (!known) counted.set(table, (known = new Map()))
  let counts = known.get(value)
  if (!counts) known.set(value, (counts = countValues(table, value, few)))
  return counts
}

/** Rows by cluster: `order` from `starts[i]` to `starts[i + 1]`. */
export interface Members {
  order: Uint32Array
  starts: Uint32Array
  count: number
}

export function membersOf(clusters: Uint32Array): Members {
  const rows = clusters.length
  const sizes = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) sizes[clusters[row]!]!++
  const starts = new Uint32Array(rows + 1)
  const place = new Uint32Array(rows)
  let count = 0
  let filled = 0
  for (let row = 0; row < rows; row++) {
    if (sizes[row] === 0) continue
    starts[count++] = filled
    place[row] = filled
    filled += sizes[row]!
  }
  starts[count] = filled
  const order = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) order[place[clusters[row]!]!++] = row
  return { order, starts, count }
}

export function spread(hash: number, shift: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> shift
}

export function sketchSize(rows: number): number {
  let size = 1 << 12
  while (size < rows * 4 && size < 1 << 24) size *= 2
  return size
}

/**
 * Levels so rare that no random pair shows them, such as masked IDs that agree: looked for among pairs that share a part
 * (the last four digits), and multiplied by how rare that is. Pairs of one surname are left out, since many are matches.
 */
function refine(table: Table, any: number[][]): void {
  const { layout, data, rows } = table
  const { stride, comparisons, parts } = layout
  const surname = parts.get('zhName.surname')
  comparisons.forEach(({ within, compare, levels }, c) => {
    if (!within || !surname) return
    const chance = chanceOfSame(table, within.part, true)
    if (chance === undefined) return
    const limit = Math.min(1, (sampled * 4) / Math.max(1, rows)) * 2 ** 32
    const groups = new Map<number, number[]>()
    for (let row = 0; row < rows; row++) {
      const key = within.part(data, row * stride)
      if (key === 0 || mix(key, 78) >>> 0 >= limit) continue
      const group = groups.get(key)
      if (group) group.push(row)
      else groups.set(key, [row])
    }
    const counts = levels.map(() => 0)
    for (const unordered of groups.values()) {
      // By content, so that where rows stand decides nothing.
      const group = unordered.length <= 12 ? unordered : inOrder(table, unordered)
      for (let i = 0; i < group.length; i++) {
        for (let j = i + 1; j < Math.min(group.length, i + 12); j++) {
          const a = group[i]! * stride
          const b = group[j]! * stride
          const [x, y] = [surname(data, a), surname(data, b)]
          if (x !== 0 && y !== 0 && x !== y) counts[compare(data, a, b)]!++
        }
      }
    }
    const known = counts.slice(1).reduce((sum, n) => sum + n, 0)
    if (known < 100) return
    for (const level of within.levels) any[c]![level] = (chance * (counts[level]! + 0.5)) / (known + 1)
    const total = any[c]!.reduce((sum, p) => sum + p, 0)
    any[c] = any[c]!.map((p) => p / total)
  })
}

function inOrder(table: Table, rows: number[]): number[] {
  return rows
    .map((row) => ({ row, hash: rowHash(table, row) }))
    .sort((a, b) => a.hash - b.hash)
    .map(({ row }) => row)
}

function countHousemates(table: Table): { counts: number[][]; pairs: number } {
  const { layout, data, rows } = table
  const { stride, door, validId, comparisons } = layout
  const counts = emptyCounts(layout)
  if (!door || !validId) return { counts, pairs: 0 }
  const limit = Math.min(1, anchors / Math.max(1, rows)) * 2 ** 32
  const homes = new Map<number, number[]>()
  for (let row = 0; row < rows; row++) {
    const at = row * stride
    const key = door(data, at)
    if (key === 0 || mix(key, 77) >>> 0 >= limit || validId.valid(data, at) === 0) continue
    const home = homes.get(key)
    if (home) home.push(row)
    else homes.set(key, [row])
  }
  let pairs = 0
  for (const home of homes.values()) {
    // A door of very many is an office.
    if (home.length > 24) continue
    for (let i = 0; i < home.length; i++) {
      for (let j = i + 1; j < home.length; j++) {
        const a = home[i]! * stride
        const b = home[j]! * stride
        if (validId.number(data, a) === validId.number(data, b)) continue
        pairs++
        for (let c = 0; c < comparisons.length; c++) {
          const { masked, loud, compare } = comparisons[c]!
          counts[c]![masked ? masked(data, a, b) : loud ? loud(data, a, b) : compare(data, a, b)]!++
        }
      }
    }
  }
  return { counts, pairs }
}
