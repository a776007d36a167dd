import { readAddress } from '../addresses.ts'
import { hashText } from '../hash.ts'
import { mix } from './mix.ts'

/** Slots: place, building and unit (16 bits each), room, door. 0 where a part is not known. */
export const addressSlots = 4
export const addressLevels = ['none', 'door', 'building', 'place', 'neighbour', 'elsewhere', 'different'] as const
const level = Object.fromEntries(addressLevels.map((name, i) => [name, i])) as Record<
  (typeof addressLevels)[number],
  number
>

const maxLength = 96
const codes = new Uint16Array(maxLength)
const doorText = '幢栋座楼号单门室房户弄巷层#-'
const doorWords = new Set([...doorText].map((c) => c.charCodeAt(0)))
const [zhuang, dong, zuo, lou, hao, dan, men, shi, fang, hu, nong, xiang, ceng, pound, dash] = [...doorText].map((c) =>
  c.charCodeAt(0),
) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]
const yuan = '元'.charCodeAt(0)
const numerals = new Map<number, number>()
for (const [text, base] of [
  ['〇一二三四五六七八九', 0],
  ['零壹贰叁肆伍陆柒捌玖', 0],
] as const)
  for (const [i, c] of [...text].entries()) numerals.set(c.charCodeAt(0), base + i)
numerals.set('两'.charCodeAt(0), 2)
const tens = new Map([...'十拾百佰千仟'].map((c, i) => [c.charCodeAt(0), 10 ** (1 + (i >> 1))]))

/** Places by their text as written, and how often each was met. */
export interface Places {
  known: Map<number, { key: number; text: string; count: number }>
}
export function openPlaces(): Places {
  return { known: new Map() }
}

/** Reads addresses of Chinese cities down to the door; what stands before the door is read once for each text. */
export function openAddressReader(places: Places) {
  return (bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number): void => {
    for (let i = 0; i < addressSlots; i++) rows[at + i] = 0
    if (end === start) return
    const length = fold(bytes, start, end)
    const cut = findDoor(length)
    const place = placeOf(places, cut)
    readDoor(cut, length, place, rows, at)
  }
}

/** UTF-8 to `codes`: full-width forms undone, letters raised, blanks and commas left out. */
function fold(bytes: Uint8Array, start: number, end: number): number {
  let length = 0
  for (let i = start; i < end && length < maxLength;) {
    const byte = bytes[i]!
    let code: number
    if (byte < 0x80) {
      code = byte >= 0x61 && byte <= 0x7a ? byte - 32 : byte
      i++
    } else if (byte < 0xe0) {
      code = ((byte & 31) << 6) | (bytes[i + 1]! & 63)
      i += 2
    } else if (byte < 0xf0) {
      code = ((byte & 15) << 12) | ((bytes[i + 1]! & 63) << 6) | (bytes[i + 2]! & 63)
      i += 3
    } else {
      code = 0xfffd
      i += 4
    }
    if (code >= 0xff01 && code <= 0xff5e) {
      code -= 0xfee0
      if (code >= 0x61 && code <= 0x7a) code -= 32
    }
    if (code === 0x2014 || code === 0x2013 || code === 0x2212 || code === 0x2d || code === 0x2f || code === 0x5f)
      code = dash
    if (code <= 0x22 || code === 0x2c || code === 0x3000 || code === 0x3002 || code === 0x3001 || code === 0xfeff)
      continue
    if (code >= 0x2000 && code <= 0x206f) continue
    codes[length++] = code
  }
  return length
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isLetter = (code: number): boolean => code >= 0x41 && code <= 0x5a
const isNumeral = (code: number): boolean => numerals.has(code) || tens.has(code)

/** Where the door begins: at the first number that a building, lane or door word follows, or that ends the text. */
function findDoor(length: number): number {
  for (let i = 0; i < length; i++) {
    const code = codes[i]!
    const arabic = isDigit(code) || isLetter(code)
    if (!arabic && !isNumeral(code)) continue
    let after = i + 1
    if (arabic) while (after < length && (isDigit(codes[after]!) || isLetter(codes[after]!))) after++
    else while (after < length && isNumeral(codes[after]!)) after++
    if (i > 0) {
      if (after === length && arabic && isDigit(codes[after - 1]!)) return i
      if (after < length && doorWords.has(codes[after]!) && isDoorWord(after, length, arabic)) return i
    }
    i = after - 1
  }
  return length
}

function isDoorWord(at: number, length: number, arabic: boolean): boolean {
  const code = codes[at]!
  if (code === dan) return codes[at + 1] === yuan
  // 三门, 五号线 and the like are names of places more often than doors.
  if (!arabic && (code === men || code === hu || code === fang || code === dash)) return false
  return code !== dash || at + 1 < length
}

function placeOf(places: Places, cut: number): number {
  if (cut === 0) return 0
  let a = 0x811c9dc5
  let b = 5381
  for (let i = 0; i < cut; i++) {
    a = Math.imul(a ^ codes[i]!, 0x01000193)
    b = (Math.imul(b, 33) + codes[i]!) | 0
  }
  const key = (a >>> 0) * 0x100000 + (b & 0xfffff)
  let known = places.known.get(key)
  if (known === undefined) {
    const text = placeText(String.fromCharCode(...codes.subarray(0, cut)))
    known = { key: hashText(text), text, count: 0 }
    places.known.set(key, known)
  }
  known.count++
  return known.key
}

/** The estate or the road; failing both, the community or the street. */
function placeText(text: string): string {
  const read = readAddress(text)
  return read.estate || read.road || read.rest || read.community || read.street || ''
}

interface Door {
  place: number
  building: number
  unit: number
  room: number
}

const bare = new Int32Array(8)

function readDoor(from: number, length: number, place: number, rows: Int32Array, at: number): void {
  const door: Door = { place, building: 0, unit: 0, room: 0 }
  let waiting = 0
  for (let i = from; i < length;) {
    const code = codes[i]!
    const arabic = isDigit(code) || isLetter(code)
    if (!arabic && !isNumeral(code)) {
      i++
      continue
    }
    const begun = i
    i++
    if (arabic) while (i < length && (isDigit(codes[i]!) || isLetter(codes[i]!))) i++
    else while (i < length && isNumeral(codes[i]!)) i++
    const value = arabic ? arabicNumber(begun, i) : chineseNumber(begun, i)
    const word = i < length ? codes[i]! : 0
    const next = i + 1 < length ? codes[i + 1]! : 0
    if (word === nong || word === xiang) {
      door.place = mix(door.place, value)
      i++
    } else if (word === zhuang || word === dong || word === zuo || word === pound || (word === hao && next === lou)) {
      door.building = value
      i += word === hao ? 2 : 1
      if (codes[i] === lou && i < length) i++
    } else if (word === hao && (next === shi || next === fang)) {
      door.room = value
      i += 2
    } else if (word === hao) {
      if (door.building === 0 && waiting === 0) door.building = value
      else door.room = value
      i++
    } else if (word === lou || word === ceng) {
      if (word === lou && door.building === 0) door.building = value
      i++
    } else if (word === dan || word === men) {
      door.unit = value
      i += word === dan ? 2 : 1
    } else if (word === shi || word === fang || word === hu) {
      door.room = value
      i++
    } else if (waiting < 8) bare[waiting++] = value
  }
  placeBare(door, waiting)
  rows[at] = door.place
  rows[at + 1] = (door.building & 0xffff) | (door.unit << 16)
  rows[at + 2] = door.room
  rows[at + 3] =
    door.place !== 0 && door.room !== 0 && door.building !== 0 ? flatOf(door.place, rows[at + 1]!, door.room) : 0
}

/** One number for a flat: place, building, unit, room. */
export function flatOf(place: number, buildingAndUnit: number, room: number): number {
  return mix(mix(place, buildingAndUnit), room)
}

/** Numbers without a word, from the last: `3-2-501` is building, unit, room, and `3-501` building and room. */
function placeBare(door: Door, waiting: number): void {
  let left = waiting
  if (left > 0 && door.room === 0 && (left > 1 || door.building !== 0 || bare[0]! > 100)) door.room = bare[--left]!
  if (left > 0 && door.unit === 0 && (left > 1 || door.building !== 0)) door.unit = bare[--left]!
  if (left > 0 && door.building === 0) door.building = bare[left - 1]!
}

function arabicNumber(from: number, to: number): number {
  let value = 0
  let plain = true
  for (let i = from; i < to; i++) {
    const code = codes[i]!
    if (isDigit(code) && plain && value < 1e6) value = value * 10 + code - 0x30
    else {
      plain = false
      value = mix(value, code)
    }
  }
  return plain ? value + 1 : value & 0x3fffffff
}

/** 十二 is 12, 三百零五 is 305, 五〇一 is 501; one more than that, so that 0 stays free. */
function chineseNumber(from: number, to: number): number {
  let total = 0
  let digit = -1
  let places = false
  let spelled = 0
  for (let i = from; i < to; i++) {
    const unit = tens.get(codes[i]!)
    if (unit !== undefined) {
      total += (digit < 0 ? 1 : digit) * unit
      digit = -1
      places = true
    } else {
      digit = numerals.get(codes[i]!)!
      spelled = (spelled * 10 + digit) % 1e7
    }
  }
  return (places ? total + Math.max(digit, 0) : spelled) + 1
}

export const addressParts = {
  place: (rows: Int32Array, at: number): number => rows[at]!,
  /** Place, building, unit and room: all of a household share it. */
  door: (rows: Int32Array, at: number): number => rows[at + 3]!,
  building: (rows: Int32Array, at: number): number =>
    rows[at] === 0 || (rows[at + 1]! & 0xffff) === 0 ? 0 : mix(rows[at]!, rows[at + 1]! & 0xffff),
  /** Building and room without the place. */
  rooms: (rows: Int32Array, at: number): number =>
    rows[at + 2] === 0 || (rows[at + 1]! & 0xffff) === 0 ? 0 : mix(rows[at + 1]! & 0xffff, rows[at + 2]!),
}

/** Compares two addresses; symmetric. */
export function compareAddressSlots(rows: Int32Array, a: number, b: number): number {
  const x = rows[a + 1]!
  const y = rows[b + 1]!
  const building = x & 0xffff
  const other = y & 0xffff
  const sameRoom = rows[a + 2] === rows[b + 2] && rows[a + 2] !== 0
  if (rows[a] === 0 || rows[b] === 0) {
    if (rows[a + 2] === 0 || rows[b + 2] === 0 || building === 0 || other === 0) return level.none
    return building === other && sameRoom ? level.building : level.elsewhere
  }
  if (rows[a] !== rows[b]) {
    // One place under two names: building, unit and room all agree.
    return building === other && building !== 0 && sameRoom && x === y ? level.neighbour : level.different
  }
  if (building === 0 || other === 0) return level.place
  if (building !== other) return level.elsewhere
  if (rows[a + 2] === 0 || rows[b + 2] === 0) return level.building
  const unit = x >>> 16
  const otherUnit = y >>> 16
  return sameRoom && (unit === otherUnit || unit === 0 || otherUnit === 0) ? level.door : level.neighbour
}

/**
 * Places that are the same place under a slip: a name that lost or changed one character and is far rarer than the
 * whole one. Returns key → key.
 */
export function snapPlaces(all: Iterable<{ key: number; text: string; count: number }>): Map<number, number> {
  const counts = new Map<string, { key: number; count: number }>()
  for (const { key, text, count } of all) {
    const known = counts.get(text)
    if (known) known.count += count
    else counts.set(text, { key, count })
  }
  const shorter = new Map<string, string | null>()
  // In an order of their own: who met a place first must not matter.
  for (const [text, { count }] of [...counts].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))) {
    if (text.length < 3 || text.length > 20) continue
    for (let i = 0; i < text.length; i++) {
      const less = text.slice(0, i) + text.slice(i + 1)
      const known = shorter.get(less)
      const rival = known === undefined || known === null ? 0 : counts.get(known)!.count
      if (known === undefined || count > rival * 8) shorter.set(less, text)
      else if (known !== null && known !== text && rival <= count * 8) shorter.set(less, null)
    }
  }
  const snapped = new Map<number, number>()
  for (const [text, { key, count }] of counts) {
    let best: string | null = shorter.get(text) ?? null
    // A changed character: both lose the same place.
    for (let i = 0; best === null && text.length > 3 && i < text.length; i++) {
      const found = shorter.get(text.slice(0, i) + text.slice(i + 1))
      if (found && found !== text && found.length === text.length) best = found
    }
    if (best !== null && counts.get(best)!.count >= count * 4) snapped.set(key, counts.get(best)!.key)
  }
  return snapped
}
