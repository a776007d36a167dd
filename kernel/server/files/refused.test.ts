import { CFB, utils, write } from '@e965/xlsx'
import { truncate, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Problem } from '#shared/problem.ts'
import { madeFiles, workbookParts } from '#test/files/made.ts'
import type { FileLimits } from './limits.ts'
import { planSheets } from './list.ts'
import { openTable } from './open-table.ts'

const files = madeFiles()
const emptySheet = '<worksheet><sheetData/></worksheet>'

/** The code with which a file is refused, whether at opening, planning or reading; `read` if it is not. */
async function fate(path: string, limits: Partial<FileLimits> = {}): Promise<string> {
  try {
    const table = await openTable(path, limits)
    try {
      for (const sheet of table.sheets.keys())
        for await (const row of table.rows(sheet)) expect(row.row).toBeGreaterThan(0)
      await planSheets(table)
      return 'read'
    } finally {
      await table.close()
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    expect(error.words('zh')).not.toContain('{')
    expect(error.words('en')).not.toContain('{')
    expect(error.status).toBeLessThan(500)
    return error.code
  }
}

test('an empty file is refused', async () => {
  expect(await fate(await files.file('xlsx', ''))).toBe('file_empty')
  expect(await fate(await files.zip('xlsx', workbookParts(emptySheet)))).toBe('file_empty')
  expect(await fate(await files.file('csv', '\uFEFF\r\n'))).toBe('file_empty')
})

test('a file over the limit is refused before it is read', async () => {
  const path = await files.file('csv', 'x')
  await truncate(path, 2 * 1024 ** 3)
  expect(await fate(path)).toBe('file_too_large')
})

test('a zip bomb is refused by its ratio, by its size and by its number of parts', async () => {
  const bomb = { ...workbookParts(emptySheet), 'xl/media/a.bin': Buffer.alloc(64 * 1024 * 1024) }
  const path = await files.zip('xlsx', bomb)
  expect(await fate(path)).toBe('file_unpacks_too_large')
  expect(await fate(path, { ratio: 1e9, unpackedBytes: 1024 * 1024 })).toBe('file_unpacks_too_large')
  const many: Record<string, string> = {}
  for (let i = 0; i < 2100; i++) many[`xl/media/${i}`] = ''
  expect(await fate(await files.zip('xlsx', { ...workbookParts(emptySheet), ...many }))).toBe('file_unpacks_too_large')
})

test('a part that lies about its unpacked size is refused', async () => {
  const sheet = `<worksheet><sheetData>${'<row><c><v>1</v></c></row>'.repeat(100_000)}</sheetData></worksheet>`
  const path = await files.zip('xlsx', workbookParts(sheet))
  const { readFile } = await import('node:fs/promises')
  const bytes = await readFile(path)
  const name = Buffer.from('xl/worksheets/sheet1.xml')
  // The directory entry: the unpacked size stands 22 bytes before the name.
  bytes.writeUInt32LE(100, bytes.lastIndexOf(name) - 22)
  await writeFile(path, bytes)
  expect(await fate(path)).toBe('file_broken')
})

test('entity bombs and document types are refused', async () => {
  const sheet = '<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
  expect(await fate(await files.zip('xlsx', workbookParts(sheet)))).toBe('file_broken')
})

test('workbooks with macros are refused, new and old', async () => {
  const parts = workbookParts(emptySheet, { 'xl/vbaProject.bin': 'x' })
  expect(await fate(await files.zip('xlsm', parts))).toBe('file_has_macros')
  expect(await fate(await files.file('xls', oldWorkbook({ '/_VBA_PROJECT_CUR/VBA/dir': 'x' })))).toBe('file_has_macros')
})

test('files with a password are refused', async () => {
  const container = CFB.utils.cfb_new()
  CFB.utils.cfb_add(container, '/EncryptionInfo', Buffer.from('x'))
  CFB.utils.cfb_add(container, '/EncryptedPackage', Buffer.alloc(5000))
  expect(await fate(await files.file('xlsx', CFB.write(container, { type: 'buffer' }) as Buffer))).toBe(
    'file_encrypted',
  )
})

test('other kinds of file are named', async () => {
  const kinds: [string, string | Buffer][] = [
    ['file_wrong_kind', '%PDF-1.7\n%âãÏÓ\n1 0 obj\n'],
    ['file_wrong_kind', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['file_wrong_kind', Buffer.from('ffd8ffe000104a46494600', 'hex')],
    ['file_wrong_kind', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251))],
    ['file_wrong_kind', '<?xml version="1.0"?><list><a/></list>'],
    ['file_needs_resaving', 'MIME-Version: 1.0\nContent-Type: multipart/related\n'],
    ['file_no_table', '<html><body><p>会话已过期,请重新登录</p></body></html>'],
    ['file_needs_resaving', '<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>'],
  ]
  for (const [code, content] of kinds)
    expect([content.toString().slice(0, 20), await fate(await files.file('xls', content))]).toEqual([
      content.toString().slice(0, 20),
      code,
    ])
  expect(await fate(await files.zip('xlsx', { '[Content_Types].xml': '', 'word/document.xml': '' }))).toBe(
    'file_wrong_kind',
  )
  expect(await fate(await files.zip('xlsx', { 'a.xlsx': '' }))).toBe('file_wrong_kind')
  expect(await fate(await files.zip('xlsx', { mimetype: '', 'content.xml': '' }))).toBe('file_needs_resaving')
  expect(await fate(await files.zip('xlsx', { 'xl/workbook.bin': '' }))).toBe('file_needs_resaving')
  const doc = CFB.utils.cfb_new()
  CFB.utils.cfb_add(doc, '/WordDocument', Buffer.from('x'))
  expect(await fate(await files.file('xls', CFB.write(doc, { type: 'buffer' }) as Buffer))).toBe('file_wrong_kind')
})

test('a truncated or damaged workbook is refused', async () => {
  const whole = await files.zip(
    'xlsx',
    workbookParts(`<worksheet><sheetData>${'<row/>'.repeat(9999)}</sheetData></worksheet>`),
  )
  await truncate(whole, 900)
  expect(await fate(whole)).toBe('file_broken')
  expect(await fate(await files.zip('xlsx', workbookParts('<worksheet><sheetData><row>')))).toBe('file_broken')
  const old = oldWorkbook({})
  expect(await fate(await files.file('xls', old.subarray(0, 700)))).toBe('file_broken')
})

test('one line of 50 MB is refused', async () => {
  expect(await fate(await files.file('csv', Buffer.alloc(50 * 1024 * 1024, 'x,')))).toBe('file_line_too_long')
  const open = `姓名,电话\n${'张三,"13800000000\n'.repeat(1)}${'x\n'.repeat(10)}`
  expect(await fate(await files.file('csv', open))).toBe('file_quote_open')
})

test('too many columns or rows are refused, with the place', async () => {
  const far = '<worksheet><sheetData><row r="5"><c r="ZZ5"><v>1</v></c></row></sheetData></worksheet>'
  expect(await fate(await files.zip('xlsx', workbookParts(far)))).toBe('file_too_many_columns')
  const styledOnly =
    '<worksheet><sheetData><row r="5"><c r="A5" t="inlineStr"><is><t>姓名</t></is></c><c r="ZZ5" s="1"/></row></sheetData></worksheet>'
  expect(await fate(await files.zip('xlsx', workbookParts(styledOnly)))).toBe('read')
  expect(await fate(await files.file('csv', `姓名${',x'.repeat(300)}\n`))).toBe('file_too_many_columns')
  expect(await fate(await files.file('csv', '姓名\n甲\n乙\n'), { rows: 2 })).toBe('file_too_many_rows')
})

test('a list without a header is refused', async () => {
  expect(await fate(await files.file('csv', '张三,男,13800000000\n李四,女,13900000000\n'))).toBe('file_no_header')
})

function oldWorkbook(more: Record<string, string>): Buffer {
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet([['姓名'], ['甲']]), '名单')
  const container = CFB.read(write(book, { type: 'buffer', bookType: 'biff8' }), { type: 'buffer' })
  for (const [name, content] of Object.entries(more)) CFB.utils.cfb_add(container, name, Buffer.from(content))
  return CFB.write(container, { type: 'buffer' }) as Buffer
}
