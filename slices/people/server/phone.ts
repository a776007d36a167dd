import { syllablesOf } from '#linkage'
import type { Id } from '#shared/ids.ts'
import type { SnapshotBuilding, SnapshotDoor, SnapshotPerson } from '#shared/snapshot.ts'
import type { Reach } from '#server/auth/grants.ts'
import type { Context } from '#server/context.ts'
import { addSyncTable } from '#server/sync/pull.ts'
import { addSnapshotParts } from '#server/sync/snapshot.ts'

/** What phones keep of the register: names and tails, and no whole number of any paper or phone. */

interface PersonColumns extends KnownColumns {
  id: Id
  name: string
}

interface KnownColumns {
  sex: 'M' | 'F' | null
  birth_year: number | null
  document_tail: string | null
  document_sealed: Buffer | null
  phone_tails: string[]
  categories: string[]
}

/** What the entries know that were merged into these persons; all of them without `persons`. */
async function listMerged({ db }: Context, community: Id, persons?: Id[]): Promise<Map<Id, KnownColumns[]>> {
  const rows = await db<(KnownColumns & { person_id: Id })[]>`
    select person_id, sex, extract(year from birth)::int as birth_year, document_tail, document_sealed, phone_tails,
      categories
    from residents where community_id = ${community} and merged_into is not null
      ${persons ? db`and person_id = any(${persons})` : db``}
    order by created_at, id`
  const merged = new Map<Id, KnownColumns[]>()
  for (const { person_id, ...known } of rows) merged.set(person_id, [...(merged.get(person_id) ?? []), known])
  return merged
}

function withMerged<Row extends PersonColumns>(row: Row, merged: ReadonlyMap<Id, KnownColumns[]>): Row {
  return (merged.get(row.id) ?? []).reduce<Row>(
    (person, other) => ({
      ...person,
      sex: person.sex ?? other.sex,
      birth_year: person.birth_year ?? other.birth_year,
      ...(person.document_tail ? {} : { document_tail: other.document_tail, document_sealed: other.document_sealed }),
      phone_tails: [...person.phone_tails, ...other.phone_tails],
      categories: [...new Set([...person.categories, ...other.categories])],
    }),
    row,
  )
}

addSnapshotParts({
  register: async (context, community, reach, mark) => {
    const { db, keys } = context
    const buildings = await db<SnapshotBuilding[]>`
      select id, estate, name from buildings where community_id = ${community} order by place_key, id`
    const doors = await db<(Omit<SnapshotDoor, 'building'> & { id: Id; building: Id })[]>`
      select d.id, d.building_id as building, d.unit, d.floor, d.room, d.state from doors d
      join buildings b on b.community_id = d.community_id and b.id = d.building_id
      where d.community_id = ${community} ${within(context, reach, 'b')}
      order by d.place_key, d.id`
    const people = await db<(PersonColumns & { door_id: Id | null })[]>`
      select r.id, r.name, r.sex, extract(year from r.birth)::int as birth_year, r.document_tail, r.phone_tails,
        r.categories, r.door_id, r.document_sealed
      from residents r
      where r.community_id = ${community} and r.left_at is null and r.merged_into is null ${within(context, reach, 'r')}
      order by r.place_key, r.id`
    const merged = await listMerged(context, community)
    const buildingAt = new Map(buildings.map(({ id }, n) => [id, n]))
    const doorAt = new Map(doors.map(({ id }, n) => [id, n]))
    return {
      buildings: buildings.map(({ id, estate, name }) => ({ id, estate, name })),
      doors: doors.map(({ unit, floor, room, state, building }): SnapshotDoor => ({
        building: buildingAt.get(building) ?? 0,
        unit,
        floor,
        room,
        state,
      })),
      people: people.map((row): SnapshotPerson => {
        const person = withMerged(row, merged)
        return {
          ...presentColumns(person),
          documentMark: person.document_sealed ? mark(keys.open(person.document_sealed).toUpperCase()) : 0,
          door: doorAt.get(row.door_id ?? '') ?? null,
        }
      }),
    }
  },
})

function presentColumns(row: Omit<PersonColumns, 'document_sealed'>) {
  return {
    id: row.id,
    name: row.name,
    pinyin: syllablesOf(row.name).join(' '),
    sex: row.sex,
    birthYear: row.birth_year,
    documentTail: row.document_tail,
    phoneTails: [...new Set(row.phone_tails)],
    categories: row.categories,
  }
}

function within({ db }: Context, reach: Reach, table: 'r' | 'b') {
  if (reach.whole) return db``
  return table === 'r' ? db`and r.grid_id = any(${reach.grids})` : db`and b.grid_id = any(${reach.grids})`
}

interface ChangedRow extends PersonColumns {
  version: number
  address: string | null
  gone: boolean
  near: boolean
  building_id: Id | null
  estate: string
  building: string
  unit: string
  floor: number | null
  room: string
}

/** Of somebody who lives in another grid a phone learns nothing, only that it must forget whom it may have known. */
const nobody: Omit<PersonColumns, 'id' | 'document_sealed'> = {
  name: '',
  sex: null,
  birth_year: null,
  document_tail: null,
  phone_tails: [],
  categories: [],
}

const forgotten = { address: '', gone: true, place: null }

addSyncTable({
  name: 'residents',
  rows: async (context, community, after, limit, reach) => {
    const rows = await context.db<ChangedRow[]>`
      select r.id, r.version, r.name, r.sex, extract(year from r.birth)::int as birth_year, r.document_tail,
        null as document_sealed, r.phone_tails, r.categories, r.address, r.left_at is not null or r.merged_into is not null as gone,
        ${reach.whole ? context.db`true` : context.db`coalesce(r.grid_id = any(${reach.grids}), false)`} as near, d.building_id, b.estate, b.name as building, d.unit, d.floor, d.room
      from residents r
      left join doors d on d.community_id = r.community_id and d.id = r.door_id
      left join buildings b on b.community_id = d.community_id and b.id = d.building_id
      where r.community_id = ${community} and r.version > ${after}
      order by r.version, r.id limit ${limit}`
    const merged = await listMerged(
      context,
      community,
      rows.map(({ id }) => id),
    )
    const gone = await context.db<{ id: Id; version: number }[]>`
      select id, version from withdrawn_entries
      where community_id = ${community} and kind = 'resident' and version > ${after} order by version, id limit ${limit}`
    const withdrawn = gone.map((row) => ({ ...presentColumns({ ...nobody, id: row.id }), ...forgotten, ...row }))
    const known = rows.map((row) => ({
      ...presentColumns(row.near ? withMerged(row, merged) : { ...nobody, id: row.id }),
      version: row.version,
      address: (row.near && row.address) || '',
      gone: row.gone || !row.near,
      place:
        row.near && row.building_id
          ? {
              building: row.building_id,
              estate: row.estate,
              name: row.building,
              unit: row.unit,
              floor: row.floor,
              room: row.room,
            }
          : null,
    }))
    if (!withdrawn.length) return known
    // Two lists, each cut at the limit, are one list cut at it.
    return [...known, ...withdrawn].sort((a, b) => a.version - b.version).slice(0, limit)
  },
})
