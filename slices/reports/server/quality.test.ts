import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, expect, it } from 'vitest'
import { localDay } from '#shared/clock.ts'
import { planSheets } from '#server/files/list.ts'
import { openTable } from '#server/files/open-table.ts'
import { createSource, getSourceByName } from '#slices/intake/server/batches.ts'
import { receiveFile } from '#slices/intake/server/receive.ts'
import { commitBatch, undoBatch } from '#slices/intake/server/commit.ts'
import '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { loadQuality, writeQuality } from './quality.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-quality-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Synthetic people with valid check digits, but for the third, whose last digit is wrong.
const police = `姓名,身份证号,联系电话
测试甲,11010519491231002X,13900000001
测试甲,11010519491231002X,13900000001
测试乙,440524188001010015,13900000002
测试丙,,13900000003
查无此人,,
`
const rail = `姓名,身份证号,联系电话
测试甲,11010519491231002X,
`

async function commit(world: TestWorld, name: string, text: string): Promise<string> {
  const path = join(folder, `${anyId()}.csv`)
  writeFileSync(path, text)
  const { community } = world
  const source = await getSourceByName(world, community, name)
  const { batch } = await receiveFile(world, { path, name: `${name}.csv`, community, source, by: null })
  await commitBatch(world, community, batch, null)
  return batch
}

async function withLists(db: TestWorld['db']): Promise<TestWorld & { rail: string }> {
  const world = await makeWorld(db)
  for (const name of ['公安', '铁路'])
    await createSource(world, { area: world.community, name, kind: 'police', deadline: { hours: 24 }, urgency: 2 })
  await commit(world, '公安', police)
  return { ...world, rail: await commit(world, '铁路', rail) }
}

it('counts what each source repeats, leaves out and gets wrong, in sums that hold', () =>
  rolledBack(database.db(), async (db) => {
    const world = await withLists(db)
    const day = localDay(world.clock(), world.zone)
    const found = await loadQuality(world, world.community, { from: day, to: day })
    const [first, second] = found.toSorted((a, b) => b.total.rows - a.total.rows)
    expect(first!.source.name).toBe('公安')
    expect(first!.total).toMatchObject({
      lists: 1,
      rows: 5,
      accepted: 4,
      rejected: 1,
      repeatedWithin: 1,
      repeatedAcross: 0,
    })
    expect(first!.total).toMatchObject({ invalidDocument: 1, noDocument: 2, noPhone: 0 })
    expect(second!.total).toMatchObject({ rows: 1, repeatedAcross: 1, repeatedWithin: 0, noPhone: 1, linked: 1 })
    for (const { total, days } of found) {
      expect(total.rows).toBe(total.accepted + total.rejected)
      expect(total.accepted).toBe(total.linked + total.asked + total.fresh)
      expect(days.map((one) => one.day)).toEqual([day])
    }
    expect(first!.faults).toContainEqual({ code: 'document_checksum', severity: 'warn', rows: 1 })
    expect(await loadQuality(world, world.community, { from: '2020-01-01', to: '2020-01-02' })).toEqual([])
    await undoBatch(world, world.community, world.rail, null)
    expect(await loadQuality(world, world.community, { from: day, to: day })).toHaveLength(1)
  }))

it('writes the fact sheet as a workbook with its definitions, and as one table', () =>
  rolledBack(database.db(), async (db) => {
    const world = await withLists(db)
    const day = localDay(world.clock(), world.zone)
    const write = async (kind: 'xlsx' | 'csv') => {
      const out = new PassThrough()
      const chunks: Buffer[] = []
      out.on('data', (chunk: Buffer) => chunks.push(chunk))
      await writeQuality(world, world.community, { from: day, to: day }, '沈若川', kind, 'zh', out)
      const path = join(folder, `${anyId()}.${kind}`)
      writeFileSync(path, Buffer.concat(chunks))
      return path
    }
    const table = await openTable(await write('xlsx'))
    expect((await planSheets(table)).map(({ name }) => name)).toEqual(['说明', '按来源', '按日', '问题分类'])
    const bySource = []
    for await (const { cells } of table.rows(1)) bySource.push(cells)
    expect(bySource.map((cells) => cells.slice(0, 3))).toContainEqual(['公安', '1', '5'])
    await table.close()
    const csv = await openTable(await write('csv'))
    for await (const { cells } of csv.rows(0)) {
      expect(cells.slice(0, 4)).toEqual(['来源', '日期', '名单份数', '行数'])
      break
    }
    await csv.close()
  }))
