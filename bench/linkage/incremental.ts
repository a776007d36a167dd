import { join } from 'node:path'
import { openTable } from '../../cli/link/input.ts'
import { eachRowText } from '../../cli/link/rows.ts'
import { type Live, linkTable, openLive, readTable } from '../../linkage/src/engine/index.ts'
import type { Model } from '../../linkage/src/engine/types.ts'
import { openFile } from '../../linkage/node/file.ts'
import { generate } from '../../linkage/bench/generate.ts'
import { profiles } from '../../linkage/bench/generator/profiles.ts'
import { type BenchContext, type Figure, figure, timeBest } from '../runner/bench.ts'

const probes = 20_000

/**
 * One raw record at a time, normalising included, against a register in memory; and a whole list of 1,000 rows against a
 * community of 15,000. QIANXIAN_LINKAGE_RESIDENTS asks another register than one million.
 */
export async function measureIncremental(bench: BenchContext, folder: string, seed: number): Promise<Figure[]> {
  const residents = Number(process.env.QIANXIAN_LINKAGE_RESIDENTS ?? 1_000_000)
  const name = residents.toLocaleString('en-US')
  const model = await trainModel(folder, seed)
  const community = await openRegister(folder, model, 15_000, 1_000, seed)
  const list = await timeBest(7, () => community.records.forEach((record) => community.live.probe(record)))
  bench.say(`Opening a register of ${name} in memory …`)
  const { live, records, cpuSeconds } = await openRegister(folder, model, residents, probes, seed)
  // The first thousands warm up; then each probe is timed for itself.
  records.slice(0, 5000).forEach((record) => live.probe(record))
  const times = records.map((record) => timeProbe(live, record)).sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(times.length * share)]!
  return [
    figure({ what: '1,000 rows against 15,000 residents', value: list, unit: 'ms', bar: { op: '<=', value: 50 } }),
    figure({ what: `${name} residents, reading and opening them`, value: cpuSeconds, unit: 'CPU s' }),
    figure({ what: `one record against ${name}, median`, value: at(0.5), unit: 'µs', bar: { op: '<=', value: 50 } }),
    figure({ what: `one record against ${name}, p95`, value: at(0.95), unit: 'µs' }),
    figure({ what: `one record against ${name}, p99`, value: at(0.99), unit: 'µs', bar: { op: '<=', value: 1000 } }),
  ]
}

function timeProbe(live: Live, record: readonly string[]): number {
  const start = process.hrtime.bigint()
  live.probe(record)
  return Number(process.hrtime.bigint() - start) / 1000
}

/** A model as an office would have it: trained on its register and some lists, without labels. */
async function trainModel(folder: string, seed: number): Promise<Model> {
  const out = join(folder, 'train.csv')
  generate({ rows: 100_000, seed: seed + 2, profile: 'usual', out })
  const source = openFile(out)
  try {
    return (await linkTable(source, { seed })).model
  } finally {
    source.close()
  }
}

/** A register of so many residents read from CSV, and raw records of its lists that are not in it yet. */
async function openRegister(folder: string, model: Model, residents: number, listRows: number, seed: number) {
  const rows = residents + listRows
  const [out, lists] = [join(folder, `${residents}.register.csv`), join(folder, `${residents}.lists.csv`)]
  generate({ rows, seed, profile: { ...profiles.usual!, register: residents / rows }, out, lists })
  const start = process.cpuUsage()
  const source = openFile(out)
  const table = await readTable(source, { model })
  source.close()
  const live = openLive(table, model)
  const { user, system } = process.cpuUsage(start)
  return { live, records: await readRecords(lists), cpuSeconds: (user + system) / 1e6 }
}

async function readRecords(path: string): Promise<string[][]> {
  const records: string[][] = []
  const table = await openTable(path)
  eachRowText(table, [...table.header.keys()], (texts) => records.push(texts))
  table.close()
  return records
}
