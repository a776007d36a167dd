import { utils, write } from '@e965/xlsx'
import { expect, test } from 'vitest'
import { madeFiles } from '#test/files/made.ts'
import { openTable } from './open-table.ts'
import type { Row, Table } from './table.ts'

const files = madeFiles()
const biff8 = { type: 'buffer', bookType: 'biff8', UTC: true } as const
const text = '姓名,电话,地址\r\n张三,13800000000,"甲小区,1幢\n101室"\r\n\r\n㐀𠀀龘,139,x\r\n'

async function rowsOf(table: Table, sheet = 0): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of table.rows(sheet)) rows.push(row)
  await table.close()
  return rows
}

/** GB18030 bytes; Node itself only decodes it. */
function gb18030(content: string): Buffer {
  const codes = new Map<string, number[]>()
  const decoder = new TextDecoder('gb18030')
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) codes.set(decoder.decode(Uint8Array.of(high, low)), [high, low])
  return Buffer.from([...content].flatMap((sign) => (sign < '\x80' ? [sign.charCodeAt(0)] : (codes.get(sign) ?? [63]))))
}

function utf16be(content: string): Buffer {
  return Buffer.from(content, 'utf16le').swap16()
}

test('a list reads the same in every encoding, with and without its mark', async () => {
  const encodings: [string, Buffer, string][] = [
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with mark', Buffer.from(`\uFEFF${text}`), 'utf-8'],
    ['UTF-16LE with mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16LE', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['UTF-16BE with mark', utf16be(`\uFEFF${text}`), 'utf-16be'],
    ['UTF-16BE', utf16be(text), 'utf-16be'],
  ]
  for (const [name, bytes, encoding] of encodings) {
    const table = await openTable(await files.file('csv', bytes))
    expect([name, table.encoding, table.delimiter]).toEqual([name, encoding, ','])
    expect((await rowsOf(table)).map((row) => [row.row, ...row.cells])).toEqual([
      [1, '姓名', '电话', '地址'],
      [2, '张三', '13800000000', '甲小区,1幢\n101室'],
      [4, '㐀𠀀龘', '139', 'x'],
    ])
  }
})

test('GBK, which most offices still write, is known even where the Chinese comes late', async () => {
  const late = `name,phone\n${'x,1\n'.repeat(50_000)}张三,2\n`
  for (const content of ['姓名;电话\n张三;1\n', late]) {
    const table = await openTable(await files.file('csv', gb18030(content)))
    expect(table.encoding).toBe('gb18030')
    expect((await rowsOf(table)).at(-1)!.cells[0]).toBe('张三')
  }
})

test('a damaged character is noticed, and the rest stays readable', async () => {
  const bytes = Buffer.concat([
    Buffer.from('姓名,电话\n'.repeat(20_000)),
    Buffer.from([0xe5, 0xbc]),
    Buffer.from(',1\n'),
  ])
  const table = await openTable(await files.file('csv', bytes))
  const rows = await rowsOf(table)
  expect(rows[0]!.cells).toEqual(['姓名', '电话'])
  expect(table.notices.map((notice) => notice.code)).toEqual(['file_characters_lost'])
})

test('the delimiter is found, and what exporters add is taken off', async () => {
  for (const [content, delimiter] of [
    ['姓名\t电话\n张,三\t1\n', '\t'],
    ['sep=;\n姓名;电话\n张,三;1\n', ';'],
    ['姓名|电话\r张,三|1\r', '|'],
    ['姓名\uFF0C电话\n张,三\uFF0C1\n', '\uFF0C'],
  ]) {
    const table = await openTable(await files.file('txt', content!))
    expect(table.delimiter).toBe(delimiter)
    expect((await rowsOf(table)).map((row) => [row.row, ...row.cells])).toEqual([
      [1, '姓名', '电话'],
      [2, '张,三', '1'],
    ])
  }
  const table = await openTable(await files.file('csv', `编号,说明\n="00123",'=1+1\n`))
  expect((await rowsOf(table))[1]!.cells).toEqual(['00123', '=1+1'])
})

test('a list of exactly 65,536 rows is suspected of having lost people', async () => {
  const table = await openTable(await files.file('csv', `姓名\n${'张三\n'.repeat(65_535)}`))
  await rowsOf(table)
  expect(table.notices.map((notice) => notice.code)).toEqual(['file_probably_truncated'])
})

test('an old binary workbook is read in a worker, its limit noticed', async () => {
  const book = utils.book_new()
  const rows: unknown[][] = [['姓名', '电话', '日期']]
  rows.push(['张三', 13812345678, new Date(Date.UTC(2022, 2, 27))])
  const sheet = utils.aoa_to_sheet(rows)
  sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 2, c: 0 } }]
  utils.sheet_add_aoa(sheet, [[null, '1']], { origin: 'A3' })
  utils.sheet_add_aoa(sheet, [['末']], { origin: 'A65536' })
  utils.book_append_sheet(book, sheet, '名单')
  const table = await openTable(await files.file('xls', write(book, biff8)))
  expect(table.notices.map((notice) => notice.words('en'))[0]).toContain('65536')
  expect((await rowsOf(table)).map((row) => [row.row, ...row.cells])).toEqual([
    [1, '姓名', '电话', '日期'],
    [2, '张三', '13812345678', '2022-03-27'],
    [3, '张三', '1'],
    [65_536, '末'],
  ])
})

test('a web page that calls itself .xls is read if it is plain', async () => {
  const page = `<html><head><meta charset="gb2312"><style>td{}</style></head><body><TABLE border=1>
    <tr><th colspan=3>核查名单</th></tr><tr><td>姓名<td>电话<td>地址</tr>
    <tr><td rowspan="2">张&#19977;</td><td>13800000000</td><td>a&nbsp;b<br>c</td></tr><tr><td>139</td></tr></TABLE></body></html>`
  const table = await openTable(await files.file('xls', gb18030(page)))
  expect(table.format).toBe('html')
  const rows = await rowsOf(table)
  expect(rows.map((row) => row.cells)).toEqual([
    ['核查名单'],
    ['姓名', '电话', '地址'],
    ['张三', '13800000000', 'a b\nc'],
    ['张三', '139'],
  ])
  expect(rows[0]!.spans).toEqual([[0, 3]])
})

test('the XML of Excel 2003 is read', async () => {
  const xml = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
    <Worksheet ss:Name="一"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">名单</Data></Cell><Cell><Data ss:Type="String">右</Data></Cell></Row>
    <Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">甲</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">1.3812345678E10</Data></Cell></Row>
    <Row><Cell ss:Index="2"><Data ss:Type="DateTime">1990-01-02T00:00:00.000</Data></Cell></Row></Table></Worksheet>
    <Worksheet ss:Name="二"><Table/></Worksheet></Workbook>`
  const table = await openTable(await files.file('xls', xml))
  expect(table.sheets.map((sheet) => sheet.name)).toEqual(['一', '二'])
  expect((await rowsOf(table)).map((row) => [row.row, row.types, ...row.cells])).toEqual([
    [1, 's.s', '名单', '', '右'],
    [3, 's.n', '甲', '', '13812345678'],
    [4, 'sd', '甲', '1990-01-02'],
  ])
})
