import { type Random, openRandom } from './random.ts'

export interface Estate {
  city: string
  district: string
  street: string
  name: string
  /** The old quarter: 中山路12弄3号402室; no units. */
  lane: boolean
  buildings: number
  units: number
  floors: number
  rooms: number
  /** Doors in all estates before this one. */
  start: number
}

export interface Door {
  estate: Estate
  building: number
  unit: number
  /** 501 */
  room: string
}

// All invented, and put together at random.
const firsts = '翠阳莫凤龙茶文虹兆南江金银碧紫丹青玉云湖海星月春秋和康福安乐祥瑞华锦绣绿香桂桃柳枫松竹梅兰东西北望听临'
const seconds = '竹光愁凰江亭体苑园湖南陵河水霞枫山泉林溪岸滨辰亮晓实平宁居善瑞庭城里秀地樟花源荫叶风韵亭馨都景月涛门'
const ends = '苑 花园 新村 城 家园 公寓 小区 名都 雅苑 佳园 东苑 西村 华庭 里 嘉园 府'.split(' ')
const roadEnds = ['路', '街', '巷']
const directions = ['东', '西', '南', '北', '中', '']
const cities = '云江 宁川 汉阳 临海 安平 福源 长乐 清河 南屏 东江 石城 锦州'.split(' ').map((name) => `${name}市`)

/** Estates until there are so many doors: towers, walk-ups and old lanes. The same seed gives the same town. */
export function makeEstates(seed: number, doors: number): Estate[] {
  const random = openRandom()
  random.reseed(seed, 0x5eed)
  const estates: Estate[] = []
  const names = new Set<string>()
  let start = 0
  for (let at = 0; start < doors; at++) {
    const estate = { ...makeEstate(random, Math.floor(at / 30)), start }
    const key = estate.district + estate.name
    if (names.has(key)) continue
    names.add(key)
    estates.push(estate)
    start += doorsOf(estate)
  }
  return estates
}

/** About thirty estates a district, so that one name may well be found in two. */
function makeEstate(random: Random, district: number): Omit<Estate, 'start'> {
  const lane = random.chance(0.12)
  const name = random.pick(firsts) + random.pick(seconds)
  const tower = random.chance(0.45)
  return {
    city: cities[Math.floor(district / 9) % cities.length]!,
    district: `${firsts[district % firsts.length]}${seconds[(district * 7 + 3) % seconds.length]}区`,
    street: `${random.pick(firsts)}${random.pick(seconds)}街道`,
    name: lane
      ? `${name}${random.pick(directions)}${random.pick(roadEnds)}${random.between(2, 98)}弄`
      : name + random.pick(ends),
    lane,
    buildings: lane ? random.between(8, 40) : tower ? random.between(5, 18) : random.between(12, 48),
    units: lane ? 1 : tower ? random.between(1, 2) : random.between(2, 5),
    floors: lane ? 3 : tower ? random.between(17, 33) : random.between(5, 7),
    rooms: tower && !lane ? random.between(2, 4) : 2,
  }
}

function doorsOf({ buildings, units, floors, rooms }: Omit<Estate, 'start'>): number {
  return buildings * units * floors * rooms
}

/** The door of that number. */
export function doorAt(estates: readonly Estate[], door: number): Door {
  let low = 0
  for (let high = estates.length - 1; low < high;) {
    const middle = (low + high + 1) >> 1
    if (estates[middle]!.start <= door) low = middle
    else high = middle - 1
  }
  const estate = estates[low]!
  let rest = door - estate.start
  const room = rest % estate.rooms
  rest = Math.floor(rest / estate.rooms)
  const floor = rest % estate.floors
  rest = Math.floor(rest / estate.floors)
  const unit = rest % estate.units
  const building = Math.floor(rest / estate.units) % estate.buildings
  return { estate, building: building + 1, unit: unit + 1, room: `${floor + 1}0${room + 1}` }
}
