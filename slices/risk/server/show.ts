import type { Id } from '#shared/ids.ts'
import type { Call } from '#server/http/route.ts'
import { type ListFault, type ListedLevel, levels } from '../model.ts'
import { presentFaults } from '../strings.ts'
import type { Candidate } from './match.ts'

interface ListRow {
  total: number
  id: Id
  at: Date
  received_at: Date
  file_name: string
  by: string | null
  url: string | null
  stated: Record<ListedLevel, number | null>
  listed: Record<ListedLevel, number>
  areas: number
  faults: ListFault[]
  set_aside_at: Date | null
  set_aside_by: string | null
  set_aside_reason: string | null
}

export async function listLists(
  call: Call,
  { offset, limit, only }: { offset: number; limit: number; only: 'all' | 'mismatch' },
) {
  const { db } = call
  const wrong = db`l.faults @> '[{"code":"count"}]'`
  const rows = await db<ListRow[]>`
    select count(*) over ()::int as total, l.id, l.at, l.received_at, l.file_name, a.name as by, s.url, l.stated, l.listed, l.areas,
      l.faults, l.set_aside_at, b.name as set_aside_by, l.set_aside_reason
    from risk_lists l left join accounts a on a.id = l.received_by left join accounts b on b.id = l.set_aside_by
      left join risk_sources s on s.id = l.source_id
    where ${only === 'mismatch' ? wrong : db`true`}
    order by l.at desc, l.id limit ${limit} offset ${offset}`
  const [sums] = await db<{ n: number }[]>`select count(*)::int as n from risk_lists l where ${wrong}`
  return {
    total: rows[0]?.total ?? 0,
    mismatches: sums?.n ?? 0,
    lists: rows.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      receivedAt: row.received_at.toISOString(),
      file: row.file_name,
      by: row.by ?? '',
      url: row.url,
      stated: row.stated,
      listed: row.listed,
      areas: row.areas,
      faults: presentFaults(row.faults, call.language),
      mismatch: row.faults.some(({ code }) => code === 'count'),
      setAside: row.set_aside_at && {
        at: row.set_aside_at.toISOString(),
        by: row.set_aside_by ?? '',
        reason: row.set_aside_reason ?? '',
      },
    })),
  }
}

export async function listMatches(
  { db }: Call,
  { only, offset, limit }: { only: 'undecided' | 'all'; offset: number; limit: number },
) {
  const open = db`m.state = 'doubtful' and m.chosen is null`
  const [sums] = await db<{ n: number }[]>`select count(*)::int as n from risk_matches m where ${open}`
  const rows = await db<
    {
      total: number
      id: number
      place: string
      county: string
      rank: number
      state: 'certain' | 'doubtful' | 'none'
      candidates: Candidate[]
      chosen: number[] | null
      by: string | null
    }[]
  >`
    select count(*) over ()::int as total, p.id, p.name as place, c.county, m.state, m.candidates, m.chosen, a.name as by,
      coalesce(p.levels[cardinality(p.levels)], 0) as rank
    from risk_matches m join risk_places p on p.id = m.place_id join risk_counties c on c.id = p.county_id
      left join accounts a on a.id = m.decided_by
    where ${only === 'undecided' ? open : db`true`}
    order by (${open}) desc, rank desc, c.county, p.name limit ${limit} offset ${offset}`
  return {
    undecided: sums?.n ?? 0,
    total: rows[0]?.total ?? 0,
    places: rows.map(({ id, place, county, state, chosen, by, rank, candidates }) => ({
      id,
      place,
      county,
      state,
      chosen,
      by,
      level: levels[3 - rank] ?? 'none',
      candidates: candidates.map(({ words, reasons }) => ({ words, reasons })),
    })),
  }
}
