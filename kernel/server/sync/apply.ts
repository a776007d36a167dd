import type { Act, Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Who } from '../auth/grants.ts'
import type { Context } from '../context.ts'
import { type Changed, type Conflict, type Projection, allProjections, findProjection } from './projection.ts'
import { factOfRow, type ActRow } from './log.ts'

export interface Refusal {
  fact: Fact
  code: 'not_yours' | 'no_subject' | Conflict
}

/** What acts of one projection in one community are about. */
type About = Pick<Act, 'kind' | 'community' | 'subject'>

interface Group<Item> {
  projection: Projection
  community: Id
  items: Item[]
}

/** States of subjects, by projection and community. */
export type States = Map<string, Map<Id, unknown>>

export function stateKey(projection: Projection, community: Id): string {
  return `${projection.name} ${community}`
}

function groupBy<Item>(items: readonly Item[], aboutOf: (item: Item) => About): Map<string, Group<Item>> {
  const groups = new Map<string, Group<Item>>()
  for (const item of items) {
    const { kind, community } = aboutOf(item)
    const projection = findProjection(kind)
    if (!projection) continue
    const key = stateKey(projection, community)
    const group = groups.get(key) ?? { projection, community, items: [] }
    group.items.push(item)
    groups.set(key, group)
  }
  return groups
}

/** The present states of all that these acts are about; asked while the acts are still being appended. */
export async function loadStates(context: Context, acts: readonly About[]): Promise<States> {
  const groups = [...groupBy(acts, (act) => act)]
  return new Map(
    await Promise.all(
      groups.map(async ([key, { projection, community, items }]): Promise<[string, Map<Id, unknown>]> => {
        const subjects = [...new Set(items.map((item) => item.subject))]
        return [key, await projection.load(context, community, subjects)]
      }),
    ),
  )
}

/** What became of facts beyond being folded. */
export interface Applied {
  /** Could not be applied. */
  refusals: Refusal[]
  /** Were allowed when they were done, and would not be now. */
  late: Fact[]
}

/** Folds facts into `states`, in order, and saves what changed. */
export async function applyFacts(
  context: Context,
  states: States,
  facts: readonly { fact: Fact; who: Who | null }[],
): Promise<Applied> {
  const applied: Applied = { refusals: [], late: [] }
  for (const [key, group] of groupBy(facts, ({ fact }) => fact)) {
    await foldGroup(context, group, must(states.get(key), `states of ${key}`), applied)
  }
  return applied
}

async function foldGroup(
  context: Context,
  { projection, community, items }: Group<{ fact: Fact; who: Who | null }>,
  states: Map<Id, unknown>,
  { refusals, late }: Applied,
): Promise<void> {
  const original = new Map(states)
  const changed = new Map<Id, Changed<unknown>>()
  for (const { fact, who } of items) {
    const before = states.get(fact.subject)
    if (who && projection.refuses?.(before, fact, who)) {
      if (!(await projection.allowedThen?.(context, fact, who))) {
        refusals.push({ fact, code: 'not_yours' })
        continue
      }
      late.push(fact)
    }
    const after = projection.fold(before, fact)
    if (after === undefined) refusals.push({ fact, code: 'no_subject' })
    else {
      states.set(fact.subject, after)
      changed.set(fact.subject, { before: original.get(fact.subject), state: after, version: fact.version })
    }
  }
  for (const [subject, code] of (await projection.conflicts?.(context, community, changed)) ?? []) {
    changed.delete(subject)
    if (original.has(subject)) states.set(subject, original.get(subject))
    else states.delete(subject)
    const refused = new Set(refusals.map((refusal) => refusal.fact))
    for (const { fact } of items) if (fact.subject === subject && !refused.has(fact)) refusals.push({ fact, code })
  }
  if (changed.size) await projection.save(context, community, changed)
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
