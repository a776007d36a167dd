import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Guest } from '../acts.ts'
import type { Laboratory } from '../laboratory-acts.ts'
import type { Tube, TubeSample } from '../model/tube.ts'

/** Tubes and swabs as rows. A swab stands by itself: it is looked for by person, and ten thousand a day come. */

export interface TubeRow {
  id: Id
  version: number
  round_id: Id | null
  site_id: Id | null
  table_id: Id | null
  barcode: string | null
  labels: string[]
  capacity: Tube['capacity']
  swab: Tube['swab']
  status: Tube['status']
  opened_at: Date | null
  opened_by: Id | null
  sealed: Tube['sealed']
  spoilt: Tube['spoilt']
  laboratory: Laboratory
  matched_id: Id | null
  box_id: Id | null
  clash_id: Id | null
}

export interface SwabRow {
  tube_id: Id
  id: Id
  resident_id: Id | null
  home_id: Id | null
  guest_sealed: Buffer | null
  how: TubeSample['how']
  proxy: boolean
  again: TubeSample['again']
  recall_id: Id | null
  state: TubeSample['state']
  why: TubeSample['why']
  at: Date
  by_id: Id | null
  was: TubeSample['was']
}

export async function selectTubes({ db }: Context, community: Id, ids: Id[]): Promise<TubeRow[]> {
  return db<TubeRow[]>`
    select id, version, round_id, site_id, table_id, barcode, labels, capacity, swab, status, opened_at, opened_by,
      sealed, spoilt, laboratory, matched_id, box_id, clash_id
    from tubes where community_id = ${community} and id = any(${ids})`
}

export async function selectSwabs({ db }: Context, community: Id, tubes: Id[]): Promise<SwabRow[]> {
  return db<SwabRow[]>`
    select tube_id, id, resident_id, home_id, guest_sealed, how, proxy, again, recall_id, state, why, at, by_id, was
    from swabs where community_id = ${community} and tube_id = any(${tubes}) order by tube_id, place`
}

/** Tubes as their fold knows them, guests opened. */
export async function loadTubes(context: Context, community: Id, ids: Id[]): Promise<Map<Id, Tube>> {
  const [tubes, swabs] = await Promise.all([selectTubes(context, community, ids), selectSwabs(context, community, ids)])
  const within = new Map<Id, TubeSample[]>(tubes.map(({ id }) => [id, []]))
  for (const row of swabs) within.get(row.tube_id)?.push(sampleOfRow(context, row))
  return new Map(tubes.map((row) => [row.id, tubeOfRow(row, within.get(row.id)!)]))
}

export function tubeOfRow(row: TubeRow, samples: TubeSample[]): Tube {
  return {
    id: row.id,
    round: row.round_id,
    site: row.site_id,
    table: row.table_id,
    barcode: row.barcode,
    labels: row.labels,
    capacity: row.capacity,
    swab: row.swab,
    status: row.status,
    opened: row.opened_at && { at: row.opened_at.toISOString(), by: row.opened_by },
    sealed: row.sealed,
    spoilt: row.spoilt,
    samples,
    laboratory: row.laboratory,
    matched: row.matched_id,
  }
}

export function sampleOfRow({ keys }: Pick<Context, 'keys'>, row: SwabRow): TubeSample {
  return {
    id: row.id,
    resident: row.resident_id,
    home: row.home_id,
    guest: row.guest_sealed && (JSON.parse(keys.open(row.guest_sealed)) as Omit<Guest, 'sample'>),
    how: row.how,
    proxy: row.proxy,
    again: row.again,
    recall: row.recall_id,
    state: row.state,
    why: row.why,
    at: row.at.toISOString(),
    by: row.by_id,
    was: row.was,
  }
}
