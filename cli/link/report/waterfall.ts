import type { Model, Waterfall, WaterfallStep } from '#linkage/engine/types.ts'
import { posterior } from '#linkage/evaluate/index.ts'
import { comparisonText, levelText } from './words.ts'

/**
 * How a pair's weight adds up, from its pattern alone: where one starts (most pairs are strangers), what each level
 * says, and what is left over, which is how rare the shared values are and what answers taught. No values are read, so
 * nothing personal can be shown.
 */
export function waterfallOf(model: Model, pattern: number, weight: number): Waterfall {
  const start = logOdds(model.lambda)
  const hasHousemates = model.lambdaH > 0 && model.comparisons.every(({ h }) => h !== undefined)
  const startHousemate = hasHousemates ? Math.log2(model.lambda / model.lambdaH) : undefined
  const steps: WaterfallStep[] = [
    {
      comparison: 'start',
      level: '',
      bits: start,
      ...(startHousemate === undefined ? {} : { housemate: startHousemate }),
      zh: '起点：随便两行',
      en: 'start: any two rows',
    },
  ]
  let left = pattern
  for (const { name, levels, m, u, h } of model.comparisons) {
    const level = left % levels.length
    left = (left - level) / levels.length
    // The first level of each is that there is nothing to compare.
    if (level === 0) continue
    const [comparison, agreement] = [comparisonText(name), levelText(levels[level]!)]
    steps.push({
      comparison: name,
      level: levels[level]!,
      bits: ratio(m[level]!, u[level]!),
      ...(hasHousemates ? { housemate: ratio(m[level]!, h![level]!) } : {}),
      zh: `${comparison[0]}${agreement[0]}`,
      en: `${comparison[1]}: ${agreement[1]}`,
    })
  }
  steps.push(...remainder(steps, weight, hasHousemates))
  return { weight, probability: posterior(weight), steps }
}

function remainder(steps: readonly WaterfallStep[], weight: number, hasHousemates: boolean): WaterfallStep[] {
  const stranger = steps.reduce((sum, { bits }) => sum + bits, 0)
  const housemate = hasHousemates ? steps.reduce((sum, step) => sum + (step.housemate ?? 0), 0) : Infinity
  // What is decided by is the smaller of the two sums; rarity moves the first only.
  if (housemate <= stranger && Math.abs(housemate - weight) < 1) return []
  const rest = weight - stranger
  if (Math.abs(rest) < 0.05) return []
  return [
    {
      comparison: 'rest',
      level: '',
      bits: rest,
      zh: rest > 0 ? '相同的值少见' : '相同的值常见，或可能是同住的人',
      en: rest > 0 ? 'what they share is rare' : 'what they share is common, or they may be housemates',
    },
  ]
}

function ratio(m: number, u: number): number {
  return Math.log2(Math.max(m, 1e-9) / Math.max(u, 1e-9))
}

function logOdds(share: number): number {
  return Math.log2(Math.max(share, 1e-15) / (1 - Math.min(share, 1 - 1e-9)))
}
