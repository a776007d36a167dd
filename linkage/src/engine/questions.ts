import { type Table, rowHash } from './rows.ts'
import { probabilityOf } from './threshold.ts'
import type { Edges, Model } from './types.ts'

/** "Are these two one person?" — asked for all pairs that agree in the same way. */
export interface Question {
  a: number
  b: number
  pattern: number
  /** Pairs of this pattern. */
  pairs: number
  /** What is believed of them so far. */
  probability: number
}

export interface Questions {
  /** The pair whose answer teaches most, or undefined where nothing doubtful is left. */
  next(): Question | undefined
  /** `same`: true, false, or undefined for "cannot tell", which only takes the pair off the list. */
  answer(question: Question, same: boolean | undefined): void
  /** The model with what was learned: weigh again with it. */
  model(): Model
  readonly answered: number
}

interface Pattern {
  pattern: number
  /** Edges of the pattern, in the order in which they are shown. */
  edges: number[]
  pairs: number
  /** Mean probability before any answer. */
  before: number
  yes: number
  no: number
  shown: number
}

/** What the model believes counts as so many answers. */
const belief = 2
const shownAtMost = 40

/**
 * Questions by pattern: millions of pairs show a few thousand patterns, and some dozens of them hold nearly all doubt.
 * Asked first is where most pairs hang on what is least certain. An answer moves its whole pattern.
 */
export function openQuestions(table: Table, edges: Edges, model: Model): Questions {
  const patterns = gatherPatterns(table, edges)
  let answered = 0
  return {
    next() {
      let best: Pattern | undefined
      let most = 0.02
      for (const candidate of patterns) {
        if (candidate.shown >= candidate.edges.length) continue
        const gain = gainOf(candidate)
        if (gain > most) {
          most = gain
          best = candidate
        }
      }
      if (!best) return undefined
      const edge = best.edges[best.shown]!
      return {
        a: edges.a[edge]!,
        b: edges.b[edge]!,
        pattern: best.pattern,
        pairs: best.pairs,
        probability: believed(best),
      }
    },
    answer({ pattern }, same) {
      const asked = patterns.find((candidate) => candidate.pattern === pattern)
      if (!asked) return
      asked.shown++
      if (same === undefined) return
      answered++
      if (same) asked.yes++
      else asked.no++
    },
    model: () => ({ ...model, learned: learn(model, patterns) }),
    get answered() {
      return answered
    },
  }
}

function gatherPatterns(table: Table, edges: Edges): Pattern[] {
  const known = new Map<number, Pattern & { sum: number }>()
  for (let i = 0; i < edges.count; i++) {
    const pattern = edges.pattern[i]!
    let found = known.get(pattern)
    if (!found) {
      found = { pattern, edges: [], pairs: 0, before: 0, yes: 0, no: 0, shown: 0, sum: 0 }
      known.set(pattern, found)
    }
    found.pairs++
    found.sum += probabilityOf(edges.weight[i]!)
    if (found.edges.length < 4000) found.edges.push(i)
  }
  const patterns = [...known.values()]
  for (const pattern of patterns) {
    pattern.before = pattern.sum / pattern.pairs
    pattern.edges = spread(table, edges, pattern.edges)
  }
  return patterns.sort((a, b) => b.pairs - a.pairs || a.pattern - b.pattern)
}

/** Some pairs of a pattern, by their content, so that a question comes back the same whatever the order of rows. */
function spread(table: Table, edges: Edges, inside: number[]): number[] {
  const hash = (i: number): number => (rowHash(table, edges.a[i]!) ^ rowHash(table, edges.b[i]!)) >>> 0
  return inside
    .map((i) => ({ i, hash: hash(i) }))
    .sort((a, b) => a.hash - b.hash)
    .slice(0, shownAtMost)
    .map(({ i }) => i)
}

function believed({ before, yes, no }: Pattern): number {
  return (belief * before + yes) / (belief + yes + no)
}

/** Pairs that may be decided wrongly, as far as one more answer can change that. */
function gainOf(pattern: Pattern): number {
  const p = believed(pattern)
  const answers = belief + pattern.yes + pattern.no
  return pattern.pairs * Math.sqrt((p * (1 - p)) / (answers + 1)) * (Math.min(p, 1 - p) + 0.02)
}

function learn(model: Model, patterns: Pattern[]): Record<string, number> {
  const learned = { ...model.learned }
  for (const pattern of patterns) {
    if (pattern.yes + pattern.no === 0) continue
    const bits = logOdds(believed(pattern)) - logOdds(pattern.before)
    learned[pattern.pattern] = (learned[pattern.pattern] ?? 0) + bits
  }
  return learned
}

function logOdds(p: number): number {
  const held = Math.min(1 - 1e-6, Math.max(1e-6, p))
  return Math.log2(held / (1 - held))
}
