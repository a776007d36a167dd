import { describe, expect, it } from 'vitest'
import { localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import type { Db } from '#server/db.ts'
import { replay } from '#server/sync/apply.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { createAccount } from '#slices/accounts/server.ts'
import {
  addBuilding,
  addDoor,
  addResident,
  correctResident,
  mergeResident,
  unmergeResident,
} from '#slices/people/acts.ts'
import { findHeld } from '#slices/people/server/holders.ts'
import { importLists } from '#slices/risk/server/lists.ts'
import '#slices/server.ts'
import { closeTask } from '#slices/worklist/acts.ts'
import { loadTasks } from '#slices/worklist/server/projection.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, testNow, useDatabase } from '#test/database.ts'
import { declareStay, orderMeasure, recordDeed } from '../acts.ts'
import { addDays } from '../model/schedule.ts'
import { runDryRun, startDryRun } from './dry-run.ts'
import { listDues } from './dues.ts'
import { listPresets } from './presets.ts'
import { settleCommunity } from './settle.ts'
import { applyDue } from './transitions.ts'
import { createPolicy, listInForce, publishVersion, readDocument, saveDraft } from './versions.ts'

const database = useDatabase()
const today = localDay(testNow, 'Asia/Shanghai')
const dayMs = 86_400_000

interface Office extends TestWorld {
  drafter: Id
  publisher: Id
  now: number
}

/** A world whose clock can be moved, with two people of the office. */
async function makeOffice(db: Db): Promise<Office> {
  const world = await makeWorld(db)
  const office = { ...world, now: testNow, drafter: '', publisher: '' }
  office.clock = () => office.now
  office.drafter = await createAccount(office, { name: '起草员', login: null, password: null })
  office.publisher = await createAccount(office, { name: '发布员', login: null, password: null })
  return office
}

async function act(world: Office, kind: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>) {
  const made = systemAct(world, world.community, anyId(), anyId(), kind, subject, payload)
  const { results } = await recordActs(world, [{ who: null, acts: [made], deviceNow: world.clock() }])
  expect(results[0]![0]).toMatchObject({ status: 'ok' })
}

async function addPerson(world: Office, categories: string[] = [], door: Id | null = null): Promise<Id> {
  const id = anyId()
  await act(world, addResident, id, { origin: 'register', name: '测试', door, categories })
  return id
}

const preset = (key: string) => listPresets().find((one) => one.key === key)!.document

async function publish(world: Office, document: unknown, from = world.now): Promise<Id> {
  const { version } = await createPolicy(world, { area: world.community, name: anyId(), document, by: world.drafter })
  await tryAndPublish(world, version, from)
  return version
}

async function tryAndPublish(world: Office, version: Id, from: number) {
  const run = await startDryRun(world, version, { from, by: world.drafter })
  const counts = await runDryRun(world, run)
  await publishVersion(world, version, { from, until: null, by: world.publisher })
  return { run, counts }
}

async function openTask(world: Office, resident: Id) {
  const [row] = await world.db<{ id: Id }[]>`
    select id from tasks where community_id = ${world.community} and resident_id = ${resident} and status = 'open'`
  return row && (await loadTasks(world, world.community, [row.id])).get(row.id)
}

describe('presets', () => {
  it('are all rules that can be published, and name no measure, deed or line that is not there', () => {
    const all = listPresets()
    expect(all.length).toBeGreaterThanOrEqual(10)
    for (const { key, document } of all) expect(() => readDocument(document), key).not.toThrow()
  })
})

describe('a version', () => {
  it('is published by somebody else than its drafter, after it was tried for that very time', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeOffice(db)
      const from = world.now + dayMs
      const { policy, version } = await createPolicy(world, {
        area: world.community,
        name: 'x',
        document: preset('measures-14-7'),
        by: world.drafter,
      })
      const by = (account: Id, at = from) => publishVersion(world, version, { from: at, until: null, by: account })
      await expect(by(world.drafter)).rejects.toMatchObject({ code: 'policy_two_persons' })
      await expect(by(world.publisher)).rejects.toMatchObject({ code: 'policy_not_tried' })
      const run = await startDryRun(world, version, { from, by: world.drafter })
      await runDryRun(world, run)
      // The draft is changed: what was tried is no longer what would be published, and whoever changed it drafted it.
      await saveDraft(world, policy, { document: preset('measures-7-3'), note: '', by: world.publisher })
      await expect(by(world.drafter)).rejects.toMatchObject({ code: 'policy_not_tried' })
      await runDryRun(world, await startDryRun(world, version, { from, by: world.publisher }))
      await expect(by(world.drafter, world.now - dayMs)).rejects.toMatchObject({ code: 'policy_from_past' })
      await by(world.drafter)
      await expect(by(world.drafter)).rejects.toMatchObject({ code: 'policy_not_draft' })
      expect(await listInForce(world, world.community, world.now)).toEqual([])
      expect(await listInForce(world, world.community, from)).toMatchObject([{ number: 1 }])
      // The next draft is the next version; the published one stays as it is.
      await saveDraft(world, policy, { document: preset('measures-5-3'), note: '', by: world.drafter })
      expect(await listInForce(world, world.community, from)).toMatchObject([
        { number: 1, document: { title: { zh: preset('measures-7-3').title.zh } } },
      ])
      expect(await listInForce(world, world.neighbour, from)).toEqual([])
    }))
})

describe('entries that are one person', () => {
  it('are asked once, by the groups of both; a deed of either counts; taken apart, each is asked for itself', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeOffice(db)
      const { community } = world
      await publish(world, preset('must-test-a'))
      const one = await addPerson(world, ['医务人员'])
      const other = await addPerson(world, ['医务人员'])
      const asked = async () => {
        await settleCommunity(world, community)
        return (await listDues(world, community)).map(({ resident }) => resident).sort()
      }
      expect(await asked()).toEqual([one, other].sort())
      await act(world, mergeResident, other, { into: one, reason: 'call' })
      expect(await asked()).toEqual([one])
      expect(await settleCommunity(world, community)).toEqual({ raised: 0, withdrawn: 0 })
      expect(await findHeld(world, community, [one, other])).toEqual(new Set([one, other]))

      const at = new Date(world.clock()).toISOString()
      await act(world, recordDeed, anyId(), { resident: other, deed: 'test', at, way: null, source: 'seen', note: '' })
      expect(await listDues(world, community)).toEqual([])
      // The next one is asked of the person for when it is due after that.
      await asked()
      await act(world, unmergeResident, other, { from: one })
      expect(await asked()).toContain(one)
      await replay(world, community, (name, subject, rebuilt, stored) =>
        expect(stored, `${name} ${subject}`).toEqual(rebuilt),
      )
    }))

  it('are one person to a trial', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeOffice(db)
      const old = await publish(world, preset('measures-14-7'))
      const { title, measures } = preset('measures-14-7')
      const one = await addPerson(world)
      const other = await addPerson(world)
      for (const resident of [one, other]) {
        const { key: kind, name, stages } = measures[0]!
        const rule = { version: old, number: 1, title: title.zh, line: 'high' }
        const order = { resident, startedOn: addDays(today, -12), kind, name, stages, rule, facts: {} }
        await act(world, orderMeasure, anyId(), order)
      }
      await act(world, mergeResident, other, { into: one, reason: 'call' })
      const { version } = await createPolicy(world, {
        area: world.community,
        name: '7+3',
        document: preset('measures-7-3'),
        by: world.drafter,
      })
      const counts = await runDryRun(world, await startDryRun(world, version, { from: world.now, by: world.drafter }))
      expect(counts).toMatchObject({ people: 1, released: 2 })
    }))
})

describe('a change of rule with people under measures', () => {
  it('is tried before, and does at its hour exactly what the trial said, each decision with version and facts', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeOffice(db)
      const old = await publish(world, preset('measures-14-7'))
      const document = preset('measures-14-7')
      const order = async (kind: string, startedDaysAgo: number) => {
        const measure = document.measures.find(({ key }) => key === kind)!
        const id = anyId()
        await act(world, orderMeasure, id, {
          resident: await addPerson(world),
          startedOn: addDays(today, -startedDaysAgo),
          kind,
          name: measure.name,
          stages: measure.stages,
          rule: { version: old, number: 1, title: document.title.zh, line: 'high' },
          facts: {},
        })
        return id
      }
      const long = await order('central_14_7', 12)
      const middle = await order('central_14_7', 4)
      const other = { ...preset('measures-7-3'), transitions: preset('measures-7-3').transitions.slice(0, 1) }
      const untouched = await order('home_14', 3)
      const midnight = Date.parse(`${addDays(today, 1)}T00:00:00+08:00`)
      const { version } = await createPolicy(world, {
        area: world.community,
        name: '7+3',
        document: other,
        by: world.drafter,
      })
      const { run, counts } = await tryAndPublish(world, version, midnight)
      expect(counts).toEqual({ people: 3, released: 1, shortened: 1, unchanged: 1, lengthened: 0 })
      const said = await db<{ measure_id: Id; outcome: string; ends_after: string }[]>`
        select measure_id, outcome, ends_after from policy_dry_run_rows where run_id = ${run}`
      const load = async () => {
        const rows = await db<
          {
            id: Id
            status: string
            ends_on: string
            decisions: { outcome: string; rule: { version: Id }; facts: { measure?: { day: number } } }[]
          }[]
        >`
          select id, status, ends_on, decisions from measures where community_id = ${world.community}`
        return new Map(rows.map((row) => [row.id, row]))
      }
      // Nothing before midnight.
      await applyDue(world)
      expect((await load()).get(long)!.decisions.length).toBe(1)
      world.now = midnight
      await applyDue(world)
      await applyDue(world)
      const after = await load()
      for (const { measure_id, outcome, ends_after } of said) {
        const measure = after.get(measure_id)!
        expect(measure.decisions.map((one) => one.outcome)).toEqual(['ordered', outcome])
        expect(measure.decisions[1]!.rule.version).toBe(version)
        expect(measure.ends_on).toBe(ends_after)
      }
      expect(after.get(long)).toMatchObject({
        status: 'released',
        decisions: [{}, { facts: { measure: { day: 14 } } }],
      })
      expect(after.get(middle)).toMatchObject({ status: 'running', ends_on: addDays(today, -4 + 9) })
      expect(after.get(untouched)!.decisions[1]).toMatchObject({ outcome: 'unchanged' })
      let compared = 0
      await replay(world, world.community, (projection, id, rebuilt, stored) => {
        if (projection === 'measures') compared++
        expect(rebuilt, `${projection} ${id}`).toEqual(stored)
      })
      expect(compared).toBe(3)
    }))
})

describe('duties of rules', () => {
  it('join the one task, are met by a deed and not by a finding, and come again in their time', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeOffice(db)
      const person = await addPerson(world, ['隔离点工作人员', '快递外卖'])
      await addPerson(world, ['别的'])
      await publish(world, preset('must-test-a'))
      expect(await settleCommunity(world, world.community)).toEqual({ raised: 1, withdrawn: 0 })
      expect(await settleCommunity(world, world.community)).toEqual({ raised: 0, withdrawn: 0 })
      const task = (await openTask(world, person))!
      // Daily for staff of quarantine sites outdoes three days for couriers.
      expect(task.duties).toMatchObject([{ kind: 'test', line: 'quarantine_staff' }])
      expect(await listDues(world, world.community)).toMatchObject([{ resident: person, deed: 'test', overdue: false }])
      // A worker finds them at home: that answers lists, not the test.
      await act(world, closeTask, task.id, { contact: 'reached', finding: 'here_managed', method: 'visit' })
      const next = (await openTask(world, person))!
      expect(next.id).not.toBe(task.id)
      expect(next.duties).toMatchObject([{ kind: 'test', line: 'quarantine_staff' }])
      expect(await settleCommunity(world, world.community)).toEqual({ raised: 0, withdrawn: 0 })
      world.now += 60_000
      await act(world, recordDeed, anyId(), {
        resident: person,
        deed: 'test',
        at: new Date(world.now).toISOString(),
        source: 'seen',
        way: 'pool',
      })
      expect(await openTask(world, person)).toBeUndefined()
      const [closed] = await db`select status, finding, method from tasks where id = ${next.id}`
      expect(closed).toMatchObject({ status: 'done', finding: 'here_managed', method: 'record_match' })
      expect((await settleCommunity(world, world.community)).raised).toBe(0)
      world.now += 2 * dayMs
      expect((await settleCommunity(world, world.community)).raised).toBe(1)
      expect(await listDues(world, world.community)).toMatchObject([{ overdue: true }])
      await replay(world, world.community, (projection, id, rebuilt, stored) => {
        expect(rebuilt, `${projection} ${id}`).toEqual(stored)
      })
    }))

  it('are taken back when their ground is gone, and asked anew when it comes again', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeOffice(db)
      const person = await addPerson(world, ['医务人员'])
      await publish(world, preset('must-test-a'))
      await settleCommunity(world, world.community)
      const mark = (categories: string[]) => act(world, correctResident, person, { categories })
      await mark([])
      expect(await settleCommunity(world, world.community)).toEqual({ raised: 0, withdrawn: 1 })
      expect(await openTask(world, person)).toBeUndefined()
      await mark(['医务人员'])
      expect(await settleCommunity(world, world.community)).toEqual({ raised: 1, withdrawn: 0 })
      expect((await openTask(world, person))?.duties.length).toBeGreaterThan(0)
    }))

  it('follow the level of a place: raised for who was there in its time, gone when it has passed', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeOffice(db)
      const words = { zh: '风险区人员检测', en: 'People from risk areas' }
      const document = {
        title: words,
        basis: 'x',
        deeds: [{ key: 'test', name: words }],
        obligations: [
          {
            key: 'been',
            deed: 'test',
            title: words,
            when: { '<=': [{ var: 'since.high' }, 7] },
            schedule: { kind: 'once', hours: 24, from: 'rule' },
          },
        ],
      }
      await publish(world, document)
      const [building, door] = [anyId(), anyId()]
      await act(world, addBuilding, building, { estate: '幸福里', name: '3幢' })
      await act(world, addDoor, door, { building, unit: '1', room: '101' })
      const atHome = await addPerson(world, [], door)
      const traveller = await addPerson(world)
      const early = await addPerson(world)
      const stay = (resident: Id, from: string, until: string) =>
        act(world, declareStay, anyId(), { resident, place: '甲省乙市丙区一小区', from, until, arrived: until })
      await stay(traveller, addDays(today, -6), addDays(today, -2))
      await stay(early, addDays(today, -20), addDays(today, -9))
      expect((await settleCommunity(world, world.community)).raised).toBe(0)
      const there = { province: '甲省', city: '乙市', county: '丙区', communitys: ['一小区'] }
      const here = { province: '江苏省', city: '南京市', county: '建邺区', communitys: ['幸福里3号楼'] }
      await importLists(world, [listFile(`${addDays(today, -3)} 8时`, [there]), listFile(`${today} 8时`, [here])], {
        by: null,
      })
      expect(await settleCommunity(world, world.community)).toEqual({ raised: 2, withdrawn: 0 })
      expect(await openTask(world, traveller)).toBeDefined()
      expect(await openTask(world, atHome)).toBeDefined()
      expect(await openTask(world, early)).toBeUndefined()
      // Seven days after the traveller was there the ground is gone; whoever lives in the area stays asked.
      world.now += 6 * dayMs
      expect(await settleCommunity(world, world.community)).toEqual({ raised: 0, withdrawn: 1 })
      expect(await openTask(world, traveller)).toBeUndefined()
    }))
})

function listFile(time: string, highlist: { province: string; city: string; county: string; communitys: string[] }[]) {
  const data = { end_update_time: time, hcount: highlist.length, mcount: 0, highlist, middlelist: [] }
  return { name: time, bytes: Buffer.from(JSON.stringify({ data })) }
}
