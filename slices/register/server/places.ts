import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { derivedId } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { type AddDoor, addBuilding, addDoor, correctDoor, putInGrid } from '#slices/people/acts.ts'
import type { Batch } from '#slices/intake/server/batches.ts'
import { type RowPlace, buildingKey, estateKey, gridNumber, roomKey, unitKey } from '../model/place.ts'

interface KnownBuilding {
  id: Id
  grid: Id | null
  /** The grid that this file gave it first; undefined while it gave none. */
  said?: Id
}

interface KnownDoor {
  id: Id
  state: AddDoor['state']
  /** Seen in this file already: its first row counts. */
  said?: true
}

/** What a page of rows adds to the places of a community, in the order in which it must be recorded. */
export interface NewPlaces {
  grids: { id: Id; code: string; name: string }[]
  acts: Act[]
  marks: { kind: 'building' | 'door' | 'grid' | 'building_grid' | 'door_state'; id: Id }[]
}

/** What a row says of a door: its state, that a person lives there, or nothing. */
export type SaidState = AddDoor['state'] | 'lived_in' | null

export interface FoundDoor {
  id: Id
  outcome: 'new' | 'changed' | 'same'
  /** The file gives this building another grid than before. */
  gridConflict: boolean
}

export interface Places {
  /** The door of a row, made where it is not known. */
  findDoor: (place: RowPlace, grid: string | null, state: SaidState) => FoundDoor
  /** What has been added since this was last asked. */
  take: () => NewPlaces
  counts: () => { buildings: number; doors: number; grids: number }
}

/**
 * The buildings, doors and grids of a community in memory, to which a file adds. Ids follow from the batch and the
 * place, so that the same file judged again means the same doors.
 */
export async function openPlaces(context: Context, community: Id, batch: Pick<Batch, 'id'>): Promise<Places> {
  const { db } = context
  const [buildingRows, doorRows, gridRows, [area], made] = await Promise.all([
    db<{ id: Id; estate: string; name: string; grid: Id | null }[]>`
      select id, estate, name, grid_id as grid from buildings where community_id = ${community}`,
    db<{ id: Id; building: Id; unit: string; room: string; state: AddDoor['state'] }[]>`
      select id, building_id as building, unit, room, state from doors where community_id = ${community}`,
    db<{ id: Id; code: string; name: string }[]>`
      select id, code, name from areas where parent_id = ${community} and kind = 'grid' order by code`,
    db<{ code: string }[]>`select code from areas where id = ${community}`,
    db<{ kind: string; n: number }[]>`
      select kind, count(*)::int as n from batch_places where community_id = ${community} and batch_id = ${batch.id}
      group by kind`,
  ])
  const buildings = new Map<string, KnownBuilding>()
  const byNumber = new Map<string, Set<string>>()
  const doors = new Map<string, KnownDoor>()
  const byRoom = new Map<string, KnownDoor[]>()
  const grids = new Map<string, Id>()
  const before = (kind: string) => made.find((row) => row.kind === kind)?.n ?? 0
  const added = { buildings: before('building'), doors: before('door'), grids: before('grid') }
  let fresh: NewPlaces = { grids: [], acts: [], marks: [] }
  const codes = new Set(gridRows.map(({ code }) => code))

  const keepBuilding = (estate: string, number: string, building: KnownBuilding) => {
    buildings.set(`${estate}|${number}`, building)
    byNumber.set(number, (byNumber.get(number) ?? new Set()).add(estate))
  }
  const keepDoor = (building: Id, unit: string, room: string, door: KnownDoor) => {
    doors.set(`${building}|${unit}|${room}`, door)
    const same = byRoom.get(`${building}|${room}`)
    if (same) same.push(door)
    else byRoom.set(`${building}|${room}`, [door])
  }
  const keepGrid = (id: Id, name: string, code: string) => {
    grids.set(name, id)
    grids.set(code, id)
    const number = gridNumber(name) ?? Number(code.split('-')[1])
    if (number && !grids.has(`#${number}`)) grids.set(`#${number}`, id)
  }
  for (const { id, estate, name, grid } of buildingRows)
    keepBuilding(estateKey(estate), buildingKey(name), { id, grid })
  for (const { id, building, unit, room, state } of doorRows)
    keepDoor(building, unitKey(unit), roomKey(room), { id, state })
  for (const { id, name, code } of gridRows) keepGrid(id, name, code)

  const act = (key: string, kind: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>) =>
    fresh.acts.push(systemAct(context, community, batch.id, `${batch.id} ${key}`, kind, subject, payload))

  const findGrid = (written: string): Id => {
    const name = written.trim().slice(0, 60)
    const number = gridNumber(name)
    const known = grids.get(name) ?? (number ? grids.get(`#${number}`) : undefined)
    if (known) return known
    const free =
      number ?? Array.from({ length: 999 }, (_, i) => i + 1).find((n) => !codes.has(gridCode(area!.code, n)))!
    const grid = {
      id: derivedId(`${batch.id} grid ${name}`, batch.id),
      code: gridCode(area!.code, free),
      name: /^\d+$/.test(name) ? `第${name}网格` : name,
    }
    codes.add(grid.code)
    keepGrid(grid.id, name, grid.code)
    keepGrid(grid.id, grid.name, grid.code)
    fresh.grids.push(grid)
    fresh.marks.push({ kind: 'grid', id: grid.id })
    added.grids++
    return grid.id
  }

  const findBuilding = (place: RowPlace, grid: Id | null): KnownBuilding => {
    const number = buildingKey(place.building)
    // A file without estates means the one building of this number, where there is only one.
    const others = byNumber.get(number)
    const estate = estateKey(place.estate)
    const meant = estate === '' && others?.size === 1 && !others.has('') ? [...others][0]! : estate
    const known = buildings.get(`${meant}|${number}`)
    if (known) return known
    const id = derivedId(`${batch.id} building ${estate} ${number}`, batch.id)
    const building: KnownBuilding = { id, grid, ...(grid ? { said: grid } : {}) }
    keepBuilding(estate, number, building)
    act(`building ${id}`, addBuilding, id, { estate: place.estate, name: place.building, grid })
    fresh.marks.push({ kind: 'building', id })
    added.buildings++
    return building
  }

  const findDoor: Places['findDoor'] = (place, written, state) => {
    const grid = written ? findGrid(written) : null
    const building = findBuilding(place, grid)
    let gridConflict = false
    if (grid && building.said && building.said !== grid) gridConflict = true
    else if (grid && !building.said) {
      building.said = grid
      if (building.grid !== grid) {
        act(`grid ${building.id}`, putInGrid, building.id, { grid })
        fresh.marks.push({ kind: 'building_grid', id: building.id })
        building.grid = grid
      }
    }
    const [unit, room] = [unitKey(place.unit), roomKey(place.room)]
    // Where the row names no unit, the one door of this room, where there is only one.
    const alike = unit === '' ? byRoom.get(`${building.id}|${room}`) : undefined
    const known = doors.get(`${building.id}|${unit}|${room}`) ?? (alike?.length === 1 ? alike[0] : undefined)
    if (known) return { id: known.id, outcome: settleState(known, state), gridConflict }
    const id = derivedId(`${batch.id} door ${building.id} ${unit} ${room}`, batch.id)
    const door: KnownDoor = { id, state: state === null || state === 'lived_in' ? 'occupied' : state, said: true }
    keepDoor(building.id, unit, room, door)
    const { unit: unitWords, floor, room: roomWords } = place
    act(`door ${id}`, addDoor, id, {
      building: building.id,
      unit: unitWords,
      floor,
      room: roomWords,
      state: door.state,
    })
    fresh.marks.push({ kind: 'door', id })
    added.doors++
    return { id, outcome: 'new', gridConflict }
  }

  /** A vacant door where somebody lives now is vacant no more; a shop may have people in it. */
  const settleState = (door: KnownDoor, state: SaidState): 'changed' | 'same' => {
    if (state === null) return 'same'
    const wanted = state !== 'lived_in' ? state : door.state === 'vacant' ? 'occupied' : door.state
    if (door.said || door.state === wanted) {
      door.said = true
      return 'same'
    }
    door.said = true
    door.state = wanted
    act(`state ${door.id}`, correctDoor, door.id, { state: wanted })
    fresh.marks.push({ kind: 'door_state', id: door.id })
    return 'changed'
  }

  return {
    findDoor,
    take: () => {
      const taken = fresh
      fresh = { grids: [], acts: [], marks: [] }
      return taken
    },
    counts: () => ({ ...added }),
  }
}

function gridCode(community: string, number: number): string {
  return `${community}-${String(number).padStart(2, '0')}`
}
