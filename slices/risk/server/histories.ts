import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { type History, type Version, foldVersions } from '../model.ts'
import { type NewPlace, insertPlaces, updateHistories } from './places.ts'

/** Enters lists among those that are there: histories are folded anew from the earliest of them on. */
export async function foldIn(
  context: Context,
  fresh: readonly (Version & { id: Id })[],
  places: readonly NewPlace[],
): Promise<void> {
  const from = Math.min(...fresh.map(({ at }) => at))
  const known = await loadHistories(context, from, fresh, new Set(places.map(({ id }) => id)))
  const histories = foldFrom(known, from, [...(await loadVersions(context, from, fresh)), ...fresh])
  await insertPlaces(context, places, histories)
  await saveHistories(context, known, histories, new Set(places.map(({ id }) => id)))
}

/** Histories anew from the instant `from` (ms) on: a list was set aside, or counts again. */
export async function foldAgain(context: Context, from: number): Promise<void> {
  const versions = await loadVersions(context, from, [])
  const known = await loadHistories(context, from, versions, new Set())
  await saveHistories(context, known, foldFrom(known, from, versions), new Set())
}

/** The lists from `from` on, without those that are at hand. */
async function loadVersions({ db }: Context, from: number, except: readonly { id: Id }[]): Promise<Version[]> {
  const rows = await db<{ at: Date; high: number[]; middle: number[]; low: number[] }[]>`
    select at, high, middle, low from risk_lists where at >= ${new Date(from)} and set_aside_at is null
      and id <> all(${except.map(({ id }) => id)}::uuid[])`
  return rows.map(({ at, high, middle, low }) => ({ at: at.getTime(), places: { high, middle, low } }))
}

/**
 * The histories that may change from `from` on: of places that stand at a level then, of those that change later, and
 * of all that the lists name.
 */
async function loadHistories(
  { db }: Context,
  from: number,
  versions: readonly Version[],
  except: ReadonlySet<number>,
): Promise<Map<number, History>> {
  const named = new Set<number>()
  for (const { places } of versions)
    for (const numbers of Object.values(places))
      for (const number of numbers) if (!except.has(number)) named.add(number)
  const rows = await db<{ id: number; changed_at: Date[]; levels: number[] }[]>`
    select id, changed_at, levels from risk_places
    where (cardinality(levels) > 0
        and (levels[cardinality(levels)] > 0 or changed_at[cardinality(changed_at)] >= ${new Date(from)}))
      or id = any(${[...named]})`
  return new Map(rows.map(({ id, changed_at, levels }) => [id, { at: changed_at.map(Number), ranks: levels }]))
}

/** What stood before `from` stays; the rest is the fold of the versions. */
function foldFrom(
  known: ReadonlyMap<number, History>,
  from: number,
  versions: readonly Version[],
): Map<number, History> {
  const kept = new Map<number, History>()
  const before = new Map<number, number>()
  for (const [id, { at, ranks }] of known) {
    const length = at.findLastIndex((start) => start < from) + 1
    kept.set(id, { at: at.slice(0, length), ranks: ranks.slice(0, length) })
    if (length && ranks[length - 1]) before.set(id, ranks[length - 1]!)
  }
  for (const [id, { at, ranks }] of foldVersions(versions, before)) {
    const start = kept.get(id)
    kept.set(id, start ? { at: [...start.at, ...at], ranks: [...start.ranks, ...ranks] } : { at, ranks })
  }
  return kept
}

async function saveHistories(
  context: Context,
  known: ReadonlyMap<number, History>,
  histories: ReadonlyMap<number, History>,
  except: ReadonlySet<number>,
): Promise<void> {
  const changed = [...histories].filter(([id, history]) => !except.has(id) && !isSame(known.get(id), history))
  await updateHistories(context, changed)
}

function isSame(a: History | undefined, b: History): boolean {
  return a?.at.length === b.at.length && b.at.every((at, i) => a.at[i] === at && a.ranks[i] === b.ranks[i])
}
