import { type Person, residentIdCheck } from '../src/index.ts'
import { type Random, openRandom } from './random.ts'

// Surnames in the order of the yearly name report of the Ministry of Public Security; the rest by hand.
const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单解仇区'
const given = {
  M: '伟强磊军勇杰涛明超刚平辉鹏华飞斌波宇浩建国文俊志峰龙林海云永东江晨阳健亮凯旭鑫博家子轩宏昊然睿泽梓铭诚坤毅松柏清德生春成荣庆树根福贵',
  F: '芳娜敏静丽艳娟霞秀英玲燕红梅桂兰萍洁雪颖琳婷慧莹丹蓉瑶佳欣怡思雨梓涵诗梦晓月琴凤珍淑惠云春华琼雯倩琪美菊香翠莲萱妍彤可心语嫣',
}
const estates = [
  '翠竹苑',
  '阳光花园',
  '莫愁新村',
  '凤凰城',
  '龙江',
  '茶亭东苑',
  '文体西村',
  '虹苑新寓',
  '兆园',
  '南湖春晓',
  '江南名都',
  '金陵家园',
]
const homophones: Record<string, string> = {
  伟: '玮',
  娜: '那',
  静: '靖',
  丽: '莉',
  芳: '方',
  明: '铭',
  军: '君',
  杰: '洁',
  玲: '铃',
  华: '桦',
  霞: '侠',
  辉: '晖',
  平: '萍',
  文: '雯',
  志: '智',
  建: '健',
  佳: '嘉',
  欣: '馨',
  子: '紫',
  浩: '皓',
  宇: '雨',
  艳: '燕',
  红: '虹',
  梅: '玫',
  英: '瑛',
}

/** A row of a list with the truth about it: the resident's key, or null for someone not in the register. */
export interface Row {
  person: Person
  truth: string | null
  source: Source
}
export const sources = ['police', 'telecom', 'rail', 'hotline', 'excel', 'self'] as const
export type Source = (typeof sources)[number]

interface Human extends Person {
  name: string
  sex: 'M' | 'F'
  birth: string
  number: string
  phone: string
  door: [estate: string, building: number, unit: number, room: string]
}

/**
 * A community's register and lists that were pushed to it. Households of one to five share a door; children bear the
 * father's surname and, like the old, often a relative's phone; every sixteenth further child is a twin.
 */
export function makeRegister(options: { seed: number; residents: number; rows: number }): {
  residents: Person[]
  rows: Row[]
} {
  const random = openRandom(options.seed)
  const inside: Human[] = []
  while (inside.length < options.residents) pushHousehold(random, inside, `r`)
  const outside: Human[] = []
  while (outside.length < options.rows * 0.2 + 5) pushHousehold(random, outside, `o`)
  inside.length = options.residents
  const rows = Array.from({ length: options.rows }, (_, i): Row => {
    const known = !random.chance(0.15)
    const human = random.pick(known ? inside : outside)
    const source = random.pick(sources)
    return { person: { key: `row${i}`, ...asSeenBy(random, source, human) }, truth: known ? human.key : null, source }
  })
  return { residents: inside.map((human) => registered(random, human)), rows }
}

function pushHousehold(random: Random, people: Human[], prefix: string): void {
  const door: Human['door'] = [
    random.pick(estates),
    1 + random.below(40),
    1 + random.below(5),
    `${1 + random.below(18)}0${1 + random.below(4)}`,
  ]
  const size = 1 + Math.min(random.below(5), random.below(5))
  const father = makeHuman(random, 'M', random.pickZipf(surnames), 1955 + random.below(45), door)
  const members = [father]
  if (size > 1)
    members.push(
      makeHuman(random, 'F', random.pickZipf(surnames), Number(father.birth.slice(0, 4)) + random.below(5) - 1, door),
    )
  for (let child = 2; child < size; child++) {
    const born = Math.min(2020, Number(father.birth.slice(0, 4)) + 22 + random.below(14))
    const young = makeHuman(random, random.chance(0.52) ? 'M' : 'F', father.name[0]!, born, door)
    const elder = members[2]
    if (elder !== undefined && random.chance(0.06)) makeTwin(random, young, elder)
    if (born > 2008 || random.chance(0.2)) young.phone = members[random.below(2)]!.phone
    members.push(young)
  }
  for (const member of members) {
    member.key = `${prefix}${people.length}`
    people.push(member)
  }
}

function makeHuman(random: Random, sex: 'M' | 'F', surname: string, year: number, door: Human['door']): Human {
  const second = random.chance(0.7) ? random.pickZipf(given[sex]) : ''
  const birth = `${year}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`
  const area = random.chance(0.6)
    ? '320105'
    : `${random.pick(['3201', '3202', '3408', '3410', '4115', '3709'])}${two(1 + random.below(25))}`
  return {
    key: '',
    name: surname + random.pickZipf(given[sex]) + second,
    sex,
    birth,
    number: idNumber(random, area, birth, sex),
    phone: `1${random.pick(['38', '39', '37', '50', '58', '86', '77', '99'])}${String(random.below(1e8)).padStart(8, '0')}`,
    door,
  }
}

function makeTwin(random: Random, young: Human, elder: Human): void {
  young.birth = elder.birth
  young.number = idNumber(random, elder.number.slice(0, 6), elder.birth, young.sex)
  if (young.name === elder.name) young.name = elder.name[0]! + random.pick(given[young.sex])
}

function idNumber(random: Random, area: string, birth: string, sex: 'M' | 'F'): string {
  const order = random.below(499) * 2 + (sex === 'M' ? 1 : 2)
  const first17 = area + birth.replaceAll('-', '') + String(order).padStart(3, '0')
  return first17 + residentIdCheck(first17)
}

/** The register's own row: nearly complete, a few without document or phone. */
function registered(random: Random, human: Human): Person {
  const [estate, building, unit, room] = human.door
  return {
    key: human.key,
    name: human.name,
    sex: human.sex,
    address: `${estate}${building}幢${unit}单元${room}室`,
    ...(random.chance(0.95) ? { documents: [{ type: 'resident_id' as const, number: human.number }] } : {}),
    ...(random.chance(0.93) ? { phones: [human.phone] } : {}),
    ...(random.chance(0.9) ? { birth: human.birth } : {}),
  }
}

function id(text: string): Pick<Person, 'documents'> {
  return { documents: [{ type: 'resident_id', number: text }] }
}

/** What each source has, with its own faults. */
function asSeenBy(random: Random, source: Source, human: Human): Omit<Person, 'key'> {
  const { number } = human
  const phone = { phones: [random.chance(0.08) ? `139${String(random.below(1e8)).padStart(8, '0')}` : human.phone] }
  switch (source) {
    case 'police':
      return {
        name: human.name,
        ...id(random.chance(0.03) ? slip(random, number) : number),
        ...(random.chance(0.6) ? phone : {}),
      }
    case 'telecom':
      return {
        name: `${human.name[0]}${'*'.repeat(human.name.length - 1)}`,
        ...phone,
        ...(random.chance(0.5) ? id(`${number.slice(0, 4)}**********${number.slice(-4)}`) : {}),
      }
    case 'rail':
      return {
        name: human.name,
        ...id(`${number.slice(0, 6)}********${number.slice(-4)}`),
        ...(random.chance(0.7) ? phone : {}),
      }
    case 'hotline':
      return { name: misheard(random, human.name), ...phone, address: spelled(random, human) }
    case 'excel':
      return {
        name: human.name,
        ...id(random.chance(0.5) ? `${number.slice(0, 15)}000` : number.toLowerCase()),
        phones: phone.phones.map((p) => `${p}.0`),
        address: spelled(random, human),
      }
    case 'self':
      return {
        name: random.chance(0.1) ? misheard(random, human.name) : human.name,
        ...phone,
        birth: human.birth.replaceAll('-', '.'),
        address: spelled(random, human),
      }
  }
}

function misheard(random: Random, name: string): string {
  if (random.chance(0.1)) return `${name[0]}${random.chance(0.5) ? '先生' : '女士'}`
  return random.chance(0.3) ? [...name].map((c, i) => (i === 0 ? c : (homophones[c] ?? c))).join('') : name
}

function spelled(random: Random, { door: [estate, building, unit, room] }: Human): string {
  return random.pick([
    `${estate}${building}幢${unit}单元${room}室`,
    `${estate} ${building}-${unit}-${room}`,
    `南京市建邺区${estate}小区${building}号楼${unit}单元${room}`,
    `${estate}${building}栋`,
    estate,
  ])
}

function slip(random: Random, number: string): string {
  const at = random.below(17)
  return number.slice(0, at) + String((Number(number[at]) + 1 + random.below(8)) % 10) + number.slice(at + 1)
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
