import type { DocumentType } from '#linkage'
import type { DemoCommunity, DemoResident, Vulnerability } from './community.ts'
import type { Relation } from './households.ts'
import { type Fault, roundByExcel, toFifteen, toFullWidth } from './lists/faults.ts'
import { type Cell, type DirtySheet, writeDirtyWorkbook } from './lists/write.ts'
import type { DemoDoor } from './places.ts'
import { type Random, openRandom } from './random.ts'

/** What a row of the register really is: a resident, or a door with nobody behind it. */
export interface RegisterTruth {
  sheet: string
  /** As Excel shows it. */
  row: number
  resident: string | null
  door: string
  faults: Fault[]
}

export interface RegisterWorkbook {
  name: string
  bytes: Uint8Array
  truth: RegisterTruth[]
}

/** Two rows of headers: groups above, columns below; without a group the two cells are merged. The last has none. */
const columns: readonly (readonly [group: string, column: string])[] = [
  ['', '序号'],
  ['人员基本情况', '姓名'],
  ['人员基本情况', '性别'],
  ['人员基本情况', '出生日期'],
  ['人员基本情况', '证件类型'],
  ['人员基本情况', '证件号码'],
  ['', '联系电话'],
  ['住址', '网格'],
  ['住址', '小区'],
  ['住址', '幢号'],
  ['住址', '单元'],
  ['住址', '室号'],
  ['', '与户主关系'],
  ['', '国籍'],
  ['', '特殊人群'],
  ['', '备注'],
]
const firstAddressColumn = 7
const lastAddressColumn = 11
const rowsAbove = 3

const documentWords: Record<DocumentType, string> = {
  resident_id: '居民身份证',
  residence_permit: '港澳台居民居住证',
  home_return_permit: '港澳居民来往内地通行证',
  taiwan_permit: '台湾居民来往大陆通行证',
  foreign_residence: '外国人永久居留身份证',
  passport: '护照',
  other: '其他',
}
const relationWords: Record<Relation, string> = {
  head: '户主',
  spouse: '配偶',
  child: '子女',
  child_in_law: '儿媳/女婿',
  parent: '父母',
  parent_in_law: '岳父母/公婆',
  relative: '其他亲属',
  tenant: '合租',
}
const categoryWords: Record<Vulnerability, string> = {
  alone: '独居老人',
  disabled: '残疾人',
  dialysis: '血透患者',
  pregnant: '孕产妇',
  infant: '婴幼儿',
}

/** The register as an office keeps it: a sheet an estate, merged headers and addresses, and years of slips. */
export function makeRegisterWorkbook(community: DemoCommunity): RegisterWorkbook {
  const random = openRandom(community.seed ^ 0xb00c)
  const homes = new Map<DemoDoor, DemoResident[]>(community.doors.map((door) => [door, []]))
  for (const resident of community.residents) homes.get(resident.door)!.push(resident)
  const estates = [...new Set(community.doors.map((door) => door.building.estate))]
  const truth: RegisterTruth[] = []
  const sheets = estates.map((estate) => {
    const doors = community.doors.filter((door) => door.building.estate === estate)
    return makeSheet(
      random,
      community,
      estate,
      doors.map((door) => [door, homes.get(door)!] as const),
      truth,
    )
  })
  return { name: '住户底册(演示).xlsx', bytes: writeDirtyWorkbook(sheets), truth }
}

type Home = readonly [DemoDoor, readonly DemoResident[]]

function makeSheet(
  random: Random,
  community: DemoCommunity,
  estate: string,
  homes: readonly Home[],
  truth: RegisterTruth[],
): DirtySheet {
  const { rows, merges } = makeHeader(`${community.name}住户底册 ${estate}(演示数据,均为虚构)`)
  for (const [door, residents] of homes) {
    const top = rows.length
    for (const resident of residents.length > 0 ? residents : [null]) {
      const faults: Fault[] = []
      const address = rows.length === top ? addressCells(door) : addressCells(door).map(() => null)
      const person = resident ? personCells(random, resident, faults) : vacantCells
      rows.push([rows.length - rowsAbove + 1, ...person.before, ...address, ...person.after])
      truth.push({ sheet: estate, row: rows.length, resident: resident?.key ?? null, door: door.key, faults })
    }
    // The office merges the address of a household; a lane has no unit, and an empty cell stays by itself.
    if (rows.length - top < 2) continue
    for (let column = firstAddressColumn; column <= lastAddressColumn; column++) {
      if (rows[top]![column] !== null) merges.push([top, column, rows.length - 1, column])
    }
  }
  return { name: estate, rows, merges }
}

function makeHeader(title: string) {
  const merges: [number, number, number, number][] = [[0, 0, 0, columns.length - 1]]
  for (let from = 0; from < columns.length;) {
    const group = columns[from]![0]
    const next = group === '' ? from + 1 : columns.findIndex(([other], at) => at > from && other !== group)
    merges.push(group === '' ? [1, from, 2, from] : [1, from, 1, next - 1])
    from = next
  }
  const above = columns.map(([group, column], at): Cell => {
    if (group === '') return column
    return columns[at - 1]?.[0] === group ? null : group
  })
  const rows: Cell[][] = [[title], above, columns.map(([group, column]) => (group === '' ? null : column))]
  return { rows, merges }
}

function addressCells({ building, unit, room }: DemoDoor): Cell[] {
  const grid = `第${Number(building.grid.slice(-2))}网格`
  return [grid, building.estate, building.name, unit === '' ? null : unit, /^\d+$/.test(room) ? Number(room) : room]
}

interface PersonCells {
  before: Cell[]
  after: Cell[]
}
const vacantCells: PersonCells = { before: [null, null, null, null, null, null], after: [null, null, null, '空置'] }

function personCells(random: Random, resident: DemoResident, faults: Fault[]): PersonCells {
  const { name, sex, birth, document, nationality, relation, categories, sharedPhone } = resident
  const words = categories.map((category) => categoryWords[category]).join('、')
  const type = document ? documentWords[document.type] : null
  const number = writeNumber(random, resident, faults)
  return {
    before: [
      name,
      sex === 'M' ? '男' : '女',
      writeBirth(random, birth),
      type,
      number,
      writePhone(random, resident, faults),
    ],
    after: [
      relationWords[relation],
      nationality === 'CHN' ? '中国' : nationality,
      words === '' ? null : words,
      sharedPhone ? '电话为家属' : null,
    ],
  }
}

/** Mostly a real date of Excel's; else text in one of the ways people write it. */
function writeBirth(random: Random, birth: string): Cell {
  if (random.chance(0.8)) return { day: birth }
  const [year, month, date] = birth.split('-')
  return random.pick([
    `${year}.${Number(month)}.${Number(date)}`,
    `${year}年${Number(month)}月${Number(date)}日`,
    birth,
  ])
}

function writeNumber(random: Random, { document, birth }: DemoResident, faults: Fault[]): Cell {
  if (!document) {
    faults.push('id_missing')
    return null
  }
  const { type, number } = document
  if (type !== 'resident_id') return number
  const dice = random.below(1000)
  if (dice < 15 && birth < '1985') return note('id_15', toFifteen(number), faults)
  if (dice >= 15 && dice < 25) return note('full_width', toFullWidth(number), faults)
  if (dice >= 25 && dice < 30) return note('id_rounded', roundByExcel(number), faults)
  return dice < 40 ? ` ${number}` : number
}

/** As a number in two of three cells; as text with blanks or dashes in some. */
function writePhone(random: Random, { phone }: DemoResident, faults: Fault[]): Cell {
  if (phone === null) return note('phone_missing', null, faults)
  const dice = random.below(100)
  if (dice < 66) return Number(phone)
  if (dice < 72) return note('phone_spaced', `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`, faults)
  return phone
}

function note(fault: Fault, cell: Cell, faults: Fault[]): Cell {
  faults.push(fault)
  return cell
}
