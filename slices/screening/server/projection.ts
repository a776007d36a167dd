import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { type Changed, addProjection } from '#server/sync/projection.ts'
import { holdsPeople } from '#slices/people/server/holders.ts'
import { boxKinds, roundKinds } from '../acts.ts'
import { type Box, differencesOf, foldBox, whereIs } from '../model/box.ts'
import { type RecallCase, foldCase, tracedAt } from '../model/recall.ts'
import { type Round, foldRound } from '../model.ts'
import { caseKinds } from '../recall-acts.ts'
import { insertMessages } from './messages.ts'

/** Rounds, boxes and cases as rows; tubes have a file of their own. */

export const rounds = addProjection<Round>({
  name: 'rounds',
  kinds: roundKinds,
  fold: foldRound,
  load: loadRounds,
  save: async ({ db }, community, changed) => {
    const rows = [...changed.values()].map(({ state, version }) => {
      const { id, status, from, until } = state
      return { id, version, status, from_at: from, until_at: until, plan: state }
    })
    await db`
      insert into rounds (community_id, id, version, status, from_at, until_at, plan)
      select ${community}, id, version, status, from_at, until_at, plan
      from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, status text,
        from_at timestamptz, until_at timestamptz, plan jsonb)
      on conflict (community_id, id) do update set version = excluded.version, status = excluded.status,
        from_at = excluded.from_at, until_at = excluded.until_at, plan = excluded.plan`
  },
})

export async function loadRounds({ db }: Context, community: Id, ids: Id[]): Promise<Map<Id, Round>> {
  const rows = await db<{ id: Id; plan: Round }[]>`
    select id, plan from rounds where community_id = ${community} and id = any(${ids})`
  return new Map(rows.map(({ id, plan }) => [id, plan]))
}

export interface BoxRow {
  id: Id
  version: number
  round_id: Id
  site_id: Id
  label: string
  tubes: Box['tubes']
  late: Id[]
  hops: Box['hops']
}

export function boxOfRow({ id, round_id, site_id, label, tubes, late, hops }: BoxRow): Box {
  return { id, round: round_id, site: site_id, label, tubes, late, hops }
}

export const boxes = addProjection<Box>({
  name: 'boxes',
  kinds: boxKinds,
  fold: foldBox,
  load: loadBoxes,
  save: saveBoxes,
})

export async function loadBoxes({ db }: Context, community: Id, ids: Id[]): Promise<Map<Id, Box>> {
  const rows = await db<BoxRow[]>`
    select id, version, round_id, site_id, label, tubes, late, hops from boxes
    where community_id = ${community} and id = any(${ids})`
  return new Map(rows.map((row) => [row.id, boxOfRow(row)]))
}

async function saveBoxes({ db }: Context, community: Id, changed: Map<Id, Changed<Box>>): Promise<void> {
  const all = [...changed.values()]
  const rows = all.map(({ state, version }) => ({
    id: state.id,
    version,
    round_id: state.round,
    site_id: state.site,
    label: state.label,
    tubes: state.tubes,
    late: state.late,
    hops: state.hops,
    place: whereIs(state),
    differences: differencesOf(state).filter(({ explained }) => !explained).length,
  }))
  await db`
    insert into boxes (community_id, id, version, round_id, site_id, label, tubes, late, hops, place, differences)
    select ${community}, id, version, round_id, site_id, label, tubes,
      array(select jsonb_array_elements_text(late)::uuid), hops, place, differences
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, round_id uuid, site_id uuid,
      label text, tubes jsonb, late jsonb, hops jsonb, place text, differences smallint)
    on conflict (community_id, id) do update set version = excluded.version, tubes = excluded.tubes,
      late = excluded.late, hops = excluded.hops, place = excluded.place, differences = excluded.differences`
  await markBoxed({ db }, community, all)
}

/**
 * Which box a tube is in, where its table and the sums look for it; one that no phone has told of yet is marked when it
 * comes (server/tubes.ts). Its version rises, so that phones hear of it.
 */
async function markBoxed({ db }: Pick<Context, 'db'>, community: Id, all: readonly Changed<Box>[]): Promise<void> {
  const moved = all.filter(({ before, state }) => before?.tubes !== state.tubes)
  if (!moved.length) return
  const rows = moved.flatMap(({ state, version }) => state.tubes.map(({ tube }) => ({ tube, box: state.id, version })))
  const version = Math.max(...moved.map((change) => change.version))
  await db`
    update tubes t set box_id = b.box, version = greatest(t.version, ${version})
    from (
      select t.id, max(r.box::text)::uuid as box
      from tubes t left join jsonb_to_recordset(${db.json(rows)}) as r(tube uuid, box uuid) on r.tube = t.id
      where t.community_id = ${community}
        and (t.id = any(${rows.map(({ tube }) => tube)}) or t.box_id = any(${moved.map(({ state }) => state.id)}))
      group by t.id
    ) b
    where t.community_id = ${community} and t.id = b.id and t.box_id is distinct from b.box`
}

export const cases = addProjection<RecallCase>({
  name: 'recall_cases',
  kinds: caseKinds,
  fold: foldCase,
  load: loadCases,
  save: async (context, community, changed) => {
    const { db } = context
    const rows = [...changed.values()].map(({ state, version }) => ({
      id: state.id,
      version,
      round_id: state.round,
      resident_id: state.resident ?? undefined,
      tube_id: state.tube,
      swab_id: state.sample,
      status: state.status,
      opened_at: state.openedAt,
      due_at: state.due,
      traced_at: tracedAt(state) ?? undefined,
      state,
    }))
    await db`
      insert into recall_cases (community_id, id, version, round_id, resident_id, tube_id, swab_id, status, opened_at,
        due_at, traced_at, state)
      select ${community}, id, version, round_id, resident_id, tube_id, swab_id, status, opened_at, due_at, traced_at,
        state
      from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, round_id uuid, resident_id uuid,
        tube_id uuid, swab_id uuid, status text, opened_at timestamptz, due_at timestamptz, traced_at timestamptz,
        state jsonb)
      on conflict (community_id, id) do update set version = excluded.version, status = excluded.status,
        due_at = excluded.due_at, traced_at = excluded.traced_at, state = excluded.state`
    const freed = [...changed.values()].filter(
      ({ before, state }) => state.status === 'released' && before?.status !== 'released',
    )
    await insertMessages(
      context,
      community,
      freed.map(({ state: { id, round, resident, sample, ended } }) => ({
        id,
        round,
        resident,
        swab: sample,
        kind: 'case_released' as const,
        details: {},
        at: ended!.at,
      })),
    )
  },
})

export async function loadCases({ db }: Context, community: Id, ids: Id[]): Promise<Map<Id, RecallCase>> {
  const rows = await db<{ id: Id; state: RecallCase }[]>`
    select id, state from recall_cases where community_id = ${community} and id = any(${ids})`
  return new Map(rows.map(({ id, state }) => [id, state]))
}

holdsPeople(async ({ db }, community, residents) => {
  const rows = await db<{ id: Id }[]>`
    select resident_id as id from recall_cases where community_id = ${community} and resident_id = any(${residents})`
  return rows.map(({ id }) => id)
})
