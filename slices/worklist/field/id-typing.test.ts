import fc from 'fast-check'
import { expect, it } from 'vitest'
import { residentIdCheck } from '#linkage/residentId.ts'
import { checkTyping, numberIn } from './id-typing.ts'

/** Synthetic, with valid checksums. */
const number = fc
  .record({
    area: fc.constantFrom('110105', '320105', '510107'),
    birth: fc.date({ min: new Date('1930-01-01'), max: new Date('2020-12-31'), noInvalidDate: true }),
    serial: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ area, birth, serial }) => {
    const day = birth.toISOString().slice(0, 10).replaceAll('-', '')
    const first17 = `${area}${day}${String(serial).padStart(3, '0')}`
    return first17 + residentIdCheck(first17)
  })

it('never calls the beginning of a right number wrong, and the whole of it right', () => {
  fc.assert(
    fc.property(number, (whole) => {
      for (let n = 1; n < 18; n++) expect(checkTyping(whole.slice(0, n))?.state ?? 'so_far').toBe('so_far')
      expect(checkTyping(whole)).toEqual({ state: 'right' })
      expect(checkTyping(`${whole.slice(0, 6)} ${whole.slice(6, 14)} ${whole.slice(14)}`)).toEqual({ state: 'right' })
    }),
  )
})

it('notices any single wrong digit at the latest when the number is whole', () => {
  fc.assert(
    fc.property(number, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (whole, at, by) => {
      const digit = (Number(whole[at]) + by) % 10
      expect(checkTyping(`${whole.slice(0, at)}${digit}${whole.slice(at + 1)}`)?.state).toBe('wrong')
    }),
  )
})

it('tells a wrong province and a day that does not exist before the rest is typed', () => {
  expect(checkTyping('9901051')).toEqual({ state: 'wrong', why: 'area' })
  expect(checkTyping('11010519491331')).toEqual({ state: 'wrong', why: 'date' })
  expect(checkTyping('110105194912310')).toMatchObject({ state: 'so_far' })
  expect(checkTyping('110105194912310021')).toEqual({ state: 'wrong', why: 'checksum' })
})

it('leaves rooms, tails, phones and names alone, and knows numbers of before 1999', () => {
  for (const text of ['501', '002X', '13912345678', '3-2-501', '张伟', '']) expect(checkTyping(text)).toBeNull()
  expect(checkTyping('110105491231002')).toEqual({ state: 'right' })
})

it('finds the number in what a code says, and leaves other codes as they are', () => {
  expect(numberIn('姓名:测试甲;证件:11010519491231002X;')).toBe('11010519491231002X')
  expect(numberIn(' 11010519491231002X\n')).toBe('11010519491231002X')
  expect(numberIn('T2203230017')).toBe('T2203230017')
})
