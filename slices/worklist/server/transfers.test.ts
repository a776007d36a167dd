import { expect, it } from 'vitest'
import type { Act } from '#shared/act.ts'
import '#slices/people/server/projection.ts'
import { addResident } from '#slices/people/acts.ts'
import { recordActs } from '#server/sync/record.ts'
import { replay } from '#server/sync/apply.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { closeTask, findTask, offerTask, takeBackTask } from '../acts.ts'
import { acceptTransfer, returnTransfer } from '../transfer-acts.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { loadTasks } from './projection.ts'
import { listOffers } from './transfers.ts'

const database = useDatabase()

async function record(
  world: TestWorld,
  community: string,
  kind: { kind: string; v: number },
  subject: string,
  payload = {},
) {
  const act: Act = systemAct(world, community, anyId(), anyId(), kind, subject, payload)
  const { results } = await recordActs(world, [{ who: null, acts: [act], deviceNow: world.clock() }])
  return results[0]![0]!.status
}

const document = { type: 'resident_id', number: '11010519491231002X' }

/** Somebody found in the first community and offered to the second. */
async function offered(world: TestWorld): Promise<string> {
  const [resident, task] = [anyId(), anyId()]
  await record(world, world.community, addResident, resident, { origin: 'self_found', name: '测试甲', document })
  await record(world, world.community, findTask, task, { resident, reason: '', due: null, urgency: 1 })
  await record(world, world.community, offerTask, task, { to: world.neighbour, reason: '住在乙社区' })
  return task
}

const statusOf = async (world: TestWorld, task: string) =>
  (await loadTasks(world, world.community, [task])).get(task)!.status

async function expectTrueToLog(world: TestWorld): Promise<void> {
  for (const community of [world.community, world.neighbour]) {
    await replay(world, community, (name, subject, rebuilt, stored) =>
      expect(stored, `${name} ${subject}`).toEqual(rebuilt),
    )
  }
}

it('stays with the sender until the receiver accepts, and is then one task there with the same urgency', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const task = await offered(world)
    expect(await statusOf(world, task)).toBe('offered')
    const [offer] = await listOffers(world, world.neighbour)
    expect(offer).toMatchObject({ from: world.community, reason: '住在乙社区', person: { name: '测试甲', document } })
    await record(world, world.neighbour, acceptTransfer, offer!.id)
    expect(await statusOf(world, task)).toBe('handed_over')
    const received = await db`select status, origin, urgency from tasks where community_id = ${world.neighbour}`
    expect(received).toEqual([{ status: 'open', origin: 'received', urgency: 1 }])
    expect(await listOffers(world, world.neighbour)).toEqual([])
    // A second answer changes nothing.
    await record(world, world.neighbour, returnTransfer, offer!.id, { reason: '查无此人' })
    expect(await statusOf(world, task)).toBe('handed_over')
    await expectTrueToLog(world)
  }))

it('joins the task of somebody whom the receiver knows by document', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const [known, open] = [anyId(), anyId()]
    await record(world, world.neighbour, addResident, known, { origin: 'register', name: '测试甲', document })
    await record(world, world.neighbour, findTask, open, { resident: known, reason: '', due: null, urgency: 3 })
    await offered(world)
    const [offer] = await listOffers(world, world.neighbour)
    await record(world, world.neighbour, acceptTransfer, offer!.id)
    const rows = await db`select id, urgency, jsonb_array_length(duties) as duties from tasks
      where community_id = ${world.neighbour}`
    expect(rows).toEqual([{ id: open, urgency: 1, duties: 2 }])
  }))

it('comes back with a reason, and can be offered again', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const task = await offered(world)
    const [offer] = await listOffers(world, world.neighbour)
    await record(world, world.neighbour, returnTransfer, offer!.id, { reason: '查无此人' })
    const back = (await loadTasks(world, world.community, [task])).get(task)!
    expect(back).toMatchObject({ status: 'open', transfer: { bounced: '查无此人' } })
    await record(world, world.community, offerTask, task, { to: world.neighbour, reason: '三幢二单元' })
    expect(await listOffers(world, world.neighbour)).toHaveLength(1)
    await expectTrueToLog(world)
  }))

it('is called back when the sender takes it back or settles the task after all', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const first = await offered(world)
    await record(world, world.community, takeBackTask, first)
    expect(await listOffers(world, world.neighbour)).toEqual([])
    expect(await statusOf(world, first)).toBe('open')
    await record(world, world.community, offerTask, first, { to: world.neighbour, reason: '再移交' })
    const closing = { contact: 'reached', finding: 'here_managed', method: 'call', seconds: 60, note: '' }
    await record(world, world.community, closeTask, first, closing)
    expect(await listOffers(world, world.neighbour)).toEqual([])
    expect(await statusOf(world, first)).toBe('done')
    await expectTrueToLog(world)
  }))

it('keeps, and does not follow, an offer to nowhere or to oneself', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const [resident, task] = [anyId(), anyId()]
    await record(world, world.community, addResident, resident, { origin: 'self_found', name: '测试乙' })
    await record(world, world.community, findTask, task, { resident, reason: '', due: null, urgency: 2 })
    expect(await record(world, world.community, offerTask, task, { to: anyId(), reason: '?' })).toBe('held')
    await record(world, world.community, offerTask, task, { to: world.community, reason: '?' })
    expect(await statusOf(world, task)).toBe('open')
  }))
