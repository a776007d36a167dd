import type { Blocks, Rules } from './block.ts'
import type { Layout } from './layout.ts'
import { type Table, sharedInts } from './rows.ts'

/** Pairs compared, in parts; `a < b`. Three numbers a pair: both rows and the pattern. */
export interface Pairs {
  parts: { data: Int32Array; count: number; rule: Int32Array }[]
  count: number
}

/** How the levels of all comparisons make one number: the level times its radix, summed. */
export function radices(layout: Layout): number[] {
  const found: number[] = []
  let next = 1
  for (const { levels } of layout.comparisons) {
    found.push(next)
    next *= levels.length
  }
  if (next > 2 ** 31)
    throw new Error(`${layout.comparisons.length} comparisons have too many levels together: leave out a column`)
  return found
}

/** Levels that a pattern holds, one for each comparison. */
export function levelsOf(layout: Layout, pattern: number): number[] {
  let left = pattern
  return layout.comparisons.map(({ levels }) => {
    const level = left % levels.length
    left = (left - level) / levels.length
    return level
  })
}

export function patternOf(layout: Layout, radix: number[], data: Int32Array, a: number, b: number): number {
  const { comparisons } = layout
  let pattern = 0
  for (let c = 0; c < comparisons.length; c++) pattern += comparisons[c]!.compare(data, a, b) * radix[c]!
  return pattern
}

/**
 * Compares the pairs of blocks `from` to `to` of one rule. A pair that an earlier list of keys has in common was
 * compared there, and is not again.
 */
export function comparePairs(
  table: Table,
  rules: Rules,
  keys: Int32Array,
  rule: number,
  blocks: Blocks,
  from: number,
  to: number,
): { data: Int32Array; count: number } {
  const { data, layout, second, rows } = table
  const { stride } = layout
  const radix = radices(layout)
  const width = rules.columns.length
  const first = rules.columns.findIndex((column) => column.rule === rule)
  const isDouble = rules.columns[first + 1]?.rule === rule
  const onlyIf = rules.onlyIf[rule]
  const earlier = earlierColumns(rules, first)
  const { order, starts } = blocks
  let out = new Int32Array(3 * 1024)
  let filled = 0
  // Whether each row of a block has what the rule asks of one side.
  let has = new Uint8Array(256)
  for (let block = from; block < to; block++) {
    const end = starts[block + 1]!
    const begin = starts[block]!
    if (onlyIf !== undefined) {
      if (has.length < end - begin) has = new Uint8Array((end - begin) * 2)
      for (let i = begin; i < end; i++) has[i - begin] = onlyIf(data, order[i]! * stride) === 0 ? 0 : 1
    }
    for (let i = starts[block]!; i < end; i++) {
      const x = order[i]!
      for (let j = i + 1; j < end; j++) {
        const y = order[j]!
        if (x === y || (onlyIf !== undefined && has[i - begin] === 0 && has[j - begin] === 0)) continue
        const a = x < y ? x : y
        const b = x < y ? y : x
        if (second < rows && a < second === b < second) continue
        if (isKnown(table, keys, width, earlier, a, b)) continue
        if (isDouble && isTwice(keys, a * width + first, b * width + first, blocks.keys[block]!)) continue
        if (filled + 3 > out.length) out = grow(out)
        out[filled] = a
        out[filled + 1] = b
        out[filled + 2] = patternOf(layout, radix, data, a * stride, b * stride)
        filled += 3
      }
    }
  }
  const kept = sharedInts(filled)
  kept.set(out.subarray(0, filled))
  return { data: kept, count: filled / 3 }
}

function grow(out: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(out.length * 2)
  wider.set(out)
  return wider
}

interface Earlier {
  column: number
  others: number[]
  onlyIf: ((rows: Int32Array, at: number) => number) | undefined
}

/** The lists of keys before this rule, each with those of the same rule. */
function earlierColumns(rules: Rules, first: number): Earlier[] {
  return rules.columns.slice(0, first).map(({ rule }, column) => ({
    column,
    others: rules.columns.flatMap((other, i) => (other.rule === rule ? [i] : [])),
    onlyIf: rules.onlyIf[rule],
  }))
}

function isKnown(table: Table, keys: Int32Array, width: number, earlier: Earlier[], a: number, b: number): boolean {
  const p = a * width
  const q = b * width
  for (let e = 0; e < earlier.length; e++) {
    const { column, others, onlyIf } = earlier[e]!
    const key = keys[p + column]!
    if (key === 0) continue
    if (others.length === 1 && key !== keys[q + column]!) continue
    for (let o = 0; o < others.length; o++) {
      if (key !== keys[q + others[o]!]) continue
      if (onlyIf === undefined) return true
      const { data, layout } = table
      if (onlyIf(data, a * layout.stride) !== 0 || onlyIf(data, b * layout.stride) !== 0) return true
    }
  }
  return false
}

/** Two rows that share two phones meet in two blocks: only the one with the lower key counts. */
function isTwice(keys: Int32Array, p: number, q: number, key: number): boolean {
  const x = keys[p]!
  const y = keys[p + 1]!
  if (x === 0 || y === 0 || x === y) return false
  const isFirst = x === keys[q] || x === keys[q + 1]
  const isSecond = y === keys[q] || y === keys[q + 1]
  return isFirst && isSecond && key !== Math.min(x, y)
}
