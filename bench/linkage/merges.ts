import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { makeRows } from '../../linkage/bench/generator/population.ts'
import { profiles } from '../../linkage/bench/generator/profiles.ts'
import { type MergeKind, countFalseMerges, mergeKinds } from '../../linkage/src/evaluate/index.ts'
import { type Figure, figure } from '../runner/bench.ts'

const kindWords: Record<MergeKind, string> = {
  twins: 'twins',
  housemates: 'housemates',
  sameName: 'people of one name',
  other: 'others',
}

/** Who was taken for one person, per 10,000 rows and by kind. The truth is made again; names and birthdays are the true ones. */
export async function measureMerges(
  { rows, seed, profile }: { rows: number; seed: number; profile: string },
  links: string,
  name: string,
): Promise<Figure[]> {
  const truth = new Uint32Array(rows)
  const households = new Uint32Array(rows)
  const births = new Uint32Array(rows)
  const names = new Uint32Array(rows)
  const known = new Map<string, number>()
  let row = 0
  for (const { human } of makeRows({ rows, seed, profile: profiles[profile]!, order: 'register-first' })) {
    const full = human.surname + human.given
    let number = known.get(full)
    if (number === undefined) known.set(full, (number = known.size))
    truth[row] = human.number
    households[row] = human.household
    births[row] = Number(human.birth.replaceAll('-', ''))
    names[row++] = number
  }
  const kindOf = (a: number, b: number): MergeKind => {
    if (households[a] === households[b]) return births[a] === births[b] ? 'twins' : 'housemates'
    return names[a] === names[b] ? 'sameName' : 'other'
  }
  const { per10000, total } = countFalseMerges(await readClusters(links, rows), truth, kindOf)
  return [
    figure({ what: `${name} rows, people merged wrongly`, value: total, unit: '' }),
    ...mergeKinds.map((kind) =>
      figure({
        what: `${name} rows, merged wrongly: ${kindWords[kind]}`,
        value: per10000[kind],
        unit: 'per 10,000 rows',
      }),
    ),
  ]
}

/** The cluster column of what `qianxian link --out` wrote. */
export async function readClusters(links: string, rows: number): Promise<Uint32Array> {
  const clusters = new Uint32Array(rows)
  let row = -1
  for await (const line of createInterface({ input: createReadStream(links) })) {
    if (row >= 0) clusters[row] = Number(line.split(',', 3)[2])
    row++
  }
  if (row !== rows) throw new Error(`${links} has ${row} rows instead of ${rows}`)
  return clusters
}
