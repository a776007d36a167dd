import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Call } from '#server/http/route.ts'
import { loadMasked } from '#slices/people/server/show.ts'
import type { RuleDocument, Words } from '../model/document.ts'
import type { Outcome } from '../model/rules.ts'
import type { DryRunCounts } from './dry-run.ts'

/** Rules of the areas above, at and below those where the caller holds a role. */
export async function listPolicies(call: Call) {
  const { db, clock, who } = call
  const mine = who.grants.map(({ area }) => area.id)
  const now = new Date(clock())
  const rows = await db<
    {
      id: Id
      name: string
      area: string
      number: number | null
      from: Date | null
      until: Date | null
      title: Words | null
      next_number: number | null
      next_from: Date | null
      draft: boolean
    }[]
  >`
    select p.id, p.name, a.name as area, f.number, f.effective_from as "from", f.effective_until as until,
      f.document->'title' as title, n.number as next_number, n.effective_from as next_from,
      exists (select 1 from policy_versions d where d.policy_id = p.id and d.status = 'draft') as draft
    from policies p join areas a on a.id = p.area_id
      left join lateral (select * from policy_versions v where v.policy_id = p.id and v.status = 'published'
        and v.effective_from <= ${now} order by v.effective_from desc, v.number desc limit 1) f on true
      left join lateral (select * from policy_versions v where v.policy_id = p.id and v.status = 'published'
        and v.effective_from > ${now} order by v.effective_from, v.number limit 1) n on true
    where a.lineage && ${mine}::uuid[]
      or a.id = any(select unnest(m.lineage) from areas m where m.id = any(${mine}::uuid[]))
    order by a.code, p.name`
  return rows.map(({ id, name, area, number, from, until, title, next_number, next_from, draft }) => ({
    id,
    name,
    area,
    inForce: number && from && title && !(until && until <= now) ? { number, from: from.toISOString(), title } : null,
    next: next_number && next_from ? { number: next_number, from: next_from.toISOString() } : null,
    draft,
  }))
}

export async function listVersions({ db, clock }: Context, policy: Id) {
  const [shown] = await db<{ id: Id; name: string; area_id: Id; area: string }[]>`
    select p.id, p.name, p.area_id, a.name as area from policies p join areas a on a.id = p.area_id where p.id = ${policy}`
  if (!shown) return undefined
  const rows = await db<
    {
      id: Id
      number: number
      status: 'draft' | 'published' | 'revoked'
      note: string
      effective_from: Date | null
      effective_until: Date | null
      drafted_by: Id
      drafter: string
      drafted_at: Date
      publisher: string | null
      published_at: Date | null
      applied_at: Date | null
      document: RuleDocument
    }[]
  >`
    select v.id, v.number, v.status, v.note, v.effective_from, v.effective_until, v.drafted_by, d.name as drafter,
      v.drafted_at, b.name as publisher, v.published_at, v.applied_at, v.document
    from policy_versions v join accounts d on d.id = v.drafted_by left join accounts b on b.id = v.published_by
    where v.policy_id = ${policy} order by v.number desc`
  const runs = await db<{ id: Id }[]>`
    select r.id from policy_dry_runs r join policy_versions v on v.id = r.version_id
    where v.policy_id = ${policy} order by r.started_at desc limit 10`
  const now = clock()
  const past = rows.filter((row) => row.status === 'published' && row.effective_from!.getTime() <= now)
  const current = past.toSorted(
    (a, b) => b.effective_from!.getTime() - a.effective_from!.getTime() || b.number - a.number,
  )[0]
  const inForce = current && !(current.effective_until && current.effective_until.getTime() <= now) ? current.id : null
  return {
    id: shown.id,
    name: shown.name,
    area: { id: shown.area_id, name: shown.area },
    versions: rows.map((row) => ({
      id: row.id,
      number: row.number,
      status: row.status,
      note: row.note,
      effectiveFrom: row.effective_from?.toISOString() ?? null,
      effectiveUntil: row.effective_until?.toISOString() ?? null,
      draftedBy: { id: row.drafted_by, name: row.drafter },
      draftedAt: row.drafted_at.toISOString(),
      publishedBy: row.publisher,
      publishedAt: row.published_at?.toISOString() ?? null,
      appliedAt: row.applied_at?.toISOString() ?? null,
      inForce: row.id === inForce,
      document: row.document,
    })),
    runs: (await Promise.all(runs.map(({ id }) => getRun({ db }, id)))).filter((run) => run !== undefined),
  }
}

export async function getRun({ db }: Pick<Context, 'db'>, id: Id) {
  const [run] = await db<
    {
      id: Id
      version_id: Id
      effective_from: Date
      status: 'running' | 'done' | 'failed'
      done: number
      total: number
      counts: Partial<DryRunCounts>
      started_at: Date
    }[]
  >`
    select id, version_id, effective_from, status, done, total, counts, started_at from policy_dry_runs where id = ${id}`
  return (
    run && {
      id: run.id,
      version: run.version_id,
      effectiveFrom: run.effective_from.toISOString(),
      status: run.status,
      done: run.done,
      total: run.total,
      counts: run.counts,
      startedAt: run.started_at.toISOString(),
    }
  )
}

export interface Affected {
  community: Id
  communityName: string
  resident: Id
  measure: Id
  name: string
  place: string
  kind: Words
  outcome: Outcome
  day: number
  endsBefore: string
  endsAfter: string
}

export async function listAffected(
  context: Context,
  run: Id,
  {
    outcome,
    offset,
    limit,
    communities,
  }: { outcome?: Outcome | undefined; offset: number; limit: number; communities: Id[] },
): Promise<{ total: number; people: Affected[] }> {
  const { db } = context
  const rows = await db<
    {
      total: number
      community_id: Id
      community: string
      resident_id: Id
      measure_id: Id
      kind: Words
      outcome: Outcome
      day: number
      ends_before: string
      ends_after: string
    }[]
  >`
    select count(*) over ()::int as total, r.community_id, a.name as community, r.resident_id, r.measure_id,
      m.name as kind, r.outcome, r.day, r.ends_before, r.ends_after
    from policy_dry_run_rows r join areas a on a.id = r.community_id
      join measures m on m.community_id = r.community_id and m.id = r.measure_id
      join residents p on p.community_id = r.community_id and p.id = r.resident_id
    where r.run_id = ${run} and r.community_id = any(${communities})
      ${outcome ? db`and r.outcome = ${outcome}` : db``}
    order by r.outcome, a.code, p.place_key, r.resident_id limit ${limit} offset ${offset}`
  const people = new Map<Id, { name: string; place: string }>()
  for (const community of new Set(rows.map(({ community_id }) => community_id))) {
    const ids = rows.filter(({ community_id }) => community_id === community).map(({ resident_id }) => resident_id)
    for (const [id, { name, place }] of await loadMasked(context, community, ids)) people.set(id, { name, place })
  }
  return {
    total: rows[0]?.total ?? 0,
    people: rows.map((row) => ({
      community: row.community_id,
      communityName: row.community,
      resident: row.resident_id,
      measure: row.measure_id,
      name: people.get(row.resident_id)?.name ?? '',
      place: people.get(row.resident_id)?.place ?? '',
      kind: row.kind,
      outcome: row.outcome,
      day: row.day,
      endsBefore: row.ends_before,
      endsAfter: row.ends_after,
    })),
  }
}
