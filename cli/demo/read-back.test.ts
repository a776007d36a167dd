import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ListRow, listRows, planSheets } from '#server/files/list.ts'
import { openTable } from '#server/files/open-table.ts'
import { makeCommunity } from './community.ts'
import { makeEveningLists, makeSampleList } from './lists/evening.ts'
import { makeRegisterWorkbook } from './register-workbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'qianxian-demo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const community = makeCommunity({ seed: 8, day: '2022-03-23', households: 500 })

interface ReadSheet {
  name: string
  columns: readonly string[]
  rows: ListRow[]
}

/** What the intake of lists makes of a file: each sheet's columns, and its rows of data. */
async function readBack(name: string, bytes: Uint8Array): Promise<ReadSheet[]> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  const table = await openTable(path)
  const sheets: ReadSheet[] = []
  for (const { sheet, header } of await planSheets(table)) {
    const rows: ListRow[] = []
    for await (const row of listRows(table, sheet, header!)) if (row.kind === 'data') rows.push(row)
    sheets.push({ name: table.sheets[sheet]!.name, columns: header!.columns, rows })
  }
  await table.close()
  return sheets
}

describe('the files made here, read by the intake', () => {
  it("gives every list's rows under its headers, where the truth says", async () => {
    for (const file of [...makeEveningLists(community, { seed: 2, rows: 600 }), makeSampleList(community)]) {
      const [sheet] = await readBack(file.name, file.bytes)
      expect(sheet!.rows.map((row) => row.row)).toEqual(file.truth.map((truth) => truth.row))
      sheet!.rows.forEach((row, at) => expect(row.cells).toContain(file.truth[at]!.sourceRow))
    }
  })

  it("gives the register's rows, each with the address that its household's first row bears", async () => {
    const workbook = makeRegisterWorkbook(community)
    const sheets = new Map((await readBack('register.xlsx', workbook.bytes)).map((sheet) => [sheet.name, sheet]))
    const doors = new Map(community.doors.map((door) => [door.key, door]))
    const rows = new Map([...sheets].map(([name, sheet]) => [name, new Map(sheet.rows.map((row) => [row.row, row]))]))
    for (const { sheet, row, door } of workbook.truth) {
      const { columns } = sheets.get(sheet)!
      const cells = rows.get(sheet)!.get(row)!.cells
      const cellOf = (word: string): string | undefined => cells[columns.findIndex((column) => column.includes(word))]
      expect(cellOf('小区')).toBe(doors.get(door)!.building.estate)
      expect(cellOf('室号')).toBe(doors.get(door)!.room)
    }
  })
})
