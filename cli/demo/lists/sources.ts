import { syllablesOf } from '#linkage'
import type { DemoResident } from '../community.ts'
import type { Random } from '../random.ts'
import type { Cell } from './write.ts'
import { type Fault, maskMiddle, misread, misspell, roundByExcel, slipDigit, toFifteen, toFullWidth } from './faults.ts'

export type SourceKind = 'police' | 'rail' | 'telecom' | 'airline' | 'highway' | 'lab' | 'hotline'

export interface Subject extends Omit<DemoResident, 'door' | 'relation' | 'categories'> {
  address: string
  plate: string
}

/** One row as its source writes it, and what is wrong with it. */
export interface Written {
  cells: Cell[]
  faults: Fault[]
}

export interface SourceShape {
  kind: SourceKind
  file: string
  format: 'xlsx' | 'csv-gbk' | 'csv-utf8' | 'csv-bom'
  /** Of all rows of an evening. */
  share: number
  title: string | null
  headers: readonly string[]
  /** Number of the cell that is the source's own row id. */
  idColumn: number
  takes(subject: Subject, age: number): boolean
  write(random: Random, subject: Subject, row: number, day: string): Written
}

function isChineseId({ document }: Subject): boolean {
  return document?.type === 'resident_id'
}

/** The name with the source's slips: `slips` is the share of rows with one. */
function writeName(random: Random, { name, nationality }: Subject, slips: number, faults: Fault[]): string {
  if (nationality !== 'CHN' || name.includes('·') || !random.chance(slips)) return name
  const kind = random.chance(0.6) ? 'homophone' : 'look_alike'
  const wrong = kind === 'homophone' ? misspell(random, name) : misread(name)
  if (wrong) faults.push(kind)
  return wrong ?? name
}

function writePhone(random: Random, { phone }: Subject, missing: number, faults: Fault[]): string {
  if (phone === null || random.chance(missing)) {
    faults.push('phone_missing')
    return ''
  }
  if (random.chance(0.02)) {
    faults.push('phone_digit')
    return slipDigit(random, phone)
  }
  if (!random.chance(0.04)) return phone
  faults.push('phone_spaced')
  return `${phone.slice(0, 3)}-${phone.slice(3, 7)} ${phone.slice(7)}`
}

function writeNumber(random: Random, subject: Subject, faults: Fault[]): string {
  const number = subject.document?.number
  if (number === undefined || random.chance(0.04)) {
    faults.push('id_missing')
    return ''
  }
  if (!isChineseId(subject) || !random.chance(0.05)) return number
  if (Number(subject.birth.slice(0, 4)) < 1985 && random.chance(0.5)) {
    faults.push('id_15')
    return toFifteen(number)
  }
  faults.push('id_digit')
  return slipDigit(random, number)
}

function clock(random: Random, from: number, to: number): string {
  return `${random.between(from, to)}:${String(random.below(60)).padStart(2, '0')}`
}

function serial(prefix: string, day: string, row: number): string {
  return `${prefix}${day.replaceAll('-', '')}${String(row + 1).padStart(5, '0')}`
}

const police: SourceShape = {
  kind: 'police',
  file: '公安下发核查名单(演示).xlsx',
  format: 'xlsx',
  share: 0.16,
  title: '公安下发核查数据(演示数据,均为虚构)',
  headers: ['序号', '数据编号', '姓名', '身份证号', '联系电话', '现住址', '下发时间'],
  idColumn: 1,
  takes: () => true,
  write: (random, subject, row, day) => {
    const faults: Fault[] = []
    const name = writeName(random, subject, 0.05, faults)
    const number = writeNumber(random, subject, faults)
    const phone = writePhone(random, subject, 0.1, faults)
    let id: Cell = number
    if (isChineseId(subject) && /^\d{18}$/.test(number) && random.chance(0.05)) {
      id = roundByExcel(number)
      faults.push('id_rounded')
    }
    const swapped = id === number && number !== '' && random.chance(0.012)
    if (swapped) faults.push('swapped_columns')
    const pair: Cell[] = swapped ? [id, name] : [name, id]
    const mobile: Cell = /^\d{11}$/.test(phone) && random.chance(0.5) ? Number(phone) : phone
    const address = random.chance(0.9) ? `南京市建邺区${subject.address}` : ''
    return {
      cells: [row + 1, serial('GA', day, row), ...pair, mobile, address, `${day} ${clock(random, 20, 22)}`],
      faults,
    }
  },
}

const rail: SourceShape = {
  kind: 'rail',
  file: '铁路到达旅客(演示).csv',
  format: 'csv-gbk',
  share: 0.17,
  title: null,
  headers: ['订单号', '乘车日期', '车次', '席位', '旅客姓名', '证件类型', '证件号码', '手机号', '到站'],
  idColumn: 0,
  takes: (_, age) => age >= 1,
  write: (random, subject, row, day) => {
    const faults: Fault[] = []
    const name = writeName(random, subject, 0.01, faults)
    let number = writeNumber(random, subject, faults)
    if (isChineseId(subject) && number !== '' && random.chance(0.22)) {
      number = maskMiddle(number, 4, 4)
      faults.push('id_masked')
    }
    const type = subject.document?.type === 'passport' ? '护照' : isChineseId(subject) ? '居民身份证' : '其他'
    const seat = `${random.between(1, 16)}车${random.between(1, 20)}${random.pick([...'ABCDF'])}`
    const train = `G${random.between(101, 7999)}`
    const phone = writePhone(random, subject, 0.18, faults)
    return { cells: [serial('E', day, row), day, train, seat, name, type, number, phone, '南京南'], faults }
  },
}

const telecom: SourceShape = {
  kind: 'telecom',
  file: '通信大数据(演示).csv',
  format: 'csv-bom',
  share: 0.32,
  title: null,
  headers: ['流水号', '手机号码', '机主姓名', '机主证件', '基站小区', '首次驻留', '末次驻留'],
  idColumn: 0,
  takes: (subject) => subject.phone !== null,
  write: (random, subject, row, day) => {
    const faults: Fault[] = ['name_masked']
    const name = maskMiddle(subject.name, 1, 0)
    const masked = subject.document !== null && random.chance(0.65)
    faults.push(masked ? 'id_masked' : 'id_missing')
    const id = masked ? maskMiddle(subject.document!.number, 4, 4) : ''
    const [from, to] = [clock(random, 6, 12), clock(random, 13, 19)]
    const cell = `建邺-${random.between(1000, 9999)}-${random.between(1, 3)}`
    return { cells: [serial('T', day, row), subject.phone!, name, id, cell, `${day} ${from}`, `${day} ${to}`], faults }
  },
}

const airline: SourceShape = {
  kind: 'airline',
  file: '民航到达旅客(演示).xlsx',
  format: 'xlsx',
  share: 0.06,
  title: null,
  headers: ['PNR', 'Flight', 'Arrival', 'Passenger', 'Doc No', 'Date of birth', 'Nationality', 'Mobile'],
  idColumn: 0,
  takes: (_, age) => age >= 1,
  write: (random, subject, row, day) => {
    const faults: Fault[] = ['name_pinyin']
    const own = subject.document !== null && (!isChineseId(subject) || random.chance(0.4))
    // A passport that the register has never seen: name, birthday and phone must do.
    if (!own) faults.push('id_other_document')
    const id = own ? subject.document!.number : `E${String(random.below(100_000_000)).padStart(8, '0')}`
    const phone = writePhone(random, subject, 0.1, faults)
    const cells: Cell[] = [`${random.pick([...'KMNPQ'])}${random.pick([...'XYZWV'])}${String(row).padStart(4, '0')}`]
    cells.push(`QX${random.between(1000, 9999)}`, { day }, passengerName(subject), id, { day: subject.birth })
    return { cells: [...cells, subject.nationality, phone], faults }
  },
}

/** As on a boarding pass: ZHANG/WEI MR. */
function passengerName({ name, nationality, sex }: Subject): string {
  const title = sex === 'M' ? 'MR' : 'MS'
  const parts = nationality === 'CHN' ? syllablesOf(name) : name.split(' ').reverse()
  return `${parts[0]}/${parts.slice(1).join('')} ${title}`.toUpperCase()
}

const highway: SourceShape = {
  kind: 'highway',
  file: '高速卡口通行(演示).csv',
  format: 'csv-utf8',
  share: 0.12,
  title: null,
  headers: ['记录编号', '通行时间', '收费站', '车牌号码', '驾驶人', '联系方式', '同车人数', '始发地'],
  idColumn: 0,
  takes: (subject, age) => subject.phone !== null && age >= 18 && age < 72,
  write: (random, subject, row, day) => {
    const faults: Fault[] = []
    const unnamed = random.chance(0.25)
    if (unnamed) faults.push('name_missing')
    const name = unnamed ? '' : writeName(random, subject, 0.06, faults)
    const phone = writePhone(random, subject, 0, faults)
    const from = random.pick(['上海市', '安徽滁州', '浙江杭州', '江苏苏州', '山东济南', '河南郑州'])
    const cells = [serial('KK', day, row), `${day} ${clock(random, 0, 21)}`, '演示收费站', subject.plate, name, phone]
    return { cells: [...cells, String(random.between(1, 5)), from], faults }
  },
}

const lab: SourceShape = {
  kind: 'lab',
  file: '今日应检未检(演示).xlsx',
  format: 'xlsx',
  share: 0.13,
  title: '今日应检未检人员名单(演示数据,均为虚构)',
  headers: ['姓名', '住址', '证件号', '电话', '人员编号', '上次采样'],
  idColumn: 4,
  takes: () => true,
  write: (random, subject, row, day) => {
    const faults: Fault[] = []
    const name = writeName(random, subject, 0.08, faults)
    let number = writeNumber(random, subject, faults)
    if (number !== '' && random.chance(0.03)) {
      number = toFullWidth(number)
      faults.push('full_width')
    }
    const phone = writePhone(random, subject, 0.15, faults)
    const last = new Date(Date.parse(day) - random.between(1, 5) * 86_400_000).toISOString().slice(0, 10)
    return { cells: [name, subject.address, number, phone, serial('HS', day, row), { day: last }], faults }
  },
}

const matters = [
  '反映孩子发热,咨询是否需要核酸。',
  '自述昨晚自外地返宁,询问报备。',
  '反映邻居外地返回未报备。',
  '咨询居家监测解除时间。',
]

const hotline: SourceShape = {
  kind: 'hotline',
  file: '热线工单(演示).xlsx',
  format: 'xlsx',
  share: 0.04,
  title: null,
  headers: ['工单编号', '来电时间', '来电人', '来电号码', '诉求内容'],
  idColumn: 0,
  takes: (subject, age) => subject.phone !== null && age >= 18 && subject.nationality === 'CHN',
  write: (random, subject, row, day) => {
    const faults: Fault[] = ['id_missing']
    const honorific = random.chance(0.6)
    if (honorific) faults.push('name_honorific')
    const polite = subject.name[0]! + (subject.sex === 'M' ? '先生' : '女士')
    const name = honorific ? polite : writeName(random, subject, 0.3, faults)
    const phone = writePhone(random, subject, 0, faults)
    const cells = [serial('RX', day, row), `${day} ${clock(random, 8, 22)}`, name, phone]
    return { cells: [...cells, `家住${spoken(subject.address)}的${polite}来电,${random.pick(matters)}`], faults }
  },
}

/** As one says it on the telephone: 千帆里3号楼1单元1203. */
function spoken(address: string): string {
  return address.replace('幢', '号楼').replace(/室$/, '')
}

/** In the order in which they come in. */
export const sourceShapes: readonly SourceShape[] = [police, rail, telecom, airline, highway, lab, hotline]
