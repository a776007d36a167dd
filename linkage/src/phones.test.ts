import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskPhone } from './masks.ts'
import { phoneMaskMatches, readPhone, splitPhones } from './phones.ts'

const mobile = fc
  .tuple(fc.constantFrom('3', '5', '7', '8', '9'), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`)

describe('a phone number', () => {
  test('of a mobile is the same in every way of writing it', () => {
    fc.assert(
      fc.property(mobile, (number) => {
        const wide = [...number].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')
        const written = [
          number,
          `+86${number}`,
          `0086 ${number}`,
          `86${number}`,
          `${number}.0`,
          `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`,
          `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`,
          `0${number}`,
          wide,
          ` ${number}\u200b`,
          `${number[0]}.${number.slice(1)}E10`,
          `${number[0]}.${number.slice(1)}E+10`,
        ]
        for (const text of written) {
          expect(readPhone(text), text).toMatchObject({
            ok: true,
            kind: 'mobile',
            e164: `+86${number}`,
            national: number,
          })
        }
        expect(readPhone(Number(number)).national).toBe(number)
      }),
    )
  })

  test('of a landline keeps area and extension', () => {
    expect(readPhone('025-88888888')).toMatchObject({
      kind: 'landline',
      e164: '+862588888888',
      national: '025-88888888',
    })
    expect(readPhone('0512-65432100转801')).toMatchObject({ e164: '+8651265432100', extension: '801' })
    expect(readPhone('88888888')).toMatchObject({ ok: false, why: 'area' })
    expect(readPhone('88888888', { areaCode: '025' }).e164).toBe('+862588888888')
  })

  test('says what is wrong with it', () => {
    expect(readPhone('').why).toBe('empty')
    expect(readPhone('1391234567').why).toBe('length')
    expect(readPhone('12345678901').why).toBe('prefix')
    expect(readPhone('无').why).toBe('characters')
    expect(readPhone('138****1234').why).toBe('masked')
    expect(readPhone('1.39123E+10').why).toBe('rounded')
  })

  test('of another country is kept with its code', () => {
    expect(readPhone('+852 9123 4567').e164).toBe('+85291234567')
    expect(readPhone('0085291234567').e164).toBe('+85291234567')
  })

  test('fits its own mask, and no other number does', () => {
    fc.assert(
      fc.property(mobile, mobile, (number, other) => {
        expect(phoneMaskMatches(maskPhone(number), number)).toBe(true)
        const same = number.slice(0, 3) === other.slice(0, 3) && number.slice(-4) === other.slice(-4)
        expect(phoneMaskMatches(maskPhone(number), other)).toBe(same)
      }),
    )
  })

  test('may share its cell with others', () => {
    expect(splitPhones('13912345678/025-88888888、13812345678')).toEqual(['13912345678', '025-88888888', '13812345678'])
    expect(splitPhones('13912345678 13812345678')).toEqual(['13912345678', '13812345678'])
    expect(splitPhones('139 1234 5678')).toEqual(['139 1234 5678'])
    expect(splitPhones('')).toEqual([])
  })

  test('of any Unicode is read without a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof readPhone(text).ok).toBe('boolean')
        expect(Array.isArray(splitPhones(text))).toBe(true)
      }),
    )
  })
})
