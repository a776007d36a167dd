import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DemoCommunity, makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import { makeLongList } from '#cli/demo/lists/evening.ts'
import { listRows, planSheets } from '#server/files/list.ts'
import { openTable } from '#server/files/open-table.ts'
import { type Bench, figure } from './runner/bench.ts'
import { runCommand } from './runner/process.ts'

const day = '2022-03-23'
/** About 100,000 residents, as many as the largest communities have. */
const households = 26_000

/** The busiest evening: a list as long as the register is, in through the door that an office's own scripts use. */
export const bench: Bench = {
  name: 'intake',
  about: 'a list of 100,000 rows (XLSX) against a register of 100,000: read, checked, linked, tasks made',
  run: async (bench) => {
    bench.say('Making the community and its lists …')
    const community = makeCommunity({ seed: 7, day, households })
    const folder = bench.makeFolder()
    const files = [10_000, 100_000].map((rows) => writeList(folder, community, rows))
    const { context, environment } = await bench.openDatabase()
    await installDemo(context, community)
    const figures = []
    for (const { path, rows, seconds, memory } of files) {
      bench.say(`Taking in ${rows} rows against ${community.residents.length} residents …`)
      const args = ['import', path, '--source', '公安', '--community', community.code]
      const { ms, peakMB, output } = await runCommand(bench, args, environment)
      bench.say(output.trim())
      const what = `${rows.toLocaleString('en-US')} rows`
      const ceiling = { what: 'the file only read', value: (await timeReading(path)) / 1000 }
      figures.push(figure({ what, value: ms / 1000, unit: 's', ceiling, bar: { op: '<=', value: seconds } }))
      figures.push(
        figure({
          what: `${what}, memory`,
          value: peakMB,
          unit: 'MB',
          ...(memory ? { bar: { op: '<=', value: memory } } : {}),
        }),
      )
    }
    return figures
  },
}

function writeList(folder: string, community: DemoCommunity, rows: number) {
  const path = join(folder, `${rows}.xlsx`)
  writeFileSync(path, makeLongList(community, { seed: rows, rows }).bytes)
  return rows > 10_000 ? { path, rows, seconds: 60, memory: 700 } : { path, rows, seconds: 5, memory: undefined }
}

/** Milliseconds to read the file from end to end and do nothing with it. */
async function timeReading(path: string): Promise<number> {
  const start = performance.now()
  const table = await openTable(path)
  for (const plan of await planSheets(table)) {
    if (!plan.header || plan.skip) continue
    for await (const _row of listRows(table, plan.sheet, plan.header));
  }
  await table.close()
  return performance.now() - start
}
