import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { type Context, inTx } from '#server/context.ts'
import { derivedId, recordActs } from '#server/sync/record.ts'
import { createArea } from '#slices/areas/server.ts'
import { createSource } from '#slices/intake/server/batches.ts'
import { addBuilding, addDoor, addResident } from '#slices/people/acts.ts'
import '#slices/people/server/projection.ts'
import { systemAct } from '#server/sync/system-act.ts'
import type { DemoCommunity, DemoResident } from './community.ts'

/** Who sends lists in the evening, and how soon each wants its answer; urgency 1 comes first. */
const demoSources = [
  { name: '公安', kind: 'police', deadline: { hours: 24 }, urgency: 2 },
  { name: '铁路', kind: 'rail', deadline: { hours: 24 }, urgency: 2 },
  { name: '通信', kind: 'telecom', deadline: { hours: 24 }, urgency: 3 },
  { name: '民航', kind: 'airline', deadline: { hours: 24 }, urgency: 2 },
  { name: '公路', kind: 'highway', deadline: { hours: 24 }, urgency: 3 },
  { name: '检测', kind: 'lab', deadline: { hours: 4 }, urgency: 1 },
  { name: '热线', kind: 'hotline', deadline: { hours: 24 }, urgency: 2 },
]

/**
 * Loads a synthetic community: areas, sources, and its register through the same acts as any other register. All or
 * nothing, and once only: where its code is known already, nothing happens. Returns whether it was loaded now.
 */
export async function installDemo(outer: Context, community: DemoCommunity): Promise<{ id: Id; installed: boolean }> {
  return inTx(outer, async (context) => {
    // Two starts at the same moment: the second waits, and then finds it there.
    await context.db`select pg_advisory_xact_lock(20220323)`
    const [known] = await context.db<{ id: Id }[]>`select id from areas where code = ${community.code}`
    if (known) return { id: known.id, installed: false }
    const areas = await installAreas(context, community)
    const id = getId(areas, community.code)
    for (const source of demoSources) await createSource(context, { area: id, ...source })
    // Each kind after what it stands in: doors need their buildings, residents their doors.
    for (const acts of registerActs(context, id, areas, community)) await recordInChunks(context, acts)
    return { id, installed: true }
  })
}

async function installAreas(context: Context, { areas }: DemoCommunity): Promise<Map<string, Id>> {
  const rows = await context.db<{ id: Id; code: string }[]>`select id, code from areas`
  const ids = new Map(rows.map((row) => [row.code, row.id]))
  for (const { code, kind, name, parent } of areas) {
    if (ids.has(code)) continue
    const area = await createArea(context, { parent: parent && getId(ids, parent), kind, code, name })
    ids.set(code, area.id)
  }
  return ids
}

function registerActs(context: Context, id: Id, areas: Map<string, Id>, community: DemoCommunity): Act[][] {
  const idOf = (kind: string, key: string) => derivedId(`demo ${id} ${kind} ${key}`)
  const add = (kind: { kind: string; v: number }, key: string, payload: Record<string, unknown>) =>
    systemAct(context, id, id, `demo ${id} act ${kind.kind} ${key}`, kind, idOf(kind.kind, key), payload)
  return [
    community.buildings.map(({ key, estate, name, grid }) =>
      add(addBuilding, key, { estate, name, grid: getId(areas, grid) }),
    ),
    community.doors.map(({ key, building, unit, floor, room, state }) =>
      add(addDoor, key, { building: idOf(addBuilding.kind, building.key), unit, floor, room, state }),
    ),
    community.residents.map((resident) =>
      add(addResident, resident.key, residentPayload(resident, idOf(addDoor.kind, resident.door.key))),
    ),
  ]
}

function residentPayload(resident: DemoResident, door: Id): Record<string, unknown> {
  const { name, sex, birth, nationality, document, phone, categories } = resident
  const phones = phone ? [`+86${phone}`] : []
  return { origin: 'register', door, categories, name, sex, birth, nationality, document, phones, address: null }
}

async function recordInChunks(context: Context, acts: Act[]): Promise<void> {
  for (let i = 0; i < acts.length; i += 2000) {
    const chunk = acts.slice(i, i + 2000)
    const { results } = await recordActs(context, [{ who: null, acts: chunk, deviceNow: context.clock() }])
    const failed = results.flat().find(({ status }) => status === 'held' || status === 'refused')
    if (failed) throw new Error(`the demonstration community cannot be loaded: ${JSON.stringify(failed)}`)
  }
}

function getId(ids: Map<string, Id>, code: string): Id {
  return must(ids.get(code), `area ${code}`)
}
