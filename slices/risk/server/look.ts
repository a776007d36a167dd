import { isOneEdit } from '#linkage/levels.ts'
import { instantOf, localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { type History, type Level, type Span, levelDuring, rankOf, spansOf, strictest } from '../model.ts'
import { foldPlace, headsOf, liesIn } from '../model/names.ts'

/**
 * How a published place and the one asked about go together. Sure: the same words (`same`), the published one lies
 * around it (`around`), all the rest of the county (`rest`), or it lies in what is asked about (`inside`). Doubtful:
 * nearly the same words (`near`).
 */
export type How = 'same' | 'around' | 'rest' | 'inside' | 'near'

export interface PlaceMatch {
  id: number
  province: string
  city: string
  county: string
  /** Empty: the whole county. */
  place: string
  how: How
  /** The strictest in the time asked about. */
  level: Level
  spans: Span[]
}

export interface PlaceLevel {
  place: string
  /** First and last instant (exclusive), ISO. */
  from: string
  until: string
  /** The strictest at any moment of that time; null: no list held then. */
  level: Level | null
  /** False: only places of nearly the same name, or of several counties, were found. */
  certain: boolean
  /** The counties that the words name; none: they name none that a list ever named. */
  counties: { province: string; city: string; county: string }[]
  matches: PlaceMatch[]
  /** Published places within the one asked about, by their level at that time. */
  inside: Record<'high' | 'middle' | 'low', number>
  /** The list that held at the end of that time. */
  list: { id: Id; at: string; file: string } | null
}

/** A day of the deployment, or an instant with a clock time: `2022-07-14`, `2022-07-14T14:00`, ISO with a zone. */
export function windowOf(on: string, zone: string): { from: number; until: number } | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(on)) {
    if (Number.isNaN(Date.parse(on)) || new Date(on).toISOString().slice(0, 10) !== on) return undefined
    const from = instantOf(on, 0, 0, zone)
    return { from, until: instantOf(localDay(from + 36 * 3_600_000, zone), 0, 0, zone) }
  }
  const local = /^(\d{4}-\d{2}-\d{2})[T ](\d{1,2}):(\d{2})$/.exec(on)
  const at = local ? instantOf(local[1]!, Number(local[2]), Number(local[3]), zone) : Date.parse(on)
  return Number.isNaN(at) ? undefined : { from: at, until: at + 1 }
}

/** What level a place was at between two instants (ms), as somebody writes it: with its county or without. */
export async function levelOfPlace(context: Context, text: string, from: number, until: number): Promise<PlaceLevel> {
  const asked = { from, until }
  const listAt = findListAt(context, until)
  const { counties, left } = await findCounties(context, foldPlace(text))
  const { found, inside } = await findPlaces(context, counties, left, asked)
  const list = await listAt
  const matches = found.map(({ history, ...match }) => ({
    ...match,
    level: levelDuring(history, from, until),
    spans: spansOf(history),
  }))
  const own = matches.filter(({ how }) => how === 'same' || how === 'around')
  const rest = matches.filter(({ how }) => how === 'rest')
  const sure = strictest(own.map(({ level }) => level))
  const wide = strictest(matches.filter(({ how }) => how === 'inside').map(({ level }) => level))
  // What stands in a list by its own name is not of the rest; a whole area is as strict as the strictest in it.
  const level = sure !== 'none' ? sure : strictest([wide, ...rest.map(({ level }) => level)])
  const near = matches.filter(({ how }) => how === 'near')
  return {
    place: text,
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    // Where it may be one of these, the strictest of them until somebody has looked.
    level: list ? strictest([level, ...near.map((match) => match.level)]) : null,
    certain: isCertain(matches, counties, left),
    counties: counties.map(({ province, city, county }) => ({ province, city, county })).slice(0, 50),
    matches: matches.toSorted((a, b) => rankOf(b.level) - rankOf(a.level) || order[a.how] - order[b.how]).slice(0, 200),
    inside,
    list,
  }
}

const order: Record<How, number> = { same: 0, around: 1, near: 2, inside: 3, rest: 4 }

/** Sure as long as the words lead to one place: of several counties, or of nearly the same name, one has to choose. */
function isCertain(matches: readonly PlaceMatch[], counties: readonly Named[], left: string): boolean {
  const own = matches.filter(({ how }) => how === 'same' || how === 'around')
  const where = new Set(
    (own.length ? own : matches).map(({ province, city, county }) => `${province} ${city} ${county}`),
  )
  if (own.length) return where.size === 1
  if (matches.some(({ how }) => how === 'near')) return false
  const several = new Set(counties.filter(({ scope }) => scope === 'county').map(({ id }) => id))
  return counties.length > 0 && several.size <= 1 && (left === '' || counties.length === 1)
}

interface Named {
  id: number
  province: string
  city: string
  county: string
  scope: 'county' | 'city' | 'province'
  name: string
}

/** The counties that a text begins with, by the longest of their names; and what is left of it. */
async function findCounties({ db }: Context, folded: string): Promise<{ counties: Named[]; left: string }> {
  if (!folded) return { counties: [], left: '' }
  const rows = await db<Named[]>`
    select c.id, c.province, c.city, c.county, n.scope, n.name
    from risk_county_names n join risk_counties c on c.id = n.county_id where n.name = any(${headsOf(folded, 40)})`
  const longest = Math.max(0, ...rows.map(({ name }) => name.length))
  const counties = rows.filter(({ name }) => name.length === longest)
  // 朝阳区 of two cities, and 长春市 that is a city and a county of its own name: the narrower reading first.
  const narrow = counties.filter(({ scope }) => scope === 'county')
  return { counties: narrow.length ? narrow : counties, left: folded.slice(longest) }
}

interface PlaceRow {
  id: number
  county_id: number
  name: string
  folded: string
  rest_of: string | null
  changed_at: Date[]
  levels: number[]
}

type Found = Omit<PlaceMatch, 'level' | 'spans'> & { history: History }

type Inside = PlaceLevel['inside']
const nothing: Inside = { high: 0, middle: 0, low: 0 }

async function findPlaces(
  context: Context,
  counties: readonly Named[],
  left: string,
  time: { from: number; until: number },
): Promise<{ found: Found[]; inside: Inside }> {
  const ids = counties.map(({ id }) => id)
  if (!counties.length && !left) return { found: [], inside: nothing }
  const [direct, rest] = await Promise.all([
    findByName(context, ids, left),
    ids.length ? findRest(context, ids, left) : [],
  ])
  const own = direct.filter(({ folded, rest_of }) => rest_of === null && (folded === left || liesIn(left, folded)))
  const inside = own.length || !ids.length ? { rows: [], counts: nothing } : await findInside(context, ids, left, time)
  const near = own.length || inside.rows.length || !left ? [] : await findNear(context, ids, left)
  const where = new Map(counties.map((county) => [county.id, county]))
  const others = [...own, ...near].map(({ county_id }) => county_id).filter((id) => !where.has(id))
  for (const county of await loadCounties(context, others)) where.set(county.id, county)
  const as =
    (how: How) =>
    (row: PlaceRow): Found => {
      const { province, city, county } = where.get(row.county_id)!
      const history = { at: row.changed_at.map(Number), ranks: row.levels }
      return { id: row.id, province, city, county, place: row.name, how, history }
    }
  const found = [
    ...own.map((row) => as(row.folded === left ? 'same' : 'around')(row)),
    ...inside.rows.map(as('inside')),
    ...rest.map(as('rest')),
    ...near.map(as('near')),
  ]
  return { found, inside: inside.counts }
}

/** Places whose words are those asked about, or their beginning; in these counties, or anywhere where none is named. */
async function findByName({ db }: Context, counties: number[], left: string): Promise<PlaceRow[]> {
  // Two characters name too many places to be looked for all over the country.
  const heads = counties.length ? ['', ...headsOf(left)] : headsOf(left).filter((head) => head.length >= 4)
  if (!heads.length) return []
  return db<PlaceRow[]>`
    select id, county_id, name, folded, rest_of, changed_at, levels from risk_places
    where hashtextextended(folded, 0) = any(array(select hashtextextended(h, 0) from unnest(${heads}::text[]) as h))
      and folded = any(${heads}) ${counties.length ? db`and county_id = any(${counties})` : db``}
    limit 500`
}

/** What is shown of a county that has thousands; all of them are counted. */
const mostInside = 200

/**
 * Places that lie in the one asked about, of a whole county or those whose words begin with these, as far as they
 * stood at a level in that time: the strictest first.
 */
async function findInside(
  { db }: Context,
  counties: number[],
  left: string,
  { from, until }: { from: number; until: number },
): Promise<{ rows: PlaceRow[]; counts: Inside }> {
  const rows = await db<(PlaceRow & { rank: number; high: number; middle: number; low: number })[]>`
    select *, count(*) filter (where rank = 3) over ()::int as high, count(*) filter (where rank = 2) over ()::int as middle,
      count(*) filter (where rank = 1) over ()::int as low
    from (
      select id, county_id, name, folded, rest_of, changed_at, levels,
        (select max(l) from unnest(levels[greatest(1, width_bucket(${new Date(from)}::timestamptz, changed_at)):
          width_bucket(${new Date(until - 1)}::timestamptz, changed_at)]) as l) as rank
      from risk_places
      where county_id = any(${counties}) and rest_of is null and starts_with(folded, ${left}) and folded <> ${left}
        and not (right(${left}, 1) ~ '[0-9A-Z]' and substr(folded, ${left.length + 1}, 1) ~ '[0-9A-Z]')
    ) as p
    where rank > 0 order by rank desc, name limit ${mostInside}`
  const [first] = rows
  return { rows, counts: first ? { high: first.high, middle: first.middle, low: first.low } : nothing }
}

async function findRest({ db }: Context, counties: number[], left: string): Promise<PlaceRow[]> {
  return db<PlaceRow[]>`
    select id, county_id, name, folded, rest_of, changed_at, levels from risk_places
    where county_id = any(${counties}) and rest_of is not null and starts_with(${left}, rest_of)`
}

/** Without the street in front, or with one character written differently: for somebody to look at. */
async function findNear({ db }: Context, counties: number[], left: string): Promise<PlaceRow[]> {
  if (left.length < 4 || !counties.length) return []
  const rows = await db<PlaceRow[]>`
    select id, county_id, name, folded, rest_of, changed_at, levels from risk_places
    where county_id = any(${counties}) and rest_of is null
      and (right(folded, ${left.length}) = ${left} or abs(length(folded) - ${left.length}) <= 1)`
  return rows.filter(({ folded }) => folded.endsWith(left) || nearlySame(folded, left)).slice(0, 20)
}

/** One character apart, but no digit: 3幢 and 33幢 are not one house written in two ways. */
function nearlySame(a: string, b: string): boolean {
  return isOneEdit(a, b) && a.replaceAll(/\D/g, '') === b.replaceAll(/\D/g, '')
}

async function loadCounties({ db }: Context, ids: number[]): Promise<Named[]> {
  if (!ids.length) return []
  return db<Named[]>`
    select id, province, city, county, 'county' as scope, county as name from risk_counties where id = any(${ids})`
}

/** The list that holds just before `until`: the latest that began before it. */
async function findListAt({ db }: Context, until: number): Promise<PlaceLevel['list']> {
  const [row] = await db<{ id: Id; at: Date; file_name: string }[]>`
    select id, at, file_name from risk_lists where at < ${new Date(until)} and set_aside_at is null
    order by at desc, id limit 1`
  return row ? { id: row.id, at: row.at.toISOString(), file: row.file_name } : null
}
