import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { addProjection } from '#server/sync/projection.ts'
import { dutyRaiser } from '#slices/intake/server/duties.ts'
import { holdsPeople } from '#slices/people/server/holders.ts'
import { followGroups } from '#slices/people/server/places.ts'
import { deedKinds, measureKinds, recordDeed, stayKinds } from '../acts.ts'
import { type KnownDeed, type KnownStay, type Measure, foldDeed, foldMeasure, foldStay } from '../model.ts'

interface MeasureRow {
  id: Id
  resident_id: Id
  kind: string
  name: Measure['name']
  stages: Measure['stages']
  started_on: string
  ends_on: string
  status: Measure['status']
  decisions: Measure['decisions']
}

export function measureOfRow(row: MeasureRow): Measure {
  const { id, resident_id, kind, name, stages, started_on, ends_on, status, decisions } = row
  return { id, resident: resident_id, kind, name, stages, startedOn: started_on, endsOn: ends_on, status, decisions }
}

export const measures = addProjection<Measure>({
  name: 'measures',
  kinds: measureKinds,
  fold: foldMeasure,
  load: async ({ db }, community, ids) => {
    const rows = await db<MeasureRow[]>`
      select id, resident_id, kind, name, stages, started_on, ends_on, status, decisions from measures
      where community_id = ${community} and id = any(${ids})`
    return new Map(rows.map((row) => [row.id, measureOfRow(row)]))
  },
  save: async ({ db }, community, changed) => {
    const rows = [...changed.values()].map(({ state, version }) => ({ ...state, version }))
    await db`
      insert into measures (community_id, id, version, resident_id, kind, name, stages, started_on, ends_on, status,
        decisions)
      select ${community}, id, version, resident, kind, name, stages, "startedOn", "endsOn", status, decisions
      from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, resident uuid, kind text,
        name jsonb, stages jsonb, "startedOn" date, "endsOn" date, status text, decisions jsonb)
      on conflict (community_id, id) do update set version = excluded.version, kind = excluded.kind,
        name = excluded.name, stages = excluded.stages, ends_on = excluded.ends_on, status = excluded.status,
        decisions = excluded.decisions`
    await markStale(db, community)
  },
})

export const stays = addProjection<KnownStay>({
  name: 'stays',
  kinds: stayKinds,
  fold: foldStay,
  load: loadStays,
  save: async ({ db, keys, campaigns }, community, changed) => {
    const rows = [...changed.values()].map(({ state, version }) => ({
      ...state,
      version,
      place: keys.seal(campaigns.outbreak, state.place).toString('hex'),
    }))
    await db`
      insert into stays (community_id, id, version, resident_id, campaign_id, place_sealed, from_on, until_on,
        arrived_on, withdrawn)
      select ${community}, id, version, resident, ${campaigns.outbreak}, decode(place, 'hex'), "from", until, arrived,
        withdrawn
      from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, resident uuid, place text,
        "from" date, until date, arrived date, withdrawn boolean)
      on conflict (community_id, id) do update set version = excluded.version, withdrawn = excluded.withdrawn`
    await markStale(db, community)
  },
})

async function loadStays({ db, keys }: Context, community: Id, ids: Id[]): Promise<Map<Id, KnownStay>> {
  const rows = await db<
    {
      id: Id
      resident: Id
      place_sealed: Buffer
      from: string
      until: string
      arrived: string | null
      withdrawn: boolean
    }[]
  >`
    select id, resident_id as resident, place_sealed, from_on as "from", until_on as until, arrived_on as arrived,
      withdrawn
    from stays where community_id = ${community} and id = any(${ids})`
  return new Map(rows.map(({ place_sealed, ...row }) => [row.id, { ...row, place: keys.open(place_sealed) }]))
}

export const deeds = addProjection<KnownDeed>({
  name: 'deeds',
  kinds: deedKinds,
  fold: foldDeed,
  load: async ({ db }, community, ids) => {
    const rows = await db<(Omit<KnownDeed, 'at'> & { at: Date })[]>`
      select id, resident_id as resident, deed, at, way, source, by_id as by, withdrawn from deeds
      where community_id = ${community} and id = any(${ids})`
    return new Map(rows.map((row) => [row.id, { ...row, at: row.at.toISOString() }]))
  },
  save: async ({ db }, community, changed) => {
    const rows = [...changed.values()].map(({ state, version }) => ({ ...state, version }))
    await db`
      insert into deeds (community_id, id, version, resident_id, deed, at, way, source, by_id, withdrawn)
      select ${community}, id, version, resident, deed, at, way, source, "by", withdrawn
      from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, resident uuid, deed text,
        at timestamptz, way text, source text, "by" uuid, withdrawn boolean)
      on conflict (community_id, id) do update set version = excluded.version, withdrawn = excluded.withdrawn`
    // What was done today changes what is asked on another day, and the next day looks anyway; what was not done after all
    // is asked at once.
    if (rows.some(({ withdrawn }) => withdrawn)) await markStale(db, community)
  },
  causes: (context, fact, { resident, deed, at }) =>
    fact.kind === recordDeed.kind
      ? dutyRaiser().discharge(context, fact.community, { deed: fact.subject, resident, kind: deed, at })
      : Promise.resolve([]),
})

/** Where somebody was, what they are under and what was done for them stays theirs. */
holdsPeople(async ({ db }, community, residents) => {
  const rows = await db<{ id: Id }[]>`
    select resident_id as id from measures where community_id = ${community} and resident_id = any(${residents})
    union select resident_id from stays where community_id = ${community} and resident_id = any(${residents})
    union select resident_id from deeds where community_id = ${community} and resident_id = any(${residents})`
  return rows.map(({ id }) => id)
})

followGroups(({ db }, community) => markStale(db, community))

/** What rules ask there has to be worked out anew. */
export async function markStale(db: Context['db'], community: Id): Promise<void> {
  await db`
    insert into policy_days (community_id) values (${community})
    on conflict (community_id) do update set stale = true where not policy_days.stale`
}
