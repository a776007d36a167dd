import { type Table, explainPair } from '#linkage/engine/index.ts'
import type { LinkResult } from '#linkage/engine/types.ts'
import { estimateChart, estimateQuality, measureRows, thresholdChart } from '#linkage/evaluate/index.ts'
import { readGroupings } from '../groups.ts'
import type { OpenedTable } from '../input.ts'
import { linksOfRows, placeOf } from '../output.ts'
import { chooseExamples } from './examples.ts'
import type { LinkSummary, Measured } from '../run.ts'
import { groupTables } from './groups.ts'
import { type Example, makeReport } from './report.ts'

export interface ReportOptions {
  files: readonly { name: string; rows: number }[]
  result: LinkResult
  /** The records as the engine holds them, to explain pairs by. */
  table: Table
  tables: readonly OpenedTable[]
  summary: LinkSummary
  measured: Measured | undefined
}

const binStep = 0.5

/** Beyond this, reading every row again for its group would take longer than linking did. */
const mostGroupedRows = 2_000_000

/** The report of a run, as HTML. */
export function reportOf({ files, result, table, tables, summary, measured }: ReportOptions): string {
  const { edges, clusters, threshold } = result
  const recall = result.blocking.recall || 1
  const linked = (edge: number): boolean => clusters[edges.a[edge]!] === clusters[edges.b[edge]!]
  const safe = new Set(result.auto)
  let doubtful = 0
  for (let edge = 0; edge < edges.count; edge++) if (edges.weight[edge]! >= threshold && !safe.has(edge)) doubtful++
  const shown = measured && {
    pairs: measured.pairs,
    clusters: measured.clusters,
    auto: measured.auto,
    chart: thresholdChart(edges, measured.truth, measured.truePairs),
  }
  const groupings = result.rows > mostGroupedRows ? [] : readGroupings(tables, result.spec)
  const quality = measured && measureRows(clusters, measured.truth)
  return makeReport({
    files,
    result,
    people: summary.people,
    seconds: summary.seconds,
    peakMB: summary.peakMB,
    estimate: estimateQuality(edges, linked, recall),
    chart: estimateChart(edges, recall),
    measured: shown,
    bins: weightBins(result),
    binStep,
    examples: examplesOf({ files, result, table }),
    groups: groupTables(groupings, result, linksOfRows(result), quality),
    doubtful,
    made: new Date().toISOString().slice(0, 16).replace('T', ' '),
    language: (process.env.LANG ?? '').startsWith('zh') ? 'zh' : 'en',
  })
}

function examplesOf({ files, result, table }: Pick<ReportOptions, 'files' | 'result' | 'table'>): Example[] {
  const { edges, model } = result
  return chooseExamples(result).map(({ edge, zh, en, tag }) => ({
    zh,
    en,
    tag,
    a: placeOf(files, edges.a[edge]!),
    b: placeOf(files, edges.b[edge]!),
    waterfall: explainPair(model, table, edges.a[edge]!, edges.b[edge]!),
  }))
}

function weightBins({ edges }: LinkResult): { from: number; count: number }[] {
  const counts = new Map<number, number>()
  for (let edge = 0; edge < edges.count; edge++) {
    const bin = Math.floor(edges.weight[edge]! / binStep)
    counts.set(bin, (counts.get(bin) ?? 0) + 1)
  }
  return [...counts].sort(([a], [b]) => a - b).map(([bin, count]) => ({ from: bin * binStep, count }))
}
