import { type Random, cumulate } from './random.ts'
import type { Sex } from './names.ts'

/**
 * Shares of five-year groups, %: the national census of 2020 (0–4 to 90+). A city's old quarter has fewer children
 * and more elders; so the three broad classes are scaled to the census bulletin of Nanjing's Xuanwu district (2020:
 * 0–14 11.15 %, 15–59 68.56 %, 60 and over 20.28 %).
 */
const national = [
  5.52, 6.39, 6.04, 5.15, 5.3, 6.52, 8.8, 7.02, 6.6, 8.09, 8.59, 7.19, 5.21, 5.25, 3.52, 2.21, 1.44, 0.76, 0.34,
]
const classes = [
  { from: 0, to: 3, share: 11.15 },
  { from: 3, to: 12, share: 68.56 },
  { from: 12, to: 19, share: 20.28 },
]
/** Men per 100 women, by broad age: more boys are born, women live longer. */
function menShare(age: number): number {
  const ratio = age < 15 ? 113 : age < 60 ? 103 : age < 75 ? 95 : age < 85 ? 82 : 62
  return ratio / (100 + ratio)
}

/** Share of each five-year group, summing to 1. */
export const agePyramid: readonly number[] = national.map((share, at) => {
  const within = classes.find(({ from, to }) => at >= from && at < to)!
  const sum = national.slice(within.from, within.to).reduce((a, b) => a + b, 0)
  return (share / sum) * (within.share / 99.99)
})

export const oldest = 99

/** How many people of each sex and age are still to be given a home. */
export interface Stock {
  /** Takes one person out: of that sex (or either), between the ages; undefined if none is left. */
  take(sex: Sex | null, from: number, to: number): Taken | undefined
  left(from: number, to: number): number
}
export interface Taken {
  sex: Sex
  age: number
}

/** `people` in exactly the proportions of the pyramid: what is drawn from the stock always adds up to it. */
export function openStock(people: number, random: Random): Stock {
  const counts: Record<Sex, Int32Array> = { M: new Int32Array(oldest + 1), F: new Int32Array(oldest + 1) }
  for (const { sex, age } of spread(people, random)) counts[sex][age]!++
  const sexes: readonly Sex[] = ['M', 'F']
  const count = (sex: Sex | null, from: number, to: number): number => {
    let sum = 0
    for (const s of sexes) if (sex === null || s === sex) for (let a = from; a <= to; a++) sum += counts[s][a]!
    return sum
  }
  const bound = (age: number): number => Math.max(0, Math.min(oldest, age))
  return {
    left: (from, to) => count(null, bound(from), bound(to)),
    take: (sex, from, to) => {
      const [low, high] = [bound(from), bound(to)]
      const all = count(sex, low, high)
      if (all === 0) return undefined
      let place = random.below(all)
      for (const s of sexes) {
        if (sex !== null && s !== sex) continue
        for (let age = low; age <= high; age++) {
          place -= counts[s][age]!
          if (place >= 0) continue
          counts[s][age]!--
          return { sex: s, age }
        }
      }
      throw new Error('a counted person must be found')
    },
  }
}

function* spread(people: number, random: Random): Generator<Taken> {
  const sums = cumulate(agePyramid)
  let made = 0
  for (let group = 0; group < sums.length; group++) {
    const until = group === sums.length - 1 ? people : Math.round(sums[group]! * people)
    for (; made < until; made++) {
      // The last group is open (90 and over): few reach its end.
      const age = group * 5 + (group === 18 ? Math.min(random.below(10), random.below(10)) : random.below(5))
      yield { age, sex: random.chance(menShare(age)) ? 'M' : 'F' }
    }
  }
}
