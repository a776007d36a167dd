import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '#shared/act.ts'
import { fact, id, minute } from '#test/screening.ts'
import { type Box, differencesOf, foldBox, whereIs } from './box.ts'

const label = { round: id(10), site: id(11), label: 'B01' }
const packed = (tubes: number[], when = 6) =>
  fact('box.pack', { ...label, tubes: tubes.map((n) => ({ tube: id(4000 + n), people: 10 })) }, minute(when))
const counted = (kind: 'box.hand' | 'box.take', hop: number, more: Record<string, unknown>, when: number) =>
  fact(kind, { ...label, hop: id(hop), to: 'courier', seal: 'S1', tubes: 3, people: 30, ...more }, minute(when))
const boxOf = (facts: Fact[]): Box => facts.reduce<Box | undefined>((box, f) => foldBox(box, f), undefined)!

describe('a box', () => {
  const whole = [packed([1, 2, 3]), counted('box.hand', 1, {}, 7), counted('box.take', 1, {}, 8)]

  it('agrees when both sides count the same, and is where the last one took it', () => {
    const box = boxOf([...whole, counted('box.take', 2, { to: 'laboratory' }, 9)])
    expect(differencesOf(box)).toEqual([])
    expect([whereIs(boxOf(whole)), whereIs(box)]).toEqual(['courier', 'laboratory'])
  })

  it('raises an alarm at whichever count differs, and says where', () => {
    const short = boxOf([packed([1, 2, 3]), counted('box.hand', 1, {}, 7), counted('box.take', 1, { people: 29 }, 8)])
    expect(differencesOf(short)).toMatchObject([{ where: 'hand_over', what: 'people', said: 30, found: 29 }])
    const wrong = boxOf([packed([1, 2]), counted('box.hand', 1, {}, 7)])
    expect(differencesOf(wrong).map(({ where, what }) => [where, what])).toEqual([
      ['contents', 'tubes'],
      ['contents', 'people'],
    ])
    const opened = boxOf([...whole, counted('box.hand', 2, { to: 'laboratory', seal: 'S2' }, 9)])
    expect(differencesOf(opened)).toMatchObject([{ where: 'between', what: 'seal', said: 'S1', found: 'S2' }])
  })

  it('takes nothing more once it was given away', () => {
    const box = boxOf([...whole, packed([4], 9), packed([5], 6)])
    expect(box.tubes.map(({ tube }) => tube)).toEqual([1, 2, 3, 5].map((n) => id(4000 + n)))
    expect(box.late).toEqual([id(4004)])
  })

  it('is the same in whatever order the two sides are heard', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(whole, { minLength: 3 }), (facts) => {
        const box = boxOf(facts)
        expect(differencesOf(box)).toEqual([])
        expect(box.hops).toMatchObject([{ handed: { tubes: 3 }, taken: { tubes: 3 } }])
      }),
    )
  })
})
