import { describe, expect, it } from 'vitest'
import type { Fact } from '#shared/act.ts'
import { fact, id, minute } from '#test/screening.ts'
import { type RecallCase, foldCase, mayRelease, nextStep, tracedAt } from './recall.ts'

const started = fact('recall.open', {
  round: id(10),
  community: id(900),
  tube: id(1),
  sample: id(2),
  resident: id(3),
  due: minute(120),
})
const contact = (outcome: string, when: number) =>
  fact('recall.contact', { way: 'phone', outcome, note: '' }, minute(when))
const retested = (tube: number, when = 30) =>
  fact('recall.retest', { tube: id(tube), sample: id(5), at: minute(when) }, minute(when))
const answered = (tube: number, verdict: string) => fact('recall.answer', { tube: id(tube), verdict, at: minute(60) })
const isolated = fact('recall.isolate', { where: 'home', note: '' }, minute(20))
const release = fact('recall.release', { note: '' }, minute(61))
const caseOf = (facts: Fact[]): RecallCase =>
  facts.reduce<RecallCase | undefined>((known, f) => foldCase(known, f), undefined)!

describe('a case', () => {
  it('says what is next, from finding to going free', () => {
    const steps = [
      started,
      contact('wrong_number', 5),
      contact('reached', 9),
      isolated,
      retested(8),
      answered(8, 'negative'),
      release,
    ]
    const next = steps.map((_, n) => nextStep(caseOf(steps.slice(0, n + 1))))
    expect(next).toEqual(['find', 'find', 'isolate', 'retest', 'await', 'release', null])
    expect(tracedAt(caseOf(steps))).toBe(minute(9))
  })

  it('lets nobody go without a negative single result of the last swab', () => {
    expect(caseOf([started, release]).status).toBe('open')
    expect(caseOf([started, retested(8), answered(8, 'inconclusive'), release]).status).toBe('open')
    expect(caseOf([started, retested(8), retested(9), answered(8, 'negative'), release]).status).toBe('open')
    expect(mayRelease(caseOf([started, retested(8), answered(8, 'negative')]))).toBe(true)
  })

  it('has no word of what was found in the pool', () => {
    expect(JSON.stringify(caseOf([started, contact('reached', 3), isolated]))).not.toMatch(/positive|inconclusive/)
  })
})
