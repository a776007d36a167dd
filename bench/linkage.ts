import { generate } from '../linkage/bench/generate.ts'
import { join } from 'node:path'
import type { LinkSummary } from '../cli/link/run.ts'
import { type Bench, type BenchContext, type Figure, figure, timeBest } from './runner/bench.ts'
import { measureAnswers } from './linkage/answers.ts'
import { measureIncremental } from './linkage/incremental.ts'
import { measureMerges } from './linkage/merges.ts'
import { readBytes, runLink } from './linkage/run.ts'
import { measurePublicSets } from './linkage/sets.ts'

interface Size {
  rows: number
  runs: number
  seconds?: number
  memory?: number
}

const sizes: readonly Size[] = [
  { rows: 10_000, runs: 1 },
  { rows: 100_000, runs: 3, seconds: 0.9 },
  { rows: 1_000_000, runs: 2, seconds: 4.5, memory: 600 },
]
const largest: Size = { rows: 10_000_000, runs: 1, seconds: 60, memory: 3500 }

/** Other faults than the usual ones, at 100,000 rows: told, so that a change that helps one and hurts another shows. */
const otherProfiles = ['clean', 'harsh', 'masked', 'sparse', 'families', 'typed', 'lists']

/**
 * The linkage library from CSV on disk to clusters, as a process of its own, on registers that the generator makes.
 * QIANXIAN_LINKAGE_SIZES=10000000 measures ten million rows instead of the default sizes (about six minutes);
 * QIANXIAN_LINKAGE_SETS=FOLDER adds the public sets; QIANXIAN_LINKAGE_SEED another seed than 1.
 */
export const bench: Bench = {
  name: 'linkage',
  about: 'record linkage from CSV to clusters: seconds, memory, F1, false merges by kind, without labels',
  run: async (bench) => {
    const seed = Number(process.env.QIANXIAN_LINKAGE_SEED ?? 1)
    const folder = bench.makeFolder()
    const figures: Figure[] = []
    const growth: (string | number)[][] = []
    for (const size of wantedSizes()) {
      const file = join(folder, `${size.rows}.csv`)
      bench.say(`Making ${words(size.rows)} rows …`)
      generate({ rows: size.rows, seed, profile: 'usual', out: file })
      const { best, line, measured } = await measureSize(bench, size, file, seed)
      growth.push(line)
      figures.push(...measured)
      bench.say(`${words(size.rows)} rows: ${JSON.stringify(best)}`)
    }
    bench.say(growthTable(growth))
    if (process.env.QIANXIAN_LINKAGE_SIZES === undefined) {
      figures.push(...(await measureProfiles(bench, folder, seed)))
      figures.push(...(await measureAnswers(bench, folder, seed)))
      figures.push(...(await measureIncremental(bench, folder, seed)))
    }
    figures.push(...(await measurePublicSets(bench, folder)))
    return figures
  },
}

function wantedSizes(): Size[] {
  const given = process.env.QIANXIAN_LINKAGE_SIZES
  if (given === undefined) return [...sizes]
  return given
    .split(',')
    .map(Number)
    .map((rows) => [...sizes, largest].find((size) => size.rows === rows) ?? { rows, runs: 1 })
}

async function measureSize(
  bench: BenchContext,
  { rows, runs, seconds, memory }: Size,
  file: string,
  seed: number,
): Promise<{ best: LinkSummary; line: (string | number)[]; measured: Figure[] }> {
  const reading = await timeBest(2, () => readBytes(file))
  const links = `${file}.links`
  let best: LinkSummary | undefined
  let wall = Infinity
  for (let run = 0; run < runs; run++) {
    const found = await runLink(bench, file, ['--truth', 'person_id', '--ignore', 'household_id', '--out', links])
    wall = Math.min(wall, found.wall)
    if (best === undefined || found.summary.seconds < best.seconds) best = found.summary
  }
  const summary = best!
  const name = words(rows)
  const ceiling = { what: 'the bytes only read', value: reading / 1000 }
  const measured = [
    figure({
      what: `${name} rows, CSV to clusters`,
      value: summary.seconds,
      unit: 's',
      ceiling,
      ...bar('<=', seconds),
    }),
    figure({ what: `${name} rows, whole process with output and truth`, value: wall, unit: 's' }),
    figure({ what: `${name} rows, CPU`, value: summary.cpuSeconds, unit: 'CPU s' }),
    figure({ what: `${name} rows, peak memory`, value: summary.peakMB, unit: 'MB', ...bar('<=', memory) }),
  ]
  const quality = rows >= 1_000_000
  measured.push(
    figure({
      what: `${name} rows, F1 of clusters`,
      value: summary.clusters!.f1,
      unit: '',
      ceiling: { what: 'all pairs decided rightly', value: summary.reachable!.f1 },
      ...bar('>=', quality ? 0.97 : undefined),
    }),
    figure({
      what: `${name} rows, precision of automatic links`,
      value: summary.auto.precision!,
      unit: '',
      ...bar('>=', quality ? 0.997 : undefined),
    }),
    figure({ what: `${name} rows, recall of automatic links`, value: summary.auto.recall!, unit: '' }),
  )
  measured.push(...(await measureMerges({ rows, seed, profile: 'usual' }, links, name)))
  const line = [
    name,
    summary.seconds,
    summary.cpuSeconds,
    summary.peakMB,
    Number(((summary.seconds * 1e6) / rows).toFixed(2)),
    Number(summary.pairs!.f1.toFixed(4)),
    Number(summary.clusters!.f1.toFixed(4)),
    Number(summary.auto.precision!.toFixed(5)),
    Number(summary.auto.recall!.toFixed(4)),
  ]
  return { best: summary, line, measured }
}

function bar(op: '<=' | '>=', value: number | undefined): { bar?: { op: '<=' | '>='; value: number } } {
  return value === undefined ? {} : { bar: { op, value } }
}

async function measureProfiles(bench: BenchContext, folder: string, seed: number): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const profile of otherProfiles) {
    const file = join(folder, `${profile}.csv`)
    generate({ rows: 100_000, seed: seed + 1, profile, out: file, order: 'mixed', headers: 'zh' })
    const { summary } = await runLink(bench, file, ['--truth', 'person_id', '--ignore', 'household_id'])
    const { precision, recall } = summary.auto
    bench.say(
      `${profile}: clusters F1 ${summary.clusters!.f1.toFixed(4)}, automatic links ${precision!.toFixed(5)} / ${recall!.toFixed(4)}`,
    )
    figures.push(figure({ what: `faults "${profile}", F1 of clusters`, value: summary.clusters!.f1, unit: '' }))
    figures.push(figure({ what: `faults "${profile}", precision of automatic links`, value: precision!, unit: '' }))
  }
  return figures
}

const heads = [
  'rows',
  'seconds',
  'CPU s',
  'peak MB',
  'µs a row',
  'pair F1',
  'cluster F1',
  'auto precision',
  'auto recall',
]

/** How all grows with the number of rows. */
function growthTable(lines: (string | number)[][]): string {
  const cells = [heads, ...lines.map((line) => line.map(String))]
  const widths = heads.map((_, at) => Math.max(...cells.map((line) => line[at]!.length)))
  return `\n${cells.map((line) => line.map((cell, at) => cell.padStart(widths[at]!)).join('  ')).join('\n')}\n`
}

function words(rows: number): string {
  return rows.toLocaleString('en-US')
}
