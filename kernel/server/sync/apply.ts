import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Who } from '../auth/grants.ts'
import type { Context } from '../context.ts'
import { type Projection, allProjections, findProjection } from './projection.ts'
import { factOfRow, type ActRow } from './log.ts'

export interface Refusal {
  fact: Fact
  code: 'not_yours' | 'no_subject'
}

/** Folds facts into their projections, in order, and saves what changed. Returns those that could not be applied. */
export async function applyFacts(context: Context, facts: { fact: Fact; who: Who | null }[]): Promise<Refusal[]> {
  const refusals: Refusal[] = []
  const groups = new Map<string, { projection: Projection; community: Id; items: typeof facts }>()
  for (const item of facts) {
    const projection = findProjection(item.fact.kind)
    if (!projection) continue
    const key = `${projection.name} ${item.fact.community}`
    const group = groups.get(key) ?? { projection, community: item.fact.community, items: [] }
    group.items.push(item)
    groups.set(key, group)
  }
  for (const { projection, community, items } of groups.values()) {
    refusals.push(...(await foldGroup(context, projection, community, items)))
  }
  return refusals
}

async function foldGroup(
  context: Context,
  projection: Projection,
  community: Id,
  items: { fact: Fact; who: Who | null }[],
): Promise<Refusal[]> {
  const states = await projection.load(context, community, [...new Set(items.map((item) => item.fact.subject))])
  const changed = new Map<Id, { state: unknown; version: number }>()
  const refusals: Refusal[] = []
  for (const { fact, who } of items) {
    const before = states.get(fact.subject)
    if (who && projection.refuses?.(before, fact, who)) {
      refusals.push({ fact, code: 'not_yours' })
      continue
    }
    const after = projection.fold(before, fact)
    if (after === undefined) refusals.push({ fact, code: 'no_subject' })
    else {
      states.set(fact.subject, after)
      changed.set(fact.subject, { state: after, version: fact.version })
    }
  }
  if (changed.size) await projection.save(context, community, changed)
  return refusals
}

/**
 * Rebuilds rows from the log alone: folds all acts of one community again, in order, and hands each final state to
 * `compare` together with the stored one. The proof that no row says more than its acts.
 */
export async function replay(
  context: Context,
  community: Id,
  compare: (projection: string, subject: Id, rebuilt: unknown, stored: unknown) => void,
): Promise<number> {
  const rebuilt = new Map<string, Map<Id, unknown>>()
  const rows = await context.db<ActRow[]>`
    select * from acts where community_id = ${community} and held is null order by version`
  for (const row of rows) {
    const fact = factOfRow(context, row)
    const projection = findProjection(fact.kind)
    if (!projection) continue
    const states = rebuilt.get(projection.name) ?? new Map<Id, unknown>()
    rebuilt.set(projection.name, states)
    states.set(fact.subject, projection.fold(states.get(fact.subject), fact))
  }
  for (const projection of allProjections()) {
    const states = rebuilt.get(projection.name) ?? new Map<Id, unknown>()
    const stored = await projection.load(context, community, [...states.keys()])
    for (const [subject, state] of states) compare(projection.name, subject, state, stored.get(subject))
  }
  return rows.length
}
