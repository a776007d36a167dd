import { mix } from './mix.ts'
import type { Layout, RowValue } from './fields.ts'
import { type Table, sharedInts } from './table.ts'
import type { BlockingRule, RuleReport } from './types.ts'

/** One list of keys. A rule on phones has two: of the first and of the second number. */
export interface KeyColumn {
  rule: number
  key: RowValue
}

export interface Rules {
  rules: BlockingRule[]
  columns: KeyColumn[]
  /** By rule: only pairs of which one side has this. */
  onlyIf: (RowValue | undefined)[]
}

/** So few rows are all compared with one another. */
export const fewRows = 1500

/** Compiles the rules of a specification. */
export function openRules(layout: Layout, rows: number): Rules {
  const { blocking } = layout.spec
  const rules = rows <= fewRows ? [...blocking, { parts: [] }] : blocking
  const columns: KeyColumn[] = []
  const part = (name: string): RowValue => {
    const found = layout.parts.get(name)
    if (!found) throw new Error(`Blocking names ${name}, which no column has. Parts here: ${[...layout.parts.keys()].join(', ')}`)
    return found
  }
  const onlyIf = rules.map((rule) => (rule.onlyIf === undefined ? undefined : part(rule.onlyIf)))
  for (const [i, rule] of rules.entries()) {
    columns.push({ rule: i, key: joined(rule.parts.map(part)) })
    if (rule.parts.length === 1 && rule.parts[0] === 'phone.number') columns.push({ rule: i, key: part('phone.second') })
  }
  return { rules, columns, onlyIf }
}

function joined(values: RowValue[]): RowValue {
  const [first, second, third] = values
  // A rule without parts compares everyone with everyone.
  if (first === undefined) return () => 1
  if (second === undefined) {
    return (rows, at) => {
      const x = first(rows, at)
      return x === 0 ? 0 : mix(x, 1)
    }
  }
  return (rows, at) => {
    const x = first(rows, at)
    if (x === 0) return 0
    const y = second(rows, at)
    if (y === 0) return 0
    if (third === undefined) return mix(x, y)
    const z = third(rows, at)
    return z === 0 ? 0 : mix(mix(x, y), z)
  }
}

/** The keys of all rows, `columns` numbers a row. */
export function makeKeys(table: Table, rules: Rules, keys: Int32Array, from: number, to: number): void {
  const { data } = table
  const { stride } = table.layout
  const width = rules.columns.length
  for (let row = from; row < to; row++) {
    const at = row * stride
    for (let c = 0; c < width; c++) keys[row * width + c] = rules.columns[c]!.key(data, at)
  }
}

/** Rows that share a key, block after block: `order` from `starts[i]` to `starts[i + 1]`. Only blocks of two and more. */
export interface Blocks {
  order: Int32Array
  starts: Int32Array
  keys: Int32Array
  count: number
  pairs: number
  capped: number
}

/**
 * Sorts rows by the keys of one rule. Blocks that are too big for the rule's budget of pairs are left out, the biggest
 * first, and their keys become 0, so that a later rule may still find their pairs.
 */
export function makeBlocks(keys: Int32Array, width: number, columns: number[], rows: number, budget: number, cap: number): Blocks {
  const total = rows * columns.length
  let bits = 8
  while (1 << bits < total && bits < 24) bits++
  const shift = 32 - bits
  const heads = new Int32Array((1 << bits) + 1)
  let entries = 0
  for (const c of columns) {
    for (let at = c, end = rows * width; at < end; at += width) {
      const key = keys[at]!
      if (key === 0) continue
      heads[key >>> shift]!++
      entries++
    }
  }
  for (let i = 0, sum = 0; i < heads.length; i++) {
    const count = heads[i]!
    heads[i] = sum
    sum += count
  }
  const sorted = new Int32Array(entries)
  const sortedKeys = new Int32Array(entries)
  for (const c of columns) {
    for (let row = 0, at = c; row < rows; row++, at += width) {
      const key = keys[at]!
      if (key === 0) continue
      const place = heads[key >>> shift]!++
      sorted[place] = row
      sortedKeys[place] = key
    }
  }
  sortWithin(sorted, sortedKeys, heads)
  return keepBlocks(sorted, sortedKeys, keys, width, columns, budget, cap)
}

/** Orders the few entries that share the leading bits of their keys. */
function sortWithin(sorted: Int32Array, sortedKeys: Int32Array, ends: Int32Array): void {
  let from = 0
  for (let i = 0; i < ends.length - 1; i++) {
    const to = ends[i]!
    if (to - from > 64 && !isUniform(sortedKeys, from, to)) sortLong(sorted, sortedKeys, from, to)
    else {
      for (let j = from + 1; j < to; j++) {
        const key = sortedKeys[j]!
        const row = sorted[j]!
        let k = j - 1
        while (k >= from && sortedKeys[k]! > key) {
          sortedKeys[k + 1] = sortedKeys[k]!
          sorted[k + 1] = sorted[k]!
          k--
        }
        sortedKeys[k + 1] = key
        sorted[k + 1] = row
      }
    }
    from = to
  }
}

function isUniform(keys: Int32Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (keys[i] !== keys[from]) return false
  return true
}

function sortLong(sorted: Int32Array, sortedKeys: Int32Array, from: number, to: number): void {
  const places = Array.from({ length: to - from }, (_, i) => i + from)
  places.sort((a, b) => sortedKeys[a]! - sortedKeys[b]! || a - b)
  const rows = places.map((place) => sorted[place]!)
  const keys = places.map((place) => sortedKeys[place]!)
  sorted.set(rows, from)
  sortedKeys.set(keys, from)
}

function keepBlocks(
  sorted: Int32Array,
  sortedKeys: Int32Array,
  keys: Int32Array,
  width: number,
  columns: number[],
  budget: number,
  cap: number,
): Blocks {
  // Pairs by size of block, to find the size up to which the budget lasts.
  const sizes = new Float64Array(cap + 2)
  let blocks = 0
  let members = 0
  for (let i = 0; i < sorted.length;) {
    let j = i + 1
    while (j < sorted.length && sortedKeys[j] === sortedKeys[i]) j++
    const size = j - i
    if (size > 1) {
      sizes[Math.min(size, cap + 1)]! += (size * (size - 1)) / 2
      blocks++
      members += size
    }
    i = j
  }
  let limit = 1
  for (let size = 2, sum = 0; size <= cap && sum + sizes[size]! <= budget; size++) {
    sum += sizes[size]!
    limit = size
  }
  const order = sharedInts(members)
  const starts = sharedInts(blocks + 1)
  const blockKeys = sharedInts(blocks + 1)
  let count = 0
  let filled = 0
  let capped = 0
  let pairs = 0
  for (let i = 0; i < sorted.length;) {
    let j = i + 1
    while (j < sorted.length && sortedKeys[j] === sortedKeys[i]) j++
    const size = j - i
    if (size > limit) {
      capped += size
      for (let k = i; k < j; k++)
        for (const c of columns) if (keys[sorted[k]! * width + c] === sortedKeys[i]) keys[sorted[k]! * width + c] = 0
    } else if (size > 1) {
      blockKeys[count] = sortedKeys[i]!
      starts[count++] = filled
      for (let k = i; k < j; k++) order[filled++] = sorted[k]!
      pairs += (size * (size - 1)) / 2
    }
    i = j
  }
  starts[count] = filled
  return { order, starts, keys: blockKeys, count, pairs, capped }
}

/** What every rule makes and costs; `pairs` counted before the pairs of earlier rules are taken off. */
export function reportOf(rules: Rules, blocks: Blocks[]): RuleReport[] {
  return rules.rules.map((rule, i) => {
    const { pairs, capped, count } = blocks[i]!
    const report: RuleReport = { rule: nameRule(rule), pairs, added: 0, capped, matches: 0, used: count > 0 }
    if (count === 0) report.why = capped > 0 ? 'too many pairs' : 'no values'
    return report
  })
}

export function nameRule({ parts, onlyIf }: BlockingRule): string {
  return (parts.join(' + ') || 'all') + (onlyIf === undefined ? '' : ` (${onlyIf})`)
}
