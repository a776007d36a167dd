import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeCommunity } from '#cli/demo/community.ts'
import { makeRegisterWorkbook } from '#cli/demo/register-workbook.ts'
import { replay } from '#server/sync/apply.ts'
import { encodeGbk } from '#cli/demo/lists/gbk.ts'
import { writeXlsx } from '#server/files/write-xlsx.ts'
import { pull } from '#server/sync/pull.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { commitBatch } from '#slices/intake/server/commit.ts'
import { createSource, getSourceByName } from '#slices/intake/server/batches.ts'
import { receiveFile } from '#slices/intake/server/receive.ts'
import { correctResident, leaveResident } from '#slices/people/acts.ts'
import '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import type { RegisterCounts } from '../model.ts'
import { commitRegister, previewRegister } from './commit.ts'
import { decideRegisterRow } from './decide.ts'
import { writeRegister } from './export.ts'
import { listMissing } from './missing.ts'
import { receiveRegister } from './receive.ts'
import { listRegisterRows } from './rows.ts'
import { writeSampleRegister } from './sample.ts'
import { undoRegister } from './undo.ts'

// Long on purpose: every case imports the same workbook in another state of the office, by the helpers that stand here once.

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-register-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Synthetic people with valid check digits.
const register = `网格,小区,楼栋,单元,房号,姓名,证件号码,联系电话,出生日期,备注
第2网格,幸福小区,3幢,2单元,501,测试甲,11010519491231002X,13900000001,,
,,,,,测试小丁,,,2019-05-06,
第2网格,幸福小区,3幢,2单元,502,测试乙,440524188001010014,13900000002,,
第2网格,幸福小区,3幢,2单元,503,,,,,空置
`

function columnsOf(titles: string) {
  return titles.split(' ').map((title) => ({ title }))
}

async function take(world: TestWorld, bytes: string | Uint8Array, ending = 'csv'): Promise<string> {
  const path = join(folder, `${anyId()}.${ending}`)
  writeFileSync(path, bytes)
  return (await receiveRegister(world, { path, name: `底册.${ending}`, community: world.community, by: null })).batch
}

async function bring(world: TestWorld, bytes: string | Uint8Array, ending = 'csv'): Promise<[string, RegisterCounts]> {
  const batch = await take(world, bytes, ending)
  return [batch, await commitRegister(world, world.community, batch, null)]
}

/** Everything the register says, without versions: in clear, for sealed bytes differ each time. */
async function contents({ db, keys, community }: TestWorld): Promise<unknown> {
  const people = await db<Record<string, unknown>[]>`
    select id, name, sex, birth, nationality, document_type, document_sealed, phones_sealed, door_id, grid_id, place_key,
      address, categories, left_at, origin, link_keys, phone_tails, document_tail
    from residents where community_id = ${community} order by id`
  return {
    people: people.map(({ document_sealed, phones_sealed, ...rest }) => ({
      ...rest,
      document: document_sealed && keys.open(document_sealed as Buffer),
      phones: phones_sealed && keys.open(phones_sealed as Buffer),
    })),
    doors: await db`select id, building_id, unit, floor, room, state, place_key from doors
      where community_id = ${community} order by id`,
    buildings: await db`select id, grid_id, estate, name, place_key from buildings
      where community_id = ${community} order by id`,
    grids: await db`select id, code, name from areas where parent_id = ${community} order by code`,
  }
}

function expectReplayed(world: TestWorld): Promise<number> {
  return replay(world, world.community, (_, __, rebuilt, stored) => expect(stored).toEqual(rebuilt))
}

describe('a register file', () => {
  it('fills an empty community: grids, buildings, doors, households, and balances at every hop', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const batch = await take(world, register)
      const counts = await previewRegister(world, world.community, batch)
      expect(counts).toMatchObject({ rows: 4, accepted: 4, rejected: 0, fresh: 4, doorRows: 1, review: 0 })
      expect(counts).toMatchObject({ grids: 1, buildings: 1, doors: 3 })
      expect(await db`select 1 from residents`).toHaveLength(0)
      expect(await commitRegister(world, world.community, batch, null)).toEqual(counts)
      const people = await db`
        select r.name, d.room, b.estate, b.name as building, g.name as grid, r.nationality from residents r
        join doors d on d.id = r.door_id join buildings b on b.id = d.building_id join areas g on g.id = r.grid_id
        order by r.place_key, r.name`
      expect([...people]).toEqual([
        { name: '测试小丁', room: '501', estate: '幸福小区', building: '3幢', grid: '第2网格', nationality: 'XXX' },
        { name: '测试甲', room: '501', estate: '幸福小区', building: '3幢', grid: '第2网格', nationality: 'CHN' },
        { name: '测试乙', room: '502', estate: '幸福小区', building: '3幢', grid: '第2网格', nationality: 'CHN' },
      ])
      expect([...(await db`select state from doors where room = '503'`)]).toEqual([{ state: 'vacant' }])
      await expectReplayed(world)
    }))

  it('changes nothing when it comes again: the very file is known, and saved anew it says the same', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const [first] = await bring(world, register)
      const before = await contents(world)
      expect(await take(world, register)).toBe(first)
      // Other columns, other order, other endings of lines.
      const lines = register.trim().split('\n')
      const again = lines.map((line) => line.split(',').toReversed().join('\t')).join('\r\n')
      // Turned round, the household's first member must still come first.
      const [, counts] = await bring(world, again)
      expect(counts).toMatchObject({ rows: 4, accepted: 4, same: 4, changed: 0, fresh: 0, review: 0, missing: 0 })
      expect(counts).toMatchObject({ buildings: 0, doors: 0, grids: 0 })
      expect(await contents(world)).toEqual(before)
    }))

  it('changes only what it says of people known already, and undoing it brings everything back', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await bring(world, register)
      const before = await contents(world)
      const [second, counts] = await bring(
        world,
        `姓名,证件号码,联系电话,小区,楼栋,单元,房号,类别,网格,备注
测试甲,11010519491231002X,13900000009,幸福小区,3幢,2单元,502,独居老人,第5网格,
测试丙,510107199002156633,13900000003,幸福小区,4幢,1单元,101,,第2网格,
,,,幸福小区,3幢,2单元,501,,,商铺
`,
      )
      expect(counts).toMatchObject({
        rows: 3,
        same: 0,
        changed: 2,
        fresh: 1,
        grids: 1,
        buildings: 1,
        doors: 1,
        missing: 2,
      })
      const [changed] =
        await db`select id, phone_tails, categories, birth, version from residents where name = '测试甲'`
      expect(changed).toMatchObject({ phone_tails: ['0009', '0001'], categories: ['独居老人'] })
      const missing = await listMissing(world, world.community, second, { offset: 0, limit: 10 })
      const names = await db`select name from residents where id = any(${missing.ids}) order by name`
      expect(names.map(({ name }) => name)).toEqual(['测试乙', '测试小丁'])
      expect(await db`select 1 from residents where left_at is not null`).toHaveLength(0)
      await expectReplayed(world)
      await undoRegister(world, world.community, second, null)
      expect(await contents(world)).toEqual(before)
      await expectReplayed(world)
      // And it may come again.
      const after = await take(world, register.replace('测试乙', '测试乙乙'))
      expect(await previewRegister(world, world.community, after)).toMatchObject({ changed: 1, same: 3 })
    }))

  it('leaves, when undone, what has been done since: a later correction, and who has a task', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await createSource(world, {
        area: world.community,
        name: '公安',
        kind: 'police',
        deadline: { hours: 2 },
        urgency: 1,
      })
      const [first] = await bring(world, register)
      const path = join(folder, 'list.csv')
      writeFileSync(path, '姓名,身份证号\n测试甲,11010519491231002X\n')
      const source = await getSourceByName(world, world.community, '公安')
      const { batch } = await receiveFile(world, {
        path,
        name: 'list.csv',
        community: world.community,
        source,
        by: null,
      })
      expect(await commitBatch(world, world.community, batch, null)).toMatchObject({ linked: 1 })
      const [child] = await db`select id from residents where name = '测试小丁'`
      const act = systemAct(world, world.community, anyId(), 'later', correctResident, child!.id as string, {
        sex: 'F',
      })
      await recordActs(world, [{ who: null, acts: [act], deviceNow: world.clock() }])
      await undoRegister(world, world.community, first, null)
      const left = await db`select name from residents order by name`
      expect(left.map(({ name }) => name)).toEqual(['测试小丁', '测试甲'])
      const rooms = await db`select room from doors`
      expect(rooms.map(({ room }) => room)).toEqual(['501'])
      const [{ counts } = {}] = await db`select counts from batches where id = ${first}`
      expect(counts).toMatchObject({ kept: 2 })
      await expectReplayed(world)
    }))

  it('does not bring back who moved away, and says so', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await bring(world, register)
      const [person] = await db`select id from residents where name = '测试乙'`
      const act = systemAct(world, world.community, anyId(), 'left', leaveResident, person!.id as string, {
        left: true,
      })
      await recordActs(world, [{ who: null, acts: [act], deviceNow: world.clock() }])
      const [batch, counts] = await bring(world, `${register}\n`)
      expect(counts).toMatchObject({ same: 4, changed: 0, fresh: 0 })
      const { rows } = await listRegisterRows(world, world.community, batch, 'zh', {
        view: 'remarks',
        offset: 0,
        limit: 9,
      })
      expect(rows.find((row) => row.cells.includes('测试乙'))!.words).toContain('已登记搬走')
    }))

  it('lets the first row of a person count, and leaves doubt to people, before and after it counts', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await bring(world, register)
      // The same name and birth year at another door, without any paper: nobody can tell.
      const doubtful = `姓名,联系电话,小区,楼栋,单元,房号,证件号码\n测试甲,,幸福小区,3幢,2单元,504,1101051949****002X\n测试丙,13900000003,幸福小区,3幢,2单元,505,\n测试丙,13900000003,幸福小区,3幢,2单元,506,\n`
      const batch = await take(world, doubtful)
      const counts = await previewRegister(world, world.community, batch)
      expect(counts.rows).toBe(3)
      expect(counts.fresh).toBe(1)
      const { rows } = await listRegisterRows(world, world.community, batch, 'zh', {
        view: 'same',
        offset: 0,
        limit: 9,
      })
      expect(rows.some((row) => row.words.includes('以先出现的一行为准'))).toBe(true)
      const open = await listRegisterRows(world, world.community, batch, 'zh', { view: 'review', offset: 0, limit: 9 })
      if (open.total > 0) {
        const [row] = open.rows
        await decideRegisterRow(world, world.community, row!.id, row!.candidates[0]!.resident, null)
        const after = await commitRegister(world, world.community, batch, null)
        expect(after.review).toBe(0)
        expect(await db`select 1 from residents where name = '测试甲'`).toHaveLength(1)
      }
    }))
})

describe('files as offices have them', () => {
  it('may have a sheet a building, headers that differ, old numbers, dates and phones that Excel keeps as numbers', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const path = join(folder, 'buildings.xlsx')
      await writeXlsx(createWriteStream(path), [
        {
          name: '千帆里3幢',
          columns: columnsOf('房号 姓名 身份证号 手机'),
          // The old number of fifteen digits is a number in its cell, and so is the phone.
          rows: [
            [501, '测试甲', Number('110105491231002'), 13900000001],
            ['', '测试小丁', '', ''],
          ],
        },
        {
          name: '千帆里4幢',
          columns: columnsOf('姓名 室号 联系电话 单元'),
          rows: [['测试乙', '０３０２', '139 0000 0002', '二单元']],
        },
        { name: '说明', columns: columnsOf('请如实填写'), rows: [] },
      ])
      const file = { path, name: 'buildings.xlsx', community: world.community, by: null }
      const { batch } = await receiveRegister(world, file)
      expect(await commitRegister(world, world.community, batch, null)).toMatchObject({
        rows: 3,
        fresh: 3,
        buildings: 2,
      })
      const people = await db`
        select r.name, b.estate, b.name as building, d.unit, d.room, d.floor, r.document_tail, r.phone_tails from residents r
        join doors d on d.id = r.door_id join buildings b on b.id = d.building_id order by r.place_key, r.name`
      expect([...people]).toMatchObject([
        { name: '测试小丁', building: '3幢', unit: '', room: '501', floor: 5 },
        {
          name: '测试甲',
          estate: '千帆里',
          building: '3幢',
          room: '501',
          document_tail: '002X',
          phone_tails: ['0001'],
        },
        { name: '测试乙', estate: '千帆里', building: '4幢', unit: '2单元', room: '302', phone_tails: ['0002'] },
      ])
      const [made] = await db`select layout from batches where id = ${batch}`
      expect((made!.layout as { sheets: { skip: string | null }[] }).sheets.map(({ skip }) => skip)).toEqual([
        null,
        null,
        'no_header',
      ])
    }))

  it('may be CSV in GBK, or in UTF-8 with its mark or without, and say the same', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await bring(world, encodeGbk(register))
      expect(await db`select 1 from residents where name = '测试小丁'`).toHaveLength(1)
      for (const text of [register, `\ufeff${register}`]) {
        const [, counts] = await bring(world, text)
        expect(counts).toMatchObject({ same: 4, changed: 0, fresh: 0 })
      }
    }))
})

it('tells phones to forget whom an undone import had brought', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const [batch] = await bring(world, register)
    const ids = (await db`select id from residents`).map(({ id }) => id as string)
    const [head] = await db`select version from community_heads where community_id = ${world.community}`
    await undoRegister(world, world.community, batch, null)
    const reach = { whole: true, grids: [] }
    const { rows } = await pull(world, world.community, head!.version as number, 100, reach)
    const gone = rows.filter(({ table, gone: isGone }) => table === 'residents' && isGone === true)
    expect(gone.map(({ id }) => id).sort()).toEqual(ids.sort())
  }))

describe('the workbook of the demonstration', () => {
  const community = makeCommunity({ seed: 4, day: '2022-03-23', households: 150 })
  const { bytes, truth } = makeRegisterWorkbook(community)

  it(
    'gives the register that it was made from, twice the same, and nothing once undone',
    () =>
      rolledBack(database.db(), async (db) => {
        const world = await makeWorld(db)
        const empty = await contents(world)
        const [first, counts] = await bring(world, bytes, 'xlsx')
        expect(counts.rows).toBe(truth.length)
        expect(counts.rejected).toBe(0)
        expect(counts.doors).toBe(community.doors.length)
        expect(counts.buildings).toBe(community.buildings.length)
        expect(counts.fresh - counts.doorRows + counts.review + counts.linked).toBe(community.residents.length)
        expect(counts.review).toBeLessThan(community.residents.length / 200)
        const homes = await db<{ name: string; home: string; grid: string }[]>`
        select r.name, b.estate || b.name || d.unit || d.room as home, g.name as grid from residents r
        join doors d on d.id = r.door_id join buildings b on b.id = d.building_id join areas g on g.id = b.grid_id`
        const truly = new Set(
          community.residents.map(
            ({ name, door: { building, unit, room } }) => `${name} ${building.estate}${building.name}${unit}${room}`,
          ),
        )
        expect(homes.filter(({ name, home }) => !truly.has(`${name} ${home}`))).toEqual([])
        const before = await contents(world)
        const twice = await take(world, Buffer.from(await exported(world)), 'xlsx')
        expect(await previewRegister(world, world.community, twice)).toMatchObject({ changed: 0, fresh: 0, missing: 0 })
        const other = makeRegisterWorkbook({ ...community, seed: 5 })
        // Other slips were made in it: what the first file had lost of a number, this one tells.
        const [second, again] = await bring(world, other.bytes, 'xlsx')
        expect(again).toMatchObject({ fresh: 0, rejected: 0, doors: 0, buildings: 0, grids: 0 })
        const changed = await db`select changes from source_rows where batch_id = ${second} and outcome = 'changed'`
        expect(changed.filter(({ changes }) => (changes as string[]).some((name) => name !== 'document'))).toEqual([])
        await undoRegister(world, world.community, second, null)
        expect(await contents(world)).toEqual(before)
        await undoRegister(world, world.community, first, null)
        expect(await contents(world)).toEqual(empty)
        await expectReplayed(world)
      }),
    60_000,
  )
})

it('goes out as a file that comes in again without a change, as XLSX and CSV, in both languages', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    await bring(world, register)
    const sample = join(folder, 'sample.xlsx')
    await writeSampleRegister(createWriteStream(sample))
    const { batch } = await receiveRegister(world, {
      path: sample,
      name: 's.xlsx',
      community: world.community,
      by: null,
    })
    expect(await commitRegister(world, world.community, batch, null)).toMatchObject({
      rows: 6,
      rejected: 0,
      fresh: 6,
      review: 0,
    })
    const before = await contents(world)
    for (const language of ['zh', 'en'] as const) {
      for (const format of ['xlsx', 'csv'] as const) {
        for (const whole of [true, false]) {
          const bytes = await exported(world, { language, format, whole })
          const [, counts] = await bring(world, bytes, format)
          expect({ language, format, whole, ...counts }).toMatchObject({
            rows: 10,
            same: 10,
            missing: 0,
            doors: 0,
            grids: 0,
          })
        }
      }
    }
    expect(await contents(world)).toEqual(before)
  }))

async function exported(
  world: TestWorld,
  options: Partial<Parameters<typeof writeRegister>[2]> = {},
): Promise<Uint8Array> {
  const path = join(folder, `${anyId()}.out`)
  await writeRegister(
    world,
    world.community,
    { format: 'xlsx', language: 'zh', whole: true, ...options },
    createWriteStream(path),
  )
  const { readFile } = await import('node:fs/promises')
  return readFile(path)
}
