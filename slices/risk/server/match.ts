import { type AddressReading, readAddress } from '#linkage'
import { isOneEdit } from '#linkage/levels.ts'
import type { Id } from '#shared/ids.ts'
import { must, Problem, problem } from '#shared/problem.ts'
import { type Context, inTx } from '#server/context.ts'
import { foldPlace } from '../model/names.ts'

/** What of ours a published place may mean. */
export interface Candidate {
  community: Id
  /** Null: the whole estate, or without an estate the whole community. */
  building: Id | null
  estate: string | null
  /** 甲社区 幸福里 3幢, to be read by whoever decides. */
  words: string
  reasons: MatchReason[]
}

export type MatchReason = 'community' | 'estate' | 'building' | 'near_estate' | 'street' | 'other_street' | 'several'

interface Ours {
  id: Id
  name: string
  street: string
  district: string
  city: string
  buildings: { id: Id; estate: string; name: string; read: AddressReading }[]
}

/**
 * Compares published places with our own tree, as far as they lie in our districts: by community, estate and building,
 * with the readings that linking uses for addresses. What could be two things, or is only nearly one, waits for
 * somebody to decide.
 */
export async function matchPlaces(context: Context, places: readonly number[]): Promise<void> {
  const districts = await loadDistricts(context)
  if (!places.length || !districts.size) return
  const { db } = context
  const rows = await db<{ id: number; name: string; city: string; county: string; rest: boolean }[]>`
    select p.id, p.name, c.city, c.county, p.rest_of is not null as rest
    from risk_places p join risk_counties c on c.id = p.county_id
    where p.id = any(${[...places]}) and c.county = any(${[...districts.values()].map(({ name }) => name)})`
  const own = rows.filter(({ city, county }) => districts.has(`${foldPlace(city)} ${county}`))
  if (!own.length) return
  const ours = await loadOurs(context)
  const matched = own
    .filter(({ rest }) => !rest)
    .map(({ id, name, city, county }) => ({
      id,
      ...matchPlace(
        name,
        ours.filter((one) => one.district === county && foldPlace(one.city) === foldPlace(city)),
      ),
    }))
  await db`
    insert into risk_matches (place_id, state, candidates)
    select place, state, candidates
    from jsonb_to_recordset(${db.json(matched.map(({ id, state, candidates }) => ({ place: id, state, candidates })) as never)})
      as m(place integer, state text, candidates jsonb)
    on conflict (place_id) do update set state = excluded.state, candidates = excluded.candidates
      where risk_matches.chosen is null`
}

/** Compared anew: buildings were added, or areas got their names. What somebody decided stays. */
export async function matchAgain(outer: Context): Promise<number> {
  return inTx(outer, async (context) => {
    const districts = await loadDistricts(context)
    const rows = await context.db<{ id: number }[]>`
      select p.id from risk_places p join risk_counties c on c.id = p.county_id
      where c.county = any(${[...districts.values()].map(({ name }) => name)})`
    await matchPlaces(
      context,
      rows.map(({ id }) => id),
    )
    return rows.length
  })
}

async function loadDistricts({ db }: Context): Promise<Map<string, { name: string }>> {
  const rows = await db<{ name: string; city: string }[]>`
    select d.name, c.name as city from areas d join areas c on c.id = d.parent_id where d.kind = 'district'`
  return new Map(rows.map(({ name, city }) => [`${foldPlace(city)} ${name}`, { name }]))
}

async function loadOurs({ db }: Context): Promise<Ours[]> {
  const rows = await db<Omit<Ours, 'buildings'>[]>`
    select m.id, m.name, s.name as street, d.name as district, c.name as city
    from areas m join areas s on s.id = m.parent_id join areas d on d.id = s.parent_id join areas c on c.id = d.parent_id
    where m.kind = 'community'`
  const buildings = await db<{ community_id: Id; id: Id; estate: string; name: string }[]>`
    select community_id, id, estate, name from buildings`
  const by = new Map(rows.map((row): [Id, Ours] => [row.id, { ...row, buildings: [] }]))
  for (const { community_id, id, estate, name } of buildings)
    by.get(community_id)?.buildings.push({ id, estate, name, read: readAddress(`${estate}${name}`) })
  return [...by.values()]
}

type Verdict = { state: 'certain' | 'doubtful' | 'none'; candidates: Candidate[] }

/** Exported for its test: which of our communities and buildings the words of a published place mean. */
export function matchPlace(name: string, ours: readonly Ours[]): Verdict {
  const read = readAddress(name)
  const found = ours.flatMap((one) => candidatesIn(one, name, read))
  if (!found.length) return { state: 'none', candidates: [] }
  const best = found.filter(({ reasons }) => reasons.includes('building'))
  const chosen = best.length ? best : found
  const doubt = chosen.some(({ reasons }) => reasons.includes('near_estate') || reasons.includes('other_street'))
  const several = new Set(chosen.map(({ community, estate }) => `${community} ${estate ?? ''}`)).size > 1
  const candidates = chosen
    .map((one): Candidate => (several ? { ...one, reasons: [...one.reasons, 'several'] } : one))
    .slice(0, 12)
  return { state: doubt || several ? 'doubtful' : 'certain', candidates }
}

function candidatesIn(one: Ours, name: string, read: AddressReading): Candidate[] {
  const text = foldPlace(name)
  const otherStreet = read.street !== '' && !sameStreet(read.street, one.street)
  const about = otherStreet ? (['other_street'] as const) : read.street ? (['street'] as const) : []
  const community = bare(one.name)
  const namesCommunity = community.length >= 2 && text.includes(foldPlace(community)) && !otherStreet
  const estates = new Map<string, Ours['buildings']>()
  for (const building of one.buildings)
    estates.set(building.estate, [...(estates.get(building.estate) ?? []), building])
  const inEstates = [...estates].flatMap(([estate, buildings]) => {
    const closeness = compareEstate(estate, read.estate, text)
    if (!closeness) return []
    const reasons: MatchReason[] = [closeness, ...about]
    const named = read.building ? buildings.filter((building) => building.read.building === read.building) : []
    if (read.building && !named.length) return []
    return named.length
      ? named.map((building) => candidate(one, { ...building, estate }, [...reasons, 'building']))
      : [candidate(one, { id: null, estate, name: '' }, reasons)]
  })
  if (inEstates.length) return inEstates
  // Only a community's own name, or a street that is named whole: a door in an estate that is not ours is not ours.
  if (namesCommunity && read.estate === '' && read.building === '')
    return [candidate(one, { id: null, estate: null, name: '' }, ['community', ...about])]
  if (namesCommunity && !one.buildings.length)
    return [candidate(one, { id: null, estate: null, name: '' }, ['community', 'other_street'])]
  if (!otherStreet && read.street && text === foldPlace(read.street))
    return [candidate(one, { id: null, estate: null, name: '' }, ['street'])]
  return []
}

function candidate(
  one: Ours,
  { id, estate, name }: { id: Id | null; estate: string | null; name: string },
  reasons: readonly MatchReason[],
): Candidate {
  return {
    community: one.id,
    building: id,
    estate,
    words: [one.name, estate, name].filter(Boolean).join(' '),
    reasons: [...reasons],
  }
}

function compareEstate(ours: string, theirs: string, text: string): 'estate' | 'near_estate' | undefined {
  const mine = bare(foldPlace(ours))
  if (mine.length < 2) return undefined
  if (bare(foldPlace(theirs)) === mine) return 'estate'
  if (text.includes(mine) && mine.length >= 3) return 'estate'
  return mine.length >= 3 && theirs && isOneEdit(mine, bare(foldPlace(theirs))) ? 'near_estate' : undefined
}

function bare(name: string): string {
  return name.replace(/(?<=..)(?:小区|社区居委会|社区|居委会|村委会|村)$/, '')
}

function sameStreet(a: string, b: string): boolean {
  return bareStreet(a) === bareStreet(b)
}

function bareStreet(name: string): string {
  return foldPlace(name).replace(/(?:街道办事处|街道|镇|乡)$/, '')
}

/** What somebody decided a published place means: some of the candidates, or none of ours (an empty list). */
export async function decideMatch(context: Context, place: number, chosen: number[], by: Id): Promise<void> {
  const { db, clock } = context
  const [row] = await db<{ candidates: Candidate[] }[]>`select candidates from risk_matches where place_id = ${place}`
  if (!row) throw new Problem(problem.not_found)
  if (chosen.some((n) => !row.candidates[n])) throw new Problem(problem.invalid_input, { where: 'chosen', why: '' })
  await db`update risk_matches set chosen = ${chosen}, decided_by = ${by}, decided_at = ${new Date(clock())}
    where place_id = ${place}`
}

/** The candidates that count. */
export function meant(match: {
  state: Verdict['state']
  candidates: Candidate[]
  chosen: number[] | null
}): Candidate[] {
  if (match.chosen) return match.chosen.map((n) => must(match.candidates[n], 'a candidate'))
  return match.state === 'certain' ? match.candidates : []
}
