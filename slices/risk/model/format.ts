import { z } from 'zod'
import { type Zone, instantOf } from '#shared/clock.ts'
import { type ListFault, type ListedLevel, listedLevels } from '../model.ts'

const Count = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\s*\d{1,9}\s*$/)
    .transform(Number),
])
const Entry = z.object({
  province: z.string(),
  city: z.string(),
  county: z.string(),
  communitys: z.array(z.string()),
})
const Entries = z.array(Entry).nullish()
const National = z.object({
  data: z.object({
    end_update_time: z.string(),
    hcount: Count.nullish(),
    mcount: Count.nullish(),
    lcount: Count.nullish(),
    highlist: Entries,
    middlelist: Entries,
    lowlist: Entries,
  }),
})

/** The names of the national format for each level. */
const namesOf: Record<ListedLevel, ['hcount' | 'mcount' | 'lcount', 'highlist' | 'middlelist' | 'lowlist']> = {
  high: ['hcount', 'highlist'],
  middle: ['mcount', 'middlelist'],
  low: ['lcount', 'lowlist'],
}

export interface County {
  province: string
  city: string
  county: string
}

/** Places of one county, as often as the list names them; an empty name is the whole county. */
export interface ListedArea extends County {
  places: string[]
}

export interface NationalList {
  /** From when it holds, ms. */
  at: number
  areas: Record<ListedLevel, ListedArea[]>
  /** Null: the list does not say. */
  stated: Record<ListedLevel, number | null>
  /** As the list counts: every line, also one that is there twice; whatever else repeats is found by `sortPlaces`. */
  listed: Record<ListedLevel, number>
  faults: ListFault[]
}

/** Why a text is no list in the national format. */
export type Unreadable =
  | { code: 'not_json' }
  | { code: 'not_a_list'; where: string }
  | { code: 'no_time'; given: string }

/** Reads a list in the national format. The counts it states are held against what it holds; nothing is left out. */
export function readNationalList(text: string, zone: Zone): NationalList | Unreadable {
  let parsed: unknown
  try {
    parsed = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch {
    return { code: 'not_json' }
  }
  const read = National.safeParse(parsed)
  if (!read.success) return { code: 'not_a_list', where: read.error.issues[0]?.path.join('.') || 'data' }
  const { data } = read.data
  if (!data.highlist && !data.middlelist && !data.lowlist) return { code: 'not_a_list', where: 'data.highlist' }
  const at = readUpdateTime(data.end_update_time, zone)
  if (at === undefined) return { code: 'no_time', given: data.end_update_time.slice(0, 40) }
  const list: NationalList = {
    at,
    areas: { high: [], middle: [], low: [] },
    stated: { high: null, middle: null, low: null },
    listed: { high: 0, middle: 0, low: 0 },
    faults: [],
  }
  for (const level of listedLevels) {
    const [count, entries] = namesOf[level]
    readLevel(list, level, data[count] ?? null, data[entries] ?? null)
  }
  return list
}

type Entry = z.infer<typeof Entry>

function readLevel(list: NationalList, level: ListedLevel, stated: number | null, entries: Entry[] | null): void {
  let listed = 0
  let empty = 0
  let unnamed = 0
  for (const { province, city, county, communitys } of entries ?? []) {
    listed += communitys.length
    const where = { province: province.trim(), city: city.trim(), county: county.trim() }
    if (!where.province && !where.city && !where.county) {
      unnamed++
      if (!communitys.length) continue
    } else if (!communitys.length) empty++
    // A county without a place is meant as a whole: leaving it out would be the laxer reading.
    list.areas[level].push({ ...where, places: communitys.length ? trimmed(communitys) : [''] })
  }
  list.stated[level] = stated
  list.listed[level] = listed
  const { faults } = list
  if (stated === null) {
    if (listed) faults.push({ code: 'not_stated', level, listed })
  } else if (stated !== listed) faults.push({ code: 'count', level, stated, listed })
  if (empty) faults.push({ code: 'no_place', level, areas: empty })
  if (unnamed) faults.push({ code: 'unnamed', level, areas: unnamed })
}

/** Nearly no name has a blank around it, and there are millions. */
function trimmed(names: string[]): string[] {
  return names.some((name) => isBlank(name.charCodeAt(0)) || isBlank(name.charCodeAt(name.length - 1)))
    ? names.map((name) => name.trim())
    : names
}

function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0xa0 || code === 0x3000 || code === 0xfeff
}

/** `2022-07-14 10时`, `2022年7月14日 7时30分`, `2022-07-14 10:00`: the wall clock of the zone. Undefined: no time. */
export function readUpdateTime(text: string, zone: Zone): number | undefined {
  const found =
    /(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*[日号T]?\s*(?:(\d{1,2})\s*[时点:：]?\s*(?:(\d{1,2})\s*分?)?)?/.exec(
      text.normalize('NFKC'),
    )
  if (!found) return undefined
  const [year, month, day, hour = 0, minute = 0] = found
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)))
  const date = new Date(Date.UTC(year!, month! - 1, day))
  // 24时 is midnight; the 31st of June is nothing.
  if (date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day || hour > 24 || minute > 59) return undefined
  return instantOf(date.toISOString().slice(0, 10), hour, minute, zone)
}
