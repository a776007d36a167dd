/**
 * What answers teach. For each pattern of evidence the weights say how probable "the same person" is; a person's answers
 * move that, as a Beta distribution that begins with two imagined answers at the weights' word. It only moves weights:
 * rows that a guard keeps for a person are asked about however many answers there were.
 */
export interface Answer {
  pattern: string
  /** Bits, when it was asked. */
  weight: number
  same: boolean
}

export interface LearnedPattern {
  pattern: string
  same: number
  different: number
  /** What the weights said, and what is believed now: probabilities. */
  before: number
  now: number
  /** Bits added to every pair of this pattern. */
  shift: number
}

export interface Learned {
  /** How many answers it rests on. */
  answers: number
  patterns: ReadonlyMap<string, LearnedPattern>
}

/** Imagined answers that the weights count as: few, so that ten real ones are heard. */
const prior = 2
/** No number of answers makes a pair likelier or less likely than this many bits. */
const mostBits = 10

export const nothingLearned: Learned = { answers: 0, patterns: new Map() }

/** The same answers give the same, in whatever order they came. */
export function learnFrom(answers: readonly Answer[]): Learned {
  const byPattern = new Map<string, Answer[]>()
  for (const answer of answers) byPattern.set(answer.pattern, [...(byPattern.get(answer.pattern) ?? []), answer])
  return {
    answers: answers.length,
    patterns: new Map([...byPattern].map(([pattern, all]) => [pattern, learnPattern(pattern, all)])),
  }
}

function learnPattern(pattern: string, answers: readonly Answer[]): LearnedPattern {
  const weights = answers.map(({ weight }) => weight).toSorted((a, b) => a - b)
  const before = weights.reduce((sum, weight) => sum + probability(weight), 0) / weights.length
  const same = answers.filter((answer) => answer.same).length
  const now = (same + prior * before) / (answers.length + prior)
  const shift = Math.max(-mostBits, Math.min(mostBits, bits(now) - bits(before)))
  return { pattern, same, different: answers.length - same, before, now, shift }
}

export function shiftOf(learned: Learned, pattern: string): number {
  return learned.patterns.get(pattern)?.shift ?? 0
}

/**
 * Bits that one answer about this pattern is expected to teach: about the pair asked, and about how often the pattern
 * means one person, which serves every other pair that waits with it.
 */
export function valueOfAnswer(weight: number, known: LearnedPattern | undefined, waiting: number): number {
  const before = known?.before ?? probability(weight)
  const a = clip(before) * prior + (known?.same ?? 0)
  const b = (1 - clip(before)) * prior + (known?.different ?? 0)
  const about = entropy(a / (a + b))
  // Mutual information of the answer and the pattern's true share: large while little is known, small after many answers.
  return about + Math.max(0, waiting - 1) * Math.max(0, about - expectedEntropy(a, b))
}

export function probability(weight: number): number {
  return 1 / (1 + 2 ** -weight)
}

export function bits(share: number): number {
  return Math.log2(clip(share) / (1 - clip(share)))
}

function clip(share: number): number {
  return Math.max(1e-4, Math.min(1 - 1e-4, share))
}

/** Of a yes or no, in bits. */
function entropy(share: number): number {
  const p = clip(share)
  return -p * Math.log2(p) - (1 - p) * Math.log2(1 - p)
}

/** The entropy of a yes or no whose share is not known but Beta(a, b), on average, in bits. */
function expectedEntropy(a: number, b: number): number {
  const all = digamma(a + b + 1)
  return ((a / (a + b)) * (all - digamma(a + 1)) + (b / (a + b)) * (all - digamma(b + 1))) / Math.LN2
}

/** The logarithmic derivative of the gamma function, for positive numbers: recurrence, then its asymptotic series. */
function digamma(given: number): number {
  let x = given
  let sum = 0
  for (; x < 6; x++) sum -= 1 / x
  const s = 1 / (x * x)
  return sum + Math.log(x) - 1 / (2 * x) - s * (1 / 12 - s * (1 / 120 - s / 252))
}
