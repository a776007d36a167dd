import { type Blocks, openRules, reportOf } from './block.ts'
import { clusterRows, pairKey } from './cluster.ts'
import { type Bench, type Shared, type Task, shareOut } from './jobs.ts'
import { measureChances, membersOf } from './sample.ts'
import { type Scorer, openScorer, weighPair } from './score.ts'
import { type Table, isSource, readCsv, readRows, sharedInts, toSource } from './table.ts'
import { readTables } from './tables.ts'
import { type Bits, type Classes, bitsOf, histogramOf, trainClasses } from './train.ts'
import type { BlockingRule, Edges, Input, LinkOptions, LinkResult, Model } from './types.ts'

/** Reads what is to be linked. */
export async function readTable(input: Input, { spec, pool }: Pick<LinkOptions, 'spec' | 'pool'> = {}): Promise<Table> {
  if (input instanceof Uint8Array) return readCsv(toSource(input), spec, pool)
  return isSource(input) ? readCsv(input, spec, pool) : readRows(input, spec)
}

/** Finds the records of one table that are one person. */
export async function linkTable(input: Input, options: LinkOptions = {}): Promise<LinkResult> {
  const clock = openClock()
  const table = await readTable(input, options)
  clock.mark('read')
  return linkRows(table, options, clock)
}

/**
 * Finds the records of the second table that are one person with records of the first: only pairs across the two are
 * compared. Rows of the second are numbered after those of the first; `boundary` is the first of them.
 */
export async function linkTables(
  first: Input,
  second: Input,
  options: LinkOptions & { secondSpec?: LinkOptions['spec'] } = {},
): Promise<LinkResult & { boundary: number }> {
  const clock = openClock()
  const table = readTables(first, second, options.spec, options.secondSpec)
  clock.mark('read')
  return { ...(await linkRows(table, options, clock)), boundary: table.second }
}

/** The most pairs of one rule, for each row; among few rows there may be more. */
const pairsPerRow = 8
const leastBudget = 400_000
const cap = 2000

async function linkRows(table: Table, options: LinkOptions, clock: Clock): Promise<LinkResult> {
  const { layout, rows } = table
  const rules = openRules(layout, rows)
  const width = rules.columns.length
  const keys = sharedInts(Math.max(1, rows * width))
  const shared: Shared = { spec: layout.spec, rows, second: table.second, data: table.data, keys }
  const bench: Bench = { layout, rules, openSource: () => toSource(new Uint8Array(0)) }
  const pool = layout.texts.length === 0 && rows >= rowsWorthSharing ? options.pool : undefined
  await shareOut(shared, cutRows(rows), bench, pool)
  clock.mark('keys')
  const sorted = await shareOut(shared, rules.rules.map((rule, i) => blockTask(rule, i, rows)), bench, pool)
  const blocks = sorted.results as Blocks[]
  const report = reportOf(rules, blocks)
  clock.mark('block')
  const tasks = blocks.flatMap((found, rule) => compareTasks(found, rule))
  const compared = await shareOut(shared, tasks, bench, pool)
  const parts = compared.results as { data: Int32Array; count: number }[]
  parts.forEach((part, i) => (report[(tasks[i] as { rule: number }).rule]!.added += part.count))
  clock.mark('compare')
  const found = new Map<number, number>()
  for (const { data, count } of parts)
    for (let i = 0; i < count; i++) found.set(data[i * 3 + 2]!, (found.get(data[i * 3 + 2]!) ?? 0) + 1)
  const histogram = histogramOf(layout, found)
  const chances = measureChances(table, options.seed ?? 1)
  clock.mark('sample')
  const allPairs = table.second < rows ? table.second * (rows - table.second) : (rows * (rows - 1)) / 2
  const classes = trainClasses(layout, histogram, chances, allPairs)
  const bits = bitsOf(classes)
  clock.mark('train')
  let scorer = openScorer(table, bits, classes.u, new Map())
  let edges = scoreParts(scorer, parts)
  clock.mark('score')
  let threshold = options.threshold === undefined || options.threshold === 'auto' ? chooseThreshold(edges, classes) : options.threshold
  const cannot = new Set([...(options.cannot ?? [])].map(([a, b]) => pairKey(a, b)))
  const must = [...(options.must ?? [])].map(([a, b]): [number, number] => [a, b])
  let { clusters, conflicts } = clusterRows(scorer, edges, { threshold, cannot, must })
  // Where a person has many records, values are counted once a person, and everything is weighed again.
  if (rows > countClusters(clusters) * 2) {
    scorer = openScorer(table, bits, classes.u, new Map(), membersOf(clusters))
    edges = scoreParts(scorer, parts)
    threshold = options.threshold === undefined || options.threshold === 'auto' ? chooseThreshold(edges, classes) : options.threshold
    ;({ clusters, conflicts } = clusterRows(scorer, edges, { threshold, cannot, must }))
  }
  clock.mark('cluster')
  const autoThreshold = Math.max(threshold, 8)
  return {
    rows,
    spec: layout.spec,
    clusters,
    edges,
    model: modelOf(table, classes, bits, threshold, autoThreshold),
    threshold,
    autoThreshold,
    auto: new Uint32Array(0),
    conflicts,
    blocking: { rules: report, pairs: parts.reduce((sum, part) => sum + part.count, 0), recall: 0 },
    unlinkables: 0,
    timings: clock.timings,
  }
}


/** Threads take a while to begin. */
const rowsWorthSharing = 200_000

function cutRows(rows: number): Task[] {
  const step = Math.max(1, Math.ceil(rows / 16))
  return Array.from({ length: Math.ceil(rows / step) }, (_, i) => ({
    job: 'keys',
    from: i * step,
    to: Math.min(rows, (i + 1) * step),
  }))
}

function blockTask({ parts, loose }: BlockingRule, rule: number, rows: number): Task {
  const budget = parts.length === 0 ? Infinity : Math.max(leastBudget, rows * (loose ? 0.25 : pairsPerRow))
  return { job: 'blocks', rule, budget, cap }
}

/** About so many blocks at a time, so that no thread waits long for the other. */
const blocksAtOnce = 20_000

function compareTasks(blocks: Blocks, rule: number): Task[] {
  return Array.from({ length: Math.ceil(blocks.count / blocksAtOnce) }, (_, i) => ({
    job: 'compare',
    rule,
    blocks,
    from: i * blocksAtOnce,
    to: Math.min(blocks.count, (i + 1) * blocksAtOnce),
  }))
}

/** Edges below this weight are not kept: nobody will ask about them. */
const floor = -10

function scoreParts(scorer: Scorer, parts: { data: Int32Array; count: number }[]): Edges {
  const most = parts.reduce((sum, part) => sum + part.count, 0)
  const edges: Edges = {
    count: 0,
    a: new Uint32Array(most),
    b: new Uint32Array(most),
    weight: new Float32Array(most),
    pattern: new Int32Array(most),
  }
  for (const { data, count } of parts) {
    for (let i = 0; i < count; i++) {
      const a = data[i * 3]!
      const b = data[i * 3 + 1]!
      const pattern = data[i * 3 + 2]!
      const weight = weighPair(scorer, pattern, a, b)
      if (weight < floor) continue
      const at = edges.count++
      edges.a[at] = a
      edges.b[at] = b
      edges.weight[at] = weight
      edges.pattern[at] = pattern
    }
  }
  return edges
}

/** The weight from which linking gains more than it spoils: half of the F1 that can be reached, as a probability. */
function chooseThreshold(edges: Edges, { matches }: Classes): number {
  const bins = new Float64Array(400)
  for (let i = 0; i < edges.count; i++) bins[Math.max(0, Math.min(399, Math.floor((edges.weight[i]! + 20) * 5)))]!++
  let best = 0
  let right = 0
  let linked = 0
  for (let bin = 399; bin >= 0; bin--) {
    right += bins[bin]! / (1 + 2 ** -(bin / 5 - 20 + 0.1))
    linked += bins[bin]!
    best = Math.max(best, (2 * right) / (linked + Math.max(matches, right)))
  }
  const half = Math.min(0.5, best / 2)
  return half <= 0 ? 0 : Math.log2(half / (1 - half))
}

function modelOf(table: Table, classes: Classes, bits: Bits, threshold: number, autoThreshold: number): Model {
  const { layout } = table
  void bits
  return {
    version: 1,
    spec: layout.spec,
    comparisons: layout.comparisons.map(({ name, levels }, c) => ({
      name,
      levels: [...levels],
      m: classes.m[c]!,
      u: classes.u[c]!,
      ...(classes.h ? { h: classes.h[c]! } : {}),
    })),
    lambda: classes.matches / (classes.matches + classes.strangers),
    lambdaH: classes.housemates / (classes.matches + classes.strangers),
    learned: {},
    fingerprint: { rows: table.rows, pairs: 0, hash: '' },
    threshold,
    autoThreshold,
  }
}

function countClusters(clusters: Uint32Array): number {
  let count = 0
  for (let row = 0; row < clusters.length; row++) if (clusters[row] === row) count++
  return count
}

interface Clock {
  timings: Record<string, number>
  mark(step: string): void
}

function openClock(): Clock {
  const timings: Record<string, number> = {}
  let last = Date.now()
  return {
    timings,
    mark(step) {
      const now = Date.now()
      timings[step] = (timings[step] ?? 0) + now - last
      last = now
    },
  }
}
