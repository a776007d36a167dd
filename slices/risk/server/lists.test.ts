import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Db } from '#server/db.ts'
import { addBuilding } from '#slices/people/acts.ts'
import { recordActs } from '#server/sync/record.ts'
import '#slices/people/server/projection.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { makeRiskLists } from '#cli/demo/risk-lists.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { compareLists } from './changes.ts'
import { fetchDue, readSourceUrl } from './fetch.ts'
import { type ImportedList, importLists, setAside } from './lists.ts'
import { levelOfPlace, windowOf } from './look.ts'
import { matchPlace } from './match.ts'

const database = useDatabase()
const fileOf = (name: string, text: string) => ({ name, bytes: Buffer.from(text) })
const zone = 'Asia/Shanghai'

const made = [...makeRiskLists({ seed: 3, lists: 8, day: '2030-04-15', hours: 48, peak: 60 })]

/** A small list by hand: places of one county by level. */
function listOf(
  time: string,
  places: Partial<Record<'high' | 'middle' | 'low', string[]>>,
  where = ['江苏省', '南京市', '建邺区'],
) {
  const [province, city, county] = where
  const entry = (communitys: string[] = []) => (communitys.length ? [{ province, city, county, communitys }] : [])
  const { high = [], middle = [], low = [] } = places
  return JSON.stringify({
    data: {
      end_update_time: time,
      hcount: high.length,
      mcount: middle.length,
      lcount: low.length,
      highlist: entry(high),
      middlelist: entry(middle),
      lowlist: entry(low),
    },
  })
}

async function importAll(world: TestWorld, ...texts: string[]): Promise<ImportedList[]> {
  const outcomes = await importLists(
    world,
    texts.map((text, n) => fileOf(`${n}.json`, text)),
    { by: null },
  )
  return outcomes.map((outcome) => {
    if ('problem' in outcome) throw outcome.problem
    return outcome
  })
}

async function levelOn(world: TestWorld, place: string, on: string) {
  const { from, until } = windowOf(on, zone)!
  return levelOfPlace(world, place, from, until)
}

/** Every place's history by its words: numbers differ from one order to another. */
async function histories(db: Db) {
  const rows = await db<{ place: string; history: string }[]>`
    select c.province || c.city || c.county || p.name as place, p.changed_at::text || p.levels::text as history
    from risk_places p join risk_counties c on c.id = p.county_id order by 1`
  return rows.map(({ place, history }) => `${place} ${history}`)
}

describe('lists of risk areas', () => {
  it('come to the same histories in whatever order and in however many goes they are imported', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const imported = async (order: readonly number[], goes: number) => {
        let all: string[] = []
        await rolledBack(db, async (inner) => {
          const here = { ...world, db: inner }
          const size = Math.ceil(order.length / goes)
          for (let i = 0; i < order.length; i += size)
            await importAll(here, ...order.slice(i, i + size).map((n) => made[n]!.text))
          all = await histories(inner)
        })
        return all
      }
      const wanted = await imported([...made.keys()], 1)
      expect(wanted.length).toBeGreaterThan(50)
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray([...made.keys()], { minLength: made.length }),
          fc.integer({ min: 1, max: made.length }),
          async (order, goes) => {
            expect(await imported(order, goes)).toEqual(wanted)
          },
        ),
        { numRuns: 8 },
      )
    }))

  it('are versions: the same again, in another wrapping too, changes nothing', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const text = listOf('2030-07-14 10时', { high: ['幸福里3幢', '江东街道1号'], low: ['其它区域'] })
      const [first] = await importAll(world, text)
      const again = await importAll(world, text, JSON.stringify(JSON.parse(text), null, 2))
      expect(first).toMatchObject({ known: false, areas: 1, listed: { high: 2, middle: 0, low: 1 } })
      expect(again.map(({ id, known, areas }) => ({ id, known, areas }))).toEqual([
        { id: first!.id, known: true, areas: 1 },
        { id: first!.id, known: true, areas: 1 },
      ])
    }))

  it('that cannot be read are told of and do not stop the others', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const outcomes = await importLists(
        world,
        [
          fileOf('a.json', '<html>503</html>'),
          fileOf('b.json', made[0]!.text),
          fileOf('c.json', made[1]!.text.slice(0, -20)),
        ],
        { by: null },
      )
      expect(outcomes.map((outcome) => ('problem' in outcome ? outcome.problem.code : 'read'))).toEqual([
        'risk_not_json',
        'read',
        'risk_not_json',
      ])
    }))

  it('that were set aside count no more, and count again when they are taken back', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const lists = await importAll(world, ...made.map(({ text }) => text))
      const before = await histories(db)
      await setAside(world, lists[3]!.id, null, 'test')
      expect(await histories(db)).not.toEqual(before)
      await setAside(world, lists[3]!.id, null, null)
      expect(await histories(db)).toEqual(before)
      for (const { id } of lists) await setAside(world, id, null, 'test')
      expect((await levelOn(world, '幸福里', '2030-07-15')).level).toBeNull()
    }))

  it('answer what a place was on a day: by its name, around it, within it, or as the rest of its county', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await importAll(
        world,
        listOf('2030-07-10 10时', {
          high: ['江东街道幸福里3幢'],
          middle: ['江东街道翠竹苑'],
          low: ['除高、中风险区以外的其他地区'],
        }),
        listOf('2030-07-14 14时', { middle: ['江东街道幸福里3幢'] }),
        listOf('2030-07-20 0时', {}, ['江苏省', '南京市', '鼓楼区']),
      )
      const level = async (place: string, on: string) => (await levelOn(world, place, on)).level
      expect(await level('南京市建邺区江东街道幸福里3号楼', '2030-07-09')).toBeNull()
      expect(await level('南京市建邺区江东街道幸福里3号楼', '2030-07-12')).toBe('high')
      // Raised or lowered at 14:00, the day keeps the stricter; an instant says which.
      expect(await level('建邺区江东街道幸福里3幢2单元501', '2030-07-14')).toBe('high')
      expect(await level('建邺区江东街道幸福里3幢2单元501', '2030-07-14T14:00')).toBe('middle')
      expect(await level('建邺区江东街道幸福里33幢', '2030-07-12')).toBe('low')
      expect(await level('建邺区江东街道幸福里33幢', '2030-07-15')).toBe('none')
      expect(await level('江东街道翠竹苑', '2030-07-12')).toBe('middle')
      expect(await level('建邺区江东街道幸福里3幢', '2030-07-20')).toBe('none')
      const street = await levelOn(world, '江苏南京建邺区江东街道', '2030-07-12')
      expect(street).toMatchObject({ level: 'high', certain: true, inside: { high: 1, middle: 1, low: 0 } })
      const near = await levelOn(world, '建邺区幸福里3幢', '2030-07-12')
      expect(near).toMatchObject({ level: 'high', certain: false })
      expect(near.matches[0]).toMatchObject({ how: 'near', place: '江东街道幸福里3幢' })
    }))

  it('say of a county’s name that several have that it is not certain', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await importAll(
        world,
        listOf('2030-07-10 10时', { high: ['一号楼'] }, ['江苏省', '南京市', '鼓楼区']),
        listOf('2030-07-10 10时', { low: ['二号楼'] }, ['福建省', '福州市', '鼓楼区']),
      )
      expect(await levelOn(world, '鼓楼区', '2030-07-11')).toMatchObject({ level: 'high', certain: false })
      expect(await levelOn(world, '福建福州鼓楼区', '2030-07-11')).toMatchObject({ level: 'low', certain: true })
    }))

  it('show what one changed against another', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const [one, two] = await importAll(
        world,
        listOf('2030-07-10 10时', { high: ['甲', '乙'], middle: ['丙'] }),
        listOf('2030-07-11 10时', { high: ['甲', '丁'], middle: ['乙'] }),
      )
      const changes = await compareLists(world, { from: one!.id, to: two!.id, offset: 0, limit: 10 })
      expect(changes.sums).toEqual([
        { from: 'none', to: 'high', places: 1 },
        { from: 'high', to: 'middle', places: 1 },
        { from: 'middle', to: 'none', places: 1 },
      ])
      expect(changes.changes.map(({ place }) => place)).toEqual(['丁', '乙', '丙'])
    }))
})

describe('places of our own districts', () => {
  it('are matched to buildings, and wait for somebody where they could be two', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const { community, neighbour } = world
      const build = (where: string, estate: string, name: string) =>
        systemAct(world, where, anyId(), anyId(), addBuilding, anyId(), { estate, name })
      const acts = [
        build(community, '幸福里', '3幢'),
        build(community, '幸福里', '4幢'),
        build(neighbour, '翠竹苑', '1幢'),
        build(community, '翠竹苑', '1幢'),
      ]
      await recordActs(world, [{ who: null, acts, deviceNow: world.clock() }])
      await importAll(
        world,
        listOf('2030-07-10 10时', { high: ['测试街道幸福里3号楼', '翠竹苑1幢', '幸福理小区', '别的花园2幢'] }),
      )
      const rows = await db<{ name: string; state: string; words: string[] }[]>`
        select p.name, m.state, array(select jsonb_array_elements(m.candidates)->>'words' order by 1) as words
        from risk_matches m join risk_places p on p.id = m.place_id`
      const of = (name: string) => rows.find((row) => row.name === name)
      expect(of('测试街道幸福里3号楼')).toMatchObject({ state: 'certain', words: ['甲社区 幸福里 3幢'] })
      expect(of('翠竹苑1幢')).toMatchObject({ state: 'doubtful', words: ['乙社区 翠竹苑 1幢', '甲社区 翠竹苑 1幢'] })
      expect(of('幸福理小区')?.state).toBe('doubtful')
      expect(of('别的花园2幢')?.state).toBe('none')
      expect(matchPlace('', [])).toEqual({ state: 'none', candidates: [] })
    }))
})

describe('lists fetched by the clock', () => {
  it('come over http, bounded, and each failure is remembered in words', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const server = createServer((request, answer) => {
        if (request.url === '/moved') answer.writeHead(302, { location: '/list.json' }).end()
        else if (request.url === '/list.json') answer.end(made[0]!.text)
        else if (request.url === '/long') {
          const part = Buffer.alloc(1_000_000, 32)
          const more = () => {
            while (answer.write(part));
            answer.once('drain', more)
          }
          answer.on('error', () => {})
          more()
        } else answer.writeHead(404).end()
      })
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      for (const path of ['/moved', '/nothing', '/long']) {
        await db`insert into risk_sources (id, url, every_minutes, next_at)
          values (${anyId()}, ${base + path}, 60, ${new Date(world.clock() - 1)})`
      }
      await fetchDue(world)
      const rows = await db<{ url: string; last: { ok: boolean; problem: { code: string } | null }; next_at: Date }[]>`
        select url, last, next_at from risk_sources`
      const of = (path: string) => rows.find(({ url }) => url.endsWith(path))!
      expect(of('/moved').last).toMatchObject({ ok: true, problem: null })
      expect(of('/nothing').last).toMatchObject({ ok: false, problem: { code: 'risk_fetch_refused' } })
      expect(of('/long').last).toMatchObject({ ok: false, problem: { code: 'risk_too_large' } })
      for (const { next_at } of rows) expect(next_at.getTime()).toBe(world.clock() + 3_600_000)
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    }))

  it('come from nowhere but http and https, without a password in the address', () => {
    for (const url of ['file:///etc/passwd', 'ftp://x/y', 'http://a:b@c/', 'javascript:1', 'x']) {
      expect(() => readSourceUrl(url)).toThrow()
    }
    expect(readSourceUrl(' https://example.org/a.json ').href).toBe('https://example.org/a.json')
  })
})
