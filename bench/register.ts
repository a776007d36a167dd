import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { type DemoResident, demoCode, makeCommunity, makeLargeRegister } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import { listRows, planSheets } from '#server/files/list.ts'
import { openTable } from '#server/files/open-table.ts'
import { type OutCell, writeXlsx } from '#server/files/write-xlsx.ts'
import { type Bench, figure } from './runner/bench.ts'
import { runCommand } from './runner/process.ts'

const day = '2022-03-23'
const residents = 100_000
const columns = [
  '网格',
  '小区',
  '楼栋',
  '单元',
  '房号',
  '姓名',
  '性别',
  '出生日期',
  '国籍',
  '证件号码',
  '联系电话',
  '人群类别',
]

/** The largest community's whole register on its first day, and the same again after everybody is known. */
export const bench: Bench = {
  name: 'register',
  about: 'a register of 100,000 people (XLSX) into an empty community, and once more when all are known',
  run: async (bench) => {
    bench.say('Making the register …')
    const folder = bench.makeFolder()
    const paths = [join(folder, 'first.xlsx'), join(folder, 'again.xlsx')] as const
    await write(paths[0], '底册')
    await write(paths[1], '再来')
    const { context, environment } = await bench.openDatabase()
    // The areas and nothing else: one household stands for an office that has just begun.
    await installDemo(context, makeCommunity({ seed: 3, day, households: 1 }))
    const ceiling = { what: 'the file only read', value: (await timeReading(paths[0])) / 1000 }
    const figures = []
    for (const [what, path, most] of [
      ['into an empty community', paths[0], 150],
      ['the same once more', paths[1], 90],
    ] as const) {
      bench.say(`Taking in ${residents} people: ${what} …`)
      const { ms, peakMB, output } = await runCommand(
        bench,
        ['import', path, '--register', '--community', demoCode],
        environment,
      )
      bench.say(output.trim())
      figures.push(figure({ what, value: ms / 1000, unit: 's', ceiling, bar: { op: '<=', value: most } }))
      figures.push(figure({ what: `${what}, memory`, value: peakMB, unit: 'MB', bar: { op: '<=', value: 700 } }))
    }
    return figures
  },
}

async function write(path: string, name: string): Promise<void> {
  await writeXlsx(createWriteStream(path), [{ name, columns: columns.map((title) => ({ title })), rows: rows() }])
}

function* rows(): Generator<OutCell[]> {
  for (const piece of makeLargeRegister({ seed: 3, residents, day })) for (const one of piece) yield rowOf(one)
}

function rowOf({ door, name, sex, birth, nationality, document, phone, categories }: DemoResident): OutCell[] {
  const { building, unit, room } = door
  const place = [`第${Number(building.grid.slice(-2))}网格`, building.estate, building.name, unit || '—', room]
  const person = [name, sex === 'M' ? '男' : '女', birth, nationality === 'CHN' ? '中国' : nationality]
  return [...place, ...person, document?.number, phone, categories.join('、')]
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
