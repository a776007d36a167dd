import { initialsOf, pinyinOf } from '#linkage'
import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { type Changed, addProjection } from '#server/sync/projection.ts'
import {
  type MergeResident,
  type UnmergeResident,
  addBuilding,
  addDoor,
  correctDoor,
  mergeResident,
  putInGrid,
  residentKinds,
  unmergeResident,
  withdrawBuilding,
  withdrawDoor,
} from '../acts.ts'
import { evidenceOf, hashedLinkKeys, loadDoorAddresses } from './evidence.ts'
import { causesOfMerge, findCircles, followPersons } from './merges.ts'
import { tellGroups, tellPlaces } from './places.ts'
import { findWithdrawn, withdraw } from './withdrawn.ts'
import {
  type Building,
  type Door,
  type Resident,
  foldBuilding,
  foldDoor,
  foldResident,
  placeKey,
  withdrawnBuilding,
  withdrawnDoor,
  withdrawnResident,
} from '../model.ts'

export const buildings = addProjection<Building>({
  name: 'buildings',
  kinds: [addBuilding.kind, putInGrid.kind, withdrawBuilding.kind],
  fold: foldBuilding,
  load: async (context, community, ids) => {
    const { db } = context
    const rows = await db<{ id: Id; estate: string; name: string; grid: Id | null }[]>`
      select id, estate, name, grid_id as grid from buildings where community_id = ${community} and id = any(${ids})`
    const there = rows.map((row): [Id, Building] => [row.id, { ...row, withdrawnAt: null }])
    return new Map([...there, ...(await findWithdrawn(context, community, ids, there.length, withdrawnBuilding))])
  },
  save: async (context, community, all) => {
    const { db } = context
    const changed = await withdraw(context, community, 'building', all)
    if (!changed.size) return
    const rows = [...changed.values()].map(({ state, version }) => ({
      ...state,
      version,
      place_key: placeKey(state.estate, state.name),
    }))
    // A grid of another community, or one that was taken away, is none.
    await db`
      insert into buildings (community_id, id, version, grid_id, estate, name, place_key)
      select ${community}, r.id, version, g.id, estate, r.name, place_key
      from jsonb_to_recordset(${db.json(rows as never)})
        as r(id uuid, version bigint, grid uuid, estate text, name text, place_key text)
      left join areas g on g.id = r.grid and g.parent_id = ${community}
      on conflict (community_id, id) do update set version = excluded.version, grid_id = excluded.grid_id`
    const moved = [...changed.values()].filter(({ before, state }) => before && before.grid !== state.grid)
    for (const { state, version } of moved) await moveToGrid(context, community, state.id, version)
  },
})

/** Whoever lives in the building is in its grid. */
async function moveToGrid(context: Context, community: Id, building: Id, version: number): Promise<void> {
  const people = await context.db<{ id: Id }[]>`
    update residents r set grid_id = b.grid_id, version = ${version}
    from buildings b join doors d on d.community_id = b.community_id and d.building_id = b.id
    where b.community_id = ${community} and b.id = ${building} and r.community_id = ${community} and r.door_id = d.id
      and r.grid_id is distinct from b.grid_id
    returning r.id`
  await tellPlaces(
    context,
    community,
    people.map(({ id }) => id),
    version,
  )
}

export const doors = addProjection<Door>({
  name: 'doors',
  kinds: [addDoor.kind, correctDoor.kind, withdrawDoor.kind],
  fold: foldDoor,
  load: async (context, community, ids) => {
    const rows = await context.db<Omit<Door, 'withdrawnAt'>[]>`
      select id, building_id as building, unit, floor, room, state from doors
      where community_id = ${community} and id = any(${ids})`
    const there = rows.map((row): [Id, Door] => [row.id, { ...row, withdrawnAt: null }])
    return new Map([...there, ...(await findWithdrawn(context, community, ids, there.length, withdrawnDoor))])
  },
  save: async (context, community, all) => {
    const { db } = context
    const changed = await withdraw(context, community, 'door', all)
    if (!changed.size) return
    const rows = [...changed.values()].map(({ state, version }) => ({
      ...state,
      version,
      place_key: placeKey(state.unit, state.floor, state.room),
    }))
    await db`
      insert into doors (community_id, id, version, building_id, unit, floor, room, place_key, state)
      select ${community}, r.id, r.version, r.building, r.unit, r.floor, r.room, b.place_key || '/' || r.place_key, r.state
      from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, building uuid, unit text,
        floor smallint, room text, place_key text, state text)
      join buildings b on b.community_id = ${community} and b.id = r.building
      on conflict do nothing`
    const corrected = rows.filter(({ id }) => changed.get(id)!.before)
    if (!corrected.length) return
    await db`
      update doors d set version = r.version, state = r.state
      from jsonb_to_recordset(${db.json(corrected as never)}) as r(id uuid, version bigint, state text)
      where d.community_id = ${community} and d.id = r.id`
  },
})

export const residents = addProjection<Resident>({
  name: 'residents',
  kinds: residentKinds,
  fold: foldResident,
  load: loadResidents,
  save: saveResidents,
  conflicts: findCircles,
  causes: (context, fact, state) =>
    fact.kind === mergeResident.kind || fact.kind === unmergeResident.kind
      ? causesOfMerge(context, fact.community, [state.id, partnerOf(fact)])
      : Promise.resolve([]),
})

/** The entry that this one was merged into, or is taken out of. */
function partnerOf({ payload }: Fact): Id {
  return must((payload as Partial<MergeResident>).into ?? (payload as Partial<UnmergeResident>).from, 'the other entry')
}

interface ResidentRow {
  id: Id
  origin: Resident['origin']
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  nationality: string
  document_type: string | null
  document_sealed: Buffer | null
  phones_sealed: Buffer | null
  door_id: Id | null
  address: string | null
  categories: string[]
  created_at: Date
  left_at: Date | null
  merged_into: Id | null
}

/** Residents with their values in clear: for folding and linking, never to be sent as they are. */
export async function loadResidents(context: Context, community: Id, ids: Id[]): Promise<Map<Id, Resident>> {
  if (!ids.length) return new Map()
  const { db } = context
  const rows = await db<ResidentRow[]>`
    select id, origin, name, sex, birth, nationality, document_type, document_sealed, phones_sealed, door_id, address,
      categories, created_at, left_at, merged_into
    from residents where community_id = ${community} and id = any(${ids})`
  const there = rows.map((row): [Id, Resident] => [row.id, residentOfRow(context, row)])
  return new Map([...there, ...(await findWithdrawn(context, community, ids, there.length, withdrawnResident))])
}

function residentOfRow({ keys }: Pick<Context, 'keys'>, row: ResidentRow): Resident {
  return {
    id: row.id,
    origin: row.origin,
    name: row.name,
    sex: row.sex,
    birth: row.birth,
    nationality: row.nationality,
    document: row.document_sealed && { type: row.document_type!, number: keys.open(row.document_sealed) },
    phones: row.phones_sealed ? (JSON.parse(keys.open(row.phones_sealed)) as string[]) : [],
    door: row.door_id,
    address: row.address,
    categories: row.categories,
    createdAt: row.created_at.toISOString(),
    leftAt: row.left_at?.toISOString() ?? null,
    mergedInto: row.merged_into,
    withdrawnAt: null,
  }
}

async function saveResidents(context: Context, community: Id, all: Map<Id, Changed<Resident>>): Promise<void> {
  const { db } = context
  const changed = await withdraw(context, community, 'resident', all)
  const regrouped = [...all.values()].some(isOfOtherGroup)
  if (!changed.size) return regrouped ? tellGroups(context, community) : undefined
  const doors = [...new Set([...changed.values()].flatMap(({ state }) => state.door ?? []))]
  const addresses = await loadDoorAddresses(context, community, doors)
  const rows = [...changed.values()].map(({ state, version }) => ({
    ...rowOfResident(context, state, version),
    link_keys: hashedLinkKeys(
      context,
      evidenceOf(state.id, { ...state, address: state.address ?? addresses.get(state.door ?? '') ?? null }),
    ),
  }))
  await db`
    insert into residents (community_id, id, version, campaign_id, identity_id, origin, name, pinyin, initials, sex,
      birth, nationality, document_type, document_sealed, document_hash, document_tail, phones_sealed, phone_hashes,
      phone_tails, door_id, grid_id, place_key, address, categories, created_at, left_at, link_keys,
      merged_into, person_id)
    select ${community}, r.id, r.version, r.campaign, r.identity, r.origin, r.name, r.pinyin, r.initials, r.sex, r.birth,
      r.nationality, r.document_type, decode(r.document_sealed, 'hex'), decode(r.document_hash, 'hex'), r.document_tail,
      decode(r.phones_sealed, 'hex'),
      array(select decode(jsonb_array_elements_text(r.phone_hashes), 'hex')),
      array(select jsonb_array_elements_text(r.phone_tails)),
      d.id, b.grid_id, coalesce(d.place_key, '~'), r.address,
      array(select jsonb_array_elements_text(r.categories)), r.created_at, r.left_at,
      array(select jsonb_array_elements_text(r.link_keys)::integer), r.merged_into, r.id
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, campaign uuid, identity uuid,
      origin text, name text, pinyin text, initials text, sex text, birth date, nationality text, document_type text,
      document_sealed text, document_hash text, document_tail text, phones_sealed text, phone_hashes jsonb,
      phone_tails jsonb, door uuid, address text, categories jsonb, created_at timestamptz, left_at timestamptz, link_keys jsonb,
      merged_into uuid)
    left join doors d on d.community_id = ${community} and d.id = r.door
    left join buildings b on b.community_id = ${community} and b.id = d.building_id
    on conflict (community_id, id) do update set version = excluded.version, identity_id = excluded.identity_id,
      name = excluded.name, pinyin = excluded.pinyin, initials = excluded.initials, sex = excluded.sex,
      birth = excluded.birth, nationality = excluded.nationality, document_type = excluded.document_type,
      document_sealed = excluded.document_sealed, document_hash = excluded.document_hash,
      document_tail = excluded.document_tail, phones_sealed = excluded.phones_sealed,
      phone_hashes = excluded.phone_hashes, phone_tails = excluded.phone_tails, door_id = excluded.door_id,
      grid_id = excluded.grid_id, place_key = excluded.place_key, address = excluded.address,
      categories = excluded.categories, left_at = excluded.left_at, link_keys = excluded.link_keys,
      merged_into = excluded.merged_into`
  await followPersons(context, community, [...changed.values()])
  await tellOfMerged(context, community, changed)
  if (regrouped) await tellGroups(context, community)
  const moved = [...changed.values()].filter(({ before, state }) => before && before.door !== state.door)
  await tellPlaces(
    context,
    community,
    moved.map(({ state }) => state.id),
    Math.max(...moved.map(({ version }) => version)),
  )
}

/** What an entry says that was merged into another, that person is shown with. */
async function tellOfMerged({ db }: Context, community: Id, changed: Map<Id, Changed<Resident>>): Promise<void> {
  const merged = [...changed.values()].filter(({ state }) => state.mergedInto)
  if (!merged.length) return
  const version = Math.max(...merged.map((change) => change.version))
  await db`
    update residents p set version = ${version} from residents r
    where r.community_id = ${community} and r.id = any(${merged.map(({ state }) => state.id)})
      and p.community_id = ${community} and p.id = r.person_id and p.version < ${version}`
}

function isOfOtherGroup({ before, state }: Changed<Resident>): boolean {
  if ((before?.mergedInto ?? null) !== state.mergedInto) return true
  if (state.withdrawnAt) return Boolean(before?.categories.length)
  if (before?.leftAt !== undefined && before.leftAt !== state.leftAt) return true
  return (before?.categories ?? []).join('\n') !== state.categories.join('\n')
}

function rowOfResident({ keys, campaigns }: Context, resident: Resident, version: number): Record<string, unknown> {
  const campaign = resident.origin === 'register' ? campaigns.register : campaigns.outbreak
  const { document, phones } = resident
  const hash = document && keys.hash('document', document.number)
  return {
    id: resident.id,
    version,
    campaign,
    identity: hash && keys.identityOf(hash),
    origin: resident.origin,
    name: resident.name,
    pinyin: pinyinOf(resident.name),
    initials: initialsOf(resident.name),
    sex: resident.sex,
    birth: resident.birth,
    nationality: resident.nationality,
    document_type: document?.type ?? null,
    document_sealed: document ? keys.seal(campaign, document.number).toString('hex') : null,
    document_hash: hash?.toString('hex') ?? null,
    document_tail: document?.number.slice(-4).toUpperCase() ?? null,
    phones_sealed: phones.length ? keys.seal(campaign, JSON.stringify(phones)).toString('hex') : null,
    phone_hashes: phones.map((phone) => keys.hash('phone', phone).toString('hex')),
    phone_tails: phones.map((phone) => phone.slice(-4)),
    door: resident.door,
    address: resident.address,
    categories: resident.categories,
    created_at: resident.createdAt,
    left_at: resident.leftAt,
    merged_into: resident.mergedInto,
  }
}
