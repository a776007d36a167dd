import { type Rules, openRules } from './block.ts'
import type { Layout } from './layout.ts'
import { bitsOfModel } from './model.ts'
import { openScorer, patternAt, weighPair } from './score.ts'
import { openRowWriter } from './cells.ts'
import { snapRow } from './places.ts'
import { countRivalsOf } from './rivals.ts'
import { type Table, sharedInts } from './rows.ts'
import type { Model } from './types.ts'

export interface LiveCandidate {
  row: number
  weight: number
  pattern: number
}

/** A register in memory that finds, for one raw record, the rows that may be the same person. */
export interface Live {
  /** The table as it stands; it grows with `add`. */
  readonly table: Table
  readonly rows: number
  /** Candidates of a record of raw texts, strongest first: those that a batch run would have made edges of. */
  probe(record: readonly string[]): LiveCandidate[]
  /** The same for a row that is here already. */
  probeRow(row: number): LiveCandidate[]
  /** Adds a record; returns its row. How common values are stays as it was when the register was opened. */
  add(record: readonly string[]): number
  /** Takes a row out of all answers. */
  remove(row: number): void
}

const floor = -10
/** Rows under one key that are looked at; blocks greater than this say little. */
const blockCap = 400

interface Index {
  keys: Int32Array
  rows: Int32Array
  next: Int32Array
  heads: Int32Array
  /** By column of keys: how many rows each entry's key has is not kept; the chain is cut at the cap instead. */
  size: number
}

/** Opens a table that was read before, under a model; the index takes 12 bytes for each key of each row. */
export function openLive(table: Table, model: Model): Live {
  const { layout } = table
  const rules = openRules(layout, table.rows)
  const state: Table = { layout, rows: table.rows, data: table.data, second: Infinity }
  const scorer = openScorer(
    table,
    bitsOfModel(model, layout, table.rows),
    model.comparisons.map(({ u }) => u),
    new Map(Object.entries(model.learned).map(([pattern, bits]) => [Number(pattern), bits])),
  )
  scorer.table = state
  ensureRoom(state, layout, table.rows + 1)
  const index = openIndex(table.rows * rules.columns.length)
  for (let row = 0; row < table.rows; row++) enter(index, rules, state, row)
  const write = openRowWriter(layout)
  const gone = new Set<number>()
  const seen = new Set<number>()
  const phoneRule = rules.rules.findIndex(({ parts }) => parts.length === 1 && parts[0] === 'phone.number')
  const samePhone = (row: number): number[] => {
    const found: number[] = []
    const key =
      phoneRule < 0 ? 0 : rules.columns.find(({ rule }) => rule === phoneRule)!.key(state.data, row * layout.stride)
    if (key === 0) return found
    let looked = 0
    for (let entry = index.heads[slotOf(index, key, phoneRule)]!; entry >= 0; entry = index.next[entry]!) {
      if (index.keys[entry] !== (key ^ phoneRule)) continue
      if (++looked > blockCap) break
      if (!gone.has(index.rows[entry]!)) found.push(index.rows[entry]!)
    }
    return found
  }
  const readAt = (record: readonly string[], row: number): void => {
    ensureRoom(state, layout, row + 1)
    state.data.fill(0, row * layout.stride, (row + 1) * layout.stride)
    write(record, state.data, row * layout.stride)
    if (layout.snapped && layout.placeOffset !== undefined)
      snapRow(layout.snapped, state.data, row * layout.stride + layout.placeOffset)
    if (layout.rivals) countRivalsOf(state, row, samePhone(row))
  }
  const probeRow = (row: number): LiveCandidate[] => {
    seen.clear()
    seen.add(row)
    const found: LiveCandidate[] = []
    const at = row * layout.stride
    for (let c = 0; c < rules.columns.length; c++) {
      const { rule, key: keyOf } = rules.columns[c]!
      const key = keyOf(state.data, at)
      if (key === 0) continue
      const onlyIf = rules.onlyIf[rule]
      const mine = onlyIf === undefined || onlyIf(state.data, at) !== 0
      let looked = 0
      for (let entry = index.heads[slotOf(index, key, rule)]!; entry >= 0; entry = index.next[entry]!) {
        if (index.keys[entry] !== (key ^ rule)) continue
        const other = index.rows[entry]!
        if (++looked > blockCap && rules.rules[rule]!.parts.length > 0) break
        if (seen.has(other) || gone.has(other)) continue
        if (!mine && onlyIf!(state.data, other * layout.stride) === 0) continue
        seen.add(other)
        const pattern = patternAt(scorer, row, other)
        const weight = weighPair(scorer, pattern, row, other)
        if (weight >= floor) found.push({ row: other, weight, pattern })
      }
    }
    return found.sort((a, b) => b.weight - a.weight || a.row - b.row)
  }
  return {
    table: state,
    get rows() {
      return state.rows
    },
    probe(record) {
      readAt(record, state.rows)
      return probeRow(state.rows)
    },
    probeRow,
    add(record) {
      const row = state.rows
      readAt(record, row)
      state.rows++
      enter(index, rules, state, row)
      return row
    },
    remove: (row) => void gone.add(row),
  }
}

function ensureRoom(table: Table, { stride }: Layout, rows: number): void {
  if (rows * stride <= table.data.length) return
  const wider = sharedInts(Math.ceil(rows * 1.25 + 16) * stride)
  wider.set(table.data)
  table.data = wider
}

function openIndex(expected: number): Index {
  let slots = 1024
  while (slots < expected) slots *= 2
  return {
    heads: new Int32Array(slots).fill(-1),
    keys: new Int32Array(Math.max(1024, expected)),
    rows: new Int32Array(Math.max(1024, expected)),
    next: new Int32Array(Math.max(1024, expected)),
    size: 0,
  }
}

/** Keys of different rules may be the same number: the rule goes into the slot and into the key that is kept. */
function slotOf(index: Index, key: number, rule: number): number {
  return Math.imul(key ^ rule, 0x9e3779b1) & (index.heads.length - 1)
}

function enter(index: Index, rules: Rules, { data, layout }: Table, row: number): void {
  for (let c = 0; c < rules.columns.length; c++) {
    const { rule, key: keyOf } = rules.columns[c]!
    const key = keyOf(data, row * layout.stride)
    if (key === 0) continue
    if (index.size === index.keys.length) widen(index)
    const entry = index.size++
    const slot = slotOf(index, key, rule)
    index.keys[entry] = key ^ rule
    index.rows[entry] = row
    index.next[entry] = index.heads[slot]!
    index.heads[slot] = entry
  }
}

function widen(index: Index): void {
  const size = Math.ceil(index.keys.length * 1.5)
  for (const column of ['keys', 'rows', 'next'] as const) {
    const wider = new Int32Array(size)
    wider.set(index[column])
    index[column] = wider
  }
}
