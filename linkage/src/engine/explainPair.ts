import { bitsOfModel } from './model.ts'
import { levelsOf } from './pairs.ts'
import { type Scorer, openScorer, patternAt, rarityAt, weighPair } from './score.ts'
import type { Table } from './rows.ts'
import { probabilityOf } from './threshold.ts'
import type { Model, Waterfall, WaterfallStep } from './types.ts'
import { comparisonWords, levelWords } from './words.ts'

const scorers = new WeakMap<Table, { model: Model; scorer: Scorer }>()

/** The scorer of a model on a table, made once. */
export function scorerOf(model: Model, table: Table): Scorer {
  const known = scorers.get(table)
  if (known?.model === model) return known.scorer
  const learned = new Map(Object.entries(model.learned).map(([pattern, bits]) => [Number(pattern), bits]))
  const u = model.comparisons.map((comparison) => comparison.u)
  const scorer = openScorer(table, bitsOfModel(model, table.layout, table.rows), u, learned)
  scorers.set(table, { model, scorer })
  return scorer
}

/**
 * Why two rows weigh what they do, step by step, in bits: against a stranger, and against another person of the
 * household where those could be told. The smaller of the two sums decides.
 */
export function explainPair(model: Model, table: Table, a: number, b: number): Waterfall {
  const scorer = scorerOf(model, table)
  const { bits } = scorer
  const pattern = patternAt(scorer, a, b)
  const weight = weighPair(scorer, pattern, a, b)
  const steps: WaterfallStep[] = [
    {
      comparison: 'start',
      level: 'start',
      bits: bits.start,
      ...(bits.housemate ? { housemate: bits.startHousemate } : {}),
      zh: `起点:随便两条记录是同一人的机会约为 1/${oneIn(bits.start)}`,
      en: `start: any two records are one person once in ${oneIn(bits.start)}`,
    },
  ]
  levelsOf(table.layout, pattern).forEach((level, c) => {
    if (level === 0) return
    const { name, levels } = table.layout.comparisons[c]!
    const rarity = rarityAt(scorer, c, level, a, b)
    const [zh, en] = levelWords(levels[level]!)
    steps.push({
      comparison: name,
      level: levels[level]!,
      bits: bits.stranger[c]![level]! + rarity,
      ...(bits.housemate ? { housemate: bits.housemate[c]![level]! } : {}),
      zh: `${comparisonWords(name)[0]}:${zh}${rarity > 2 ? ',而且少见' : rarity < -2 ? ',但很常见' : ''}`,
      en: `${comparisonWords(name)[1]}: ${en}${rarity > 2 ? ', and rare' : rarity < -2 ? ', but common' : ''}`,
    })
  })
  const taught = model.learned[pattern]
  if (taught !== undefined && taught !== 0)
    steps.push({
      comparison: 'answers',
      level: 'answers',
      bits: taught,
      ...(bits.housemate ? { housemate: taught } : {}),
      zh: '人工判断同类记录的结果',
      en: 'what people answered about such pairs',
    })
  return { weight, probability: probabilityOf(weight), steps }
}

function oneIn(bits: number): string {
  return Math.round(2 ** -bits).toLocaleString('en')
}
