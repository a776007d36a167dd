import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Act, type Since, act } from '#shared/act.ts'
import '#slices/people/server/projection.ts'
import '#slices/worklist/server/projection.ts'
import type { Who } from '../auth/grants.ts'
import type { Role } from '#shared/roles.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { replay } from './apply.ts'
import { listActsAbout } from './log.ts'
import { recordActs } from './record.ts'

const database = useDatabase()
const hour = 3_600_000

function someone(world: TestWorld, role: Role, from: number, until: number | null): Who {
  const area = { id: world.community, name: '甲社区', kind: 'community', code: '320105003012' }
  const grant = { role, area, from, until, communities: new Set([world.community]), grid: null }
  return { account: anyId(), name: '测试员', login: null, device: anyId(), grants: [grant] }
}

let seq = 0
function makeAct(world: TestWorld, kind: string, subject: string, payload: object, more: Partial<Act> = {}): Act {
  const occurred = new Date(world.clock()).toISOString()
  const about = { community: world.community, subject, device: anyId(), seq: seq++, occurred }
  return { id: anyId(), kind, v: 1, ...about, payload: payload as Record<string, unknown>, ...more }
}

async function openTask(world: TestWorld): Promise<string> {
  const [person, task] = [anyId(), anyId()]
  await recordActs(world, [
    {
      who: null,
      deviceNow: world.clock(),
      acts: [
        makeAct(world, 'resident.add', person, { origin: 'list', name: '测试甲' }),
        makeAct(world, 'task.find', task, { resident: person, reason: '', due: null, urgency: 2 }),
      ],
    },
  ])
  return task
}

const attempt = { contact: 'no_answer', method: 'call' }

async function send(world: TestWorld, who: Who | null, acts: Act[], deviceNow = world.clock(), since?: Since) {
  return (await recordActs(world, [{ who, acts, deviceNow, since }])).results[0]!
}

const at = (ms: number) => new Date(ms).toISOString()
const statuses = (results: readonly { status: string }[]) => results.map(({ status }) => status)
const ago = (world: TestWorld, hours: number) => ({ occurred: new Date(world.clock() - hours * hour).toISOString() })

describe('what somebody may do', () => {
  it('is judged for then and for now: late where only then, kept for the office where neither', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const task = await openTask(world)
      const gone = someone(world, 'grid_worker', 0, world.clock() - 2 * hour)
      const [then, after] = [3, 1].map((hours) => makeAct(world, 'task.attempt', task, attempt, ago(world, hours)))
      const results = await send(world, gone, [then!, after!])
      expect(results).toEqual([
        { id: then!.id, status: 'ok', late: true },
        { id: after!.id, status: 'held', code: 'forbidden' },
      ])
      const rows = await db`select late, held from acts where id = any(${[then!.id, after!.id]}) order by version`
      expect(rows).toMatchObject([
        { late: true, held: null },
        { late: false, held: 'forbidden' },
      ])
      const here = someone(world, 'grid_worker', world.clock() - hour, null)
      const early = makeAct(world, 'task.attempt', task, attempt, ago(world, 2))
      expect(await send(world, here, [early])).toEqual([{ id: early.id, status: 'ok' }])
    }))

  it("counts what a volunteer did while the task was theirs, late, and holds what they did to somebody else's", () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const task = await openTask(world)
      const [first, second] = [someone(world, 'volunteer', 0, null), someone(world, 'volunteer', 0, null)]
      const assign = (worker: string, hours: number) =>
        makeAct(world, 'task.assign', task, { worker }, ago(world, hours))
      await send(world, null, [assign(first.account, 5), assign(second.account, 2)])
      const [mine, theirs] = [4, 1].map((hours) => makeAct(world, 'task.attempt', task, attempt, ago(world, hours)))
      expect(await send(world, first, [mine!, theirs!])).toEqual([
        { id: mine!.id, status: 'ok', late: true },
        { id: theirs!.id, status: 'held', code: 'not_yours' },
      ])
      expect(await db`select attempts from tasks where id = ${task}`).toMatchObject([{ attempts: 1 }])
    }))
})

describe('when something happened', () => {
  it("is told by our clock, whatever the phone's says, and never lies after we heard of it", () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const task = await openTask(world)
      const start = anyId()
      const now = world.clock()
      const wrong = now + 7 * hour
      const cases: [string, Partial<Act>, number, Since | undefined, number][] = [
        ['seven hours fast', { occurred: at(wrong - hour) }, wrong, undefined, hour],
        ['from tomorrow', { occurred: at(wrong + 30 * hour) }, wrong, undefined, 0],
        // Done an hour ago; then the clock was set back by three.
        ['set back', { occurred: at(now - hour), since: { start, ms: 0 } }, now - 3 * hour, { start, ms: hour }, hour],
        // The other clock stands still while a phone sleeps.
        ['asleep', { occurred: at(now - 5 * hour), since: { start, ms: 0 } }, now, { start, ms: 60_000 }, 5 * hour],
        [
          'started anew',
          { occurred: at(now - hour), since: { start, ms: 0 } },
          now,
          { start: anyId(), ms: 9 * hour },
          hour,
        ],
      ]
      for (const [name, more, deviceNow, since, passed] of cases) {
        const one = makeAct(world, 'task.attempt', task, attempt, more)
        await send(world, null, [one], deviceNow, since)
        const [row] = await db<{ at: Date; occurred_at: Date }[]>`select at, occurred_at from acts where id = ${one.id}`
        expect(now - row!.at.getTime(), name).toBe(passed)
        expect(row!.occurred_at.toISOString(), name).toBe(one.occurred)
      }
    }))
})

describe('an act of an older version', () => {
  it('is brought up to date by every step since, kept as it was sent, and read anew from the log', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const old = { words: '旧', size: 3 }
      const upcasts: Record<number, (payload: Record<string, unknown>) => Record<string, unknown>> = {
        1: ({ words, ...rest }) => ({ ...rest, note: words }),
        2: ({ size, ...rest }) => ({ ...rest, metres: Number(size) * 10 }),
      }
      const payload = z.object({ note: z.string(), metres: z.int() })
      act('test.measured', { v: 3, payload, may: 'task.verify', sealed: ['note'], upcasts })
      const sent = makeAct(world, 'test.measured', anyId(), old)
      expect(await send(world, null, [sent])).toEqual([{ id: sent.id, status: 'ok' }])
      const [row] = await db`select v, payload from acts where id = ${sent.id}`
      expect(row).toEqual({ v: 3, payload: { metres: 30 } })
      const read = async () => (await listActsAbout(world, world.community, sent.subject))[0]!.payload
      expect(await read()).toEqual({ note: '旧', metres: 30 })
      // A step that was wrong is mended, and the log says what was really sent.
      upcasts[2] = ({ size, ...rest }) => ({ ...rest, metres: Number(size) * 100 })
      expect(await read()).toEqual({ note: '旧', metres: 300 })
    }))
})

describe('one person and one open task', () => {
  it('holds when one push ends a task, finds another for the same person, and opens a third again', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const first = await openTask(world)
      const [row] = await db<{ resident_id: string }[]>`select resident_id from tasks where id = ${first}`
      const find = (task: string) =>
        makeAct(world, 'task.find', task, { resident: row!.resident_id, reason: '', due: null, urgency: 2 })
      const close = (task: string) =>
        makeAct(world, 'task.close', task, { contact: null, finding: 'never_here', method: 'visit' })
      const [second, third] = [anyId(), anyId()]
      expect(
        statuses(await send(world, null, [makeAct(world, 'task.attempt', first, attempt), close(first), find(second)])),
      ).toEqual(['ok', 'ok', 'ok'])
      const reopen = makeAct(world, 'task.reopen', first, { reason: '再查' })
      expect(statuses(await send(world, null, [close(second), reopen, find(third)]))).toEqual(['ok', 'ok', 'held'])
      await replay(world, world.community, (name, subject, rebuilt, stored) =>
        expect(stored, `${name} ${subject}`).toEqual(rebuilt),
      )
    }))
})
