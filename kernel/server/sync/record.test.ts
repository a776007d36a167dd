import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Act } from '#shared/act.ts'
import '#slices/people/server/projection.ts'
import '#slices/worklist/server/projection.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { replay } from './apply.ts'
import { silentLive } from './live.ts'
import { recordActs } from './record.ts'
import { openWriter } from './writer.ts'

const database = useDatabase()

let seq = 0
function makeAct(
  world: TestWorld,
  kind: string,
  subject: string,
  payload: Record<string, unknown>,
  more: Partial<Act> = {},
): Act {
  return {
    id: anyId(),
    kind,
    v: 1,
    community: world.community,
    subject,
    device: anyId(),
    seq: seq++,
    occurred: new Date(world.clock()).toISOString(),
    payload,
    ...more,
  }
}

function addPerson(world: TestWorld, id: string): Act {
  return makeAct(world, 'resident.add', id, { origin: 'list', name: '测试甲', phones: ['+8613900000000'] })
}

function raise(world: TestWorld, task: string, resident: string): Act {
  const duty = { id: anyId(), source: null, batch: null, row: null, due: null, urgency: 2, reason: '' }
  return makeAct(world, 'task.raise', task, { resident, origin: 'issued', duty })
}

const push = (world: TestWorld, acts: Act[]) => recordActs(world, [{ who: null, acts, deviceNow: world.clock() }])

describe('recording acts', () => {
  it('counts an act once that stands twice in one batch, and raises no version for a repeat', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const [person, task] = [anyId(), anyId()]
      await push(world, [addPerson(world, person), raise(world, task, person)])
      const attempt = makeAct(world, 'task.attempt', task, { contact: 'no_answer', method: 'call' })
      const other = makeAct(world, 'task.attempt', task, { contact: 'no_answer', method: 'call' })
      const sender = { who: null, deviceNow: world.clock() }
      const { results } = await recordActs(world, [
        { ...sender, acts: [attempt] },
        { ...sender, acts: [attempt, other] },
      ])
      expect(results.flat().map(({ status }) => status)).toEqual(['ok', 'dup', 'ok'])
      const again = await push(world, [attempt, other])
      expect(again.versions.get(world.community)).toBe(4)
      expect(await db`select attempts from tasks`).toMatchObject([{ attempts: 2 }])
      expect((await db`select version from acts order by version`).map((row) => row.version)).toEqual([1, 2, 3, 4])
    }))

  it('holds a second open task of one person, and a reopening beside one', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const [person, first, second, third] = [anyId(), anyId(), anyId(), anyId()]
      const find = (task: string) =>
        makeAct(world, 'task.find', task, { resident: person, reason: '', due: null, urgency: 2 })
      const close = makeAct(world, 'task.close', first, {
        contact: null,
        finding: 'never_here',
        method: 'visit',
        note: '',
      })
      const { results } = await push(world, [addPerson(world, person), find(first), find(second)])
      expect(results[0]!.map((result) => result.status)).toEqual(['ok', 'ok', 'held'])
      expect((await push(world, [find(third)])).results[0]).toMatchObject([{ status: 'held', code: 'already_open' }])
      expect((await push(world, [find(anyId()), close])).results[0]!.map(({ status }) => status)).toEqual([
        'held',
        'ok',
      ])
      expect((await push(world, [find(anyId())])).results[0]!.map(({ status }) => status)).toEqual(['ok'])
      const reopen = makeAct(world, 'task.reopen', first, { reason: '再查' })
      expect((await push(world, [reopen])).results[0]).toMatchObject([{ status: 'held', code: 'already_open' }])
      await replay(world, world.community, (name, subject, rebuilt, stored) =>
        expect(stored, `${name} ${subject}`).toEqual(rebuilt),
      )
    }))

  it('stores, folds and answers ok; the same acts again are dup and change nothing', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const [person, task] = [anyId(), anyId()]
      const acts = [
        addPerson(world, person),
        raise(world, task, person),
        makeAct(world, 'task.close', task, {
          contact: 'reached',
          finding: 'here_managed',
          method: 'call',
          note: '在家',
        }),
      ]
      const first = await push(world, acts)
      expect(first.results[0]!.map((r) => r.status)).toEqual(['ok', 'ok', 'ok'])
      const before = await db`select * from tasks`
      const again = await push(world, acts)
      expect(again.results[0]!.map((r) => r.status)).toEqual(['dup', 'dup', 'dup'])
      expect(await db`select * from tasks`).toEqual(before)
      expect(before[0]).toMatchObject({ status: 'done', finding: 'here_managed', attempts: 1 })
    }))

  it('keeps personal and free text out of the log in clear', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await push(world, [addPerson(world, anyId())])
      const [row] = await db`select payload::text as open, sealed from acts`
      expect(row!.open).not.toContain('测试甲')
      expect(row!.open).not.toContain('13900000000')
      expect(world.keys.open(row!.sealed as Buffer)).toContain('测试甲')
    }))

  it('keeps what it cannot read and holds it for somebody to look at', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const { results } = await push(world, [
        makeAct(world, 'future.thing', anyId(), { a: 1 }),
        makeAct(world, 'task.close', anyId(), { finding: 'nonsense' }),
        makeAct(world, 'task.close', anyId(), { contact: null, finding: 'never_here', method: 'call' }),
        makeAct(world, 'task.close', anyId(), {}, { v: 99 }),
      ])
      expect(results[0]).toMatchObject([
        { status: 'held', code: 'unknown_kind' },
        { status: 'held', code: 'invalid_payload' },
        { status: 'held', code: 'no_subject' },
        { status: 'held', code: 'newer_version' },
      ])
      const [count] = await db`select count(*)::int as n from acts where held is not null`
      expect(count!.n).toBe(4)
    }))

  it('reports a sequence number used by another act, and an unknown community, without storing either', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const first = addPerson(world, anyId())
      const clone = { ...addPerson(world, anyId()), device: first.device, seq: first.seq }
      const lost = { ...addPerson(world, anyId()), community: anyId() }
      const { results } = await push(world, [first, clone, lost])
      expect(results[0]).toMatchObject([
        { status: 'ok' },
        { status: 'refused', code: 'seq_reuse' },
        { status: 'refused', code: 'unknown_community' },
      ])
    }))

  it('gives every act a version of its own, and rebuilds every row from the log alone', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const people = Array.from({ length: 5 }, anyId)
      const tasks = people.map(anyId)
      await push(
        world,
        people.map((id) => addPerson(world, id)),
      )
      await push(
        world,
        people.map((id, i) => raise(world, tasks[i]!, id)),
      )
      const kinds = fc.constantFrom(
        ['task.attempt', { contact: 'no_answer', method: 'call' }],
        ['task.close', { contact: 'reached', finding: 'never_here', method: 'call' }],
        ['task.close', { contact: null, finding: 'cannot_be_found', method: 'visit' }],
        ['task.reopen', { reason: '复核' }],
        ['task.take_back', {}],
      ) as fc.Arbitrary<[string, Record<string, unknown>]>
      const history = fc.sample(fc.tuple(kinds, fc.nat(4)), { numRuns: 120, seed: 7 })
      await push(
        world,
        history.map(([[kind, payload], i]) => makeAct(world, kind, tasks[i]!, payload)),
      )
      const versions = await db`select version from acts order by version`
      expect(new Set(versions.map((v) => v.version)).size).toBe(130)
      let compared = 0
      await replay(world, world.community, (_, __, rebuilt, stored) => {
        compared++
        expect(stored).toEqual(rebuilt)
      })
      expect(compared).toBe(10)
    }))
})

describe('the writer', () => {
  it('answers each sender for itself when many push at once', async () => {
    const world = await makeWorld(database.db())
    const writer = openWriter(world, silentLive)
    const people = Array.from({ length: 40 }, anyId)
    const answers = await Promise.all(
      people.map((id) => writer.push({ who: null, acts: [addPerson(world, id)], deviceNow: world.clock() })),
    )
    expect(answers.map((answer) => answer.results)).toEqual(
      answers.map((answer) => [{ id: answer.results[0]!.id, status: 'ok' }]),
    )
    const [count] = await world.db`select count(*)::int as n from residents where community_id = ${world.community}`
    expect(count!.n).toBe(40)
  })
})
