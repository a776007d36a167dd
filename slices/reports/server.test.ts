import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordActs } from '#server/sync/record.ts'
import '#slices/people/server/projection.ts'
import { addResident } from '#slices/people/acts.ts'
import { createAccount } from '#slices/accounts/server.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { raiseDuties } from '#slices/worklist/server/duties.ts'
import { attemptTask, closeTask, findTask, reopenTask, withdrawDuties } from '#slices/worklist/acts.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, testNow, useDatabase } from '#test/database.ts'
import { imbalance, sumDone } from './model.ts'
import { computeDay, findUntruths, signDay } from './server.ts'

const database = useDatabase()
const hour = 3_600_000

async function person(world: TestWorld): Promise<string> {
  const id = anyId()
  const add = systemAct(world, world.community, anyId(), `add ${id}`, addResident, id, { origin: 'list', name: '测试' })
  await recordActs(world, [{ who: null, acts: [add], deviceNow: world.clock() }])
  return id
}

async function issue(world: TestWorld): Promise<{ task: string; duty: string }> {
  const resident = await person(world)
  const duty = { id: anyId(), source: null, batch: null, row: null, due: null, urgency: 2, reason: '' }
  const tasks = await raiseDuties(world, world.community, anyId(), [{ resident, duty }])
  return { task: tasks.get(duty.id)!, duty: duty.id }
}

async function act(
  world: TestWorld,
  kind: { kind: string; v: number },
  task: string,
  payload: Record<string, unknown>,
) {
  const one = systemAct(world, world.community, anyId(), anyId(), kind, task, payload)
  await recordActs(world, [{ who: null, acts: [one], deviceNow: world.clock() }])
}

const closing = (finding: string, method = 'call', seconds = 60) => ({
  contact: 'reached',
  finding,
  method,
  seconds,
  note: '',
})

describe("the day's account", () => {
  it('balances on every day, after any history', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.constantFrom('issue', 'find', 'close', 'attempt', 'reopen', 'withdraw'), fc.nat(9), fc.nat(30)),
          { maxLength: 25 },
        ),
        (history) =>
          rolledBack(database.db(), async (db) => {
            let now = testNow
            const world = { ...(await makeWorld(db)), clock: () => now }
            const tasks: { task: string; duty: string }[] = []
            for (const [what, which, hours] of history) {
              now += hours * hour
              const target = tasks[which % Math.max(1, tasks.length)]
              if (what === 'issue') tasks.push(await issue(world))
              else if (what === 'find') {
                const task = anyId()
                await act(world, findTask, task, {
                  resident: await person(world),
                  reason: '上门发现',
                  due: null,
                  urgency: 2,
                })
                tasks.push({ task, duty: anyId() })
              } else if (!target) continue
              else if (what === 'close')
                await act(world, closeTask, target.task, closing(which % 2 ? 'never_here' : 'here_managed'))
              else if (what === 'attempt')
                await act(world, attemptTask, target.task, { contact: 'no_answer', method: 'call' })
              else if (what === 'reopen') await act(world, reopenTask, target.task, { reason: '复核' })
              else await act(world, withdrawDuties, target.task, { duties: [target.duty] })
            }
            for (let day = testNow - 24 * hour; day <= now + 24 * hour; day += 24 * hour) {
              const figures = await computeDay(world, world.community, new Date(day).toISOString().slice(0, 10))
              expect(imbalance(figures)).toBe(0)
            }
          }),
      ),
      { numRuns: 15, seed: 3 },
    ))

  it('is frozen by a signature; a correction needs its reason and leaves the first edition as it was', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const signer = await createAccount(world, { name: '测试主任', login: null, password: null })
      const { task } = await issue(world)
      expect(await signDay(world, world.community, '2022-03-23', signer, null)).toBe(1)
      await act(world, closeTask, task, closing('here_managed'))
      await expect(signDay(world, world.community, '2022-03-23', signer, null)).rejects.toThrow(
        'correction_needs_reason',
      )
      expect(await signDay(world, world.community, '2022-03-23', signer, '迟到的核查结果')).toBe(2)
      const rows = await db`select figures->>'open' as open from day_accounts order by edition`
      expect(rows.map((row) => row.open)).toEqual(['1', '0'])
      await expect(signDay(world, world.community, '2022-03-25', signer, null)).rejects.toThrow('day_in_future')
    }))

  it('counts "cannot be found" as a finding of its own, and says so when nobody ever went there', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const { task } = await issue(world)
      await act(world, closeTask, task, closing('cannot_be_found', 'call', 3))
      const figures = await computeDay(world, world.community, '2022-03-23')
      expect(figures.done.cannot_be_found).toBe(1)
      expect(sumDone(figures)).toBe(1)
      const kinds = (await findUntruths(world, world.community, '2022-03-23')).map((untruth) => untruth.kind)
      expect(kinds).toEqual(expect.arrayContaining(['short_call', 'not_visited']))
    }))
})
