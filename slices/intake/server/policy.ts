import type { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Who, reachesArea } from '#server/auth/grants.ts'
import { type Context, inTx } from '#server/context.ts'
import { type Costs, thresholdsOf, usualCosts } from '../model/costs.ts'
import type { Thresholds } from '../model/decide.ts'
import { probability } from '../model/learned.ts'

export interface Policy {
  costs: Costs
  /** Where it was set: here, above, or nowhere yet. */
  area: { id: Id; name: string } | null
  edition: number
  note: string
  madeBy: string
  madeAt: string | null
}

interface PolicyRow {
  area_id: Id
  name: string
  edition: number
  wrong_link: number
  missed_link: number
  note: string
  made_by: string | null
  made_at: Date
}

/** The policy that counts in a community: its own, or that of the nearest area above. */
export async function loadPolicy({ db }: Pick<Context, 'db'>, community: Id): Promise<Policy> {
  const [row] = await db<PolicyRow[]>`
    select p.area_id, a.name, p.edition, p.wrong_link, p.missed_link, p.note, c.name as made_by, p.made_at
    from areas here join link_policies p on p.area_id = any(here.lineage) join areas a on a.id = p.area_id
    left join accounts c on c.id = p.made_by
    where here.id = ${community}
    order by array_position(here.lineage, p.area_id) desc, p.edition desc limit 1`
  if (!row) return { costs: usualCosts, area: null, edition: 0, note: '', madeBy: '', madeAt: null }
  return {
    costs: { wrongLink: row.wrong_link, missedLink: row.missed_link },
    area: { id: row.area_id, name: row.name },
    edition: row.edition,
    note: row.note,
    madeBy: row.made_by ?? '',
    madeAt: row.made_at.toISOString(),
  }
}

export async function loadThresholds(context: Pick<Context, 'db'>, community: Id): Promise<Thresholds> {
  return thresholdsOf((await loadPolicy(context, community)).costs)
}

/** A new edition, for this community or for all. Lists that were checked under the old one are judged anew. */
export async function savePolicy(
  outer: Context,
  community: Id,
  who: Who,
  { costs, note, everywhere }: { costs: Costs; note: string; everywhere: boolean },
): Promise<void> {
  await inTx(outer, async ({ db, clock }) => {
    const [here] = await db<{ lineage: Id[] }[]>`select lineage from areas where id = ${community}`
    const lineage = everywhere ? here!.lineage.slice(0, 1) : here!.lineage
    const area = lineage.at(-1)!
    if (!reachesArea(who, 'linking.manage', lineage, clock())) throw new Problem(problem.forbidden)
    await db`
      insert into link_policies (area_id, edition, wrong_link, missed_link, note, made_by, made_at)
      select ${area}, coalesce(max(edition), 0) + 1, ${costs.wrongLink}, ${costs.missedLink}, ${note}, ${who.account},
        ${new Date(clock())}
      from link_policies where area_id = ${area}`
    await db`
      update community_heads h set version = version + 1 from areas a where a.id = h.community_id and a.lineage @> array[${area}::uuid]`
  })
}

export interface Outlook {
  linked: number
  asked: number
  fresh: number
  /** Expected, by the weights: linked to somebody else, and made a second time. */
  wrong: number
  missed: number
}

const outlookDays = 30

interface JudgedRow {
  link: 'linked' | 'review' | 'new'
  weight: number
  guarded: boolean
  /** Of the second best; null: there was none. */
  next: number | null
  known: boolean
}

/** What the lists of the last 30 days would have become under other costs, beside what they became. */
export async function previewPolicy(
  { db, clock }: Context,
  community: Id,
  costs: Costs,
): Promise<{ rows: number; now: Outlook; would: Outlook }> {
  const since = new Date(clock() - outlookDays * 86_400_000)
  const rows = await db<JudgedRow[]>`
    select r.link, r.weight, coalesce(r.pattern, '') like '%!%' as guarded,
      (r.rivals->(case when r.link = 'linked' then 0 else 1 end)->>'weight')::real as next,
      coalesce(r.pattern, 'nothing') <> 'nothing' as known
    from source_rows r join batches b on b.community_id = r.community_id and b.id = r.batch_id
    where r.community_id = ${community} and b.status = 'committed' and b.received_at >= ${since}
      and r.link is not null and r.weight is not null and coalesce(r.link_by, 'weights') <> 'decision'`
  const current = thresholdsOf((await loadPolicy({ db }, community)).costs)
  return {
    rows: rows.length,
    now: outlookOf(rows, current),
    would: outlookOf(rows, thresholdsOf(costs)),
  }
}

function outlookOf(rows: readonly JudgedRow[], thresholds: Thresholds): Outlook {
  const outlook: Outlook = { linked: 0, asked: 0, fresh: 0, wrong: 0, missed: 0 }
  for (const row of rows) {
    const verdict = verdictOf(row, thresholds)
    outlook[verdict]++
    if (verdict === 'linked') outlook.wrong += 1 - probability(row.weight)
    if (verdict === 'fresh') outlook.missed += probability(row.weight)
  }
  return outlook
}

function verdictOf({ link, weight, guarded, next, known }: JudgedRow, { linkAt, reviewAt }: Thresholds) {
  // Nobody to be asked about: it was unresolved, and stays so.
  if (link === 'review' && !known) return 'asked'
  if (link !== 'linked' && weight < reviewAt) return 'fresh'
  const clear = next === null || weight - next >= 4
  const linked = weight >= linkAt && !guarded && clear && link !== 'new'
  return linked ? 'linked' : weight >= reviewAt ? 'asked' : 'fresh'
}
