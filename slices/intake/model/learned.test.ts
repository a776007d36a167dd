import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Candidate, Link } from '#linkage'
import { decide, usualThresholds } from './decide.ts'
import { evidenceText } from './fingerprint.ts'
import { type Answer, learnFrom, nothingLearned, probability, valueOfAnswer } from './learned.ts'
import { patternOf, readPattern } from './patterns.ts'

const reasons = [
  { field: 'phone', level: 'same', bits: 11 },
  { field: 'name', level: 'initial', bits: 3 },
] as Candidate['reasons']
const pattern = patternOf({ reasons })

const answers = (same: number, different: number, weight = 4): Answer[] => [
  ...Array.from({ length: same }, () => ({ pattern, weight, same: true })),
  ...Array.from({ length: different }, () => ({ pattern, weight, same: false })),
]

const known = (n: number) => learnFrom(answers(n, n, 0)).patterns.get(pattern)

function found(weight: number, more: Partial<Link> = {}): Link {
  return { kind: 'review', to: 'r1', weight, reasons, rivals: [], ...more }
}

function decided(link: Link, given: Answer[] = [], personOf = (entry: string) => entry) {
  return decide(link, { thresholds: usualThresholds, learned: learnFrom(given), personOf, saysEnough: () => true })
}

describe('what answers teach', () => {
  it('is the same in whatever order they came, and nothing without any', () => {
    const some = fc.array(
      fc.record({
        pattern: fc.constantFrom('a', 'b'),
        weight: fc.double({ min: -5, max: 12, noNaN: true }),
        same: fc.boolean(),
      }),
    )
    fc.assert(
      fc.property(some, (given) => {
        const [one, other] = [learnFrom(given), learnFrom(given.toReversed())]
        for (const [name, known] of one.patterns) {
          const again = other.patterns.get(name)!
          expect(again).toMatchObject({ same: known.same, different: known.different })
          expect(again.shift).toBeCloseTo(known.shift, 9)
        }
      }),
    )
    expect(learnFrom([])).toEqual(nothingLearned)
  })

  it('links at once what was the same again and again, asks where answers differ, and stops asking where none was', () => {
    expect(decided(found(4)).link).toBe('review')
    expect(decided(found(4), answers(5, 0)).link).toBe('review')
    expect(decided(found(4), answers(30, 0))).toMatchObject({ link: 'linked', by: 'learned', to: 'r1' })
    expect(decided(found(4), answers(15, 15)).link).toBe('review')
    expect(decided(found(4), answers(0, 30))).toMatchObject({ link: 'new', by: 'learned' })
  })

  it('never outranks a guard or a rival, however many answers there were', () => {
    const guarded = answers(500, 0).map((answer) => ({ ...answer, pattern: patternOf({ reasons, guard: 'twins' }) }))
    expect(decided(found(4, { guard: 'twins' }), guarded).link).toBe('review')
    const rivals = [{ to: 'r2', weight: 3, reasons }]
    expect(decided(found(4, { rivals }), answers(500, 0)).link).toBe('review')
  })

  it('takes several entries of one person for no rivals', () => {
    const rivals = [{ to: 'r2', weight: 9, reasons }]
    expect(decided(found(10, { rivals })).link).toBe('review')
    expect(decided(found(10, { rivals }), [], () => 'p').link).toBe('linked')
  })

  it('makes an answer worth more where more wait for it, and less the more is known', () => {
    expect(valueOfAnswer(0, undefined, 1)).toBeCloseTo(1, 3)
    expect(valueOfAnswer(0, undefined, 50)).toBeGreaterThan(valueOfAnswer(0, undefined, 5))
    expect(valueOfAnswer(0, known(20), 50)).toBeLessThan(valueOfAnswer(0, known(2), 50))
    expect(valueOfAnswer(7, undefined, 10)).toBeLessThan(valueOfAnswer(0, undefined, 10))
    fc.assert(
      fc.property(fc.double({ min: -12, max: 12, noNaN: true }), fc.nat(500), (weight, waiting) => {
        expect(valueOfAnswer(weight, undefined, waiting)).toBeGreaterThanOrEqual(0)
      }),
    )
    expect(probability(0)).toBe(0.5)
  })
})

it('reads a pattern back, whatever order the reasons came in', () => {
  expect(patternOf({ reasons: reasons.toReversed(), guard: 'twins' })).toBe(patternOf({ reasons, guard: 'twins' }))
  expect(readPattern(patternOf({ reasons, guard: 'twins' }))).toEqual({
    reasons: [
      { field: 'name', level: 'initial' },
      { field: 'phone', level: 'same' },
    ],
    guard: 'twins',
  })
  expect(readPattern('nothing')).toEqual({ reasons: [] })
})

it('knows the same evidence again, in another order and another form of address, and no other', () => {
  const one = { name: '测试甲', phones: ['+8613900000001', '+8613900000002'], address: '幸福小区3幢2单元501室' }
  const other = { name: '测试甲', phones: ['+8613900000002', '+8613900000001'], address: '幸福小区 3-2-501' }
  expect(evidenceText(one)).toBe(evidenceText(other))
  expect(evidenceText({ ...one, birth: '1990-01-01' })).not.toBe(evidenceText(one))
})
