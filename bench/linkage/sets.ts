import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BenchContext, type Figure, figure } from '../runner/bench.ts'
import { runLink } from './run.ts'

interface PublicSet {
  name: string
  files: readonly string[]
  truth: string
  /** The record's own id, which tells the truth in three of the four. */
  id: string
  of: 'pairs' | 'clusters'
  bar: number
  /** Splink 5 with the settings of its own documentation, measured in the same way. */
  splink: number
}

const sets: readonly PublicSet[] = [
  {
    name: 'fake_1000',
    files: ['fake_1000.csv'],
    truth: 'cluster',
    id: 'unique_id',
    of: 'clusters',
    bar: 0.97,
    splink: 0.916,
  },
  {
    name: 'historical_50k',
    files: ['historical_50k.csv'],
    truth: 'cluster',
    id: 'unique_id',
    of: 'clusters',
    bar: 0.89,
    splink: 0.828,
  },
  { name: 'FEBRL3', files: ['febrl3.csv'], truth: 'person', id: 'rec_id', of: 'pairs', bar: 0.9998, splink: 0.9958 },
  {
    name: 'FEBRL4',
    files: ['febrl4a.csv', 'febrl4b.csv'],
    truth: 'person',
    id: 'rec_id',
    of: 'pairs',
    bar: 0.9999,
    splink: 0.9996,
  },
]

/** The public sets of QIANXIAN_LINKAGE_SETS, without labels; none of them is part of the project. */
export async function measurePublicSets(bench: BenchContext, work: string): Promise<Figure[]> {
  const folder = process.env.QIANXIAN_LINKAGE_SETS
  if (folder === undefined) {
    bench.say('Public sets left out: QIANXIAN_LINKAGE_SETS names the folder with fake_1000.csv, febrl3.csv and so on.')
    return []
  }
  const figures: Figure[] = []
  for (const set of sets) {
    const paths = set.files.map((file) => join(folder, file))
    const missing = paths.find((path) => !existsSync(path))
    if (missing !== undefined) {
      bench.say(`${set.name} left out: there is no ${missing}.`)
      continue
    }
    const files = set.truth === 'person' ? paths.map((path, at) => withPerson(path, join(work, set.files[at]!))) : paths
    const { summary } = await runLink(bench, files, ['--truth', set.truth, '--ignore', set.id])
    bench.say(`${set.name}: ${JSON.stringify(summary)}`)
    figures.push(
      figure({
        what: `${set.name}, F1 of ${set.of}`,
        value: summary[set.of]!.f1,
        unit: '',
        ceiling: { what: 'Splink', value: set.splink },
        bar: { op: '>=', value: set.bar },
      }),
    )
  }
  return figures
}

/** FEBRL tells its truth in the record id, rec-552-dup-3: it becomes a column of its own, so that it can be hidden. */
function withPerson(from: string, to: string): string {
  const lines = readFileSync(from, 'utf8').trimEnd().split(/\r?\n/)
  const whole = lines.map((line, at) => {
    if (at === 0) return `${line},person`
    return `${line},${/^rec-(\d+)-/.exec(line)![1]}`
  })
  writeFileSync(to, `${whole.join('\n')}\n`)
  return to
}
