import type { Context } from '#server/context.ts'
import type { History, ListedLevel } from '../model.ts'
import type { County } from '../model/format.ts'
import { foldWithin, namesOfCounty, restOf } from '../model/names.ts'

/** A place that no list named before. */
export interface NewPlace {
  id: number
  county: number
  name: string
  folded: string
  rest: string | null
}

export interface KnownCounty extends County {
  id: number
  /** The ways it is written at the head of an address. */
  heads: string[]
  places: Map<string, number>
  /** What the list before named here at each level, and the numbers of that. */
  last: Partial<Record<ListedLevel, { names: readonly string[]; numbers: readonly number[] }>>
}

/**
 * Every place that lists ever named, by county and name, in memory while lists are read: a list names tens of
 * thousands, and nearly all of them were in the one before.
 */
export interface PlaceBook {
  findCounty: (county: County) => KnownCounty | undefined
  addCounty: (county: County) => Promise<KnownCounty>
  /** The numbers of places as a list names them; unknown ones are entered. */
  numbersOf: (county: KnownCounty, level: ListedLevel, names: readonly string[]) => readonly number[]
  /** Those entered since the book was opened. */
  fresh: NewPlace[]
}

/** Inside the lock of imports: numbers are given here, and two importers would give the same ones. */
export async function openPlaceBook({ db }: Pick<Context, 'db'>): Promise<PlaceBook> {
  // A map a part, not one under the three joined: a list names a thousand counties, and joining is what takes time.
  const counties = new Map<string, Map<string, Map<string, KnownCounty>>>()
  const byId = new Map<number, KnownCounty>()
  let lastCounty = 0
  const remember = (row: County & { id: number }): KnownCounty => {
    const heads = namesOfCounty(row).filter(({ scope }) => scope === 'county')
    const county = { ...row, heads: heads.map(({ name }) => name), places: new Map<string, number>(), last: {} }
    getOrAdd(getOrAdd(counties, row.province), row.city).set(row.county, county)
    byId.set(row.id, county)
    lastCounty = Math.max(lastCounty, row.id)
    return county
  }
  for (const row of await db<(County & { id: number })[]>`select id, province, city, county from risk_counties`)
    remember(row)
  let last = 0
  const known = db<{ id: number; county_id: number; name: string }[]>`select id, county_id, name from risk_places`
  for await (const rows of known.cursor(50_000)) {
    for (const { id, county_id, name } of rows) {
      byId.get(county_id)!.places.set(name, id)
      if (id > last) last = id
    }
  }
  const fresh: NewPlace[] = []
  const enter = (county: KnownCounty, name: string): number => {
    const id = ++last
    county.places.set(name, id)
    const folded = foldWithin(name, county.heads)
    const rest = restOf(folded)
    fresh.push({ id, county: county.id, name, folded, rest: rest === undefined ? null : ofCounty(rest, county) })
    return id
  }
  return {
    fresh,
    findCounty: ({ province, city, county }) => counties.get(province)?.get(city)?.get(county),
    addCounty: async (county) => remember(await insertCounty(db, { ...county, id: lastCounty + 1 })),
    numbersOf: (county, level, names) => {
      // Most of a list stands in the one before, in the same order. To see that two texts are equal is much cheaper
      // than to find one among many.
      const before = county.last[level]
      let next = 0
      const numbers = names.map((name) => {
        const at = before ? findAhead(before.names, name, next) : undefined
        if (at !== undefined) {
          next = at + 1
          return before!.numbers[at]!
        }
        return county.places.get(name) ?? enter(county, name)
      })
      county.last[level] = { names, numbers }
      return numbers
    },
  }
}

/** Where `name` stands among the next few of `names`. */
function findAhead(names: readonly string[], name: string, from: number): number | undefined {
  for (let at = from; at < Math.min(from + 3, names.length); at++) if (names[at] === name) return at
  return undefined
}

function getOrAdd<Value>(map: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = map.get(key)
  if (known) return known
  const fresh = new Map<string, Value>()
  map.set(key, fresh)
  return fresh
}

/** The rest of 伊犁州伊宁市 is the rest of the county, however its city is called there. */
function ofCounty(rest: string, county: KnownCounty): string {
  return county.heads.some((head) => rest.endsWith(head)) ? '' : rest
}

async function insertCounty(
  db: Context['db'],
  { id, province, city, county }: County & { id: number },
): Promise<County & { id: number }> {
  await db`
    insert into risk_counties (id, province, city, county) values (${id}, ${province}, ${city}, ${county})`
  const names = namesOfCounty({ province, city, county })
  await db`
    insert into risk_county_names (name, county_id, scope)
    select name, ${id}, scope from unnest(${names.map(({ name }) => name)}::text[],
      ${names.map(({ scope }) => scope)}::text[]) as n(name, scope)`
  return { id, province, city, county }
}

/** So many rows go in one statement. */
const piece = 20_000

export async function insertPlaces(
  { db }: Pick<Context, 'db'>,
  places: readonly NewPlace[],
  histories: ReadonlyMap<number, History>,
): Promise<void> {
  for (let i = 0; i < places.length; i += piece) {
    const part = places.slice(i, i + piece)
    await db`
      insert into risk_places (id, county_id, name, folded, rest_of, changed_at, levels)
      select id, county, name, folded, rest, at::timestamptz[], ranks::smallint[] from unnest(
        ${part.map(({ id }) => id)}::integer[], ${part.map(({ county }) => county)}::integer[],
        ${part.map(({ name }) => name)}::text[], ${part.map(({ folded }) => folded)}::text[],
        ${part.map(({ rest }) => rest)}::text[], ${part.map(({ id }) => timesOf(histories.get(id)))}::text[],
        ${part.map(({ id }) => ranksOf(histories.get(id)))}::text[])
        as p(id, county, name, folded, rest, at, ranks)`
  }
}

export async function updateHistories(
  { db }: Pick<Context, 'db'>,
  histories: readonly (readonly [number, History])[],
): Promise<void> {
  for (let i = 0; i < histories.length; i += piece) {
    const part = histories.slice(i, i + piece)
    await db`
      update risk_places p set changed_at = h.at::timestamptz[], levels = h.ranks::smallint[]
      from unnest(${part.map(([id]) => id)}::integer[], ${part.map(([, history]) => timesOf(history))}::text[],
        ${part.map(([, history]) => ranksOf(history))}::text[]) as h(id, at, ranks)
      where p.id = h.id`
  }
}

const times = new Map<number, string>()

/** As PostgreSQL reads an array. Few times there are, and many places share them. */
function timesOf(history: History | undefined): string {
  const words = (history?.at ?? []).map((at) => {
    const known = times.get(at)
    if (known !== undefined) return known
    const text = new Date(at).toISOString()
    if (times.size > 10_000) times.clear()
    times.set(at, text)
    return text
  })
  return `{${words.join(',')}}`
}

function ranksOf(history: History | undefined): string {
  return `{${(history?.ranks ?? []).join(',')}}`
}

/** The places of a list by level, each by its number, in order. */
export type Numbers = Record<ListedLevel, number[]>
