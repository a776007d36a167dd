import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, expect, it } from 'vitest'
import { writeXlsx } from '#server/files/write-xlsx.ts'
import '#slices/server.ts'
import { rolledBack, makeWorld, useDatabase } from '#test/database.ts'
import { writeAnswers } from './answers.ts'
import { createSource, formsOfLayout, getBatch, getSourceByName, readStoredRows } from './batches.ts'
import { receiveFile } from './receive.ts'
import { commitBatch, previewBatch } from './commit.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-sheets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Synthetic people with valid check digits.
const sheets = [
  { name: '航班', columns: ['姓名', '身份证号', '航班号'], rows: [['测试甲', '11010519491231002X', 'MU2801']] },
  { name: '说明', columns: ['本表由测试生成'], rows: [['没有表头']] },
  { name: '高铁', columns: ['车次', '联系电话', '旅客姓名'], rows: [['G7001', '13900000002', '测试乙', '表头外']] },
  { name: '航班2', columns: ['姓名', '身份证号', '航班号'], rows: [['测试丙', '510107199002156633', 'CA1501']] },
].map((sheet) => ({ ...sheet, columns: sheet.columns.map((title) => ({ title })) }))

it('reads sheets with different headers each by its own columns, and answers each in them', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    await createSource(world, {
      area: world.community,
      name: '民航',
      kind: 'airline',
      deadline: { hours: 2 },
      urgency: 2,
    })
    const path = join(folder, 'list.xlsx')
    await writeXlsx(createWriteStream(path), sheets)
    const source = await getSourceByName(world, world.community, '民航')
    const { batch } = await receiveFile(world, {
      path,
      name: 'list.xlsx',
      community: world.community,
      source,
      by: null,
    })
    const { layout, mapping } = await getBatch(world, world.community, batch)
    expect(layout.sheets.map(({ skip }) => skip)).toEqual([null, 'no_header', null, null])
    expect(formsOfLayout(layout)).toEqual([
      { start: 0, width: 3, sheets: [1, 4] },
      { start: 3, width: 3, sheets: [3] },
    ])
    expect(mapping).toEqual(['name', 'document', 'place', 'place', 'phone', 'name'])
    expect(await previewBatch(world, world.community, batch)).toMatchObject({ rows: 3, accepted: 3, fresh: 3 })
    for await (const rows of readStoredRows(world, world.community, batch)) {
      expect(rows.map((row) => row.faults.map(({ code }) => code))).toEqual([[], ['cells_beyond'], []])
    }
    // One sheet is left out, and comes back.
    expect(await previewBatch(world, world.community, batch, undefined, [1, 4])).toMatchObject({ rows: 2, accepted: 2 })
    await expect(previewBatch(world, world.community, batch, undefined, [2])).rejects.toThrow('no_sheet_chosen')
    expect(await previewBatch(world, world.community, batch, undefined, [1, 3])).toMatchObject({ rows: 2, fresh: 2 })
    expect(await commitBatch(world, world.community, batch, null)).toMatchObject({ rows: 2 })
    expect((await db`select name from residents order by name`).map(({ name }) => name)).toEqual(['测试乙', '测试甲'])
    const out = new PassThrough()
    const chunks: Buffer[] = []
    out.on('data', (chunk: Buffer) => chunks.push(chunk))
    await writeAnswers(world, world.community, batch, 'csv', 'zh', out)
    const lines = Buffer.concat(chunks).toString('utf8').replace('\ufeff', '').trim().split('\r\n')
    expect(lines.map((line) => line.split(',').slice(0, 4).join(' '))).toEqual([
      '姓名 身份证号 航班号 核查状态',
      '测试甲 11010519491231002X MU2801 核查中',
      '车次 联系电话 旅客姓名 核查状态',
      'G7001 13900000002 测试乙 核查中',
    ])
    const [saved] = await db`select mapping from sources where id = ${source.id}`
    expect(saved!.mapping).toMatchObject({ 旅客姓名: 'name', 姓名: 'name', 车次: 'place' })
  }))
