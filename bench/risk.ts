import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeRiskLists } from '#cli/demo/risk-lists.ts'
import { openRandom } from '#cli/demo/random.ts'
import type { Context } from '#server/context.ts'
import { levelOfPlace } from '#slices/risk/server/look.ts'
import { type Bench, type BenchContext, figure } from './runner/bench.ts'
import { runCommand } from './runner/process.ts'

const lists = 1000
/** Every so many lists one states a count that is not its own. */
const wrongEvery = 50
const questions = 400

/** A year of national lists at once, as an office that begins in the middle takes them in; then questions about it. */
export const bench: Bench = {
  name: 'risk',
  about:
    '1,000 national lists (some 300 MB) imported, then places asked about; QIANXIAN_RISK_LISTS adds a folder of yours',
  run: async (bench) => {
    bench.say(`Making ${lists} lists …`)
    const folder = bench.makeFolder()
    const wrong = writeLists(folder)
    const { context, environment } = await bench.openDatabase()
    const made = await importFolder(bench, folder, environment)
    const figures = [
      figure({
        what: `${lists.toLocaleString('en-US')} lists, ${Math.round(made.bytes / 1e6)} MB`,
        value: made.seconds,
        unit: 's',
        ceiling: { what: 'the files only read and parsed', value: made.parsed },
        bar: { op: '<=', value: 20 },
      }),
      figure({ what: 'memory of it', value: made.peakMB, unit: 'MB' }),
      figure({
        what: 'count mismatches told',
        value: made.mismatches,
        unit: `of ${wrong}`,
        bar: { op: '>=', value: wrong },
      }),
      ...(await askQuestions(bench, context)),
    ]
    const own = process.env.QIANXIAN_RISK_LISTS
    if (!own) return figures
    const again = await bench.openDatabase()
    const real = await importFolder(bench, own, again.environment)
    const ceiling = { what: 'the files only read and parsed', value: real.parsed }
    return [
      ...figures,
      figure({ what: `${real.files} lists of the folder given`, value: real.seconds, unit: 's', ceiling }),
      ...(await askQuestions(bench, again.context)),
    ]
  },
}

function writeLists(folder: string): number {
  let wrong = 0
  let n = 0
  for (const { name, text } of makeRiskLists({ seed: 7, lists, day: '2030-04-15', peak: 13_500 })) {
    const spoil = n++ % wrongEvery === wrongEvery - 1
    if (spoil) wrong++
    writeFileSync(
      join(folder, name),
      spoil ? text.replace(/"hcount":(\d+)/, (_, count) => `"hcount":${Number(count) + 1}`) : text,
    )
  }
  return wrong
}

async function importFolder(bench: BenchContext, folder: string, environment: Record<string, string>) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  const start = performance.now()
  let bytes = 0
  for (const name of files) {
    const file = readFileSync(join(folder, name))
    bytes += file.length
    JSON.parse(file.toString('utf8'))
  }
  const parsed = (performance.now() - start) / 1000
  bench.say(`Importing ${files.length} lists …`)
  const { ms, peakMB, output } = await runCommand(bench, ['risk', 'import', folder, '--quiet'], environment)
  const mismatches = Number(/count mismatches: (\d+)/.exec(output)?.[1])
  bench.say(output.trim().split('\n').slice(-5).join('\n'))
  return { files: files.length, bytes, parsed, seconds: ms / 1000, peakMB, mismatches }
}

async function askQuestions(bench: BenchContext, context: Context) {
  await context.db`analyze`
  const places = await context.db<{ text: string; county: string; at: Date }[]>`
    select c.province || c.city || c.county || p.name as text, c.province || c.city || c.county as county,
      p.changed_at[1] as at
    from risk_places p join risk_counties c on c.id = p.county_id where p.rest_of is null and p.name <> ''
    order by md5(p.id::text) limit ${questions}`
  const random = openRandom(1)
  const time = async (ask: (place: (typeof places)[number]) => Promise<unknown>): Promise<number> => {
    const took: number[] = []
    for (const place of places) {
      const start = performance.now()
      await ask(place)
      took.push(performance.now() - start)
    }
    return took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)]!
  }
  const day = 86_400_000
  const at = (place: { at: Date }) => place.at.getTime() + random.below(14) * day
  const about = (text: (place: (typeof places)[number]) => string) => (place: (typeof places)[number]) => {
    const from = at(place)
    return levelOfPlace(context, text(place), from, from + day)
  }
  bench.say(`Asking ${places.length} times each …`)
  await time(about(({ text }) => text))
  const ceiling = { what: 'a row by its key', value: await time(({ text }) => context.db`select ${text}`) }
  const bar = { op: '<=', value: 5 } as const
  return [
    figure({ what: 'a place on a day, 95th', value: await time(about(({ text }) => text)), unit: 'ms', ceiling, bar }),
    figure({
      what: 'a door in a place, 95th',
      value: await time(about(({ text }) => `${text}1502室`)),
      unit: 'ms',
      ceiling,
      bar,
    }),
    figure({ what: 'a county on a day, 95th', value: await time(about(({ county }) => county)), unit: 'ms', ceiling }),
    figure({
      what: 'a place no list names, 95th',
      value: await time(about(({ county }) => `${county}未名路1号`)),
      unit: 'ms',
      ceiling,
      bar,
    }),
  ]
}
