import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
import { localDay } from '#shared/clock.ts'
import { replay } from '#server/sync/apply.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { addResident } from '#slices/people/acts.ts'
import { computeDay } from '#slices/reports/server.ts'
import '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { listAlike } from './alike.ts'
import { createSource, getSourceByName } from './batches.ts'
import { receiveFile } from './receive.ts'
import { commitBatch } from './commit.ts'
import { listReviews } from './review-queue.ts'
import { decideRow, ruleOut, takeBackAnswer } from './review.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-review-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Two families: a phone of one of them on a row with a surname alone is a question. */
async function withFamilies(db: TestWorld['db']): Promise<TestWorld> {
  const world = await makeWorld(db)
  for (const name of ['电信', '铁路'])
    await createSource(world, { area: world.community, name, kind: 'telecom', deadline: { hours: 24 }, urgency: 2 })
  for (const [name, phone] of families) await addPerson(world, name, phone)
  return world
}

const families = [
  ['测明远', '+8613900000001'],
  ['测秋白', '+8613900000002'],
  ['测若兰', '+8613900000003'],
] as const

async function addPerson(world: TestWorld, name: string, phone: string): Promise<Id> {
  const id = anyId()
  const payload = { origin: 'register', name, phones: [phone] }
  const act = systemAct(world, world.community, id, `add ${id}`, addResident, id, payload)
  await recordActs(world, [{ who: null, acts: [act], deviceNow: world.clock() }])
  return id
}

async function commit(world: TestWorld, source: string, lines: string[], header = '姓名,联系电话,备注'): Promise<Id> {
  const path = join(folder, `${anyId()}.csv`)
  writeFileSync(path, `${header}\n${lines.map((line) => `${line},${anyId()}`).join('\n')}\n`)
  const { community } = world
  const from = await getSourceByName(world, community, source)
  const { batch } = await receiveFile(world, { path, name: 'list.csv', community, source: from, by: null })
  await commitBatch(world, community, batch, null)
  return batch
}

const queue = (world: TestWorld) => listReviews(world, world.community, { limit: 50 }, 'zh')

const born = (n: number) => `19${50 + n}-0${1 + (n % 9)}-${10 + (n % 19)}`

async function linksOf({ db, community }: TestWorld, batch: Id) {
  return db<{ link: string; link_by: string; resident_id: Id | null }[]>`
    select link, link_by, resident_id from source_rows where community_id = ${community} and batch_id = ${batch}
    order by row_number`
}

describe('a question about a row', () => {
  it('comes with evidence that adds up, and with what an answer would teach', () =>
    rolledBack(database.db(), async (db) => {
      const world = await withFamilies(db)
      await commit(world, '电信', ['测*,13900000001', '测*,13900000002'])
      const { total, reviews, answers } = await queue(world)
      expect({ total, answers }).toEqual({ total: 2, answers: 0 })
      const [review] = reviews
      expect(review).toMatchObject({ source: '电信', alike: 2, learned: null })
      const [candidate] = review!.candidates
      expect(candidate!.phones[0]).toMatch(/^139\*\*\*\*/)
      const sum = candidate!.steps.reduce((all, { bits }) => all + bits, candidate!.start)
      expect(sum).toBeCloseTo(candidate!.weight, 6)
      expect(candidate!.guard).toBeTruthy()
    }))

  it('is not asked again tomorrow of the same evidence, from whatever list: neither who it is nor who it is not', () =>
    rolledBack(database.db(), async (db) => {
      const world = await withFamilies(db)
      await commit(world, '电信', ['测*,13900000001', '测*,13900000002'])
      const { reviews } = await queue(world)
      const [first, second] = reviews
      await decideRow(world, world.community, first!.row, first!.candidates[0]!.entry, null)
      await decideRow(world, world.community, second!.row, null, null)
      expect((await queue(world)).total).toBe(0)
      const batch = await commit(world, '铁路', ['测* ,139 0000 0001', '测*,13900000002', '测*,13900000003'])
      const links = await linksOf(world, batch)
      expect(links.map(({ link, link_by }) => [link, link_by])).toEqual([
        ['linked', 'decision'],
        ['linked', 'decision'],
        ['review', 'weights'],
      ])
      const made = await db`select resident_id from source_rows where id = ${second!.row}`
      const [isFirst, isSecond] = [links[0]!.resident_id, links[1]!.resident_id]
      const by = new Map([
        [first!.row, first!.candidates[0]!.entry],
        [second!.row, made[0]!.resident_id as Id],
      ])
      expect([isFirst, isSecond].sort()).toEqual([...by.values()].sort())
    }))

  it('can be answered in part: ruled out is remembered, the others stay', () =>
    rolledBack(database.db(), async (db) => {
      const world = await withFamilies(db)
      const child = await addPerson(world, '测望舒', '+8613900000001')
      await commit(world, '电信', ['测*,13900000001'])
      const [review] = (await queue(world)).reviews
      expect(review!.candidates).toHaveLength(2)
      const { answer } = await ruleOut(world, world.community, review!.row, child, null)
      expect((await queue(world)).reviews[0]!.candidates.map(({ resident }) => resident)).not.toContain(child)
      const batch = await commit(world, '铁路', ['测*,13900000001'])
      const [stored] = await db<{ rivals: { to: Id }[] }[]>`select rivals from source_rows where batch_id = ${batch}`
      expect(stored!.rivals.map(({ to }) => to)).not.toContain(child)
      await takeBackAnswer(world, world.community, answer, null)
      const again = (await queue(world)).reviews.find(({ row }) => row === review!.row)
      expect(again!.candidates).toHaveLength(2)
    }))

  it('taken back waits again, its reason leaves the task, and it can be answered otherwise; the day balances throughout', () =>
    rolledBack(database.db(), async (db) => {
      const world = await withFamilies(db)
      const { community } = world
      await commit(world, '电信', ['测*,13900000001'])
      const [review] = (await queue(world)).reviews
      const same = review!.candidates[0]!.entry
      const balance = () => computeDay(world, community, localDay(world.clock(), world.zone))
      const open = () => db`select resident_id from tasks where status = 'open' and community_id = ${community}`
      const fresh = await decideRow(world, community, review!.row, null, null)
      expect(await balance()).toMatchObject({ open: 1, toDecide: 0 })
      await takeBackAnswer(world, community, fresh.answer, null)
      expect(await balance()).toMatchObject({ open: 0, toDecide: 1 })
      const answered = await decideRow(world, community, review!.row, same, null)
      expect(await open()).toEqual([{ resident_id: same }])
      // The person made by the answer that was taken back is that very person.
      expect(await db`select person_id from residents where merged_into is not null`).toEqual([{ person_id: same }])
      await takeBackAnswer(world, community, answered.answer, null)
      expect(await db`select 1 from residents where merged_into is not null`).toHaveLength(0)
      await decideRow(world, community, review!.row, same, null)
      expect(await open()).toEqual([{ resident_id: same }])
      await expect(decideRow(world, community, review!.row, same, null)).rejects.toMatchObject({ code: 'stale' })
      await replay(world, community, (name, subject, rebuilt, stored) =>
        expect(stored, `${name} ${subject}`).toEqual(rebuilt),
      )
    }))

  it('is asked no more once answers have taught it', () =>
    rolledBack(database.db(), async (db) => {
      const world = await withFamilies(db)
      const { community } = world
      for (let n = 0; n < 24; n++) {
        const id = anyId()
        const payload = { origin: 'register', name: '路安兰', birth: born(n), phones: [`+86138000000${10 + n}`] }
        const act = systemAct(world, community, id, `add ${id}`, addResident, id, payload)
        await recordActs(world, [{ who: null, acts: [act], deviceNow: world.clock() }])
      }
      const header = '姓名,出生日期,联系电话,备注'
      // One birthday, a name heard as another, another phone: a question by the weights alone.
      const lines = Array.from({ length: 24 }, (_, n) => `路安南,${born(n)},159876543${10 + n}`)
      await commit(world, '电信', lines.slice(0, 20), header)
      const { total, reviews } = await queue(world)
      expect(total).toBe(20)
      for (const { row, candidates } of reviews) {
        expect(candidates[0]!.guard).toBeNull()
        await decideRow(world, community, row, candidates[0]!.entry, null)
      }
      expect((await queue(world)).answers).toBe(20)
      const links = await linksOf(world, await commit(world, '铁路', lines.slice(20), header))
      expect(links.map(({ link, link_by }) => `${link} by ${link_by}`)).toEqual(Array(4).fill('linked by learned'))
    }))
})

it('lists who could be the same person, and compares two whoever they are', () =>
  rolledBack(database.db(), async (db) => {
    const world = await withFamilies(db)
    const twin = await addPerson(world, '测明远', '+8613900000009')
    const [known] = await db<{ id: Id }[]>`select id from residents where name = '测明远' and id <> ${twin}`
    const alike = await listAlike(world, world.community, { resident: twin }, 'en')
    expect(alike.people[0]).toMatchObject({ resident: known!.id, toldApart: false })
    expect(alike.people[0]!.evidence!.steps.map(({ words }) => words)).toContain('same name')
    const [stranger] = await db<{ id: Id }[]>`select id from residents where name = '测若兰'`
    const compared = await listAlike(world, world.community, { resident: twin, other: stranger!.id }, 'en')
    expect(compared.people).toHaveLength(1)
  }))
