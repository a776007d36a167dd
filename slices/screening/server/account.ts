import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { type Account, type Cell, accountOf } from '../model/account.ts'
import { type Box, type Difference, differencesOf } from '../model/box.ts'
import { type BoxRow, boxOfRow } from './projection.ts'

type PlacedCell = Cell & { site: Id | null; table: Id | null }

/** A tube that does not add up: what is wrong with it. */
export interface TubeTrouble {
  tube: Id
  barcode: string
  site: Id | null
  table: Id | null
  what: 'clash' | 'disputed' | 'count' | 'rejected' | 'unboxed' | 'unreceived' | 'packed_twice'
  people: number
  /** What was counted by hand, where that is what differs. */
  counted: number | null
}

export interface RoundAccount {
  account: Account
  sites: { site: Id | null; table: Id | null; account: Account }[]
  boxes: { box: Pick<Box, 'id' | 'label' | 'site'>; differences: Difference[] }[]
  tubes: TubeTrouble[]
}

/** The account of a round at each hop, of each table, and where it differs from what was counted by hand. */
export async function accountOfRound(context: Context, community: Id, round: Id): Promise<RoundAccount> {
  const [cells, boxes, tubes] = await Promise.all([
    listCells(context, community, round),
    listBoxes(context, community, round),
    listTroubles(context, community, round),
  ])
  const places = new Map<string, PlacedCell[]>()
  for (const cell of cells) {
    const key = `${cell.site} ${cell.table}`
    places.set(key, [...(places.get(key) ?? []), cell])
  }
  return {
    account: accountOf(cells),
    sites: [...places.values()].map((some) => ({
      site: some[0]!.site,
      table: some[0]!.table,
      account: accountOf(some),
    })),
    boxes: boxes
      .map((box) => ({
        box: { id: box.id, label: box.label, site: box.site },
        differences: differencesOf(box).filter(({ explained }) => !explained),
      }))
      .filter(({ differences }) => differences.length > 0),
    tubes: [...tubes, ...packedTwice(boxes)],
  }
}

/** Counted from the swabs themselves, not from what stands with their tubes. */
async function listCells({ db }: Context, community: Id, round: Id): Promise<PlacedCell[]> {
  return db<PlacedCell[]>`
    select t.site_id as site, t.table_id as "table", t.status = 'spoilt' as spoilt, t.sealed is not null as sealed,
      t.box_id is not null as boxed, coalesce(t.reception, 'none') as reception, t.verdict,
      count(*)::int as tubes, coalesce(sum(s.people), 0)::int as people, coalesce(sum(s.disputed), 0)::int as disputed
    from tubes t
    left join lateral (
      select count(*) filter (where state = 'in') as people, count(*) filter (where state = 'disputed') as disputed
      from swabs where community_id = ${community} and tube_id = t.id
    ) s on true
    where t.community_id = ${community} and t.round_id = ${round}
    group by 1, 2, 3, 4, 5, 6, 7`
}

async function listBoxes({ db }: Context, community: Id, round: Id): Promise<Box[]> {
  const rows = await db<BoxRow[]>`
    select id, version, round_id, site_id, label, tubes, late, hops from boxes
    where community_id = ${community} and round_id = ${round} order by label, id`
  return rows.map(boxOfRow)
}

async function listTroubles({ db }: Context, community: Id, round: Id): Promise<TubeTrouble[]> {
  return db<TubeTrouble[]>`
    select t.id as tube, coalesce(t.barcode, '') as barcode, t.site_id as site, t.table_id as "table", w.what,
      t.people, w.counted
    from tubes t cross join lateral (values
      ('clash', t.clash_id is not null, null::int),
      ('disputed', t.disputed > 0, t.disputed::int),
      ('count', t.sealed is not null and t.status <> 'spoilt' and (t.sealed->>'people')::int <> t.people,
        (t.sealed->>'people')::int),
      ('rejected', t.reception = 'rejected' and t.status <> 'spoilt', null::int),
      ('unboxed', t.reception = 'received' and t.box_id is null, null::int),
      ('unreceived', t.verdict is not null and t.reception is distinct from 'received', null::int)
    ) as w(what, holds, counted)
    where t.community_id = ${community} and t.round_id = ${round} and w.holds
    order by t.barcode, w.what limit 500`
}

function packedTwice(boxes: readonly Box[]): TubeTrouble[] {
  const seen = new Map<Id, Box>()
  const twice: TubeTrouble[] = []
  for (const box of boxes) {
    for (const { tube, people } of box.tubes) {
      const first = seen.get(tube)
      const barcode = `${first?.label} / ${box.label}`
      if (first) twice.push({ tube, barcode, site: box.site, table: null, what: 'packed_twice', people, counted: null })
      else seen.set(tube, box)
    }
  }
  return twice
}
