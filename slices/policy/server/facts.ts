import { instantOf } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { findPersons } from '#slices/people/server/persons.ts'
import { type ListedLevel, type Span, listedLevels } from '#slices/risk/model.ts'
import { levelOfPlace } from '#slices/risk/server/look.ts'
import { type Candidate, meant } from '#slices/risk/server/match.ts'
import { type Measure, dayOf, isUnder, lastDay } from '../model.ts'
import { type Facts, never } from '../model/rules.ts'
import { type Course, addDays, daysBetween } from '../model/schedule.ts'
import { measureOfRow } from './projection.ts'

/** A person as rules see them. */
export interface Subject extends Omit<Course, 'since'> {
  resident: Id
  /** The day they came into the register. */
  known: string
  measures: Measure[]
}

/** Everybody of a community on a day, with whatever rules may ask about; of one person with `only`. */
export async function loadSubjects(
  context: Context,
  community: Id,
  day: string,
  only?: readonly Id[],
): Promise<Subject[]> {
  const { db, zone } = context
  const asked = only && [...new Set((await findPersons(context, community, [...only])).values())]
  const columns = db`r.id, r.birth, r.categories, (r.created_at at time zone ${zone})::date as created,
    d.building_id as building, b.estate`
  const joined = db`residents r left join doors d on d.community_id = r.community_id and d.id = r.door_id
    left join buildings b on b.community_id = d.community_id and b.id = d.building_id`
  const [people, others, measures, stays, done, homes] = await Promise.all([
    db<EntryRow[]>`
      select ${columns} from ${joined}
      where r.community_id = ${community} and r.left_at is null and r.merged_into is null
        ${asked ? db`and r.id = any(${asked})` : db``}`,
    db<(EntryRow & { person_id: Id })[]>`
      select ${columns}, r.person_id from ${joined}
      where r.community_id = ${community} and r.merged_into is not null
        ${asked ? db`and r.person_id = any(${asked})` : db``}
      order by r.created_at, r.id`,
    db<Parameters<typeof measureOfRow>[0][]>`
      select id, resident_id, kind, name, stages, started_on, ends_on, status, decisions from measures
      where community_id = ${community} and status = 'running'`,
    loadStays(context, community),
    db<{ resident_id: Id; deed: string; at: Date }[]>`
      select resident_id, deed, at from deeds where community_id = ${community} and not withdrawn order by at`,
    loadHomes(context, community),
  ])
  // Whoever has several entries is one person: what is known of any is known of them.
  const persons = new Map(others.map(({ id, person_id }) => [id, person_id]))
  const personOf = (entry: Id) => persons.get(entry) ?? entry
  const othersOf = groupBy(others, ({ person_id }) => person_id)
  const measuresOf = groupBy(measures.map(measureOfRow), ({ resident }) => personOf(resident))
  const staysOf = groupBy(stays, ({ resident }) => personOf(resident))
  const doneOf = groupBy(done, ({ resident_id }) => personOf(resident_id))
  return people.map((first): Subject => {
    const person = (othersOf.get(first.id) ?? []).reduce(joinRows, first)
    const own = measuresOf.get(person.id) ?? []
    const current = own.find((measure) => isUnder(measure, day))
    const been = staysOf.get(person.id) ?? []
    const arrival =
      been
        .flatMap(({ arrived }) => arrived ?? [])
        .filter((one) => one <= day)
        .sort()
        .at(-1) ?? null
    const home = homes.filter((one) => livesIn(person, one)).flatMap(({ spans }) => spans)
    return {
      resident: person.id,
      known: person.created,
      arrival,
      measure: current?.startedOn ?? null,
      done: (doneOf.get(person.id) ?? []).map(({ deed, at }) => ({ deed, at: at.toISOString() })),
      measures: own,
      facts: {
        day,
        person: { age: person.birth ? ageOn(person.birth, day) : -1, categories: person.categories },
        since: sinceLevels([...been, { from: '1900-01-01', until: day, spans: home }], day, zone),
        arrived: arrival ? daysBetween(arrival, day) : never,
        measure: measureFacts(current, day),
      },
    }
  })
}

interface EntryRow {
  id: Id
  birth: string | null
  categories: string[]
  created: string
  building: Id | null
  estate: string | null
}

function joinRows(person: EntryRow, other: EntryRow): EntryRow {
  const home = person.building ? person : other
  return {
    id: person.id,
    birth: person.birth ?? other.birth,
    categories: [...new Set([...person.categories, ...other.categories])],
    created: person.created < other.created ? person.created : other.created,
    building: home.building,
    estate: home.estate,
  }
}

export function measureFacts(measure: Measure | undefined, day: string): Facts['measure'] {
  if (!measure) return { kind: '', day: 0, days: 0 }
  const days = daysBetween(measure.startedOn, lastDay(measure.startedOn, measure.stages)) + 1
  return { kind: measure.kind, day: dayOf(measure, day).day, days }
}

interface Presence {
  from: string
  until: string
  spans: readonly Span[]
}

/** Days since the last day on which somebody was where a level held. Days, not hours: people know no better. */
export function sinceLevels(presences: readonly Presence[], day: string, zone: string): Facts['since'] {
  const since: Record<ListedLevel, number> = { high: never, middle: never, low: never }
  for (const { from, until, spans } of presences) {
    const came = instantOf(from, 0, 0, zone)
    const went = instantOf(addDays(until < day ? until : day, 1), 0, 0, zone)
    for (const span of spans) {
      const end = Math.min(went, span.until ? Date.parse(span.until) : Infinity)
      if (Date.parse(span.from) >= went || end <= came) continue
      const last = new Date(end - 1 + offsetOf(zone, end)).toISOString().slice(0, 10)
      since[span.level] = Math.min(since[span.level], Math.max(0, daysBetween(last, day)))
    }
  }
  return since
}

/** Milliseconds that the wall clock of the zone is ahead of UTC at an instant. */
function offsetOf(zone: string, at: number): number {
  const day = new Date(at).toISOString().slice(0, 10)
  return Date.parse(`${day}T00:00:00Z`) - instantOf(day, 0, 0, zone)
}

interface StayFacts extends Presence {
  resident: Id
  arrived: string | null
}

/** Stays with the levels of their places. Many people come from one place: each is looked up once. */
async function loadStays(context: Context, community: Id): Promise<StayFacts[]> {
  const { db, keys, zone } = context
  const rows = await db<
    { resident_id: Id; place_sealed: Buffer; from_on: string; until_on: string; arrived_on: string | null }[]
  >`
    select resident_id, place_sealed, from_on, until_on, arrived_on from stays
    where community_id = ${community} and not withdrawn`
  const known = new Map<string, Promise<readonly Span[]>>()
  const spansAt = (place: string) => {
    const found = known.get(place) ?? spansOfPlace(context, place, zone)
    known.set(place, found)
    return found
  }
  return Promise.all(
    rows.map(async ({ resident_id, place_sealed, from_on, until_on, arrived_on }) => ({
      resident: resident_id,
      from: from_on,
      until: until_on,
      arrived: arrived_on,
      spans: await spansAt(keys.open(place_sealed)),
    })),
  )
}

/** All that ever held there, by its own name or around it; where that is nothing, within it or in the rest of the county. */
async function spansOfPlace(context: Context, place: string, zone: string): Promise<readonly Span[]> {
  const { matches } = await levelOfPlace(
    context,
    place,
    instantOf('2000-01-01', 0, 0, zone),
    context.clock() + 86_400_000,
  )
  const own = matches.filter(({ how }) => how === 'same' || how === 'around' || how === 'near')
  return (own.length ? own : matches).flatMap(({ spans }) => spans)
}

interface Home extends Pick<Candidate, 'building' | 'estate'> {
  spans: Span[]
}

/** The community's own buildings that were ever in a risk area. */
async function loadHomes({ db }: Context, community: Id): Promise<Home[]> {
  const rows = await db<
    {
      state: 'certain' | 'doubtful' | 'none'
      candidates: Candidate[]
      chosen: number[] | null
      changed_at: Date[]
      levels: number[]
    }[]
  >`
    select m.state, m.candidates, m.chosen, p.changed_at, p.levels
    from risk_matches m join risk_places p on p.id = m.place_id
    where m.candidates @> ${db.json([{ community }])}`
  return rows.flatMap((row) => {
    const spans = row.changed_at.flatMap((from, i): Span[] => {
      const level = listedLevels[3 - row.levels[i]!]
      return level ? [{ level, from: from.toISOString(), until: row.changed_at[i + 1]?.toISOString() ?? null }] : []
    })
    return meant(row)
      .filter((one) => one.community === community)
      .map(({ building, estate }) => ({ building, estate, spans }))
  })
}

function livesIn(person: { building: Id | null; estate: string | null }, home: Home): boolean {
  if (home.building) return person.building === home.building
  return home.estate === null || person.estate === home.estate
}

function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => Id): Map<Id, Row[]> {
  const groups = new Map<Id, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
