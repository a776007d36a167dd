import type { Id } from '#shared/ids.ts'
import { type Snapshot, shortIdOf } from '#shared/snapshot.ts'
import type { Context } from '#server/context.ts'
import { addSyncTable } from '#server/sync/pull.ts'
import { addSnapshotParts } from '#server/sync/snapshot.ts'
import type { Round } from '../model.ts'
import type { Tube, TubeSample } from '../model/tube.ts'
import { nothingYet } from '../model/laboratory.ts'
import { type BoxRow, boxOfRow } from './projection.ts'
import { type TubeRow, loadTubes, selectTubes } from './rows.ts'

/**
 * What phones keep of rounds: those that are open or have just closed, their tubes and boxes until the laboratory has
 * them, and who has been sampled. No result, and of a guest no whole number.
 */

/** A phone that comes back the morning after still finds its round. */
const keptDays = 2

async function listRounds({ db, clock }: Context, community: Id): Promise<Round[]> {
  const since = new Date(clock() - keptDays * 86_400_000)
  const rows = await db<{ plan: Round }[]>`
    select plan from rounds where community_id = ${community} and (status = 'open' or until_at > ${since})
    order by from_at, id`
  return rows.map(({ plan }) => plan)
}

addSnapshotParts({
  rows: async (context, community): Promise<Snapshot['rows']> => {
    const rounds = await listRounds(context, community)
    if (!rounds.length) return {}
    const ids = rounds.map(({ id }) => id)
    const { db } = context
    const [tubes, boxes, sampled] = await Promise.all([
      db<{ id: Id }[]>`
        select id from tubes where community_id = ${community} and round_id = any(${ids}) and reception is null`,
      db<BoxRow[]>`
        select * from boxes where community_id = ${community} and round_id = any(${ids}) and place <> 'laboratory'`,
      Promise.all(rounds.map((round) => listSampled(context, community, round))),
    ])
    return {
      rounds: rounds as never,
      tubes: (await tubesForPhone(
        context,
        community,
        tubes.map(({ id }) => id),
      )) as never,
      boxes: boxes.map(boxOfRow) as never,
      sampled: sampled as never,
    }
  },
})

/** By columns, for there are ten thousand: the short end of each person's id, the minute, the table. */
async function listSampled({ db }: Context, community: Id, round: Round) {
  const rows = await db<{ person: Id; at: Date; table_id: Id | null }[]>`
    select distinct on (p.person_id) p.person_id as person, s.at, t.table_id
    from swabs s join tubes t on t.community_id = s.community_id and t.id = s.tube_id
    join residents p on p.community_id = s.community_id and p.id = s.resident_id
    where s.community_id = ${community} and s.round_id = ${round.id} and s.home_id is null and ${stands(db)}
    order by p.person_id, s.at`
  const tables = [...new Set(rows.flatMap(({ table_id }) => table_id ?? []))]
  const began = Date.parse(round.from)
  return {
    id: round.id,
    people: Buffer.concat(rows.map(({ person }) => shortIdOf(person))).toString('base64'),
    minutes: rows.map(({ at }) => Math.round((at.getTime() - began) / 60_000)),
    tables,
    table: rows.map(({ table_id }) => (table_id ? tables.indexOf(table_id) : -1)),
  }
}

/** A swab that counts as being sampled: not of a tube that was spoilt, rejected or could not be read. */
export function stands(db: Context['db']) {
  return db`s.state = 'in' and t.status <> 'spoilt' and t.reception is distinct from 'rejected'
    and t.verdict is distinct from 'invalid'`
}

/** Tubes as phones fold them on. */
async function tubesForPhone(context: Context, community: Id, ids: Id[]) {
  if (!ids.length) return []
  const [rows, tubes] = await Promise.all([selectTubes(context, community, ids), loadTubes(context, community, ids)])
  const clashes = await listClashes(context, community, rows)
  return rows.map(({ id, version, box_id, clash_id }) => ({
    ...forPhone(tubes.get(id)!),
    version,
    box: box_id,
    clash: clashes.get(clash_id ?? '') ?? null,
  }))
}

function forPhone(tube: Tube): Tube {
  return { ...tube, laboratory: nothingYet, samples: tube.samples.map(sampleForPhone) }
}

function sampleForPhone(sample: TubeSample): TubeSample {
  if (!sample.guest) return sample
  const { name, document, address } = sample.guest
  const tail = document && { type: document.type, number: document.number.slice(-4) }
  return { ...sample, guest: { name, document: tail, phone: null, address } }
}

async function listClashes({ db }: Context, community: Id, rows: readonly TubeRow[]) {
  const ids = rows.flatMap(({ clash_id }) => clash_id ?? [])
  if (!ids.length) return new Map<Id, never>()
  const others = await db<{ id: Id; site_id: Id; table_id: Id; barcode: string; opened_at: Date | null }[]>`
    select id, site_id, table_id, barcode, opened_at from tubes where community_id = ${community} and id = any(${ids})`
  return new Map(
    others.map(({ id, site_id: site, table_id: table, barcode, opened_at }) => [
      id,
      { tube: id, site, table, barcode, at: opened_at?.toISOString() ?? null },
    ]),
  )
}

addSyncTable({
  name: 'rounds',
  rows: async ({ db }, community, after, limit) => {
    const rows = await db<{ version: number; plan: Round }[]>`
      select version, plan from rounds where community_id = ${community} and version > ${after}
      order by version, id limit ${limit}`
    return rows.map(({ version, plan }) => ({ ...plan, version }))
  },
})

addSyncTable({
  name: 'tubes',
  rows: async (context, community, after, limit) => {
    const rows = await context.db<{ id: Id; version: number; reception: string | null; round_id: Id | null }[]>`
      select id, version, reception, round_id from tubes where community_id = ${community} and version > ${after}
      order by version, id limit ${limit}`
    const here = rows.filter(({ reception, round_id }) => !reception && round_id).map(({ id }) => id)
    const shown = new Map((await tubesForPhone(context, community, here)).map((tube) => [tube.id, tube]))
    return rows.map(({ id, version }) => ({ ...(shown.get(id) ?? { id, gone: true }), version }))
  },
})

addSyncTable({
  name: 'boxes',
  rows: async ({ db }, community, after, limit) => {
    const rows = await db<(BoxRow & { place: string })[]>`
      select * from boxes where community_id = ${community} and version > ${after} order by version, id limit ${limit}`
    return rows.map((row) =>
      row.place === 'laboratory'
        ? { id: row.id, version: row.version, gone: true }
        : { ...boxOfRow(row), version: row.version },
    )
  },
})

addSyncTable({
  name: 'sampled',
  rows: async ({ db }, community, after, limit) => {
    const rows = await db<
      { id: Id; version: number; round: Id; resident: Id; at: Date; table: Id | null; sampled: boolean }[]
    >`
      select w.id, w.version, w.round_id as round, p.person_id as resident, w.at, x.table_id as "table",
        exists (select 1 from residents e
          join swabs s on s.community_id = e.community_id and s.resident_id = e.id and s.round_id = w.round_id
          join tubes t on t.community_id = s.community_id and t.id = s.tube_id
          where e.community_id = ${community} and e.person_id = p.person_id and s.home_id is null and ${stands(db)}
        ) as sampled
      from swabs w join tubes x on x.community_id = w.community_id and x.id = w.tube_id
      join residents p on p.community_id = w.community_id and p.id = w.resident_id
      where w.community_id = ${community} and w.version > ${after} and w.home_id is null
      order by w.version, w.id limit ${limit}`
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
  },
})
