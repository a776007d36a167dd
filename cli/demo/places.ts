import type { AreaKind } from '#slices/areas/model.ts'
import { type Random, shuffle } from './random.ts'

export interface DemoArea {
  code: string
  kind: AreaKind
  name: string
  parent: string | null
}

export type BuildingShape = 'tower' | 'walkup' | 'lane'

export interface DemoBuilding {
  key: string
  /** Code of its grid. */
  grid: string
  estate: string
  /** 3幢, or 12号 in a lane. */
  name: string
  shape: BuildingShape
}

export interface DemoDoor {
  key: string
  building: DemoBuilding
  /** 1单元; empty in a lane. */
  unit: string
  floor: number
  /** 1203. */
  room: string
  state: 'occupied' | 'vacant'
}

const cityAndDistrict: readonly DemoArea[] = [
  { code: '320100', kind: 'city', name: '南京市', parent: null },
  { code: '320105', kind: 'district', name: '建邺区', parent: '320100' },
]

/**
 * The community with its grids, and two neighbours with a grid each, so that a transfer has somewhere to go. Street
 * and communities are invented, and their codes (…09x…) are in numbers that the city has not given out.
 */
export function makeAreas(code: string, name: string, grids: number): DemoArea[] {
  const street = code.slice(0, 9)
  const nextStreet = `${street.slice(0, 8)}${(Number(street[8]) + 1) % 10}`
  const beside = `${street}${String((Number(code.slice(9)) % 899) + 1).padStart(3, '0')}`
  const beyond = `${nextStreet}001`
  const communities: readonly [string, string, string, number][] = [
    [code, name, street, grids],
    [beside, '澄江社区(演示)', street, 1],
    [beyond, '云汀社区(演示)', nextStreet, 1],
  ]
  return [
    ...cityAndDistrict,
    { code: street, kind: 'street', name: '千帆街道(演示)', parent: '320105' },
    { code: nextStreet, kind: 'street', name: '望津街道(演示)', parent: '320105' },
    ...communities.flatMap(([own, called, parent, count]): DemoArea[] => [
      { code: own, kind: 'community', name: called, parent },
      ...Array.from({ length: count }, (_, at): DemoArea => {
        const number = String(at + 1).padStart(2, '0')
        return { code: `${own}-${number}`, kind: 'grid', name: `第${at + 1}网格`, parent: own }
      }),
    ]),
  ]
}

interface Estate {
  name: string
  shape: BuildingShape
}
/** One or two estates a grid: new towers, walk-ups of the nineties, old lanes. Invented names. */
const estates: readonly Estate[][] = [
  [{ name: '千帆里', shape: 'tower' }],
  [{ name: '听潮新寓', shape: 'walkup' }],
  [
    { name: '槐荫里', shape: 'walkup' },
    { name: '缆绳巷', shape: 'lane' },
  ],
  [{ name: '星舷府', shape: 'tower' }],
  [{ name: '晚渡新村', shape: 'walkup' }],
  [{ name: '云帆公馆', shape: 'tower' }],
  [{ name: '白鹭汀花园', shape: 'walkup' }],
  [
    { name: '船板新村', shape: 'walkup' },
    { name: '桐油巷', shape: 'lane' },
  ],
  [{ name: '溯江雅苑', shape: 'tower' }],
  [{ name: '灯塔北苑', shape: 'walkup' }],
  [{ name: '九桅家园', shape: 'tower' }],
  [
    { name: '芦花渡', shape: 'walkup' },
    { name: '锚地街', shape: 'lane' },
  ],
]
export const gridCount = estates.length

/**
 * Buildings and doors for so many households, `vacancy` of the doors empty on top. A piece after the first puts its
 * number into the names (千帆里二期), so that large registers stay told apart.
 */
export function makeDoors(random: Random, code: string, households: number, piece: number): DemoDoor[] {
  const vacancy = 0.07
  const wanted = Math.ceil(households * (1 + vacancy))
  const doors: DemoDoor[] = []
  const phase = piece === 0 ? '' : `${piece + 1}期`
  estates.forEach((parts, at) => {
    const grid = `${code}-${String(at + 1).padStart(2, '0')}`
    const until = Math.round((wanted * (at + 1)) / estates.length)
    parts.forEach((estate, part) => {
      const share = part === parts.length - 1 ? until : doors.length + Math.round((until - doors.length) * 0.8)
      for (let number = 1; doors.length < share; number++) {
        doors.push(...makeBuilding(random, { ...estate, name: estate.name + phase }, grid, number))
      }
    })
  })
  const order = shuffle([...doors.keys()], random)
  for (const at of order.slice(households)) doors[at]!.state = 'vacant'
  return doors
}

function makeBuilding(random: Random, estate: Estate, grid: string, number: number): DemoDoor[] {
  const { shape } = estate
  const name = shape === 'lane' ? `${number * 2 - 1}号` : `${number}幢`
  const building: DemoBuilding = { key: `${grid}/${estate.name}${name}`, grid, estate: estate.name, name, shape }
  if (shape === 'lane') return laneDoors(random, building)
  const [units, floors, rooms] =
    shape === 'tower' ? [2, random.between(18, 33), random.pick([2, 3, 4])] : [random.between(3, 5), 6, 2]
  const doors: DemoDoor[] = []
  for (let unit = 1; unit <= units; unit++) {
    for (let floor = 1; floor <= floors; floor++) {
      for (let room = 1; room <= rooms; room++) doors.push(makeDoor(building, `${unit}单元`, floor, `${floor}0${room}`))
    }
  }
  return doors
}

function laneDoors(random: Random, building: DemoBuilding): DemoDoor[] {
  const rooms = random.between(1, 5)
  return Array.from({ length: rooms }, (_, at) => makeDoor(building, '', 1, rooms === 1 ? '1' : `10${at + 1}`))
}

function makeDoor(building: DemoBuilding, unit: string, floor: number, room: string): DemoDoor {
  return { key: `${building.key}/${unit}${room}`, building, unit, floor, room, state: 'occupied' }
}

/** As people write it: 千帆里3幢1单元1203室. */
export function addressOf({ building, unit, room }: Pick<DemoDoor, 'building' | 'unit' | 'room'>): string {
  return `${building.estate}${building.name}${unit}${room}室`
}
