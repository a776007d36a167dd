import type { County } from '#slices/risk/model/format.ts'
import { type Random, openRandom } from './random.ts'

export interface RiskListOptions {
  seed: number
  lists: number
  /** The day of the first list. */
  day: string
  /** Hours from one list to the next. */
  hours?: number
  /** Places listed at the height of it. */
  peak?: number
}

export interface MadeList {
  name: string
  text: string
  /** From when it holds: `2030-04-15 11时`. */
  time: string
}

interface Place {
  county: number
  name: string
  level: 'high' | 'middle'
  /** The list in which it changes its level, or leaves. */
  until: number
}

/**
 * Lists in the national format, one after another, as an epidemic makes them: few places, then many, then few again;
 * each high for a week or so, then middle or gone, with a line of its own for the rest of each county. Invented
 * provinces, all counts right.
 */
export function* makeRiskLists(options: RiskListOptions): Generator<MadeList> {
  const { seed, lists, day, hours = 6, peak = 30_000 } = options
  const random = openRandom(seed)
  const counties = makeCounties()
  const start = Date.parse(`${day}T00:00:00Z`)
  let open: Place[] = []
  let made = 0
  for (let n = 0; n < lists; n++) {
    open = open.flatMap((place) => {
      if (place.until > n) return [place]
      return place.level === 'high' && random.chance(0.5)
        ? [{ ...place, level: 'middle' as const, until: n + stay(random, hours) / 2 }]
        : []
    })
    const wanted = Math.round(60 + peak * Math.exp(-(((n / lists - 0.8) / 0.09) ** 2)) + 0.05 * peak * (n / lists))
    while (open.length < wanted) {
      const county = random.below(counties.length)
      open.push({
        county,
        name: nameOf(random, made++),
        level: random.chance(0.6) ? 'high' : 'middle',
        until: n + stay(random, hours),
      })
    }
    const at = new Date(start + n * hours * 3_600_000).toISOString()
    const time = `${at.slice(0, 10)} ${at.slice(11, 13)}时`
    yield {
      name: `${at.slice(0, 13).replaceAll(/\D/g, '')}-${seed}-${n}.json`,
      time,
      text: JSON.stringify(listOf(time, open, counties)),
    }
  }
}

function stay(random: Random, hours: number): number {
  return Math.max(1, Math.round((random.between(2, 10) * 24) / hours))
}

const characters = [...'安宁康乐福寿春秋江河山海松柏梅兰竹菊东西南北华夏文武']

function makeCounties(): County[] {
  return characters.slice(0, 20).flatMap((p, i) =>
    characters.slice(2, 12).flatMap((c, j) =>
      characters.slice(4, 10).map((k, n) => ({
        province: `${p}${characters[(i + 7) % 24]}省`,
        city: `${c}${characters[(j + 11) % 24]}市`,
        county: `${k}${characters[(i + j + n) % 24]}${n % 3 ? '区' : '县'}`,
      })),
    ),
  )
}

function nameOf(random: Random, n: number): string {
  const word = () => characters[random.below(characters.length)]! + characters[random.below(characters.length)]!
  const door = `${1 + random.below(40)}号楼${random.chance(0.5) ? `${1 + random.below(4)}单元` : ''}`
  return `${word()}街道${word()}社区${word()}${n % 997}小区${door}`
}

function listOf(time: string, open: readonly Place[], counties: readonly County[]) {
  const entries = (level: Place['level']) => {
    const by = new Map<number, string[]>()
    for (const place of open) {
      if (place.level !== level) continue
      const names = by.get(place.county)
      if (names) names.push(place.name)
      else by.set(place.county, [place.name])
    }
    return [...by].map(([county, communitys]) => entryOf(counties[county]!, communitys))
  }
  const highlist = entries('high')
  const middlelist = entries('middle')
  const lowlist = [...new Set(open.map(({ county }) => county))].map((county) =>
    entryOf(counties[county]!, ['除高、中风险区以外的其他地区']),
  )
  return {
    data: {
      end_update_time: time,
      hcount: countPlaces(highlist),
      mcount: countPlaces(middlelist),
      lcount: countPlaces(lowlist),
      highlist,
      middlelist,
      lowlist,
    },
  }
}

function entryOf(where: County, communitys: string[]) {
  return { type: '2', ...where, area_name: [where.province, where.city, where.county].join(' '), communitys }
}

function countPlaces(list: { communitys: string[] }[]): number {
  return list.reduce((sum, { communitys }) => sum + communitys.length, 0)
}
