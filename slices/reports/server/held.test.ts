import { describe, expect, it } from 'vitest'
import type { Act } from '#shared/act.ts'
import { loadGrants, type Who } from '#server/auth/grants.ts'
import { silentLive } from '#server/sync/live.ts'
import { replay } from '#server/sync/apply.ts'
import type { Call } from '#server/http/route.ts'
import { recordActs } from '#server/sync/record.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { acceptHeldAct, heldRoutes, setActAside } from './held.ts'

const database = useDatabase()

async function someone(world: TestWorld, role: 'office' | 'volunteer'): Promise<Who> {
  const account = await createAccount(world, { name: '测试员', login: null, password: null })
  await grantRole(world, { account, role, area: world.community })
  return { account, name: '测试员', login: null, device: anyId(), grants: await loadGrants(world.db, account) }
}

let seq = 0
function makeAct(world: TestWorld, kind: string, subject: string, payload: object): Act {
  const occurred = new Date(world.clock()).toISOString()
  const about = { community: world.community, subject, device: anyId(), seq: seq++, occurred }
  return { id: anyId(), kind, v: 1, ...about, payload: payload as Record<string, unknown> }
}

const send = (world: TestWorld, who: Who | null, ...acts: Act[]) =>
  recordActs(world, [{ who, acts, deviceNow: world.clock() }])

interface Shown {
  count: number
  acts: { id: string; code: string; person: { name: string } | null; content: object; acceptable: boolean }[]
}

/** A task of somebody else's that a volunteer closed, and the office that has to decide. */
async function open(db: TestWorld['db']) {
  const world = await makeWorld(db, Date.now())
  const [office, volunteer] = [await someone(world, 'office'), await someone(world, 'volunteer')]
  const [person, task] = [anyId(), anyId()]
  await send(
    world,
    null,
    makeAct(world, 'resident.add', person, { origin: 'list', name: '测试甲', phones: ['+8613900000001'] }),
    makeAct(world, 'task.find', task, { resident: person, reason: '', due: null, urgency: 2 }),
  )
  const close = makeAct(world, 'task.close', task, {
    contact: 'reached',
    finding: 'here_managed',
    method: 'call',
    note: '电话13912345678',
  })
  await send(world, volunteer, close)
  const call = { ...world, who: office, live: silentLive, language: 'en' } as unknown as Call
  const list = () => heldRoutes[0]!.handle(call, { params: { community: world.community } } as never) as Promise<Shown>
  return { world, call, volunteer, close, task, list }
}

describe('an act that is held', () => {
  it('is shown with its reason and whom it is about, its numbers masked', () =>
    rolledBack(database.db(), async (db) => {
      const { list, close } = await open(db)
      const { count, acts } = await list()
      expect(count).toBe(1)
      expect(acts).toMatchObject([{ id: close.id, code: 'not_yours', person: { name: '测试甲' }, acceptable: true }])
      expect(acts[0]!.content).toMatchObject({ finding: 'here_managed', note: '电话****5678' })
    }))

  it("counts once it is accepted, in its author's name and once only; the log still makes the rows", () =>
    rolledBack(database.db(), async (db) => {
      const { world, call, volunteer, close, task, list } = await open(db)
      await acceptHeldAct(call, world.community, close.id)
      const [row] = await db`select status, closed_by, attempts from tasks where id = ${task}`
      expect(row).toEqual({ status: 'done', closed_by: volunteer.account, attempts: 1 })
      expect((await list()).count).toBe(0)
      await expect(acceptHeldAct(call, world.community, close.id)).rejects.toThrow('held_decided')
      await expect(setActAside(call, world.community, close.id, '重复')).rejects.toThrow('held_decided')
      await replay(world, world.community, (name, subject, rebuilt, stored) =>
        expect(stored, `${name} ${subject}`).toEqual(rebuilt),
      )
    }))

  it('changes nothing when it still cannot count, and says why', () =>
    rolledBack(database.db(), async (db) => {
      const { world, call, list } = await open(db)
      const lost = makeAct(world, 'task.attempt', anyId(), { contact: 'no_answer', method: 'call' })
      const strange = makeAct(world, 'future.thing', anyId(), {})
      const forged = makeAct(world, 'task.withdraw', anyId(), { duties: [anyId()] })
      await send(world, call.who, lost, strange, forged)
      const before = await db`select version from community_heads where community_id = ${world.community}`
      for (const { id } of [lost, strange])
        await expect(acceptHeldAct(call, world.community, id)).rejects.toThrow('held_still')
      await expect(acceptHeldAct(call, world.community, forged.id)).rejects.toThrow('held_only_server')
      expect(await db`select version from community_heads where community_id = ${world.community}`).toEqual(before)
      expect((await list()).acts.map(({ acceptable }) => acceptable)).toEqual([true, true, false, false])
    }))

  it('is set aside with a reason that the log keeps sealed', () =>
    rolledBack(database.db(), async (db) => {
      const { world, call, close, list } = await open(db)
      await setActAside(call, world.community, close.id, '与本人核实过，不是他')
      expect((await list()).count).toBe(0)
      const [row] = await db<{ account_id: string; payload: object; sealed: Buffer }[]>`
        select account_id, payload, sealed from acts where kind = 'held.set_aside'`
      expect(row).toMatchObject({ account_id: call.who.account, payload: {} })
      expect(world.keys.open(row!.sealed)).toContain('与本人核实过')
    }))
})
