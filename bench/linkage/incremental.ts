import { makeRows } from '../../linkage/bench/generator/population.ts'
import { profiles } from '../../linkage/bench/generator/profiles.ts'
import type { Row } from '../../linkage/bench/generator/sources.ts'
import { type Linker, type Person, openLinker } from '../../linkage/src/index.ts'
import { type BenchContext, type Figure, figure, timeBest } from '../runner/bench.ts'

const probes = 20_000

/**
 * One raw record at a time, normalising included, against a register in memory; and a whole list of 1,000 rows against a
 * community of 15,000. QIANXIAN_LINKAGE_RESIDENTS asks another register than one million.
 */
export async function measureIncremental(bench: BenchContext, seed: number): Promise<Figure[]> {
  const residents = Number(process.env.QIANXIAN_LINKAGE_RESIDENTS ?? 1_000_000)
  const community = openRegister(15_000, 1_000, seed)
  const list = await timeBest(7, () => community.rows.forEach((row) => community.linker.probe(row)))
  const figures = [
    figure({ what: '1,000 rows against 15,000 residents', value: list, unit: 'ms', bar: { op: '<=', value: 50 } }),
  ]
  bench.say(`Opening a register of ${residents.toLocaleString('en-US')} in memory …`)
  const start = process.cpuUsage()
  const { linker, rows } = openRegister(residents, probes, seed)
  const { user, system } = process.cpuUsage(start)
  // The first thousands warm up; then each probe is timed for itself.
  rows.slice(0, 5000).forEach((row) => linker.probe(row))
  const times = rows.map((row) => timeProbe(linker, row)).sort((a, b) => a - b)
  const name = `one record against ${residents.toLocaleString('en-US')} in memory`
  const at = (share: number): number => times[Math.floor(times.length * share)]!
  figures.push(
    figure({ what: `${name}, making and opening it`, value: (user + system) / 1e6, unit: 'CPU s' }),
    figure({ what: `${name}, median`, value: at(0.5), unit: 'µs', bar: { op: '<=', value: 50 } }),
    figure({ what: `${name}, p95`, value: at(0.95), unit: 'µs' }),
    figure({ what: `${name}, p99`, value: at(0.99), unit: 'µs', bar: { op: '<=', value: 1000 } }),
  )
  return figures
}

function timeProbe(linker: Linker, row: Person): number {
  const start = process.hrtime.bigint()
  linker.probe(row)
  return Number(process.hrtime.bigint() - start) / 1000
}

/** A register of so many residents, and rows of its lists that are not in it yet. */
function openRegister(residents: number, listRows: number, seed: number): { linker: Linker; rows: Person[] } {
  const profile = { ...profiles.usual!, register: residents / (residents + listRows) }
  const rows: Person[] = []
  const people = function* (): Generator<Person> {
    let at = 0
    for (const { row, registered } of makeRows({
      rows: residents + listRows,
      seed,
      profile,
      order: 'register-first',
    })) {
      const person = personOf(row, `${at++}`)
      if (registered) yield person
      else rows.push(person)
    }
  }
  const linker = openLinker(people())
  return { linker, rows }
}

function personOf({ name, idNumber, phone, birth, sex, address }: Row, key: string): Person {
  return {
    key,
    name,
    ...(idNumber ? { documents: [{ type: 'resident_id', number: idNumber }] } : {}),
    ...(phone ? { phones: [phone] } : {}),
    ...(birth ? { birth } : {}),
    ...(sex ? { sex: sex === '男' ? 'M' : 'F' } : {}),
    ...(address ? { address } : {}),
  }
}
