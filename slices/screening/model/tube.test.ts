import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import {
  at,
  added,
  disputesOf,
  fact,
  id,
  minute,
  opened,
  received,
  released,
  removed,
  result,
  sample,
  sealed,
  tubeOf,
} from '#test/screening.ts'
import { foldTube, peopleIn, whyNotAdd } from './tube.ts'
import { currentResult, pendingResult } from './laboratory.ts'

const idsIn = (payload: Record<string, unknown>) => (payload.samples as { id: Id }[]).map((one) => one.id)

const nobody = () => false

describe('a tube', () => {
  it('takes whom it has room for; the eleventh is disputed, and lost is nobody', () => {
    const tube = tubeOf([opened(), added([1, 2, 3, 4, 5, 6, 7, 8, 9]), added([10, 11])])
    expect(peopleIn(tube)).toBe(10)
    expect(disputesOf(tube)).toEqual(['full'])
    expect(tube.samples).toHaveLength(11)
  })

  it('takes nobody once it is sealed, but whoever was put in before by a phone that was away', () => {
    const tube = tubeOf([opened(), added([1]), sealed(2, 5), added([2], 4), added([3], 6)])
    expect(tube.samples.map(({ state, why }) => why ?? state)).toEqual(['in', 'in', 'sealed'])
  })

  it('belongs to one table', () => {
    expect(disputesOf(tubeOf([opened(), added([1], 1, id(99))]))).toEqual(['other_table'])
  })

  it('has nobody twice', () => {
    const again = fact('tube.add', { ...at, samples: [sample(1, { id: id(2999) })], guests: [] })
    expect(disputesOf(tubeOf([opened(), added([1]), again]))).toEqual(['twice'])
  })

  it('is what it was before, when the last one is taken back', () => {
    const before = tubeOf([opened(), added([1, 2])])
    const after = tubeOf([opened(), added([1, 2]), added([3], 2), removed(3, 3)])
    expect(peopleIn(after)).toBe(peopleIn(before))
    expect(peopleIn(tubeOf([opened(), added([1, 2]), added([3], 2), removed(3, 3), added([4], 4)]))).toBe(3)
  })

  it('asks the office about whoever is taken out after it was sealed', () => {
    const tube = tubeOf([opened(), added([1, 2]), sealed(2), removed(2, 6)])
    expect(disputesOf(tube)).toEqual(['removed_late'])
    const settled = foldTube(tube, fact('tube.settle', { ...at, sample: id(2002), in: true, note: '' }))
    expect(peopleIn(settled)).toBe(2)
  })

  it('keeps its former labels, and whose swab it was said to be', () => {
    const relabelled = fact('tube.relabel', { ...at, barcode: 'T0002', reason: 'twice' })
    const corrected = fact('tube.correct', {
      ...at,
      sample: sample(1, { resident: id(3009) }),
      guests: [],
      reason: 'x',
    })
    const tube = tubeOf([opened(), added([1]), relabelled, corrected])
    expect([tube.barcode, tube.labels]).toEqual(['T0002', ['T0001']])
    expect(tube.samples[0]).toMatchObject({ resident: id(3009), was: [{ resident: id(3001) }] })
  })

  it('is the same whether its opening is heard of first or last', () => {
    const facts = [added([1, 2, 3], 1), sealed(3, 5), received(20)]
    const early = tubeOf([opened(5), ...facts])
    const late = tubeOf([...facts, opened(5)])
    expect({ ...late }).toEqual({ ...early, opened: late.opened })
  })

  it('says before it happens what it would dispute', () => {
    const tube = tubeOf([opened(), added([1, 2])])
    expect(whyNotAdd(tube, at.table, [sample(3)], nobody)).toBeUndefined()
    expect(whyNotAdd(tube, id(99), [sample(3)], nobody)).toBe('other_table')
    expect(whyNotAdd(tube, at.table, [sample(2)], nobody)).toBe('twice')
    expect(whyNotAdd(tube, at.table, [sample(3)], () => true)).toBe('sampled')
    expect(whyNotAdd(tube, at.table, [sample(3, { again: 'asked' })], () => true)).toBeUndefined()
    expect(whyNotAdd(tube, at.table, [sample(3, { recall: id(5) })], () => true)).toBe('not_single')
  })

  it('obeys its laws whatever comes in whatever order', () => {
    const add = fc.record({ kind: fc.constant('add'), n: fc.integer({ min: 1, max: 16 }), when: fc.nat(12) })
    const step = fc.oneof(
      add,
      add,
      fc.record({
        kind: fc.constantFrom('remove', 'seal', 'unseal', 'spoil', 'open'),
        n: fc.integer({ min: 1, max: 16 }),
        when: fc.nat(12),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const facts = steps.map(({ kind, n, when }): Fact => {
          if (kind === 'add') return added([n], when)
          if (kind === 'remove') return removed(n, when)
          if (kind === 'seal') return sealed(n, when)
          if (kind === 'open') return opened(10, when)
          if (kind === 'unseal') return fact('tube.unseal', at, minute(when))
          return fact('tube.spoil', { ...at, reason: 'leaked', note: '' }, minute(when))
        })
        const asked = new Set(facts.filter(({ kind }) => kind === 'tube.add').flatMap(({ payload }) => idsIn(payload)))
        const tube = tubeOf([opened(), ...facts])
        // Nobody is lost and nobody is made up; it never holds more than it can; a second telling changes nothing.
        expect(new Set(tube.samples.map((one) => one.id))).toEqual(asked)
        expect(peopleIn(tube)).toBeLessThanOrEqual(10)
        const inside = tube.samples.flatMap(({ state, resident }) => (state === 'in' ? [resident] : []))
        expect(new Set(inside).size).toBe(inside.length)
        for (const one of facts.filter(({ kind }) => kind === 'tube.add')) expect(foldTube(tube, one)).toEqual(tube)
      }),
    )
  })
})

describe('the laboratory', () => {
  const whole = [opened(), added([1, 2]), sealed(2), received()]

  it('lets a result count when a second person has released it', () => {
    const entered = result('negative')
    expect(currentResult(tubeOf([...whole, entered]).laboratory)).toBeUndefined()
    expect(currentResult(tubeOf([...whole, entered, released(entered, 31, id(950))]).laboratory)).toBeUndefined()
    expect(currentResult(tubeOf([...whole, entered, released(entered)]).laboratory)?.verdict).toBe('negative')
  })

  it('releases what was read and not what was entered meanwhile', () => {
    const [first, second] = [result('negative'), result('positive', 30)]
    const tube = tubeOf([...whole, first, second, released(first)])
    expect(currentResult(tube.laboratory)).toBeUndefined()
    expect(pendingResult(tube.laboratory)?.verdict).toBe('positive')
  })

  it('corrects a released result only by another that two persons stand for', () => {
    const [first, second] = [result('negative'), result('positive', 40)]
    const corrected = [...whole, first, released(first), second]
    expect(currentResult(tubeOf(corrected).laboratory)?.verdict).toBe('negative')
    expect(currentResult(tubeOf([...corrected, released(second, 41)]).laboratory)?.verdict).toBe('positive')
  })

  it('carries over what it said of a tube that it knew by its barcode only', () => {
    const entered = result('negative')
    const stray = tubeOf([received(), entered, released(entered)])
    const matched = fact('tube.match', { stray: id(77), laboratory: stray.laboratory })
    expect(tubeOf([opened(), added([1]), matched]).laboratory).toEqual(stray.laboratory)
  })
})
