/** The levels of a place, the strictest first; `none`: no list that held then named it. */
export const levels = ['high', 'middle', 'low', 'none'] as const
export type Level = (typeof levels)[number]

/** What a list can say of a place. */
export const listedLevels = ['high', 'middle', 'low'] as const
export type ListedLevel = (typeof listedLevels)[number]

/** As stored and compared: a greater rank is stricter. */
const ranks: Record<Level, number> = { high: 3, middle: 2, low: 1, none: 0 }

export function rankOf(level: Level): number {
  return ranks[level]
}

export function levelOf(rank: number): Level {
  return levels[3 - rank] ?? 'none'
}

export function strictest(all: Iterable<Level>): Level {
  let rank = 0
  for (const level of all) rank = Math.max(rank, ranks[level])
  return levelOf(rank)
}

/** A place's level over time: `ranks[i]` holds from `at[i]` (ms since 1970) until `at[i + 1]`. */
export interface History {
  at: number[]
  ranks: number[]
}

/** What one list says, places by number. */
export interface Version {
  /** From when it holds, ms. */
  at: number
  places: Record<ListedLevel, readonly number[]>
}

/**
 * Every place's history under these lists, in whatever order they are given. A list holds from its time until the
 * next; what it does not name is at no level. Of lists that give the same time the stricter word counts: nobody can
 * tell which of them came later, and too strict for an hour is better than too lax.
 * `before`: the ranks that hold until the first of the lists.
 */
export function foldVersions(
  versions: readonly Version[],
  before: ReadonlyMap<number, number> = new Map(),
): Map<number, History> {
  const histories = new Map<number, History>()
  let now = new Map<number, number>([...before].filter(([, rank]) => rank > 0))
  for (const [at, together] of groupByTime(versions)) {
    const next = new Map<number, number>()
    for (const { places } of together) {
      for (const level of listedLevels) {
        const rank = ranks[level]
        for (const place of places[level]) if ((next.get(place) ?? 0) < rank) next.set(place, rank)
      }
    }
    for (const [place, rank] of next) if ((now.get(place) ?? 0) !== rank) note(histories, place, at, rank)
    for (const place of now.keys()) if (!next.has(place)) note(histories, place, at, 0)
    now = next
  }
  return histories
}

function groupByTime(versions: readonly Version[]): [number, Version[]][] {
  const groups = new Map<number, Version[]>()
  for (const version of versions) {
    const group = groups.get(version.at)
    if (group) group.push(version)
    else groups.set(version.at, [version])
  }
  return [...groups].sort(([a], [b]) => a - b)
}

function note(histories: Map<number, History>, place: number, at: number, rank: number): void {
  const history = histories.get(place)
  if (history) {
    history.at.push(at)
    history.ranks.push(rank)
  } else histories.set(place, { at: [at], ranks: [rank] })
}

export interface Span {
  level: ListedLevel
  /** ISO. */
  from: string
  /** ISO; null: until further notice. */
  until: string | null
}

/** A history as spans, without the times at which the place stood in no list. */
export function spansOf({ at, ranks }: History): Span[] {
  return at.flatMap((from, i) => {
    const level = levelOf(ranks[i] ?? 0)
    if (level === 'none') return []
    const until = at[i + 1]
    return [
      { level, from: new Date(from).toISOString(), until: until === undefined ? null : new Date(until).toISOString() },
    ]
  })
}

/** The strictest level at any moment of `from` ≤ t < `until` (ms). */
export function levelDuring({ at, ranks }: History, from: number, until: number): Level {
  let rank = 0
  for (const [i, start] of at.entries()) {
    const end = at[i + 1] ?? Infinity
    if (start < until && end > from) rank = Math.max(rank, ranks[i]!)
  }
  return levelOf(rank)
}

/** Something about a list that does not add up. It counts all the same, and says so. */
export type ListFault =
  | { code: 'count'; level: ListedLevel; stated: number; listed: number }
  | { code: 'not_stated'; level: ListedLevel; listed: number }
  | { code: 'twice'; level: ListedLevel; places: number }
  | { code: 'two_levels'; places: number }
  | { code: 'no_place'; level: ListedLevel; areas: number }
  | { code: 'unnamed'; level: ListedLevel; areas: number }

/**
 * The places of a list in order and each once a level, from their numbers as they stand in it; and what is there more
 * than once. At two levels the stricter counts.
 */
export function sortPlaces(numbers: Record<ListedLevel, readonly number[]>): {
  places: Record<ListedLevel, number[]>
  faults: ListFault[]
} {
  const places: Record<ListedLevel, number[]> = { high: [], middle: [], low: [] }
  const faults: ListFault[] = []
  const seen = new Set<number>()
  let twoLevels = 0
  for (const level of listedLevels) {
    const sorted = Int32Array.from(numbers[level]).sort()
    const once = sorted.filter((place, i) => place !== sorted[i - 1])
    places[level] = [...once]
    if (once.length < sorted.length) faults.push({ code: 'twice', level, places: sorted.length - once.length })
    for (const place of once) {
      const before = seen.size
      if (seen.add(place).size === before) twoLevels++
    }
  }
  if (twoLevels) faults.push({ code: 'two_levels', places: twoLevels })
  return { places, faults }
}
