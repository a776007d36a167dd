import { readFileSync } from 'node:fs'
import { type Table, guessSpec, linkRead, readTable } from '#linkage/engine/index.ts'
import { readTwo } from '#linkage/engine/table.ts'
import type { Input, LinkOptions, LinkResult, Model, Pool, Spec } from '#linkage/engine/types.ts'
import {
  type Quality,
  countTruePairs,
  estimateQuality,
  evaluateClusters,
  evaluateEdges,
  evaluatePairs,
  evaluateReach,
} from '#linkage/evaluate/index.ts'
import { Problem } from '#shared/problem.ts'
import type { LinkCommandOptions } from '../commands/link.ts'
import { type OpenedTable, openTable } from './input.ts'
import { readLabels } from './labels.ts'
import { checkFolder, linksOfRows, writeLinks, writePairs, writeText } from './output.ts'
import { linkProblem } from './problems.ts'
import { openProgress } from './progress.ts'
import { percent, whole } from './report/both.ts'

/** What was found, as `--json` prints it. The three qualities are null without a truth column. */
export interface LinkSummary {
  rows: number
  seconds: number
  cpuSeconds: number
  peakMB: number
  people: number
  threshold: number
  autoThreshold: number
  pairs: Quality | null
  clusters: (Quality & { bCubed: Quality }) | null
  auto: { links: number; precision: number | null; recall: number | null }
  /** What perfect decisions about the compared pairs would have reached. */
  reachable: Quality | null
  estimated: { precision: number; recall: number }
  conflicts: number
  unlinkables: number
}

export interface Measured {
  pairs: Quality
  clusters: ReturnType<typeof evaluateClusters>
  auto: Quality
  /** What perfect decisions about the pairs compared would have reached. */
  reachable: Quality
  truth: Uint32Array
  truePairs: number
}

/** Links the files and writes what was asked for. Returns the exit status; what is wrong is said in both languages. */
export async function runLink(paths: readonly string[], options: LinkCommandOptions): Promise<number> {
  const tables: OpenedTable[] = []
  const progress = openProgress(options.quiet === true)
  try {
    if (paths.length > 2) throw new Problem(linkProblem.link_too_many_files)
    const given = readOptions(options)
    for (const path of [options.out, options.pairs, options.report, options.saveModel])
      if (path !== undefined) checkFolder(path)
    const start = performance.now()
    for (const path of paths) tables.push(await openTable(path))
    const columns = tables.map((table) => truthColumn(table, options.truth))
    const specs = tables.map((table) => (given.model ? specIn(table, given.model) : specOf(table, options)))
    const linked = await withThreads(tables, (pool) =>
      link(tables, specs, { ...given, pool, onProgress: progress.show }, options.report !== undefined),
    )
    const seconds = (performance.now() - start) / 1000
    progress.end()
    const { result } = linked
    const measured = options.truth === undefined ? undefined : measure(tables, columns, result)
    const summary = summarise(result, seconds, measured)
    await write(linked, tables, options, summary, measured)
    if (!options.json) print(summary)
    else process.stdout.write(`${JSON.stringify(summary)}\n`)
    return 0
  } catch (error) {
    progress.end()
    if (!(error instanceof Problem)) throw error
    process.stderr.write(`${error.words('zh')}\n${error.words('en')}\n`)
    return 1
  } finally {
    for (const table of tables) table.close()
  }
}

/** Threads take longer to begin than a small list takes to link. */
const bytesWorthThreads = 16 << 20

async function withThreads(
  tables: readonly OpenedTable[],
  work: (pool: Pool | undefined) => Promise<Linked>,
): Promise<Linked> {
  const size = tables.reduce((sum, table) => sum + table.size, 0)
  if (size < bytesWorthThreads) return work(undefined)
  const { openPool } = await import('../../linkage/node/pool.ts')
  const pool = openPool()
  try {
    return await work(pool)
  } finally {
    await pool.close()
  }
}

interface Given {
  seed: number
  threshold: 'auto' | number
  model?: Model
}

function readOptions(options: LinkCommandOptions): Given {
  const seed = readNumber('--seed', options.seed)
  const threshold = options.threshold === undefined ? 'auto' : readNumber('--threshold', options.threshold)
  return options.model === 'auto' ? { seed, threshold } : { seed, threshold, model: readModel(options.model) }
}

function readNumber(option: string, value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) throw new Problem(linkProblem.link_bad_number, { option, value })
  return number
}

function readModel(path: string): Model {
  let model: Partial<Model>
  try {
    model = JSON.parse(readFileSync(path, 'utf8')) as Partial<Model>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Problem(linkProblem.link_file_missing, { file: path })
    throw new Problem(linkProblem.link_model_broken, { file: path, why: 'JSON' })
  }
  if (model?.version !== 1 || !model.spec || !Array.isArray(model.comparisons))
    throw new Problem(linkProblem.link_model_broken, { file: path, why: 'version, spec, comparisons' })
  return model as Model
}

function truthColumn({ name, header }: OpenedTable, truth: string | undefined): number {
  if (truth === undefined) return -1
  const at = header.findIndex((column) => column.trim() === truth)
  if (at < 0) throw new Problem(linkProblem.link_no_truth, { file: name, column: truth, columns: header.join(', ') })
  return at
}

/** What the columns hold. The truth, and what is to be ignored, is not even looked at. */
function specOf({ name, header, sample }: OpenedTable, { truth, ignore }: LinkCommandOptions): Spec {
  const hidden = new Set([...ignore, ...(truth === undefined ? [] : [truth])])
  const shown = header.flatMap((column, at) => (hidden.has(column.trim()) ? [] : [at]))
  const guessed = guessSpec(
    shown.map((at) => header[at]!),
    sample.map((row) => shown.map((at) => row[at] ?? '')),
  )
  const columns = guessed.columns.map((column) => ({ ...column, at: shown[column.at]! }))
  if (columns.every(({ type }) => type === 'ignore' || type === 'rowId'))
    throw new Problem(linkProblem.link_no_columns, { file: name, columns: header.join(', ') })
  return { ...guessed, columns }
}

/** The columns that a model was trained on, where they stand in this table; one that is missing has no values. */
function specIn({ name, header }: OpenedTable, { spec }: Model): Spec {
  const places = spec.columns.map((column) => header.findIndex((own) => own.trim() === column.header.trim()))
  const used = spec.columns.filter(({ type }, at) => type !== 'ignore' && type !== 'rowId' && places[at]! >= 0)
  if (used.length === 0) throw new Problem(linkProblem.link_no_columns, { file: name, columns: header.join(', ') })
  const columns = spec.columns.map((column, at) => {
    const place = places[at]!
    return { ...column, at: place >= 0 ? place : header.length + at }
  })
  return { ...spec, columns }
}

interface Linked {
  result: LinkResult
  /** The records as the engine holds them, where a report will explain pairs. */
  table?: Table
}

async function link(tables: OpenedTable[], specs: Spec[], options: LinkOptions, keep: boolean): Promise<Linked> {
  const [first, second] = tables
  options.onProgress?.({ step: 'start', done: 0 })
  const [spec, secondSpec] = specs
  const table =
    second === undefined
      ? await readTable(first!.input, { ...options, spec })
      : await readTwo(withHeader(first!), withHeader(second), spec, options.pool, secondSpec)
  options.onProgress?.({ step: 'read', done: 0.35 })
  const result = await linkRead(table, options)
  return keep ? { result, table } : { result }
}

/** Of two tables, the engine wants to see the headers. */
function withHeader({ input, rows, header }: OpenedTable): Input {
  return rows === undefined ? input : [header, ...rows]
}

function measure(tables: OpenedTable[], columns: number[], result: LinkResult): Measured {
  const boundary = tables.length === 2 ? result.second : undefined
  const { numbers: truth } = readLabels(
    tables.map((table, at) => ({ table, column: columns[at]! })),
    result.rows,
  )
  if (truth.length !== result.rows) throw new Error(`read ${truth.length} labels for ${result.rows} rows`)
  const truePairs = countTruePairs(truth, { boundary })
  return {
    truth,
    truePairs,
    pairs: evaluatePairs(result.edges, result.threshold, truth, truePairs),
    clusters: evaluateClusters(result.clusters, truth, { boundary }),
    auto: evaluateEdges(result.edges, result.auto, truth, truePairs),
    reachable: evaluateReach(result.edges, truth, { boundary }),
  }
}

function summarise(result: LinkResult, seconds: number, measured: Measured | undefined): LinkSummary {
  const { user, system } = process.cpuUsage()
  const estimate = estimateQuality(result.edges, (edge) => isLinked(result, edge), result.blocking.recall || 1)
  return {
    rows: result.rows,
    seconds: round(seconds, 3),
    cpuSeconds: round((user + system) / 1e6, 3),
    peakMB: round(process.resourceUsage().maxRSS / 1024, 1),
    people: countPeople(result.clusters),
    threshold: round(result.threshold, 3),
    autoThreshold: round(result.autoThreshold, 3),
    pairs: measured ? measured.pairs : null,
    clusters: measured ? measured.clusters : null,
    auto: {
      links: result.auto.length,
      precision: measured ? measured.auto.precision : null,
      recall: measured ? measured.auto.recall : null,
    },
    reachable: measured ? measured.reachable : null,
    estimated: { precision: estimate.precision.value, recall: estimate.recall.value },
    conflicts: result.conflicts.length,
    unlinkables: result.unlinkables,
  }
}

function isLinked({ clusters, edges }: LinkResult, edge: number): boolean {
  return clusters[edges.a[edge]!] === clusters[edges.b[edge]!]
}

function countPeople(clusters: Uint32Array): number {
  let people = 0
  for (let row = 0; row < clusters.length; row++) if (clusters[row] === row) people++
  return people
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places))
}

async function write(
  { result, table }: Linked,
  tables: OpenedTable[],
  options: LinkCommandOptions,
  summary: LinkSummary,
  measured: Measured | undefined,
): Promise<void> {
  const files = tables.map(({ name }, at) => ({ name, rows: at === 0 ? result.second : result.rows - result.second }))
  if (options.saveModel !== undefined) writeText(options.saveModel, `${JSON.stringify(result.model, null, 2)}\n`)
  if (options.out !== undefined) writeLinks(options.out, { files, result, links: linksOfRows(result) })
  if (options.pairs !== undefined) writePairs(options.pairs, { files, result })
  if (options.report !== undefined && table !== undefined) {
    const { reportOf } = await import('./report/gather.ts')
    writeText(options.report, reportOf({ files, result, table, tables, summary, measured }))
  }
}

/** The summary for people. */
function print(summary: LinkSummary): void {
  const { rows, people, auto, seconds, peakMB, threshold, autoThreshold, pairs, clusters, estimated } = summary
  const lines = [
    ['行 rows', whole(rows)],
    ['人 people', whole(people)],
    ['自动关联 linked without asking', `${whole(auto.links)} (≥ ${autoThreshold.toFixed(1)} bits)`],
    ['门槛 threshold', `${threshold.toFixed(1)} bits`],
    ['估计 estimated', `precision ${percent(estimated.precision)}, recall ${percent(estimated.recall)}`],
    ...(pairs ? [['逐对 pairs', words(pairs)]] : []),
    ...(clusters ? [['成组 clusters', words(clusters)]] : []),
    ...(auto.precision === null
      ? []
      : [['自动 without asking', `precision ${percent(auto.precision)}, recall ${percent(auto.recall!)}`]]),
    ['冲突 conflicts', whole(summary.conflicts)],
    ['信息太少 unlinkable', whole(summary.unlinkables)],
    ['用时 time', `${seconds.toFixed(2)} s, ${whole(peakMB)} MB`],
  ] as [string, string][]
  process.stdout.write(lines.map(([name, value]) => `${name}: ${value}\n`).join(''))
}

function words({ precision, recall, f1 }: Quality): string {
  return `precision ${percent(precision)}, recall ${percent(recall)}, F1 ${f1.toFixed(4)}`
}
