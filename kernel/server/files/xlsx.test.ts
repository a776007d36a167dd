import { utils, write } from '@e965/xlsx'
import { expect, test } from 'vitest'
import { madeFiles, relations, workbookParts } from '#test/files/made.ts'
import { openTable } from './open-table.ts'
import type { Row, Table } from './table.ts'

const files = madeFiles()
const options = { type: 'buffer', bookType: 'xlsx', UTC: true } as const

async function rowsOf(table: Table, sheet = 0): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of table.rows(sheet)) rows.push(row)
  return rows
}

test('reads what another program wrote: texts, numbers, booleans, dates, several sheets', async () => {
  const book = utils.book_new()
  const people = utils.aoa_to_sheet([
    ['姓名', '手机', '登记', '生日'],
    ['张三', 13812345678, true, new Date(Date.UTC(1990, 0, 2))],
    [null, null, null, null],
    ['李四 ', '013900001111', false, null],
  ])
  utils.book_append_sheet(book, people, '名单')
  utils.book_append_sheet(book, utils.aoa_to_sheet([['x']]), '附页')
  book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] }
  const path = await files.file('xlsx', write(book, options))
  const table = await openTable(path)
  expect(table.sheets).toEqual([
    { name: '名单', hidden: false },
    { name: '附页', hidden: true },
  ])
  const rows = await rowsOf(table)
  expect(rows.map((row) => [row.row, row.types, ...row.cells])).toEqual([
    [1, 'ssss', '姓名', '手机', '登记', '生日'],
    [2, 'snbd', '张三', '13812345678', 'TRUE', '1990-01-02'],
    [4, 'ssb', '李四 ', '013900001111', 'FALSE'],
  ])
  expect((await rowsOf(table, 1))[0]!.cells).toEqual(['x'])
  await table.close()
})

test('reads shared rich text, inline text, readings, escapes, errors, formulas and cells without references', async () => {
  const sheet = `<worksheet><sheetData>
    <row r="3"><c r="B3" t="s"><v>0</v></c><c t="inlineStr"><is><r><t>内</t></r><r><t>联</t></r></is></c><c r="F3" t="e"><v>#N/A</v></c></row>
    <row><c t="str"><f>A1&amp;"x"</f><v>算_x000D_出</v></c><c><f>1+1</f><v>2</v></c><c><f>1</f></c><c s="1"><v>45000</v></c></row>
    <row r="9" hidden="1"><c t="n"><v>3.20106199001011E+17</v></c></row></sheetData></worksheet>`
  const parts = workbookParts(sheet, {
    'xl/sharedStrings.xml':
      '<sst><si><r><t>王</t></r><rPh sb="0" eb="1"><t>wang</t></rPh><r><t xml:space="preserve"> 五</t></r></si></sst>',
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>',
  })
  const table = await openTable(await files.zip('xlsx', parts))
  expect(await rowsOf(table)).toEqual([
    { sheet: 0, row: 3, cells: ['', '王 五', '内联', '', '', ''], types: '.ss..e' },
    { sheet: 0, row: 4, cells: ['算\r出', '2', '', '2023-03-15'], types: 'sn.d' },
    { sheet: 0, row: 9, cells: ['320106199001011000'], types: 'r', hidden: true },
  ])
  await table.close()
})

test('a cell merged downwards counts for each row; one merged sideways is told as a span', async () => {
  const sheet = `<worksheet><sheetData>
    <row r="1"><c r="A1" t="inlineStr"><is><t>名单</t></is></c></row>
    <row r="2"><c r="A2" t="inlineStr"><is><t>1幢101室</t></is></c><c r="B2" t="inlineStr"><is><t>甲</t></is></c></row>
    <row r="3"><c r="B3" t="inlineStr"><is><t>乙</t></is></c></row>
    <row r="4"><c r="B4" t="inlineStr"><is><t>丙</t></is></c></row></sheetData>
    <mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/></mergeCells></worksheet>`
  const table = await openTable(await files.zip('xlsx', workbookParts(sheet)))
  const rows = await rowsOf(table)
  expect(rows.map((row) => row.cells)).toEqual([['名单'], ['1幢101室', '甲'], ['1幢101室', '乙'], ['', '丙']])
  expect(rows[0]!.spans).toEqual([[0, 3]])
  await table.close()
})

test('a workbook with prefixed names, unusual part names and the calendar of 1904 is read as well', async () => {
  const parts = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations([['a', 'officeDocument', '/data/book.xml']]),
    'data/book.xml':
      '<x:workbook xmlns:x="m" xmlns:q="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="一" sheetId="7" q:id="z"/></x:sheets></x:workbook>',
    'data/_rels/book.xml.rels': relations([
      ['z', 'worksheet', 'Rows.xml'],
      ['s', 'styles', 'looks.xml'],
    ]),
    'data/looks.xml': '<x:styleSheet><x:cellXfs><x:xf numFmtId="14"/></x:cellXfs></x:styleSheet>',
    'data/rows.xml':
      '<x:worksheet><x:sheetData><x:row><x:c s="0"><x:v>43538</x:v></x:c></x:row></x:sheetData></x:worksheet>',
  }
  const table = await openTable(await files.zip('xlsx', parts))
  expect((await rowsOf(table))[0]!.cells).toEqual(['2023-03-15'])
  await table.close()
})

test('reading may stop early and begin again', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `<row><c><v>${i}</v></c></row>`).join('')
  const table = await openTable(
    await files.zip('xlsx', workbookParts(`<worksheet><sheetData>${rows}</sheetData></worksheet>`)),
  )
  for await (const row of table.rows(0)) if (row.row === 3) break
  expect(await rowsOf(table)).toHaveLength(5000)
  await table.close()
})
