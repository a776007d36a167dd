import { expect, test } from 'vitest'
import { madeFiles, workbookParts } from '#test/files/made.ts'
import { findHeader } from './header.ts'
import { listRows, planSheets } from './list.ts'
import { openTable } from './open-table.ts'
import type { Row } from './table.ts'

const files = madeFiles()
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const text = (cell: string) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`

function rows(...lines: string[][]): Row[] {
  return lines.map((cells, i) => ({ sheet: 0, row: i + 1, cells, types: cells.map((c) => (c ? 's' : '.')).join('') }))
}

test('the header is found under titles and notes, in Chinese and English', () => {
  expect(findHeader(rows(['姓名', '身份证号码', '联系电话'], ['张三', '1', '2']))).toMatchObject({ first: 1, last: 1 })
  const titled = rows(
    ['关于核查的通知'],
    ['填报单位:某街道', '', '', '2022-03-27'],
    ['序号', '姓 名', '联系\n电话', '现住址'],
    ['1', '张三', '13800000000', '某社区'],
  )
  expect(findHeader(titled)).toEqual({ first: 3, last: 3, columns: ['序号', '姓名', '联系电话', '现住址'] })
  expect(
    findHeader(
      rows(['Passenger list'], ['Full name', 'Passport No.', 'Date of birth'], ['WANG WEI', 'E12345678', '1990-01-01']),
    )?.first,
  ).toBe(2)
  expect(findHeader(rows(['手机号码'], ['13800000000']))?.columns).toEqual(['手机号码'])
})

test('names over two rows are joined, whether merged or left empty', () => {
  const csv = rows(
    ['序号', '姓名', '居住地址', '', '', '联系电话'],
    ['', '', '小区', '楼栋', '房号', ''],
    ['1', '张三', '甲', '1', '101', '138'],
  )
  const columns = ['序号', '姓名', '居住地址 小区', '居住地址 楼栋', '居住地址 房号', '联系电话']
  expect(findHeader(csv)).toEqual({ first: 1, last: 2, columns })
  const merged = rows(
    ['序号', '姓名', '居住地址', '', '', '联系电话'],
    ['序号', '姓名', '小区', '楼栋', '房号', '联系电话'],
  )
  merged[0]!.spans = [[2, 3]]
  expect(findHeader(merged)).toEqual({ first: 1, last: 2, columns })
})

test('rows of people are never taken for a header', () => {
  expect(findHeader(rows(['张三', '男', '龙江社区'], ['李四', '女', '龙江社区']))).toBeUndefined()
  expect(findHeader(rows(['1', '张三', '13800000000']))).toBeUndefined()
  expect(findHeader(rows(['通知如下'], ['请各社区核查']))).toBeUndefined()
})

test('each row of an office form is told what it is', async () => {
  const csv = `某街道核查名单,,,
序号,姓名,电话,住址
1,2,3,4
1,张三,13800000000,1幢101室
,,,
2,李四,,
序号,姓名,电话,住址
3,王五,13900000000,
4,,,
合计,3,,
注:名单请于当日23时前反馈,,,
填报人:甲,,联系电话:13700000000,
`
  const table = await openTable(await files.file('csv', csv))
  const [plan] = await planSheets(table)
  const kinds: string[] = []
  for await (const row of listRows(table, 0, plan!.header!)) kinds.push(`${row.row} ${row.kind}`)
  expect(kinds).toEqual([
    '1 title',
    '2 header',
    '3 header',
    '4 data',
    '6 data',
    '7 header',
    '8 data',
    '9 blank',
    '10 total',
    '11 note',
    '12 note',
  ])
})

test('sheets that are not read are named, with the reason', async () => {
  const list = `<worksheet><sheetData><row>${text('姓名')}${text('电话')}</row><row>${text('张三')}</row></sheetData></worksheet>`
  const parts = workbookParts(list, {
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="名单" r:id="rId1"/><sheet name="旧" state="hidden" r:id="rId4"/><sheet name="空" r:id="rId5"/></sheets></workbook>`,
    'xl/worksheets/old.xml': list,
    'xl/worksheets/none.xml': '<worksheet/>',
  })
  parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels']!.replace(
    '</Relationships>',
    `<Relationship Id="rId4" Type="${office}/worksheet" Target="worksheets/old.xml"/><Relationship Id="rId5" Type="${office}/worksheet" Target="worksheets/none.xml"/></Relationships>`,
  )
  const table = await openTable(await files.zip('xlsx', parts))
  expect((await planSheets(table)).map(({ name, skip }) => [name, skip])).toEqual([
    ['名单', undefined],
    ['旧', 'hidden'],
    ['空', 'empty'],
  ])
  await table.close()
})
