// Measures the linker on a made register: node --import tsx linkage/bench/linker.ts [residents] [rows] [seed]
import { openLinker } from '../src/index.ts'
import { makeRegister, sources } from './register.ts'

const [residents = 15_000, count = 4_000, seed = 1] = process.argv.slice(2).map(Number)
const { residents: register, rows } = makeRegister({ seed, residents, rows: count })

const opened = cpu()
const linker = openLinker(register)
const openSeconds = opened()
const probed = cpu()
const links = rows.map((row) => linker.probe(row.person))
const probeSeconds = probed()

const table: Record<string, Record<string, number | string>> = {}
for (const source of [...sources, 'all'] as const) {
  const mine = rows.flatMap((row, i) => (source === 'all' || row.source === source ? [{ row, link: links[i]! }] : []))
  const linked = mine.filter(({ link }) => link.kind === 'linked')
  const review = mine.filter(({ link }) => link.kind === 'review')
  const known = mine.filter(({ row }) => row.truth !== null)
  table[source] = {
    rows: mine.length,
    linked: linked.length,
    wrong: linked.filter(({ row, link }) => link.to !== row.truth).length,
    precision: share(linked.filter(({ row, link }) => link.to === row.truth).length, linked.length),
    recall: share(
      known.filter(({ row, link }) => link.kind === 'linked' && link.to === row.truth).length,
      known.length,
    ),
    review: share(review.length, mine.length),
    'review holds the right one': share(
      review.filter(({ row, link }) => row.truth !== null && [link, ...link.rivals].some(({ to }) => to === row.truth))
        .length,
      review.filter(({ row }) => row.truth !== null).length,
    ),
    'known called new': known.filter(({ link }) => link.kind === 'new').length,
  }
}
console.table(table)
console.log(`open ${residents}: ${openSeconds} CPU s · probe ${count}: ${probeSeconds} CPU s`)

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : (part / whole).toFixed(4)
}

function cpu(): () => string {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return ((user + system) / 1e6).toFixed(2)
  }
}
