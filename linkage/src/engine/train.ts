import type { Layout } from './layout.ts'
import { levelsOf } from './pairs.ts'
import type { Chances } from './sample.ts'

/** Distinct patterns and how many pairs show each. */
export interface Histogram {
  patterns: Int32Array
  counts: Float64Array
  levels: Uint8Array
}

/** Probabilities by comparison and level, and how many pairs of each kind there are. */
export interface Classes {
  m: number[][]
  u: number[][]
  h: number[][] | undefined
  matches: number
  housemates: number
  strangers: number
}

export function histogramOf(layout: Layout, found: Map<number, number>): Histogram {
  const sorted = [...found].sort((a, b) => a[0] - b[0])
  const width = layout.comparisons.length
  const levels = new Uint8Array(sorted.length * width)
  sorted.forEach(([pattern], i) => levels.set(levelsOf(layout, pattern), i * width))
  return {
    patterns: Int32Array.from(sorted, ([pattern]) => pattern),
    counts: Float64Array.from(sorted, ([, count]) => count),
    levels,
  }
}

const rounds = 60
/** Pairs that stand for what is known of levels before any was seen. */
const prior = 4

/**
 * Expectation maximisation over the histogram: how likely each level is among pairs of one person. What strangers and
 * housemates look like is measured beforehand and stays, save that the matches among all pairs are taken off.
 */
export function trainClasses(layout: Layout, histogram: Histogram, chances: Chances, allPairs: number): Classes {
  const classes: Classes = {
    m: layout.comparisons.map(({ levels }) => firstGuess(levels.length)),
    u: chances.any.map((levels) => [...levels]),
    h: chances.housemates?.map((levels, c) => (layout.comparisons[c]!.household ? firstOfHousehold(levels) : levels)),
    matches: 0,
    housemates: 0,
    strangers: allPairs,
  }
  const total = histogram.counts.reduce((sum, n) => sum + n, 0)
  classes.matches = total * 0.3
  settleHousemates(layout, classes, chances)
  keepFromStrangers(layout, classes)
  for (let round = 0; round < rounds; round++) {
    const before = classes.matches
    step(layout, histogram, classes)
    takeOffMatches(layout, chances, classes, allPairs)
    settleHousemates(layout, classes, chances)
    keepFromStrangers(layout, classes)
    if (round > 10 && Math.abs(classes.matches - before) < before * 1e-5) break
  }
  return classes
}

const sampledLeast = 0.5
const countedLeast = 0.02

/** Most matches agree; the rest is spread over the other levels. */
function firstGuess(levels: number): number[] {
  const others = levels - 2
  return Array.from({ length: levels }, (_, level) => (level === 0 ? 0 : level === 1 ? 0.8 : 0.2 / others))
}

/** Among housemates the first level, only one person who fits, is the rare one. */
function firstOfHousehold(levels: number[]): number[] {
  return levels.map((_, level) => (level === 0 ? 0 : level === 1 ? 0.2 : 0.8 / (levels.length - 2)))
}

/** What is said about households is neither for nor against a stranger. */
function keepFromStrangers(layout: Layout, { m, u }: Classes): void {
  layout.comparisons.forEach(({ household }, c) => {
    if (household) u[c] = [...m[c]!]
  })
}

function step(layout: Layout, { counts, levels }: Histogram, classes: Classes): void {
  const { m, u, h } = classes
  const width = m.length
  const seen = layout.comparisons.map((c) => c.levels.map(() => 0))
  const seenHome = layout.comparisons.map((c) => (c.household && h ? c.levels.map(() => 0) : undefined))
  let matches = 0
  for (let i = 0; i < counts.length; i++) {
    let pm = classes.matches
    let pu = classes.strangers
    let ph = h ? classes.housemates : 0
    for (let c = 0; c < width; c++) {
      const level = levels[i * width + c]!
      if (level === 0) continue
      pm *= m[c]![level]!
      pu *= u[c]![level]!
      if (h) ph *= h[c]![level]!
    }
    const all = pm + pu + ph
    if (all === 0) continue
    const share = (counts[i]! * pm) / all
    matches += share
    const shareHome = (counts[i]! * ph) / all
    for (let c = 0; c < width; c++) {
      seen[c]![levels[i * width + c]!]! += share
      const home = seenHome[c]
      if (home) home[levels[i * width + c]!]! += shareHome
    }
  }
  classes.matches = Math.max(matches, 1e-3)
  for (let c = 0; c < width; c++) {
    m[c] = sharesOf(seen[c]!)
    const home = seenHome[c]
    if (home) h![c] = sharesOf(home)
  }
}

function sharesOf(seen: number[]): number[] {
  const known = seen.reduce((sum, n, level) => sum + (level === 0 ? 0 : n), 0)
  const spread = seen.length - 1
  return seen.map((n, level) => (level === 0 ? 0 : (n + prior / spread) / (known + prior)))
}

/**
 * Random pairs hold matches too: among few records with many copies, most of those that agree. What was not counted but
 * sampled keeps half: of a rare level the sample may have seen no pair at all, and no match either.
 */
function takeOffMatches({ comparisons }: Layout, chances: Chances, classes: Classes, allPairs: number): void {
  const share = Math.min(classes.matches / allPairs, 0.5)
  classes.u = chances.any.map((levels, c) => {
    const left = levels.map((p, level) => {
      const least = comparisons[c]!.shared[level] === undefined ? sampledLeast : countedLeast
      return level === 0 ? 0 : Math.max(p - share * classes.m[c]![level]!, p * least, 1e-9)
    })
    const total = left.reduce((sum, p) => sum + p, 0)
    return total === 0 ? left : left.map((p) => p / total)
  })
}

/**
 * What the anchors cannot tell: they were chosen for one door and two IDs. The address of a housemate is written with
 * the same faults as one's own, and the ID is a stranger's, save that it comes from the same area.
 */
function settleHousemates(layout: Layout, classes: Classes, { doorPairs }: Chances): void {
  const { h, m, u } = classes
  if (!h) return
  const address = layout.comparisons.findIndex(({ name }) => name === 'zhAddress')
  // All pairs of a household, also those that no rule found; one that only its door gives away is one of them.
  const atDoor = Math.max(0.3, m[address]![1]!)
  classes.housemates = Math.max(doorPairs - classes.matches * atDoor, doorPairs * 0.05) / atDoor
  layout.comparisons.forEach(({ name, levels }, c) => {
    if (name === 'zhAddress') h[c] = m[c]!
    if (name === 'residentIdMask') {
      const asStranger = [levels.indexOf('partial'), levels.indexOf('ends')]
      h[c] = h[c]!.map((p, level) => (asStranger.includes(level) ? u[c]![level]! : p))
    }
    if (name === 'residentId') {
      const twin = levels.indexOf('twin')
      const seen = Math.max(h[c]![twin]!, 1e-4)
      h[c] = u[c]!.map((p, level) => (level === twin ? seen : p))
    }
  })
}

/** Bits of evidence of each level: against a stranger, and against a housemate. */
export interface Bits {
  stranger: Float64Array[]
  housemate: Float64Array[] | undefined
  start: number
  startHousemate: number
}

function ratio(p: number[], q: number[]): Float64Array {
  return Float64Array.from(p, (value, level) => (level === 0 ? 0 : Math.log2(value / q[level]!)))
}

export function bitsOf({ m, u, h, matches, housemates, strangers }: Classes): Bits {
  return {
    stranger: m.map((levels, c) => ratio(levels, u[c]!)),
    housemate: h ? m.map((levels, c) => ratio(levels, h[c]!)) : undefined,
    start: Math.log2(matches / strangers),
    startHousemate: h ? Math.log2(matches / Math.max(housemates, matches * 1e-6)) : 0,
  }
}
