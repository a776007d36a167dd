import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type {
  AddBuilding,
  AddDoor,
  AddResident,
  CorrectDoor,
  CorrectResident,
  LeaveResident,
  MergeResident,
  PersonalValues,
  PlaceResident,
  PutInGrid,
  UnmergeResident,
} from './acts.ts'

/** A community's own entry for a person, as its office knows it. */
export interface Resident extends PersonalValues {
  id: Id
  origin: AddResident['origin']
  door: Id | null
  categories: string[]
  createdAt: string
  leftAt: string | null
  /** The entry of the same person that this one was merged into. */
  mergedInto: Id | null
  /** When its making was undone: nothing else is known of it any more. */
  withdrawnAt: string | null
}

export interface Building extends AddBuilding {
  id: Id
  withdrawnAt: string | null
}

export interface Door extends AddDoor {
  id: Id
  withdrawnAt: string | null
}

export function foldResident(resident: Resident | undefined, fact: Fact): Resident | undefined {
  if (fact.kind === 'resident.add') {
    if (resident) return resident
    const { payload } = fact as Fact<AddResident>
    return { ...payload, id: fact.subject, createdAt: fact.at, leftAt: null, mergedInto: null, withdrawnAt: null }
  }
  if (!resident || resident.withdrawnAt) return resident
  switch (fact.kind) {
    case 'resident.correct':
      return { ...resident, ...defined((fact as Fact<CorrectResident>).payload) }
    case 'resident.place':
      return { ...resident, door: (fact as Fact<PlaceResident>).payload.door }
    case 'resident.leave':
      return { ...resident, leftAt: (fact as Fact<LeaveResident>).payload.left ? fact.at : null }
    // Of two who merge at the same time the first is followed; to change it, take it apart first.
    case 'resident.merge':
      return { ...resident, mergedInto: resident.mergedInto ?? (fact as Fact<MergeResident>).payload.into }
    case 'resident.unmerge':
      return resident.mergedInto === (fact as Fact<UnmergeResident>).payload.from
        ? { ...resident, mergedInto: null }
        : resident
    case 'resident.withdraw':
      return withdrawnResident(fact.subject, fact.at)
    default:
      return resident
  }
}

/** What is left of a resident whose making was undone. */
export function withdrawnResident(id: Id, at: string): Resident {
  const nothing = { name: '', sex: null, birth: null, nationality: '', document: null, phones: [], address: null }
  const gone = {
    origin: 'register' as const,
    door: null,
    categories: [],
    createdAt: at,
    leftAt: null,
    mergedInto: null,
  }
  return { id, ...nothing, ...gone, withdrawnAt: at }
}

export function withdrawnBuilding(id: Id, at: string): Building {
  return { id, estate: '', name: '', grid: null, withdrawnAt: at }
}

export function withdrawnDoor(id: Id, at: string): Door {
  return { id, building: '', unit: '', floor: null, room: '', state: 'vacant', withdrawnAt: at }
}

export function foldBuilding(building: Building | undefined, fact: Fact): Building | undefined {
  if (fact.kind === 'building.add') {
    return building ?? { ...(fact as Fact<AddBuilding>).payload, id: fact.subject, withdrawnAt: null }
  }
  if (!building || building.withdrawnAt) return building
  if (fact.kind === 'building.withdraw') return withdrawnBuilding(fact.subject, fact.at)
  return { ...building, grid: (fact as Fact<PutInGrid>).payload.grid }
}

export function foldDoor(door: Door | undefined, fact: Fact): Door | undefined {
  if (fact.kind === 'door.add') {
    return door ?? { ...(fact as Fact<AddDoor>).payload, id: fact.subject, withdrawnAt: null }
  }
  if (!door || door.withdrawnAt) return door
  if (fact.kind === 'door.withdraw') return withdrawnDoor(fact.subject, fact.at)
  return { ...door, state: (fact as Fact<CorrectDoor>).payload.state }
}

function defined<T extends object>(patch: T): Partial<T> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<T>
}

/**
 * A key that sorts places as one walks them: every number padded, so that 2幢 comes before 10幢 and room 301
 * before 1201. An unknown place sorts last ("~").
 */
export function placeKey(...parts: (string | number | null)[]): string {
  return parts.map((part) => String(part ?? '').replace(/\d+/g, (n) => n.padStart(5, '0'))).join('/') || '~'
}

/** `2` and `2单元` are the same unit. */
export function unitWords(unit: string): string {
  return /^\d+$/.test(unit) ? `${unit}单元` : unit
}

/** 张伟 → 张*, 欧阳修远 → 欧***: the first character shows, the rest is counted. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name
  return first + '*'.repeat(Math.min(rest.length, 3))
}

/** 3201********1234 for an identity number; for shorter papers the last four stay. */
export function maskDocument(number: string): string {
  if (number.length >= 15) return `${number.slice(0, 4)}${'*'.repeat(number.length - 8)}${number.slice(-4)}`
  return '*'.repeat(Math.max(number.length - 4, 0)) + number.slice(-4)
}

/** 138****5678, whatever the country code. */
export function maskPhone(phone: string): string {
  const local = phone.replace(/^\+86/, '')
  return local.length > 7 ? `${local.slice(0, 3)}****${local.slice(-4)}` : `****${local.slice(-2)}`
}
