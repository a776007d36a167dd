import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Role } from '#shared/roles.ts'
import { openSession } from '#server/auth/sessions.ts'
import type { Context } from '#server/context.ts'
import { recordActs } from '#server/sync/record.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { createArea, createFirstCommunity } from '#slices/areas/server.ts'
import { anyId } from './any-id.ts'

/** What the phones work on: communities of two grids, each with people who are to be verified. */
export interface Town {
  street: Id
  communities: Community[]
}

export interface Community {
  id: Id
  grids: Id[]
  buildings: Id[]
  tasks: Id[]
}

/** Who carries a phone. */
export interface Carrier {
  name: string
  account: Id
  device: Id
  token: string
  role: Role
  /** Where they may work now. */
  communities: Set<Id>
}

export async function makeTown(context: Context, communities: number, tasksEach: number): Promise<Town> {
  const town: Town = { street: '', communities: [] }
  for (let n = 1; n <= communities; n++) {
    const code = `3201050030${String(n).padStart(2, '0')}`
    const id = await createFirstCommunity(context, { code, name: `测试社区${n}` })
    const grids: Id[] = []
    for (const part of [1, 2]) {
      const area = { parent: id, kind: 'grid' as const, code: `${code}-0${part}`, name: `第${part}网格` }
      grids.push((await createArea(context, area)).id)
    }
    town.communities.push(await settle(context, id, grids, tasksEach))
  }
  const [above] = await context.db<{ parent_id: Id }[]>`
    select parent_id from areas where id = ${town.communities[0]!.id}`
  town.street = above!.parent_id
  return town
}

/** Four buildings, ten doors each, and as many people as there are tasks. */
async function settle(context: Context, community: Id, grids: Id[], count: number): Promise<Community> {
  const device = anyId()
  let seq = 0
  const act = (kind: string, subject: Id, payload: Record<string, unknown>): Act => {
    const occurred = new Date(context.clock()).toISOString()
    return { id: anyId(), kind, v: 1, community, subject, device, seq: seq++, occurred, payload }
  }
  const buildings = Array.from({ length: 4 }, anyId)
  const doors = buildings.flatMap((building) => Array.from({ length: 10 }, (_, n) => ({ id: anyId(), building, n })))
  const tasks = Array.from({ length: count }, anyId)
  const acts = [
    ...buildings.map((id, n) =>
      act('building.add', id, { estate: '测试小区', name: `${n + 1}幢`, grid: grids[n % grids.length] }),
    ),
    ...doors.map(({ id, building, n }) =>
      act('door.add', id, { building, unit: '1', floor: Math.floor(n / 2) + 1, room: `${n + 1}` }),
    ),
    ...tasks.flatMap((task, n) => {
      const resident = anyId()
      const door = doors[n % doors.length]!.id
      return [
        act('resident.add', resident, { origin: 'register', name: `测试${n}`, phones: ['+8613900000001'], door }),
        act('task.find', task, { resident, reason: '自排', due: null, urgency: 2 }),
      ]
    }),
  ]
  const { results } = await recordActs(context, [{ who: null, acts, deviceNow: context.clock() }])
  const wrong = results.flat().find(({ status }) => status !== 'ok')
  if (wrong) throw new Error(`the town could not be made: ${JSON.stringify(wrong)}`)
  return { id: community, grids, buildings, tasks }
}

/** Somebody signed in, with a role in each of these areas. */
export async function enrol(
  context: Context,
  name: string,
  role: Role,
  areas: readonly { area: Id; community: Id }[],
): Promise<Carrier> {
  const account = await createAccount(context, { name, login: null, password: null })
  for (const { area } of areas) await grantRole(context, { account, role, area })
  const { token, device } = await openSession(context, account, { label: 'simulated' })
  return { name, account, device, token, role, communities: new Set(areas.map(({ community }) => community)) }
}
