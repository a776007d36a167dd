import { mix } from './mix.ts'
import type { Layout, RowValue } from './layout.ts'
import { type Table, sharedInts } from './rows.ts'
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
    if (!found)
      throw new Error(`Blocking names ${name}, which no column has. Parts here: ${[...layout.parts.keys()].join(', ')}`)
    return found
  }
  const onlyIf = rules.map((rule) => (rule.onlyIf === undefined ? undefined : part(rule.onlyIf)))
  for (const [i, rule] of rules.entries()) {
    columns.push({ rule: i, key: joined(rule.parts.map(part)) })
    if (rule.parts.length === 1 && rule.parts[0] === 'phone.number')
      columns.push({ rule: i, key: part('phone.second') })
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
export function makeBlocks(
  keys: Int32Array,
  width: number,
  columns: number[],
  rows: number,
  budget: number,
  cap: number,
): Blocks {
  // The keys of one rule side by side: reading every thirteenth number of a great array is done once only.
  let found = new Int32Array(Math.max(16, rows * columns.length))
  let foundRows = new Int32Array(found.length)
  let entries = 0
  for (const c of columns) {
    for (let row = 0, at = c; row < rows; row++, at += width) {
      const key = keys[at]!
      if (key === 0) continue
      found[entries] = key
      foundRows[entries++] = row
    }
  }
  const sorted = sortByKey(found.subarray(0, entries), foundRows.subarray(0, entries))
  found = foundRows = new Int32Array(0)
  return keepBlocks(sorted.rows, sorted.keys, keys, width, columns, budget, cap)
}

/** So many entries are sorted within the fastest memory. */
const perPart = 2048

/** Entries by key, rows of one key in order: first into parts by the leading bits, then within each part. */
function sortByKey(keys: Int32Array, rows: Int32Array): { keys: Int32Array; rows: Int32Array } {
  const entries = keys.length
  let bits = 1
  while (entries >> bits > perPart && bits < 14) bits++
  const shift = 32 - bits
  const heads = new Int32Array((1 << bits) + 1)
  for (let i = 0; i < entries; i++) heads[keys[i]! >>> shift]!++
  for (let i = 0, sum = 0; i < heads.length; i++) {
    const count = heads[i]!
    heads[i] = sum
    sum += count
  }
  const outKeys = new Int32Array(entries)
  const outRows = new Int32Array(entries)
  for (let i = 0; i < entries; i++) {
    const key = keys[i]!
    const place = heads[key >>> shift]!++
    outKeys[place] = key
    outRows[place] = rows[i]!
  }
  let from = 0
  for (let part = 0; part < 1 << bits; part++) {
    const to = heads[part]!
    if (to > from + 1) sortPart(outKeys, outRows, from, to, bits)
    from = to
  }
  return { keys: outKeys, rows: outRows }
}

const inner = 11
const places = new Int32Array((1 << inner) + 1)
let spareKeys = new Int32Array(perPart * 4)
let spareRows = new Int32Array(perPart * 4)

function sortPart(keys: Int32Array, rows: Int32Array, from: number, to: number, bits: number): void {
  const count = to - from
  if (count > spareKeys.length) {
    spareKeys = new Int32Array(count * 2)
    spareRows = new Int32Array(count * 2)
  }
  places.fill(0)
  const shift = 32 - inner
  for (let i = from; i < to; i++) places[(keys[i]! << bits) >>> shift]!++
  for (let i = 0, sum = 0; i < places.length; i++) {
    const n = places[i]!
    places[i] = sum
    sum += n
  }
  for (let i = from; i < to; i++) {
    const place = places[(keys[i]! << bits) >>> shift]!++
    spareKeys[place] = keys[i]!
    spareRows[place] = rows[i]!
  }
  // The few that still share all those bits stand side by side; a great block of one key is in order already.
  for (let i = 1; i < count; i++) {
    const key = spareKeys[i]!
    const before = spareKeys[i - 1]!
    if (before <= key || (before << bits) >>> shift !== (key << bits) >>> shift) continue
    const row = spareRows[i]!
    let k = i - 1
    while (k >= 0 && spareKeys[k]! > key && (spareKeys[k]! << bits) >>> shift === (key << bits) >>> shift) {
      spareKeys[k + 1] = spareKeys[k]!
      spareRows[k + 1] = spareRows[k]!
      k--
    }
    spareKeys[k + 1] = key
    spareRows[k + 1] = row
  }
  keys.set(spareKeys.subarray(0, count), from)
  rows.set(spareRows.subarray(0, count), from)
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
