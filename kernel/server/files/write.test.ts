import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { read, utils } from '@e965/xlsx'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { madeFiles } from '#test/files/made.ts'
import { openTable } from './open-table.ts'
import { guarded, unguarded, writeCsv } from './write-csv.ts'
import { type OutCell, writeXlsx } from './write-xlsx.ts'

const files = madeFiles()

async function written(ending: 'xlsx' | 'csv', rows: OutCell[][]): Promise<string> {
  const path = await files.path(ending)
  const out = createWriteStream(path)
  const columns = (rows[0] ?? []).map((title) => ({ title: String(title) }))
  if (ending === 'xlsx') await writeXlsx(out, [{ name: '答复', columns, rows: rows.slice(1) }])
  else await writeCsv(out, rows)
  return path
}

const sheet = (name: string) => ({ name, columns: [{ title: 'a' }], rows: [['1']] })

async function* failing(): AsyncGenerator<string[]> {
  yield ['1']
  throw new Error('lost the database')
}

async function readBack(path: string): Promise<string[][]> {
  const table = await openTable(path)
  const cells: string[][] = []
  for await (const row of table.rows(0)) cells[row.row - 1] = row.cells
  await table.close()
  return cells
}

const awkward = fc.constantFrom(
  '=1+1',
  "'=1",
  '+86',
  '-',
  '@x',
  '\t',
  '\r\n',
  '"',
  ',',
  '_x000D_',
  '&<>',
  ' 前后 ',
  '𠀀',
  '\u0001',
)
const cell = fc.oneof(awkward, fc.string({ unit: 'grapheme' }), fc.stringMatching(/^\d{11,18}$/))
// A last cell that is never empty keeps the width, which no text table can say otherwise.
const table = fc.array(
  fc.array(cell, { minLength: 2, maxLength: 4 }).map((cells) => [...cells, '末']),
  { minLength: 1, maxLength: 6 },
)

test('what is written to a workbook is read back the same', async () => {
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      expect(await readBack(await written('xlsx', [['甲', '乙'], ...rows]))).toEqual([['甲', '乙'], ...rows])
    }),
    { numRuns: 60 },
  )
})

test('what is written to CSV is read back the same', async () => {
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const tidy = rows.map((cells) => cells.map((each) => each.replaceAll('\u0001', '')))
      expect(await readBack(await written('csv', [['姓名', '乙'], ...tidy]))).toEqual([['姓名', '乙'], ...tidy])
    }),
    { numRuns: 60 },
  )
})

test('guarding against formulas can always be undone', () => {
  fc.assert(fc.property(fc.oneof(awkward, fc.string()), (text) => unguarded(guarded(text)) === text))
  for (const start of ['=', '+', '-', '@', '\t', '\r']) expect(guarded(`${start}cmd`)).toBe(`'${start}cmd`)
})

test('another program sees texts, never formulas, and numbers as numbers', async () => {
  const path = await written('xlsx', [
    ['说明', '证件号码', '次数'],
    ['=HYPERLINK("http://x")', '320106199001011238', 3],
  ])
  const book = read(await readFile(path))
  expect(book.SheetNames).toEqual(['答复'])
  const sheet = book.Sheets['答复']!
  expect(sheet['A2']).toMatchObject({ t: 's', v: '=HYPERLINK("http://x")' })
  expect(sheet['A2'].f).toBeUndefined()
  expect(sheet['B2']).toMatchObject({ t: 's', v: '320106199001011238' })
  expect(utils.sheet_to_json(sheet)).toEqual([
    { 说明: '=HYPERLINK("http://x")', 证件号码: '320106199001011238', 次数: 3 },
  ])
})

test('several sheets get lawful names of their own', async () => {
  const path = await files.path('xlsx')
  await writeXlsx(createWriteStream(path), [
    sheet('公安/铁路[1]'),
    sheet('公安 铁路 1'),
    sheet(''),
    sheet('长'.repeat(99)),
  ])
  const opened = await openTable(path)
  expect(opened.sheets.map((each) => each.name)).toEqual(['公安 铁路 1', '公安 铁路 1 2', '3', '长'.repeat(25)])
  await opened.close()
})

test('a fault in the rows is passed on, not swallowed', async () => {
  const out = createWriteStream(await files.path('xlsx'))
  await expect(writeXlsx(out, [{ name: 'a', columns: [{ title: 'a' }], rows: failing() }])).rejects.toThrow(
    'lost the database',
  )
})
