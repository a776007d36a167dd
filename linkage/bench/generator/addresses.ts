import { fullWidth } from './faults.ts'
import type { Door } from './places.ts'
import type { Random } from './random.ts'

/** As the register has it: 翠竹苑3幢2单元501室, 中山路12弄3号402室. */
export function registerAddress({ estate, building, unit, room }: Door): string {
  if (estate.lane) return `${estate.name}${building}号${room}室`
  return `${estate.name}${building}幢${unit}单元${room}室`
}

/** One of the ways in which people write it down. Each is right, though some leave the room or more out. */
export function spellAddress(random: Random, door: Door): string {
  const { estate, building, unit, room } = door
  const { name } = estate
  if (estate.lane) {
    if (random.chance(0.1)) return name
    const start = random.chance(0.4) ? estate.city + estate.district : ''
    return `${start}${name}${building}号${random.chance(0.7) ? `${room}室` : random.chance(0.5) ? room : ''}`
  }
  const bare = name.replace(/小区$/, '')
  switch (random.below(13)) {
    case 0:
    case 1:
      return `${name}${building}-${unit}-${room}`
    case 2:
      return `${bare} ${building}栋${unit}单元${room}`
    case 3:
      return `${estate.city}${estate.district}${estate.street}${name}${building}号楼${unit}单元${room}室`
    case 4:
      return `${bare}小区${building}号楼${room}`
    case 5:
      return `${name}${chinese(building)}幢${chinese(unit)}单元${room}室`
    case 6:
      return fullWidth(`${name}${building}-${unit}-${room}`)
    case 7:
      return `${name}${building}#${unit}-${room}`
    case 8:
      return `${name}${building}幢`
    case 9:
      return random.chance(0.5) ? name : `${estate.district}${bare}`
    case 10:
      return `${estate.district}${name}, ${building}幢${room}室`
    default:
      return registerAddress(door)
  }
}

/** A character of the estate's name is lost, or the door is another one by a digit. */
export function mistakeAddress(random: Random, door: Door): string {
  const { estate, building, unit, room } = door
  if (random.chance(0.5)) {
    const at = random.below(estate.name.length - 1)
    const name = estate.name.slice(0, at) + estate.name.slice(at + 1)
    return registerAddress({ ...door, estate: { ...estate, name } })
  }
  if (random.chance(0.5)) return registerAddress({ ...door, building: Math.max(1, building + random.between(-1, 1)) })
  return registerAddress({ ...door, unit, room: `${room.slice(0, -1)}${1 + (Number(room.at(-1)) % 4)}` })
}

const numerals = '〇一二三四五六七八九'

function chinese(n: number): string {
  if (n < 10) return numerals[n]!
  const tens = Math.floor(n / 10)
  return `${tens > 1 ? numerals[tens]! : ''}十${n % 10 > 0 ? numerals[n % 10]! : ''}`
}
