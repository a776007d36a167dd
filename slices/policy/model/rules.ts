import { type CertLogicExpression, evaluate } from 'certlogic-js'
import type { MeasureKind, RuleDocument } from './document.ts'

/** Days that never came: CertLogic compares whole numbers and knows no "never". */
export const never = 9999

/** What rules know of a person on a day; kept with each decision as the facts that it used. */
export interface Facts {
  /** YYYY-MM-DD, the deployment's. */
  day: string
  person: { age: number; categories: string[] }
  /** Days since the person was last in an area of that level (0: is there today). */
  since: { high: number; middle: number; low: number }
  /** Days since the last arrival that was declared, and how many days that stay is to last. */
  arrived: number
  /** The measure the person is under: its kind, which day of it this is, and how many it lasts. Empty: none. */
  measure: { kind: string; day: number; days: number }
}

/** Whether a condition holds. The same on the phone and on the server; throws on an expression that makes no sense. */
export function holds(when: unknown, facts: Facts): boolean {
  return evaluate(when as CertLogicExpression, facts) === true
}

export function lengthOf(measure: Pick<MeasureKind, 'stages'>): number {
  return measure.stages.reduce((sum, { days }) => sum + days, 0)
}

/** The longest measure that any decision puts the person under; undefined: none does. */
export function decideMeasure(
  document: RuleDocument,
  facts: Facts,
): { decision: string; measure: MeasureKind } | undefined {
  const found = document.decisions
    .filter(({ when }) => holds(when, facts))
    .map(({ key, measure }) => ({ decision: key, measure: document.measures.find((one) => one.key === measure)! }))
  return found.toSorted((a, b) => lengthOf(b.measure) - lengthOf(a.measure))[0]
}

export const outcomes = ['released', 'shortened', 'unchanged', 'lengthened'] as const
export type Outcome = (typeof outcomes)[number]

export interface Change {
  outcome: Outcome
  /** The line of the rule that says so; null: none applies, and all stays as it is. */
  transition: string | null
  /** What the measure becomes; null where it ends or stays. */
  to: MeasureKind | null
}

/**
 * What becomes of a measure under way, by the first transition that applies. Days already done count: who has done as
 * many as the new measure lasts is released.
 */
export function changeMeasure(document: RuleDocument, facts: Facts): Change {
  const { day, days } = facts.measure
  const found = document.transitions.find(({ when }) => holds(when, facts))
  if (!found) return { outcome: 'unchanged', transition: null, to: null }
  if (found.to === 'release') return { outcome: 'released', transition: found.key, to: null }
  const to = document.measures.find(({ key }) => key === found.to)!
  const length = lengthOf(to)
  if (day > length) return { outcome: 'released', transition: found.key, to: null }
  const outcome = length < days ? 'shortened' : length > days ? 'lengthened' : 'unchanged'
  return { outcome, transition: found.key, to }
}

const neutral: Facts = {
  day: '2000-01-01',
  person: { age: 40, categories: [] },
  since: { high: 3, middle: 3, low: 3 },
  arrived: 1,
  measure: { kind: '', day: 1, days: 1 },
}

/** Where a document's conditions cannot be worked out: tried on somebody average, before anybody depends on it. */
export function faultsOf(document: RuleDocument): { where: string; why: string }[] {
  const faults: { where: string; why: string }[] = []
  for (const part of ['decisions', 'obligations', 'transitions'] as const) {
    document[part].forEach((line, n) => {
      if (line.when === undefined) return
      try {
        const value: unknown = evaluate(line.when as CertLogicExpression, neutral)
        if (typeof value !== 'boolean') faults.push({ where: `${part}.${n}.when`, why: 'not true or false' })
      } catch (error) {
        faults.push({ where: `${part}.${n}.when`, why: error instanceof Error ? error.message : String(error) })
      }
    })
  }
  return faults
}
