import { describe, expect, it } from 'vitest'
import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Who } from '#server/auth/grants.ts'
import type { Db } from '#server/db.ts'
import { replay } from '#server/sync/apply.ts'
import { pull } from '#server/sync/pull.ts'
import { recordActs } from '#server/sync/record.ts'
import { createAccount } from '#slices/accounts/server.ts'
import { addResident } from '#slices/people/acts.ts'
import '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, testNow, useDatabase } from '#test/database.ts'
import {
  addToTube,
  handBox,
  openRound,
  openTube,
  packBox,
  relabelTube,
  removeFromTube,
  sealTube,
  setSite,
  spoilTube,
  takeBox,
} from '../acts.ts'
import { enterResult, receiveTube, releaseResult } from '../laboratory-acts.ts'
import { differencesOf } from '../model/box.ts'
import { hopsOf } from '../model/account.ts'
import { releaseCase } from '../recall-acts.ts'
import { accountOfRound } from './account.ts'
import { caseId } from './follows.ts'
import { listMissing } from './missing.ts'
import { loadBoxes, loadCases } from './projection.ts'
import { loadTubes } from './rows.ts'
import { strayId } from './strays.ts'

// Long on purpose: every case goes on from the same round, table and box, whose making stands here once.

const database = useDatabase()

/** A round with one site and two tables, three people of the laboratory and the community. */
interface Day extends TestWorld {
  now: number
  round: Id
  site: Id
  tables: [Id, Id]
  collector: Id
  technician: Id
  second: Id
}

const hours = (n: number) => new Date(testNow + n * 3_600_000).toISOString()

async function act(
  day: Day,
  kind: { kind: string; v: number },
  subject: Id,
  payload: Record<string, unknown>,
  more: { by?: Id; community?: Id; at?: number; held?: string } = {},
) {
  const made: Act = {
    id: anyId(),
    kind: kind.kind,
    v: kind.v,
    community: more.community ?? day.community,
    subject,
    device: anyId(),
    seq: 0,
    occurred: new Date(more.at ?? day.clock()).toISOString(),
    payload,
  }
  const who: Who | null = more.by
    ? { account: more.by, name: '', login: null, device: made.device, grants: [grantOf(day)] }
    : null
  const { results } = await recordActs(day, [{ who, acts: [made], deviceNow: day.clock() }])
  const [result] = results[0]!
  expect(result).toMatchObject(more.held ? { status: 'held', code: more.held } : { status: 'ok' })
  return { id: made.id }
}

function grantOf(day: Day): Who['grants'][number] {
  const area = { id: day.community, name: '', kind: 'community', code: '' }
  return { role: 'administrator', area, from: 0, until: null, communities: new Set([day.community]), grid: null }
}

async function makeDay(db: Db): Promise<Day> {
  const world = await makeWorld(db)
  const tables: [Id, Id] = [anyId(), anyId()]
  const day: Day = {
    ...world,
    now: testNow,
    round: anyId(),
    site: anyId(),
    tables,
    collector: await createAccount(world, { name: '采样员', login: null, password: null }),
    technician: await createAccount(world, { name: '检验员', login: null, password: null }),
    second: await createAccount(world, { name: '复核员', login: null, password: null }),
  }
  day.clock = () => day.now
  const pool = { usual: 10, lines: [] }
  const expected = { people: 20, households: 8, asOf: hours(0) }
  const payload = { name: '第一轮', area: day.community, from: hours(-1), until: hours(16), pool, expected }
  await act(day, openRound, day.round, payload)
  const lanes = tables.map((id, n) => ({ id, number: n + 1 }))
  await act(day, setSite, day.round, {
    site: { id: day.site, name: '一号点', from: hours(-1), until: hours(16), tables: lanes },
  })
  return day
}

const at = (day: Day, table = 0) => ({ round: day.round, site: day.site, table: day.tables[table]! })

async function addPeople(day: Day, n: number, community = day.community): Promise<Id[]> {
  const ids = Array.from({ length: n }, anyId)
  for (const id of ids)
    await act(day, addResident, id, { origin: 'register', name: '测试', categories: [] }, { community })
  return ids
}

async function openWith(
  day: Day,
  barcode: string,
  people: Id[],
  table = 0,
  more: Record<string, unknown> = {},
): Promise<Id> {
  const tube = anyId()
  const capacity = more.recall ? 1 : 10
  await act(day, openTube, tube, { ...at(day, table), barcode, capacity })
  if (people.length) await add(day, tube, people, table, more)
  return tube
}

const add = (day: Day, tube: Id, people: Id[], table = 0, more: Record<string, unknown> = {}) =>
  act(day, addToTube, tube, {
    ...at(day, table),
    samples: people.map((resident) => ({ id: anyId(), resident, how: 'code', ...more })),
  })

/** Enters a result and lets a second person release it. */
async function decide(day: Day, tube: Id, barcode: string, verdict: string) {
  await act(day, receiveTube, tube, { barcode }, { by: day.technician })
  day.now += 1000
  const entered = await act(day, enterResult, tube, { barcode, verdict, source: 'hand' }, { by: day.technician })
  day.now += 1000
  return act(day, releaseResult, tube, { barcode, result: entered.id }, { by: day.second })
}

async function expectRowsFollowFromActs(day: Day, community = day.community) {
  const wrong: string[] = []
  await replay(day, community, (projection, subject, rebuilt, stored) => {
    if (!isDeepStrictEqual(rebuilt, stored)) wrong.push(`${projection} ${subject}`)
  })
  expect(wrong).toEqual([])
}

const sampledRows = async (day: Day, after: number) =>
  (await pull(day, day.community, after, 500, { whole: true, grids: [] })).rows.filter(
    ({ table }) => table === 'sampled',
  )

const headOf = async (day: Day) =>
  (await day.db<{ version: number }[]>`select version from community_heads where community_id = ${day.community}`)[0]!
    .version

describe('a round day', () => {
  it('reconciles what was registered with tubes, boxes, the laboratory and results', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const people = await addPeople(day, 12)
      const first = await openWith(day, 'T1', people.slice(0, 10))
      const second = await openWith(day, 'T2', people.slice(10), 1)
      await act(day, sealTube, first, { ...at(day), people: 10 })
      await act(day, sealTube, second, { ...at(day, 1), people: 2 })
      const box = anyId()
      const label = { round: day.round, site: day.site, label: 'B1' }
      const tubes = [
        { tube: first, people: 10 },
        { tube: second, people: 2 },
      ]
      await act(day, packBox, box, { ...label, tubes })
      const counted = { ...label, hop: anyId(), to: 'courier', seal: 'S1', tubes: 2, people: 12 }
      await act(day, handBox, box, counted)
      await act(day, takeBox, box, { ...counted, people: 11 })
      await decide(day, first, 'T1', 'negative')
      await act(day, receiveTube, second, { barcode: 'T2', box }, { by: day.technician })

      const { account } = await accountOfRound(day, day.community, day.round)
      expect(account).toMatchObject({
        registered: 12,
        inTubes: { tubes: 2, people: 12 },
        inBoxes: { tubes: 2, people: 12 },
        received: { tubes: 2, people: 12 },
        results: { negative: { tubes: 1, people: 10 } },
        pending: { tubes: 1, people: 2 },
      })
      for (const { from, to } of hopsOf(account)) expect(to).toBe(from)
      const stored = (await loadBoxes(day, day.community, [box])).get(box)!
      expect(differencesOf(stored)).toMatchObject([{ where: 'hand_over', what: 'people', said: 12, found: 11 }])
      await expectRowsFollowFromActs(day)
    }))

  it('finds the box of a tube in whatever order the two are heard of', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const [tube, box] = [anyId(), anyId()]
      const label = { round: day.round, site: day.site, label: 'B1' }
      await act(day, packBox, box, { ...label, tubes: [{ tube, people: 0 }] })
      await act(day, openTube, tube, { ...at(day), barcode: 'T1', capacity: 10 })
      expect(await db`select box_id from tubes where id = ${tube}`).toEqual([{ box_id: box }])
    }))

  it('tells phones who has been sampled, and that it does not count any more', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const [one, other] = await addPeople(day, 2)
      const before = await headOf(day)
      const tube = await openWith(day, 'T1', [one!, other!])
      expect(await sampledRows(day, before)).toMatchObject([
        { round: day.round, sampled: true },
        { round: day.round, sampled: true },
      ])
      const then = await headOf(day)
      await act(day, spoilTube, tube, { ...at(day), reason: 'dropped' })
      expect((await sampledRows(day, then)).map(({ sampled }) => sampled)).toEqual([false, false])
    }))
})

describe('two tables with one barcode', () => {
  it('both hear of it, and no more once one is relabelled; nobody is lost', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const [one, other] = await addPeople(day, 2)
      const first = await openWith(day, 'T1', [one!])
      const before = await headOf(day)
      const second = await openWith(day, 'T1', [other!], 1)
      const told = async (after: number) =>
        (await pull(day, day.community, after, 500, { whole: true, grids: [] })).rows
          .filter(({ table }) => table === 'tubes')
          .map(({ id, clash }) => [id, (clash as { tube: Id } | null)?.tube ?? null])
          .sort()
      expect(await told(before)).toEqual(
        [
          [first, second],
          [second, first],
        ].sort(),
      )
      const then = await headOf(day)
      await act(day, relabelTube, second, { ...at(day, 1), barcode: 'T2', reason: 'twice' })
      expect(await told(then)).toEqual(
        [
          [first, null],
          [second, null],
        ].sort(),
      )
      const { account } = await accountOfRound(day, day.community, day.round)
      expect(account.registered).toBe(2)
    }))
})

describe('a result', () => {
  it('counts when another person releases it; until then nobody hears of it', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const [person] = await addPeople(day, 1)
      const tube = await openWith(day, 'T1', [person!])
      await act(day, receiveTube, tube, { barcode: 'T1' }, { by: day.technician })
      const entered = await act(
        day,
        enterResult,
        tube,
        { barcode: 'T1', verdict: 'negative', source: 'hand' },
        { by: day.technician },
      )
      const release = { barcode: 'T1', result: entered.id }
      await act(day, releaseResult, tube, release, { by: day.technician, held: 'not_yours' })
      expect(await db`select kind from messages`).toEqual([])
      await act(day, releaseResult, tube, release, { by: day.second })
      expect(await db`select kind, status from messages`).toEqual([{ kind: 'result_negative', status: 'waiting' }])
      expect(await db`select deed, way, withdrawn from deeds`).toEqual([
        { deed: 'test', way: 'pool', withdrawn: false },
      ])
      await expectRowsFollowFromActs(day)
    }))

  it('that is corrected takes back what had been said, and opens what has to be looked into', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const [person] = await addPeople(day, 1)
      const tube = await openWith(day, 'T1', [person!])
      await decide(day, tube, 'T1', 'negative')
      await db`update messages set status = 'taken'`
      day.now += 60_000
      await decide(day, tube, 'T1', 'positive')
      expect(await db`select withdrawn from deeds`).toEqual([{ withdrawn: true }])
      expect(await db`select kind from messages order by kind`).toEqual([
        { kind: 'result_negative' },
        { kind: 'result_withdrawn' },
      ])
      expect(await db`select status from recall_cases`).toEqual([{ status: 'open' }])
      day.now += 60_000
      await decide(day, tube, 'T1', 'negative')
      expect(await db`select status from recall_cases`).toEqual([{ status: 'cancelled' }])
      expect(await db`select withdrawn from deeds order by withdrawn`).toEqual([
        { withdrawn: false },
        { withdrawn: true },
      ])
      await expectRowsFollowFromActs(day)
    }))

  it('reaches the laboratory before the phone reaches us, and is matched by the tube when it does', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const [person] = await addPeople(day, 1)
      const stray = strayId(day.community, 'T9')
      await decide(day, stray, 'T9', 'negative')
      const tube = await openWith(day, 'T9', [person!])
      const known = await loadTubes(day, day.community, [tube, stray])
      expect(known.get(tube)!.laboratory.results).toMatchObject([{ verdict: 'negative', released: { by: day.second } }])
      expect(known.get(stray)!.matched).toBe(tube)
      expect(await db`select kind from messages`).toEqual([{ kind: 'result_negative' }])
      expect(await db`select deed from deeds`).toEqual([{ deed: 'test' }])
      await expectRowsFollowFromActs(day)
    }))
})

async function openSingle(day: Day, recall: Id, person: Id) {
  const single = await openWith(day, 'R1', [person], 0, { recall })
  await decide(day, single, 'R1', 'negative')
}

describe('a pool that has to be looked into', () => {
  it('opens a case for each member, frees by a negative single swab, and writes the verdict on nobody', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const people = await addPeople(day, 3)
      const [away] = await addPeople(day, 1, day.neighbour)
      const tube = await openWith(day, 'T1', people)
      await act(day, addToTube, tube, {
        ...at(day),
        samples: [
          { id: anyId(), resident: away, home: day.neighbour, how: 'code' },
          { id: anyId(), how: 'typed' },
        ],
        guests: [],
      })
      await decide(day, tube, 'T1', 'positive')
      const opened = await db<{ community_id: Id; id: Id; resident_id: Id | null }[]>`
        select community_id, id, resident_id from recall_cases`
      expect(opened.map(({ community_id }) => community_id).sort()).toEqual(
        [day.community, day.community, day.community, day.community, day.neighbour].sort(),
      )
      expect(await db`select 1 from messages`).toEqual([])
      // Nothing that is kept of a person says what was found in the tube.
      const about = await db<{ row: string }[]>`
        select to_jsonb(c)::text as row from recall_cases c union all select to_jsonb(s)::text from swabs s
        union all select to_jsonb(r)::text from residents r union all select to_jsonb(d)::text from deeds d
        union all select to_jsonb(t)::text from tasks t`
      for (const { row } of about) expect(row).not.toMatch(/positive/)

      const first = opened.find(({ resident_id }) => resident_id === people[0])!
      await openSingle(day, first.id, people[0]!)
      await act(day, releaseCase, first.id, { note: '' }, { by: day.collector })
      expect((await loadCases(day, day.community, [first.id])).get(first.id)).toMatchObject({
        status: 'released',
        answer: { verdict: 'negative' },
      })
      expect(await db`select kind from messages order by kind`).toEqual([
        { kind: 'case_released' },
        { kind: 'result_negative' },
      ])
      await expectRowsFollowFromActs(day)
      await expectRowsFollowFromActs(day, day.neighbour)
    }))

  it('looks for a member whose swab is disputed too', async () =>
    rolledBack(database.db(), async (db) => {
      const day = await makeDay(db)
      const [one, late] = await addPeople(day, 2)
      const tube = await openWith(day, 'T1', [one!])
      await act(day, sealTube, tube, { ...at(day), people: 1 })
      day.now += 1000
      await add(day, tube, [late!])
      await decide(day, tube, 'T1', 'inconclusive')
      const swabs = await db<{ id: Id }[]>`select id from swabs`
      const known = await loadCases(
        day,
        day.community,
        swabs.map((swab) => caseId(tube, swab.id)),
      )
      expect(known.size).toBe(2)
    }))
})

it('an undone swab is neither in the tube nor counted', async () =>
  rolledBack(database.db(), async (db) => {
    const day = await makeDay(db)
    const people = await addPeople(day, 2)
    const tube = await openWith(day, 'T1', people)
    const [swab] = await db<{ id: Id }[]>`select id from swabs where resident_id = ${people[0]!}`
    await act(day, removeFromTube, tube, { ...at(day), samples: [swab!.id], reason: 'undo' })
    const { account } = await accountOfRound(day, day.community, day.round)
    expect(account).toMatchObject({ registered: 1, inTubes: { people: 1 } })
  }))

it('misses who never came and whose swab was lost, and nobody who has another that counts', async () =>
  rolledBack(database.db(), async (db) => {
    const day = await makeDay(db)
    const [never, here, lost, twice] = await addPeople(day, 4)
    await openWith(day, 'T1', [here!, twice!])
    const spoilt = await openWith(day, 'T2', [lost!, twice!], 1)
    await act(day, spoilTube, spoilt, { ...at(day, 1), reason: 'leaked' })
    const missing = await listMissing(day, day.community, day.round)
    expect(new Map(missing.map(({ resident, reason }) => [resident, reason]))).toEqual(
      new Map([
        [never, 'never_came'],
        [lost, 'spoilt'],
      ]),
    )
  }))
