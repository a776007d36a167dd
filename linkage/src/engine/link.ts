import { type Blocks, openRules, reportOf } from './block.ts'
import { pairKey } from './agreement.ts'
import { clusterRows } from './cluster.ts'
import { type Bench, type Shared, type Task, shareOut } from './jobs.ts'
import { bitsOfModel, modelOf } from './model.ts'
import { levelsOf } from './pairs.ts'
import { countFinders } from './recall.ts'
import { keepCounts, measureChances, membersOf } from './sample.ts'
import { type Scorer, openScorer, patternAt, weighPair } from './score.ts'
import { type Table, sharedInts } from './rows.ts'
import { isSource, readCsv, readRows, readTwo, toSource } from './table.ts'
import { chooseAutoThreshold, chooseThreshold } from './threshold.ts'
import { histogramOf, trainClasses } from './train.ts'
import type { BlockingRule, Edges, Input, LinkOptions, LinkResult, Model, Pool } from './types.ts'

/** Reads what is to be linked. */
export async function readTable(
  input: Input,
  { spec, model, pool }: Pick<LinkOptions, 'spec' | 'model' | 'pool'> = {},
): Promise<Table> {
  const known = spec ?? model?.spec
  if (input instanceof Uint8Array) return readCsv(toSource(input), known, pool)
  return isSource(input) ? readCsv(input, known, pool) : readRows(input, known)
}

/** Finds the records of one table that are one person. */
export async function linkTable(input: Input, options: LinkOptions = {}): Promise<LinkResult> {
  const clock = openClock(options)
  const table = await readTable(input, options)
  clock.mark('read')
  return linkRows(table, options, clock)
}

/**
 * Finds the people of one table in another. Rows of the second are numbered on after those of the first, as
 * `result.second` says; pairs within one table are not made.
 */
export async function linkTables(first: Input, second: Input, options: LinkOptions = {}): Promise<LinkResult> {
  const clock = openClock(options)
  const table = await readTwo(first, second, options.spec ?? options.model?.spec, options.pool, options.secondSpec)
  clock.mark('read')
  return linkRows(table, options, clock)
}

/** Links a table that was read before. */
export function linkRead(table: Table, options: LinkOptions = {}): Promise<LinkResult> {
  return linkRows(table, options, openClock(options))
}

/** Pairs that some rule found, with their pattern, and how. */
interface Found {
  parts: { data: Int32Array; count: number }[]
  report: ReturnType<typeof reportOf>
  keys: Int32Array
  rules: ReturnType<typeof openRules>
  shared: Shared
  bench: Bench
  pool: Pool | undefined
}

async function linkRows(table: Table, options: LinkOptions, clock: Clock): Promise<LinkResult> {
  const { layout, rows } = table
  const found = await findPairs(table, options, clock)
  await countAhead(table, found)
  clock.mark('count')
  const pairs = found.parts.reduce((sum, part) => sum + part.count, 0)
  const model = structuredModel(options.model) ?? train(table, found, pairs, options.seed ?? 1, clock)
  const bits = bitsOfModel(model, layout, rows)
  const learned = new Map(Object.entries(model.learned).map(([pattern, value]) => [Number(pattern), value]))
  const u = model.comparisons.map((comparison) => comparison.u)
  const cannot = new Set([...(options.cannot ?? [])].map(([a, b]) => pairKey(a, b)))
  const must = [...(options.must ?? [])].map(([a, b]): [number, number] => [a, b])
  const decide = async (scorer: Scorer, caution: number) => {
    const edges = await scorePairs(scorer, found)
    clock.mark('score')
    const wanted = options.threshold ?? (options.model ? options.model.threshold : 'auto')
    const threshold = wanted === 'auto' ? chooseThreshold(edges) + caution : wanted
    const { clusters, conflicts } = clusterRows(scorer, edges, { threshold, cannot, must })
    clock.mark('cluster')
    return { scorer, edges, threshold, clusters, conflicts }
  }
  let decided = await decide(openScorer(table, bits, u, learned), bits.housemate ? uncontested : 0)
  // Where a person has many records, values are counted once a person, and everything is weighed again; and a wrong
  // union joins many pairs at once.
  if (rows > countClusters(decided.clusters) * 2)
    decided = await decide(openScorer(table, bits, u, learned, membersOf(decided.clusters)), 1)
  const { scorer, edges, threshold, clusters, conflicts } = decided
  model.threshold = threshold
  model.autoThreshold = options.model?.autoThreshold ?? chooseAutoThreshold(edges, threshold)
  const recall = countFinders(found.rules, found.keys, edges, found.report)
  const result: LinkResult = {
    rows,
    second: table.second,
    spec: layout.spec,
    clusters,
    edges,
    model,
    threshold,
    autoThreshold: model.autoThreshold,
    auto: autoLinks(table, edges, clusters, model.autoThreshold),
    conflicts,
    blocking: { rules: found.report, pairs, recall },
    unlinkables: countUnlinkables(scorer, threshold),
    timings: clock.timings,
  }
  clock.mark('report')
  return result
}

function structuredModel(model: Model | undefined): Model | undefined {
  return model && { ...model, learned: { ...model.learned } }
}

/**
 * Bits below the single pair's threshold at which sets are still joined where housemates were told apart: by then the
 * union is also the best that either has, and nothing in either contradicts it.
 */
const uncontested = -2

/** The most pairs of one rule, for each row; among few rows there may be more. */
const pairsPerRow = 8
const leastBudget = 400_000
const cap = 2000
/** Threads take a while to begin. */
const rowsWorthSharing = 200_000

async function findPairs(table: Table, options: LinkOptions, clock: Clock): Promise<Found> {
  const { layout, rows } = table
  const rules = openRules(layout, rows)
  const keys = sharedInts(Math.max(1, rows * rules.columns.length))
  const shared: Shared = { spec: layout.spec, rows, second: table.second, data: table.data, keys }
  const bench: Bench = { layout, rules, openSource: () => toSource(new Uint8Array(0)) }
  const pool = layout.texts.length === 0 && rows >= rowsWorthSharing ? options.pool : undefined
  await shareOut(shared, cutRows(rows), bench, pool)
  clock.mark('keys')
  const sorted = await shareOut(
    shared,
    rules.rules.map((rule, i) => blockTask(rule, i, rows)),
    bench,
    pool,
  )
  const blocks = sorted.results as Blocks[]
  const report = reportOf(rules, blocks)
  clock.mark('block')
  const tasks = blocks.flatMap(compareTasks)
  const compared = await shareOut(shared, tasks, bench, pool)
  const parts = compared.results as Found['parts']
  parts.forEach((part, i) => (report[(tasks[i] as { rule: number }).rule]!.added += part.count))
  clock.mark('compare')
  return { parts, report, keys, rules, shared, bench, pool }
}

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

function train(table: Table, { parts }: Found, pairs: number, seed: number, clock: Clock): Model {
  const { layout, rows, second } = table
  const counts = new Map<number, number>()
  for (const { data, count } of parts) {
    for (let i = 2, end = count * 3; i < end; i += 3) counts.set(data[i]!, (counts.get(data[i]!) ?? 0) + 1)
  }
  const histogram = histogramOf(layout, counts)
  const chances = measureChances(table, seed)
  const all = second < rows ? second * (rows - second) : (rows * (rows - 1)) / 2
  const model = modelOf(table, trainClasses(layout, histogram, chances, Math.max(1, all)), pairs)
  clock.mark('train')
  return model
}

/** Edges below this weight are not kept: nobody will ask about them. */
const floor = -10

const pairsAtOnce = 50_000

async function scorePairs(scorer: Scorer, { parts, shared, bench, pool }: Found): Promise<Edges> {
  const tasks = parts.flatMap(({ data, count }) =>
    Array.from({ length: Math.ceil(count / pairsAtOnce) }, (_, i): Task & { job: 'score' } => ({
      job: 'score',
      data,
      from: i * pairsAtOnce,
      to: Math.min(count, (i + 1) * pairsAtOnce),
    })),
  )
  const { results } = await shareOut({ ...shared, scorer: scorer.parts }, tasks, bench, pool)
  const weights = results as Float32Array[]
  const most = weights.reduce((sum, part) => sum + countAbove(part), 0)
  const edges: Edges = {
    count: most,
    a: new Uint32Array(most),
    b: new Uint32Array(most),
    weight: new Float32Array(most),
    pattern: new Int32Array(most),
  }
  let at = 0
  tasks.forEach(({ data, from }, part) => {
    const own = weights[part]!
    for (let i = 0; i < own.length; i++) {
      if (own[i]! < floor) continue
      edges.a[at] = data[(from + i) * 3]!
      edges.b[at] = data[(from + i) * 3 + 1]!
      edges.pattern[at] = data[(from + i) * 3 + 2]!
      edges.weight[at++] = own[i]!
    }
  })
  return edges
}

function countAbove(weights: Float32Array): number {
  let count = 0
  for (let i = 0; i < weights.length; i++) if (weights[i]! >= floor) count++
  return count
}

/** Counts how common the values are, a column a task, before anything asks for it. */
async function countAhead(table: Table, { shared, bench, pool }: Found): Promise<void> {
  const tasks = table.layout.comparisons.flatMap((found, comparison) =>
    found.shared.flatMap((value, level) => (value ? [{ job: 'count' as const, comparison, level }] : [])),
  )
  const { results } = await shareOut(shared, tasks, bench, pool)
  tasks.forEach(({ comparison, level }, i) =>
    keepCounts(
      table,
      table.layout.comparisons[comparison]!.shared[level]!,
      results[i] as { counts: Uint32Array; total: number },
    ),
  )
}

function countClusters(clusters: Uint32Array): number {
  let count = 0
  for (let row = 0; row < clusters.length; row++) if (clusters[row] === row) count++
  return count
}

/** Levels that no weight outranks: twins, two valid IDs, another sex. */
const guarded = new Map([
  ['residentId', new Set(['twin', 'conflict'])],
  ['sex', new Set(['different'])],
])

function autoLinks({ layout }: Table, edges: Edges, clusters: Uint32Array, least: number): Uint32Array {
  const refused = new Map<number, boolean>()
  const isRefused = (pattern: number): boolean => {
    let known = refused.get(pattern)
    if (known === undefined) {
      const levels = levelsOf(layout, pattern)
      known = layout.comparisons.some(
        ({ name, levels: names }, c) => guarded.get(name)?.has(names[levels[c]!]!) ?? false,
      )
      refused.set(pattern, known)
    }
    return known
  }
  const found = new Uint32Array(edges.count)
  let count = 0
  for (let i = 0; i < edges.count; i++) {
    if (edges.weight[i]! < least || clusters[edges.a[i]!] !== clusters[edges.b[i]!] || isRefused(edges.pattern[i]!))
      continue
    found[count++] = i
  }
  return found.slice(0, count)
}

/** Rows that would not even be linked to a copy of themselves, from a sample of 20,000. */
function countUnlinkables(scorer: Scorer, threshold: number): number {
  const { rows } = scorer.table
  const step = Math.max(1, Math.floor(rows / 20_000))
  let seen = 0
  let poor = 0
  for (let row = 0; row < rows; row += step) {
    seen++
    if (weighPair(scorer, patternAt(scorer, row, row), row, row) < threshold) poor++
  }
  return seen === 0 ? 0 : Math.round((poor / seen) * rows)
}

interface Clock {
  timings: Record<string, number>
  mark(step: string): void
}

/** How far along the work is when a step is done. */
const shares: Record<string, number> = {
  read: 0.35,
  keys: 0.4,
  block: 0.5,
  compare: 0.75,
  train: 0.8,
  score: 0.9,
  cluster: 1,
}

function openClock({ onProgress }: LinkOptions): Clock {
  const timings: Record<string, number> = {}
  let last = Date.now()
  return {
    timings,
    mark(step) {
      const now = Date.now()
      timings[step] = (timings[step] ?? 0) + now - last
      last = now
      if (shares[step] !== undefined) onProgress?.({ step, done: shares[step] })
    },
  }
}
