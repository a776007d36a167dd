import { findChineseNumber, foldText, readAddress } from '#linkage'
import { type Values, first, isPlaceholder } from '#slices/intake/model/cells.ts'
import { undated } from '#slices/intake/model/details.ts'
import type { Fault } from '#slices/intake/model/faults.ts'
import type { Field } from '#slices/intake/model.ts'

/** A door as it will stand in the register. `building` and `room` are never empty. */
export interface RowPlace {
  estate: string
  building: string
  unit: string
  floor: number | null
  room: string
}

/** The door of a row, out of its columns or out of one line of address; null where building or room is missing. */
export function readPlace(values: Values, faults: Fault[]): RowPlace | null {
  const cell = (field: Field) => {
    const value = first(values, field)
    return value && !isPlaceholder(value.text) ? undated(value, field, faults).trim() : ''
  }
  const line = readAddress(cell('address'))
  const house = readHouse(cell('building'))
  const door = splitRoom(cell('room'))
  const unit = cell('unit') || door.unit || house.unit
  const written = house.building || door.building
  const place = {
    estate: estateWords(cell('estate') || house.estate || line.estate || bareEstate(cell('address'), written)),
    building: buildingWords(written) || lineBuilding(cell('address'), line.building),
    unit: unitWords(unit || line.unit),
    room: roomWords(door.room || line.room),
  }
  if (!place.building || !place.room) return null
  return { ...place, floor: floorOf(place.room) ?? (Number(line.floor) || null) }
}

/** `3幢`, `千帆里3幢`, `3幢2单元`: some offices write more than one thing under 楼栋. */
function readHouse(text: string): { estate: string; building: string; unit: string } {
  if (text === '' || buildingNumber.test(foldText(text).replaceAll(' ', '')))
    return { estate: '', building: text, unit: '' }
  const { estate, building, unit } = readAddress(text)
  return building ? { estate, building: lineBuilding(text, building), unit } : { estate: '', building: text, unit: '' }
}

/** `501`, `2-501`, `3-2-501`. */
function splitRoom(text: string): { building: string; unit: string; room: string } {
  const parts = foldText(text)
    .split(/\s*[-—–~]\s*/)
    .filter(Boolean)
  if (parts.length < 2 || parts.length > 3) return { building: '', unit: '', room: text }
  const [room = '', unit = '', building = ''] = parts.toReversed()
  return { building, unit, room }
}

/** An address column that holds the estate alone, beside columns for building and room. */
function bareEstate(address: string, building: string): string {
  return building !== '' && !/\d/.test(address) && address.length <= 20 ? address : ''
}

const buildingNumber = /^第?(\d+|[A-Z]\d*|\d+[A-Z]|[一二三四五六七八九十百]+)(号楼|幢|栋|座|楼|#楼?|号|号院)?$/i

/** A bare number is a building: 3 → 3幢. What people wrote stays, in plain characters. */
function buildingWords(text: string): string {
  const plain = foldText(text).replaceAll(' ', '')
  const found = buildingNumber.exec(plain)
  if (!found) return plain.slice(0, 60)
  return `${plainNumber(found[1]!)}${(found[2] ?? '幢').replace(/^#楼?$/, '号楼')}`
}

function lineBuilding(address: string, building: string): string {
  if (!building) return ''
  const found = new RegExp(`${building}\\s*(号楼|幢|栋|座|楼|#|号)`, 'i').exec(foldText(address))
  return buildingWords(`${building}${found?.[1] ?? ''}`)
}

export function estateWords(text: string): string {
  return foldText(text)
    .replace(/(?<=\p{Script=Han})\s+|\s+(?=\p{Script=Han})/gu, '')
    .slice(0, 60)
}

function unitWords(text: string): string {
  const plain = foldText(text).replaceAll(' ', '')
  const found = /^第?(\d+|[A-Z]|[一二三四五六七八九十]+)(?:单元|门洞|门|unit)?$/i.exec(plain)
  return (found ? `${plainNumber(found[1]!)}单元` : plain).slice(0, 20)
}

function roomWords(text: string): string {
  const plain = foldText(text)
    .replaceAll(' ', '')
    .replace(/(?<=.)(?:号?房间|号?室|号?房|户|号)$/, '')
  return plainNumber(plain).slice(0, 20)
}

/** No leading zeros, no Chinese numerals. */
function plainNumber(text: string): string {
  const number = /^[〇零一二三四五六七八九十百千]+$/.test(text) ? (findChineseNumber(text) ?? text) : text
  return number.toUpperCase().replace(/^0+(?=.)/, '')
}

/** 501 is on the fifth floor, 1203 on the twelfth. */
function floorOf(room: string): number | null {
  const digits = /^(\d{1,2})\d{2}(?:[A-Z]?)$/.exec(room)
  return digits && Number(digits[1]) > 0 ? Number(digits[1]) : null
}

/** Two ways to write one place have the same key: 3幢, 3号楼 and 03栋; 千帆里小区 and 千帆里. */
export function estateKey(estate: string): string {
  return estateWords(estate)
    .toUpperCase()
    .replace(/(?<=..)小区$/, '')
}

export function buildingKey(building: string): string {
  const found = buildingNumber.exec(foldText(building).replaceAll(' ', ''))
  return found ? plainNumber(found[1]!) : foldText(building).replaceAll(' ', '').toUpperCase()
}

export function unitKey(unit: string): string {
  return unitWords(unit).replace(/单元$/, '')
}

export function roomKey(room: string): string {
  return roomWords(room)
}

/** What a grid is called: `3`, `第三网格` and `网格03` are the third. */
export function gridNumber(text: string): number | undefined {
  const plain = foldText(text).replaceAll(' ', '')
  const found =
    /(?:^|-)第?(\d{1,3}|[一二三四五六七八九十]+)(?:号?网格)?$|^网格第?(\d{1,3}|[一二三四五六七八九十]+)号?$/.exec(plain)
  const number = Number(findChineseNumber(found?.[1] ?? found?.[2] ?? '') ?? found?.[1] ?? found?.[2])
  return Number.isInteger(number) && number > 0 ? number : undefined
}
