import type { Id } from '#shared/ids.ts'
import { Problem } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { type Level, levelOf, listedLevels, rankOf } from '../model.ts'
import { riskProblem } from './lists.ts'

export interface PlaceChange {
  province: string
  city: string
  county: string
  place: string
  from: Level
  to: Level
}

export interface Changes {
  /** How many went from which level to which: `high middle` → 12. */
  sums: { from: Level; to: Level; places: number }[]
  total: number
  changes: PlaceChange[]
}

type Ranked = Map<number, number>

/** What differs between two lists, place by place: the strictest first. */
export async function compareLists(
  context: Context,
  { from, to, offset, limit, q }: { from: Id | null; to: Id; offset: number; limit: number; q?: string | undefined },
): Promise<Changes> {
  const [before, after] = await Promise.all([
    from ? loadRanks(context, from) : new Map<number, number>(),
    loadRanks(context, to),
  ])
  const changed: [number, number, number][] = []
  for (const [place, rank] of after)
    if ((before.get(place) ?? 0) !== rank) changed.push([place, before.get(place) ?? 0, rank])
  for (const [place, rank] of before) if (!after.has(place)) changed.push([place, rank, 0])
  const sums = new Map<string, number>()
  for (const [, was, is] of changed) sums.set(`${was} ${is}`, (sums.get(`${was} ${is}`) ?? 0) + 1)
  const { db } = context
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null
  const rows = await db<
    {
      total: number
      province: string
      city: string
      county: string
      place: string
      rank_before: number
      rank_after: number
    }[]
  >`
    select count(*) over ()::int as total, c.province, c.city, c.county, p.name as place, d.rank_before, d.rank_after
    from unnest(${changed.map(([id]) => id)}::integer[], ${changed.map(([, was]) => was)}::integer[],
      ${changed.map(([, , is]) => is)}::integer[]) as d(id, rank_before, rank_after)
    join risk_places p on p.id = d.id join risk_counties c on c.id = p.county_id
    where ${like}::text is null or (c.province || c.city || c.county || p.name) like ${like}
    order by greatest(d.rank_before, d.rank_after) desc, d.rank_after desc, c.province, c.city, c.county, p.name
    limit ${limit} offset ${offset}`
  return {
    sums: [...sums]
      .map(([key, places]) => {
        const [was, is] = key.split(' ').map(Number)
        return { from: levelOf(was!), to: levelOf(is!), places }
      })
      .sort((a, b) => rankOf(b.to) - rankOf(a.to) || rankOf(b.from) - rankOf(a.from)),
    total: rows[0]?.total ?? (offset ? changed.length : 0),
    changes: rows.map(({ rank_before, rank_after, province, city, county, place }) => ({
      province,
      city,
      county,
      place,
      from: levelOf(rank_before),
      to: levelOf(rank_after),
    })),
  }
}

async function loadRanks({ db }: Context, id: Id): Promise<Ranked> {
  const [list] = await db<Record<'high' | 'middle' | 'low', number[]>[]>`
    select high, middle, low from risk_lists where id = ${id}`
  if (!list) throw new Problem(riskProblem.risk_list_not_found)
  const ranks: Ranked = new Map()
  for (const level of listedLevels.toReversed()) for (const place of list[level]) ranks.set(place, rankOf(level))
  return ranks
}
