import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { type Changed, addProjection } from '#server/sync/projection.ts'
import { holdsPeople } from '#slices/people/server/holders.ts'
import { tableKinds } from '../acts.ts'
import { laboratoryKinds } from '../laboratory-acts.ts'
import { currentResult, pendingResult } from '../model/laboratory.ts'
import { type Tube, type TubeSample, foldTube, peopleIn } from '../model/tube.ts'
import { alsoWrittenByTube, causesOfTube, refusesTube } from './follows.ts'
import { noteAsked } from './made-duties.ts'
import { type Stray, noteStray } from './strays.ts'
import { loadTubes } from './rows.ts'
import { writeMessages } from './messages.ts'

export const tubes = addProjection<Tube>({
  name: 'tubes',
  kinds: [...tableKinds, ...laboratoryKinds],
  load: loadTubes,
  fold: foldTube,
  save: saveTubes,
  refuses: refusesTube,
  causes: causesOfTube,
  alsoWrites: alsoWrittenByTube,
})

async function saveTubes(context: Context, community: Id, changed: Map<Id, Changed<Tube>>): Promise<void> {
  const all = [...changed.values()]
  await Promise.all([
    writeTubes(context, community, all),
    writeSwabs(context, community, all),
    writeMessages(context, community, all),
    noteAsked(context, community, all),
  ])
  await markClashes(context, community, all)
  await retellSwabs(context, community, all)
}

/** Only tubes themselves: whoever comes into one changes its numbers, and nothing else of it. */
async function writeTubes({ db }: Context, community: Id, all: readonly Changed<Tube>[]): Promise<void> {
  const rows = all.map(({ before, state, version }) => {
    const { reception } = state.laboratory
    const result = currentResult(state.laboratory)
    return {
      id: state.id,
      version,
      round_id: state.round ?? undefined,
      site_id: state.site ?? undefined,
      table_id: state.table ?? undefined,
      barcode: state.barcode ?? undefined,
      labels: state.labels.length ? state.labels : undefined,
      capacity: state.capacity ?? undefined,
      swab: state.swab,
      status: state.status,
      opened_at: state.opened?.at,
      opened_by: state.opened?.by ?? undefined,
      sealed: state.sealed ?? undefined,
      spoilt: state.spoilt ?? undefined,
      laboratory: state.laboratory,
      matched_id: state.matched ?? undefined,
      people: peopleIn(state),
      disputed: state.samples.filter((sample) => sample.state === 'disputed').length,
      reception: reception ? (reception.rejected ? 'rejected' : 'received') : undefined,
      received_at: reception?.at,
      verdict: result?.verdict,
      released_at: result?.released?.at,
      entered: pendingResult(state.laboratory) !== undefined,
      fresh: !before,
    }
  })
  await db`
    insert into tubes (community_id, id, version, round_id, site_id, table_id, barcode, labels, capacity, swab, status,
      opened_at, opened_by, sealed, spoilt, laboratory, matched_id, people, disputed, reception, received_at, verdict,
      released_at, entered, box_id)
    select ${community}, id, version, round_id, site_id, table_id, barcode,
      coalesce(array(select jsonb_array_elements_text(labels)), '{}'), capacity, swab, status, opened_at, opened_by,
      sealed, spoilt, laboratory, matched_id, people, disputed, reception, received_at, verdict, released_at, entered,
      case when fresh then (select b.id from boxes b where b.community_id = ${community}
        and b.tubes @> jsonb_build_array(jsonb_build_object('tube', r.id)) limit 1) end
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, round_id uuid, site_id uuid,
      table_id uuid, barcode text, labels jsonb, capacity smallint, swab text, status text, opened_at timestamptz,
      opened_by uuid, sealed jsonb, spoilt jsonb, laboratory jsonb, matched_id uuid, people smallint,
      disputed smallint, reception text, received_at timestamptz, verdict text, released_at timestamptz,
      entered boolean, fresh boolean)
    on conflict (community_id, id) do update set version = excluded.version, round_id = excluded.round_id,
      site_id = excluded.site_id, table_id = excluded.table_id, barcode = excluded.barcode, labels = excluded.labels,
      capacity = excluded.capacity, swab = excluded.swab, status = excluded.status, opened_at = excluded.opened_at,
      opened_by = excluded.opened_by, sealed = excluded.sealed, spoilt = excluded.spoilt,
      laboratory = excluded.laboratory, matched_id = excluded.matched_id, people = excluded.people,
      disputed = excluded.disputed, reception = excluded.reception, received_at = excluded.received_at,
      verdict = excluded.verdict, released_at = excluded.released_at, entered = excluded.entered`
}

/** Folds keep what they do not change: a swab that is the same object needs no writing. */
function changedSwabs({ before, state }: Changed<Tube>): { sample: TubeSample; place: number }[] {
  const known = new Set(before?.samples)
  return state.samples.flatMap((sample, place) => (known.has(sample) ? [] : [{ sample, place }]))
}

async function writeSwabs(context: Context, community: Id, all: readonly Changed<Tube>[]): Promise<void> {
  const { db, keys, campaigns } = context
  const rows = all.flatMap((change) =>
    changedSwabs(change).map(({ sample, place }) => {
      const { guest } = sample
      return {
        tube_id: change.state.id,
        id: sample.id,
        version: change.version,
        round_id: change.state.round,
        place,
        resident_id: sample.resident ?? undefined,
        home_id: sample.home ?? undefined,
        guest: guest ? keys.seal(campaigns.outbreak, JSON.stringify(guest)).toString('hex') : undefined,
        guest_hash: guest?.document ? keys.hash('document', guest.document.number).toString('hex') : undefined,
        how: sample.how,
        proxy: sample.proxy,
        again: sample.again ?? undefined,
        recall_id: sample.recall ?? undefined,
        state: sample.state,
        why: sample.why ?? undefined,
        at: sample.at,
        by_id: sample.by ?? undefined,
        was: sample.was.length ? sample.was : undefined,
      }
    }),
  )
  if (!rows.length) return
  await db`
    insert into swabs (community_id, tube_id, id, version, round_id, place, resident_id, home_id, campaign_id,
      guest_sealed, guest_hash, how, proxy, again, recall_id, state, why, at, by_id, was)
    select ${community}, tube_id, id, version, round_id, place, resident_id, home_id,
      case when guest is null then null else ${campaigns.outbreak}::uuid end, decode(guest, 'hex'),
      decode(guest_hash, 'hex'), how, proxy, again, recall_id, state, why, at, by_id, coalesce(was, '[]')
    from jsonb_to_recordset(${db.json(rows as never)}) as r(tube_id uuid, id uuid, version bigint, round_id uuid,
      place smallint, resident_id uuid, home_id uuid, guest text, guest_hash text, how text, proxy boolean, again text,
      recall_id uuid, state text, why text, at timestamptz, by_id uuid, was jsonb)
    on conflict (community_id, tube_id, id) do update set version = excluded.version,
      resident_id = excluded.resident_id, home_id = excluded.home_id, campaign_id = excluded.campaign_id,
      guest_sealed = excluded.guest_sealed, guest_hash = excluded.guest_hash, how = excluded.how,
      state = excluded.state, why = excluded.why, was = excluded.was`
}

/**
 * Two tubes that go by one barcode: both come to know, so that both tables hear of it and one is relabelled. And a tube
 * that the laboratory had before its table told of it is found here.
 */
async function markClashes(context: Context, community: Id, all: readonly Changed<Tube>[]): Promise<void> {
  const relevant = all.filter(
    ({ before, state }) =>
      (before?.barcode ?? null) !== state.barcode ||
      (before?.spoilt ?? null) !== state.spoilt ||
      (before?.matched ?? null) !== state.matched,
  )
  const barcodes = relevant.flatMap(({ before, state }) => [before?.barcode, state.barcode])
  const asked = [...new Set(barcodes)].filter((barcode) => typeof barcode === 'string')
  if (!asked.length) return
  const version = Math.max(...all.map((change) => change.version))
  const rows = await context.db<
    { id: Id; other: Id | null; stray: Id | null; laboratory: Stray['laboratory'] | null }[]
  >`
    with alike as (
      select id, barcode, status, round_id, opened_at, matched_id, clash_id, laboratory,
        (verdict is null and status <> 'spoilt' and matched_id is null) as live
      from tubes where community_id = ${community} and barcode = any(${asked})
    ), found as (
      select a.id, a.clash_id,
        (select b.id from alike b where a.live and b.live and b.barcode = a.barcode and b.id <> a.id
          and a.round_id is not null and b.round_id is not null order by b.opened_at, b.id limit 1) as other,
        (select b.id from alike b where b.matched_id is null and b.barcode = a.barcode and b.id <> a.id
          and a.live and a.round_id is not null and b.round_id is null limit 1) as stray
      from alike a
    ), marked as (
      update tubes t set clash_id = f.other, version = greatest(t.version, ${version})
      from found f
      where t.community_id = ${community} and t.id = f.id and f.other is distinct from f.clash_id
    )
    select f.id, f.other, f.stray, s.laboratory from found f left join alike s on s.id = f.stray
    where f.stray is not null`
  for (const { id, stray, laboratory } of rows) {
    const change = all.find(({ state }) => state.id === id)
    if (change && stray && laboratory) noteStray(change.state, { id: stray, laboratory })
  }
}

/** Counts no more as being sampled, or again: whoever is in it, phones hear of anew. */
async function retellSwabs({ db }: Context, community: Id, all: readonly Changed<Tube>[]): Promise<void> {
  const turned = all.filter(({ before, state }) => before && isVoid(before) !== isVoid(state))
  if (!turned.length) return
  const rows = turned.map(({ state, version }) => ({ tube: state.id, version }))
  await db`
    update swabs s set version = r.version
    from jsonb_to_recordset(${db.json(rows)}) as r(tube uuid, version bigint)
    where s.community_id = ${community} and s.tube_id = r.tube`
}

function isVoid({ status, laboratory }: Tube): boolean {
  const rejected = laboratory.reception?.rejected ?? null
  return status === 'spoilt' || rejected !== null || currentResult(laboratory)?.verdict === 'invalid'
}

holdsPeople(async ({ db }, community, residents) => {
  const rows = await db<{ id: Id }[]>`
    select resident_id as id from swabs
    where community_id = ${community} and home_id is null and resident_id = any(${residents})`
  return rows.map(({ id }) => id)
})
