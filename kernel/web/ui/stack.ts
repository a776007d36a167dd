import type { StateKind } from './State.tsx'

/** One door of a building. */
export interface Door {
  id: string
  floor: number
  /** As on its plate: `1203`. */
  room: string
  state: StateKind
  href?: string
  /** How many live there. */
  people?: number
}

export interface StackUnit {
  /** `2单元`. */
  name: string
  doors: readonly Door[]
}

export interface FloorRow {
  floor: number
  /** One place for each column of the unit; null where that floor has no such door. */
  doors: (Door | null)[]
}

/** The last two digits of a plate say which door of its floor it is: 1203 is the third. */
function column(room: string): string {
  return /(\d{2})\D*$/.exec(room)?.[1] ?? room
}

/** A unit as one sees it from the street: the highest floor first, doors above each other. */
export function stack(unit: StackUnit): FloorRow[] {
  const columns = [...new Set(unit.doors.map(({ room }) => column(room)))].sort()
  const floors = [...new Set(unit.doors.map(({ floor }) => floor))].sort((a, b) => b - a)
  return floors.map((floor) => {
    const here = unit.doors.filter((door) => door.floor === floor)
    return { floor, doors: columns.map((name) => here.find(({ room }) => column(room) === name) ?? null) }
  })
}

/** How many doors are in each state, in the order of first sight. */
export function tally(units: readonly StackUnit[]): Map<StateKind, number> {
  const counts = new Map<StateKind, number>()
  for (const { doors } of units) for (const { state } of doors) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}
