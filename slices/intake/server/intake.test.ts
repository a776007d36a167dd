import { createWriteStream, writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { writeXlsx } from '#server/files/write-xlsx.ts'
import { recordActs } from '#server/sync/record.ts'
import { replay } from '#server/sync/apply.ts'
import '#slices/people/server/projection.ts'
import '#slices/worklist/server/duties.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { closeTask } from '#slices/worklist/acts.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { writeAnswers } from './answers.ts'
import { createSource, getBatch, getSourceByName, readStoredRows } from './batches.ts'
import { receiveFile } from './receive.ts'
import { commitBatch, previewBatch, undoBatch } from './commit.ts'
import { changeSource, listSourceRows, restoreSource, retireSource } from './sources.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-intake-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Synthetic people with valid check digits.
const police = `姓名,身份证号,联系电话,现住址
测试甲,11010519491231002X,13900000001,幸福小区3幢2单元501室
测试乙,440524188001010014,13900000002,幸福小区3幢2单元502室
测试丙,,13900000003,
,,,
查无此人,,,
`
const rail = `旅客姓名,手机号,证件号码,车次
测试甲,139 0000 0001,11010519491231002x,G7001
测试乙,13900000002,440524188001010014,G7001
测试丁,13900000004,,D3003
`

async function take(world: TestWorld, sourceName: string, text: string): Promise<{ id: string; known: boolean }> {
  const path = join(folder, `${anyId()}.csv`)
  writeFileSync(path, text)
  const source = await getSourceByName(world, world.community, sourceName)
  const { batch, known } = await receiveFile(world, {
    path,
    name: `${sourceName}.csv`,
    community: world.community,
    source,
    by: null,
  })
  return { id: batch, known }
}

async function withSources(db: TestWorld['db']): Promise<TestWorld> {
  const world = await makeWorld(db)
  for (const name of ['公安', '铁路']) {
    await createSource(world, {
      area: world.community,
      name,
      kind: 'police',
      deadline: { hours: name === '公安' ? 24 : 2 },
      urgency: 2,
    })
  }
  return world
}

describe('a list', () => {
  it('balances at every hop, gives one task a person with all reasons, and the same file twice is one batch', () =>
    rolledBack(database.db(), async (db) => {
      const world = await withSources(db)
      const first = await take(world, '公安', police)
      expect(await previewBatch(world, world.community, first.id)).toMatchObject({
        rows: 4,
        accepted: 3,
        rejected: 1,
        fresh: 3,
        linked: 0,
      })
      expect(await db`select 1 from tasks`).toHaveLength(0)
      await commitBatch(world, world.community, first.id, null)
      expect(await take(world, '公安', police)).toEqual({ id: first.id, known: true })

      const second = await take(world, '铁路', rail)
      expect(await commitBatch(world, world.community, second.id, null)).toMatchObject({
        rows: 3,
        accepted: 3,
        linked: 2,
        fresh: 1,
        repeated: 2,
      })
      const tasks = await db`select jsonb_array_length(duties) as n, due_at from tasks order by n desc, id`
      expect(tasks.map((task) => task.n)).toEqual([2, 2, 1, 1])
      expect((tasks[0]!.due_at as Date).toISOString()).toBe('2022-03-23T17:00:00.000Z')
      await replay(world, world.community, (_, __, rebuilt, stored) => expect(stored).toEqual(rebuilt))
    }))

  it('is answered row by row from the one act, repeats too, in its own columns', () =>
    rolledBack(database.db(), async (db) => {
      const world = await withSources(db)
      const lists = [await take(world, '公安', police), await take(world, '铁路', rail)]
      for (const list of lists) await commitBatch(world, world.community, list.id, null)
      const [person] = await db`select t.id from tasks t where jsonb_array_length(duties) = 2 and resident_id =
        (select id from residents where name = '测试甲')`
      const payload = { contact: 'reached', finding: 'here_managed', method: 'call', seconds: 60, note: '' }
      const close = systemAct(
        world,
        world.community,
        anyId(),
        `close ${person!.id}`,
        closeTask,
        person!.id as string,
        payload,
      )
      await recordActs(world, [{ who: null, acts: [close], deviceNow: world.clock() }])
      for (const list of lists) {
        const text = await answersAsText(world, list.id)
        expect(text.split('\r\n')[1]).toContain('在辖区，已落实措施')
      }
      const lines = (await answersAsText(world, lists[0]!.id)).trim().split('\r\n')
      expect(lines).toHaveLength(5)
      expect(lines[4]).toContain('未采用')
    }))

  it('can be undone as a whole: its reasons go, tasks that others asked for stay; and then it may come again', () =>
    rolledBack(database.db(), async (db) => {
      const world = await withSources(db)
      const first = await take(world, '公安', police)
      const second = await take(world, '铁路', rail)
      for (const list of [first, second]) await commitBatch(world, world.community, list.id, null)
      await undoBatch(world, world.community, second.id, null)
      const statuses = await db`select status, count(*)::int as n from tasks group by status order by status`
      expect(statuses.map((row) => [row.status, row.n])).toEqual([
        ['open', 3],
        ['withdrawn', 1],
      ])
      const again = await take(world, '铁路', rail)
      expect(again.known).toBe(false)
      await commitBatch(world, world.community, again.id, null)
      expect((await getBatch(world, world.community, again.id)).status).toBe('committed')
      const [open] = await db`select count(*)::int as n from tasks where status = 'open'`
      expect(open!.n).toBe(4)
    }))
})

it('knows from the cell itself that a spreadsheet rounded a number, even where its check character fits by chance', () =>
  rolledBack(database.db(), async (db) => {
    const world = await withSources(db)
    const path = join(folder, `${anyId()}.xlsx`)
    // 330106199001022000 is a valid number; as a number in a cell it is only what Excel made of another.
    const columns = ['姓名', '身份证号', '电话'].map((title) => ({ title }))
    const rows = [['测试甲', Number('330106199001022000'), 13900000001]]
    await writeXlsx(createWriteStream(path), [{ name: '名单', columns, rows }])
    const source = await getSourceByName(world, world.community, '公安')
    const file = { path, name: 'a.xlsx', community: world.community, source, by: null }
    const { batch } = await receiveFile(world, file)
    expect(await previewBatch(world, world.community, batch)).toMatchObject({ rows: 1, accepted: 1 })
    for await (const [row] of readStoredRows(world, world.community, batch)) {
      expect(row!.faults.map((fault) => fault.code)).toEqual(['document_rounded'])
    }
  }))

it('goes back in the columns, the language and the words that its source wants', () =>
  rolledBack(database.db(), async (db) => {
    const world = await withSources(db)
    const source = await getSourceByName(world, world.community, '公安')
    await changeSource(world, world.community, source.id, {
      ...source,
      answer: { columns: ['finding', 'time'], language: 'en', findings: { never_here: '9' } },
      forgetColumns: false,
    })
    const { id } = await take(world, '公安', police)
    await commitBatch(world, world.community, id, null)
    const [first] = await db<{ task_id: string }[]>`
      select task_id from source_rows where community_id = ${world.community} and batch_id = ${id}
      order by row_number limit 1`
    const payload = { contact: 'reached', finding: 'never_here', method: 'call' }
    const act = systemAct(world, world.community, anyId(), 'close', closeTask, first!.task_id, payload)
    await recordActs(world, [{ who: null, acts: [act], deviceNow: world.clock() }])
    const [heading, one, two] = (await answersAsText(world, id)).replace('\uFEFF', '').split('\r\n')
    expect(heading).toBe('姓名,身份证号,联系电话,现住址,Finding,Verified at')
    expect(one).toMatch(/^测试甲,.*,9,\d{4}-/)
    expect(two).toMatch(/^测试乙,.*,,$/)
  }))

it('lets a source be changed and retired by its own community only, and keeps its lists', () =>
  rolledBack(database.db(), async (db) => {
    const world = await withSources(db)
    const { id } = await getSourceByName(world, world.community, '铁路')
    await take(world, '铁路', rail)
    const change = { name: '铁路局', kind: 'rail', deadline: { at: '23:00', days: 1 }, urgency: 1, answer: {} }
    await changeSource(world, world.community, id, { ...change, forgetColumns: true })
    const sources = await listSourceRows(world, world.community)
    expect(sources.find((source) => source.id === id)).toMatchObject({ ...change, own: true, columns: 0, lists: 1 })
    expect(sources.find(({ name }) => name === '公安')).toMatchObject({ lists: 0, last_received: null })
    await expect(retireSource(world, anyId(), id)).rejects.toMatchObject({ code: 'source_unknown' })
    await retireSource(world, world.community, id)
    expect((await listSourceRows(world, world.community)).map(({ name }) => name)).toEqual(['公安'])
    await restoreSource(world, world.community, id)
    expect(await listSourceRows(world, world.community)).toHaveLength(2)
  }))

async function answersAsText(world: TestWorld, id: string): Promise<string> {
  const out = new PassThrough()
  const chunks: Buffer[] = []
  out.on('data', (chunk: Buffer) => chunks.push(chunk))
  await writeAnswers(world, world.community, id, 'csv', 'zh', out)
  return Buffer.concat(chunks).toString('utf8')
}
