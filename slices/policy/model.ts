import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Change, Deed, End, Order, RuleReference, Stay } from './acts.ts'
import type { Outcome } from './model/rules.ts'
import { addDays, daysBetween } from './model/schedule.ts'

/** One decision about a measure: by which rule, on what grounds. */
export interface MeasureDecision {
  act: Id
  at: string
  by: Id | null
  outcome: 'ordered' | 'ended' | Outcome
  rule: RuleReference | null
  facts: Record<string, unknown>
}

/** Somebody under a measure: from its first day on through its stages. */
export interface Measure {
  id: Id
  resident: Id
  kind: string
  name: Order['name']
  stages: Order['stages']
  startedOn: string
  /** Its last day; once it has ended, the day before that. */
  endsOn: string
  status: 'running' | 'released' | 'ended'
  decisions: MeasureDecision[]
}

export function foldMeasure(measure: Measure | undefined, fact: Fact): Measure | undefined {
  if (fact.kind === 'measure.order') return measure ?? order(fact as Fact<Order>)
  if (!measure) return undefined
  if (fact.kind === 'measure.change') return change(measure, fact as Fact<Change>)
  if (fact.kind === 'measure.end') return end(measure, fact as Fact<End>)
  return measure
}

function order(fact: Fact<Order>): Measure {
  const { resident, kind, name, stages, startedOn, rule, facts } = fact.payload
  return {
    id: fact.subject,
    resident,
    kind,
    name,
    stages,
    startedOn,
    endsOn: lastDay(startedOn, stages),
    status: 'running',
    decisions: [{ act: fact.id, at: fact.at, by: fact.account, outcome: 'ordered', rule, facts }],
  }
}

/** One version of a rule changes a measure once, whoever asks twice. */
function change(measure: Measure, fact: Fact<Change>): Measure {
  const { outcome, to, on, rule, facts } = fact.payload
  if (measure.status !== 'running') return measure
  if (measure.decisions.some((decision) => decision.rule?.version === rule.version)) return measure
  const decisions = [...measure.decisions, { act: fact.id, at: fact.at, by: fact.account, outcome, rule, facts }]
  if (outcome === 'released') return { ...measure, status: 'released', endsOn: addDays(on, -1), decisions }
  if (!to) return { ...measure, decisions }
  return { ...measure, ...to, endsOn: lastDay(measure.startedOn, to.stages), decisions }
}

function end(measure: Measure, fact: Fact<End>): Measure {
  if (measure.status !== 'running') return measure
  const decision: MeasureDecision = {
    act: fact.id,
    at: fact.at,
    by: fact.account,
    outcome: 'ended',
    rule: null,
    facts: {},
  }
  return {
    ...measure,
    status: 'ended',
    endsOn: addDays(fact.payload.on, -1),
    decisions: [...measure.decisions, decision],
  }
}

export function lastDay(startedOn: string, stages: Measure['stages']): string {
  return addDays(startedOn, stages.reduce((sum, { days }) => sum + days, 0) - 1)
}

/** Which day of the measure this is, the first being 1, and in which of its stages it falls. */
export function dayOf(measure: Pick<Measure, 'startedOn' | 'stages'>, day: string): { day: number; stage: number } {
  const n = daysBetween(measure.startedOn, day) + 1
  let left = n
  let stage = 0
  while (stage < measure.stages.length - 1 && left > measure.stages[stage]!.days) left -= measure.stages[stage++]!.days
  return { day: n, stage }
}

/** Under it on this day: a measure whose last day has passed needs nobody to end it. */
export function isUnder(measure: Pick<Measure, 'status' | 'startedOn' | 'endsOn'>, day: string): boolean {
  return measure.status === 'running' && measure.startedOn <= day && day <= measure.endsOn
}

export interface KnownStay extends Stay {
  id: Id
  withdrawn: boolean
}

export function foldStay(stay: KnownStay | undefined, fact: Fact): KnownStay | undefined {
  if (fact.kind === 'stay.declare')
    return stay ?? { ...(fact as Fact<Stay>).payload, id: fact.subject, withdrawn: false }
  return stay && { ...stay, withdrawn: true }
}

export interface KnownDeed extends Omit<Deed, 'note'> {
  id: Id
  by: Id | null
  withdrawn: boolean
}

export function foldDeed(deed: KnownDeed | undefined, fact: Fact): KnownDeed | undefined {
  if (fact.kind !== 'deed.record') return deed && { ...deed, withdrawn: true }
  const { resident, deed: what, at, way, source } = (fact as Fact<Deed>).payload
  return (
    deed ?? {
      id: fact.subject,
      resident,
      deed: what,
      at: new Date(at).toISOString(),
      way,
      source,
      by: fact.account,
      withdrawn: false,
    }
  )
}
