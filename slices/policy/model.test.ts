import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '#shared/act.ts'
import { type Measure, dayOf, foldMeasure, isUnder, lastDay } from './model.ts'
import { RuleDocument } from './model/document.ts'
import { type Facts, changeMeasure, decideMeasure, faultsOf, lengthOf, never } from './model/rules.ts'
import { addDays } from './model/schedule.ts'

const words = { zh: '甲', en: 'a' }
const stage = (days: number) => ({ name: words, days })
const measure = (key: string, ...days: number[]) => ({ key, name: words, notice: words, stages: days.map(stage) })

const document = RuleDocument.parse({
  title: words,
  basis: 'x',
  measures: [measure('long', 14, 7), measure('short', 7, 3)],
  decisions: [
    { key: 'high', title: words, when: { '<=': [{ var: 'since.high' }, 7] }, measure: 'long' },
    { key: 'middle', title: words, when: { '<=': [{ var: 'since.middle' }, 7] }, measure: 'short' },
  ],
  transitions: [{ key: 'shorten', title: words, when: { '===': [{ var: 'measure.kind' }, 'long'] }, to: 'short' }],
})

function spoilt(change: object) {
  return RuleDocument.safeParse({ ...document, ...change })
}

function factsOn(day: number, kind = 'long', days = 21): Facts {
  return {
    day: '2030-01-01',
    person: { age: 30, categories: [] },
    since: { high: never, middle: never, low: never },
    arrived: never,
    measure: { kind, day, days },
  }
}

describe('a rule', () => {
  it('puts a person under the longest measure that any of its lines asks', () => {
    const both = { ...factsOn(0, ''), since: { high: 3, middle: 3, low: never } }
    expect(decideMeasure(document, both)).toMatchObject({ decision: 'high', measure: { key: 'long' } })
    expect(decideMeasure(document, factsOn(0, ''))).toBeUndefined()
  })

  it('that shortens what is under way releases whoever has done as much already, and lengthens nobody', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 21 }), (day) => {
        const { outcome, to } = changeMeasure(document, factsOn(day))
        expect(outcome).toBe(day > lengthOf(document.measures[1]!) ? 'released' : 'shortened')
        expect(to?.key ?? null).toBe(outcome === 'released' ? null : 'short')
      }),
    )
    expect(changeMeasure(document, factsOn(3, 'other', 21))).toEqual({
      outcome: 'unchanged',
      transition: null,
      to: null,
    })
  })

  it('with a condition that cannot be worked out, or a name that leads nowhere, is not taken', () => {
    expect(spoilt({ decisions: [{ key: 'x', title: words, when: true, measure: 'nobody' }] }).success).toBe(false)
    expect(spoilt({ transitions: [{ key: 'x', title: words, when: { frob: [1] }, to: 'release' }] }).success).toBe(
      false,
    )
    const wrong = spoilt({
      transitions: [{ key: 'x', title: words, when: { '<': [{ var: 'person.nothing' }, 3] }, to: 'release' }],
    })
    expect(wrong.success && faultsOf(wrong.data)).toMatchObject([{ where: 'transitions.0.when' }])
  })
})

const subject = '01890000-0000-7000-8000-000000000001'
const rule = (n: number) => ({ version: `01890000-0000-7000-8000-00000000010${n}`, number: n, title: 'x', line: '' })
let sequence = 0

function fact(kind: string, payload: object): Fact {
  const id = `01890000-0000-7000-8000-${String(++sequence).padStart(12, '0')}`
  return {
    id,
    kind,
    v: 1,
    community: subject,
    subject,
    device: subject,
    seq: sequence,
    occurred: '',
    at: '',
    account: null,
    version: sequence,
    payload: payload as Record<string, unknown>,
  }
}

const start = '2030-01-01'
const order = () =>
  fact('measure.order', {
    resident: subject,
    kind: 'long',
    name: words,
    stages: [stage(14), stage(7)],
    startedOn: start,
    rule: rule(1),
    facts: {},
    note: '',
  })
const shorten = (n = 2) =>
  fact('measure.change', {
    outcome: 'shortened',
    to: { kind: 'short', name: words, stages: [stage(7), stage(3)] },
    on: '2030-01-05',
    rule: rule(n),
    facts: {},
  })

describe('a measure', () => {
  it('lasts through its stages, the first day being 1', () => {
    const made = foldMeasure(undefined, order()) as Measure
    expect(made.endsOn).toBe('2030-01-21')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), (n) => {
        const day = addDays(start, n)
        expect(isUnder(made, day)).toBe(day <= made.endsOn)
        expect(dayOf(made, day)).toEqual({ day: n + 1, stage: n < 14 ? 0 : 1 })
      }),
    )
    expect(lastDay(start, [stage(1)])).toBe(start)
  })

  it('is changed once by a version, keeps each decision with its rule, and is not changed once it has ended', () => {
    const acts = [order(), shorten(), shorten()]
    const changed = acts.reduce<Measure | undefined>(foldMeasure, undefined)!
    expect(changed).toMatchObject({ kind: 'short', endsOn: '2030-01-10', status: 'running' })
    expect(changed.decisions.map(({ outcome, rule: said }) => [outcome, said?.number])).toEqual([
      ['ordered', 1],
      ['shortened', 2],
    ])
    const over = foldMeasure(changed, fact('measure.end', { on: '2030-01-06', reason: 'x' }))!
    expect(over).toMatchObject({ status: 'ended', endsOn: '2030-01-05' })
    expect(foldMeasure(over, shorten(3))).toEqual(over)
  })
})
