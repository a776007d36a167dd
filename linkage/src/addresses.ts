import { chineseDigits, chineseNumeral, findChineseNumber, foldText } from './text.ts'

/** The parts of an address, each normalised; an empty string where a part is not named. */
export interface AddressReading {
  province: string
  city: string
  district: string
  /** 街道, 镇 or 乡. */
  street: string
  /** 社区 or 村, without that word. */
  community: string
  /** 小区, 花园, 苑 and the like, whole, or the road and lane of an old quarter (`中山路12弄`). */
  estate: string
  road: string
  /** Building: digits or letters only (`3`, `A2`). */
  building: string
  unit: string
  floor: string
  room: string
  /** What was left unread at the end: `东侧平房`, `B床`. */
  rest: string
}

export interface AddressOptions {
  /** Other names of estates: `{ 万科花园: '翠竹苑' }` reads both as 翠竹苑. */
  aliases?: Readonly<Record<string, string>>
}

const number = '[0-9A-Z]+'
const estateEnd =
  '小区|花园|花苑|家园|公寓|新村|新城|嘉园|雅苑|名苑|佳苑|家苑|山庄|别墅|华庭|名都|广场|大厦|公馆|华府|庄园|国际|府邸|宿舍|里弄|坊|苑|园|庭|府|城|湾|郡|轩|居|邸'
const digitsWord = new RegExp(
  `(${chineseNumeral})(?=号楼|号|幢|栋|座|楼|单元|门|层|室|房|户|弄|巷|组团|区(?!域)|期|村\\d|组)`,
  'g',
)
const patterns = {
  province:
    /^(?:中国)?((?:内蒙古|广西|西藏|宁夏|新疆)(?:\S{0,3}?自治区)?|[^市县区]{2,3}省|(?:香港|澳门)(?:特别行政区)?)/,
  city: /^([^省市县区街道路巷弄号]{2,7}?(?:市|自治州|地区|盟))/,
  district: /^([^市区县街道镇乡村社路巷弄号小园苑]{1,8}?(?:新区|区|县|旗|市))(?!域)(?=.)/,
  street: /^([^街道镇乡村社路巷弄号]{1,8}?(?:街道办事处|街道|镇|乡))(?=.)/,
  community: /^([^区村路巷弄号]{1,10}?)(?:社区居委会|社区|居委会|居民委员会|村委会|(?<!新)村(?!小区)(?=\D))/,
}
const room = new RegExp(`^(${number})(?:室|房间|房|户|号房|(?=$|[^0-9A-Z]))`)

/**
 * Reads an address down to the door: `江苏省南京市建邺区莫愁湖街道文体社区 翠竹苑3幢2单元501室`, `翠竹苑 3-2-501`,
 * `中山南路十二弄3号402`, `翠竹苑三号楼贰单元五〇一`. A part that is not there stays empty. Never throws.
 */
export function readAddress(text: string, options: AddressOptions = {}): AddressReading {
  const read: AddressReading = {
    province: '',
    city: '',
    district: '',
    street: '',
    community: '',
    estate: '',
    road: '',
    building: '',
    unit: '',
    floor: '',
    room: '',
    rest: '',
  }
  let left = arabic(
    foldText(text)
      .toUpperCase()
      .replace(/[\s,,。;;、]+/g, ' ')
      .trim(),
  )
  for (const part of ['province', 'city', 'district', 'street', 'community'] as const) {
    const found = patterns[part].exec(left)
    if (!found) continue
    read[part] = found[1]!
    left = left.slice(found[0].length).trimStart()
  }
  left = takeRoad(left, read)
  left = takeEstate(left, read)
  left = takeDoor(left, read)
  read.rest = left.replace(/^[-\s]+/, '')
  const alias = options.aliases?.[read.estate]
  if (alias !== undefined) read.estate = alias
  return read
}

/** The door as one comparable text, `翠竹苑|3|2|501`; empty where the room is not known. */
export function doorKey(address: AddressReading): string {
  if (address.room === '' || (address.estate === '' && address.building === '')) return ''
  return [address.estate, address.building, address.unit, address.room].join('|')
}

/** `3幢2单元501室` in words, for people; language-neutral where a part is missing. */
export function doorWords(address: AddressReading): string {
  const { estate, building, unit, room } = address
  return [estate, building && `${building}幢`, unit && `${unit}单元`, room && `${room}室`].filter(Boolean).join('')
}

/** Chinese numerals that count doors become digits; those that belong to names (三元里, 五一路) stay. */
function arabic(text: string): string {
  return text
    .replace(digitsWord, (n) => findChineseNumber(n) ?? n)
    .replace(
      /(?<=(?:\d(?:幢|栋|号楼|座|楼|单元|门|层|号)|-))\s*([〇零一二三四五六七八九十百]+)$/,
      (n) => findChineseNumber(n.trim()) ?? n,
    )
}

// Made once: building a pattern costs more than using it, and a register has 100,000 addresses.
const roads = new RegExp(
  `^([^0-9路街巷弄号]{1,10}?(?:大道|大街|[东南西北中]?路|街|巷|胡同|道))\\s*(?:(${number})(弄|巷|号院|支路|支弄))?\\s*(?:(${number})号(?!楼))?`,
)
const endsEstate = new RegExp(`^(?:${estateEnd})`)
const holdsEstate = new RegExp(`^[^0-9]{1,12}(?:${estateEnd})`)
const buildingFollows = new RegExp(`^${number}(?:号楼|幢|栋|座|楼|#)`)
const estates = new RegExp(
  `^([^0-9#-]*?[^0-9#\\s-](?:${estateEnd})?(?:[东南西北中]?(?:[0-9A-Z]+|[${chineseDigits}]+)(?:区|期|组团|村))?|[0-9A-Z]+[^0-9#\\s-]{2,}?)(?=\\s*${number}\\s*(?:幢|栋|号楼|座|楼|单元|门|号|#|-|室|$)|\\s*[A-Z]?座|\\s*$)`,
)
const dashedDoor = new RegExp(
  `^(${number})(?:幢|栋|号楼|座|楼|#|号)?\\s*-\\s*(${number})(?:单元)?\\s*(?:-\\s*(${number})(?:室|房|户)?)?(?=$|[^0-9A-Z-])`,
)
const numbered = (words: string): RegExp => new RegExp(`^\\s*-?\\s*(${number})(?:${words})`)
const doorParts = {
  building: numbered('号楼|幢|栋|座|#楼|#|楼(?!\\s*\\d+\\s*(?:单元|门))|楼(?=\\s*\\d+\\s*(?:单元|门))|号(?!房)'),
  unit: numbered('单元|门洞|门'),
  floor: numbered('层|楼'),
}
const unitBeforeRoom = numbered(`(?=-${number}(?:$|[^0-9A-Z-]))`)

function takeRoad(text: string, read: AddressReading): string {
  const found = roads.exec(text)
  if (!found || endsEstate.test(text.slice(found[1]!.length))) return text
  const [all, road, lane, laneWord, house] = found
  read.road = road!
  const left = text.slice(all.length).trimStart()
  const hasEstate = holdsEstate.test(left)
  if (!hasEstate) {
    // In an old quarter the lane is the estate and the number is the building.
    read.estate = road! + (lane === undefined ? '' : `${lane}${laneWord}`)
    if (house === undefined) return left
    const compound = buildingFollows.test(left)
    if (compound) read.estate += `${house}号`
    else read.building = house
  }
  return left
}

function takeEstate(text: string, read: AddressReading): string {
  if (read.estate !== '') return text
  const named = estates.exec(text)
  if (!named) return text
  // 翠竹苑小区 and 翠竹苑 are one place.
  read.estate = named[1]!.replace(/[\s-]+/g, '').replace(/(?<=..)小区$/, '')
  return text.slice(named[0].length).trimStart()
}

function takeDoor(text: string, read: AddressReading): string {
  let left = text
  const dashed = dashedDoor.exec(left)
  if (dashed) {
    const [all, a, b, c] = dashed
    read.building = trimNumber(a!)
    if (c !== undefined) read.unit = trimNumber(b!)
    read.room = trimNumber(c ?? b!)
    return finish(left.slice(all.length), read)
  }
  const take = (part: 'building' | 'unit' | 'floor', pattern: RegExp): void => {
    const found = pattern.exec(left)
    if (!found) return
    read[part] = trimNumber(found[1]!)
    left = left.slice(found[0].length)
  }
  take('building', doorParts.building)
  take('unit', doorParts.unit)
  if (read.building !== '' && read.unit === '') take('unit', unitBeforeRoom)
  take('floor', doorParts.floor)
  left = left.replace(/^[\s-]+/, '')
  const found = room.exec(left)
  if (found) {
    read.room = trimNumber(found[1]!)
    left = left.slice(found[0].length)
  }
  return finish(left, read)
}

/** Floor from the room where the list does not say: 501 is on 5, 1203 on 12. */
function finish(left: string, read: AddressReading): string {
  const digits = /^(\d{1,2})\d{2}$/.exec(read.room)
  if (read.floor === '' && digits) read.floor = digits[1]!
  return left
}

function trimNumber(text: string): string {
  return text.replace(/^0+(?=.)/, '')
}
