import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guessDocument, readDocument } from './documents.ts'
import { idMaskMatches, isResidentId, readResidentId, residentIdCheck, upgradeResidentId } from './residentId.ts'

const day = fc.date({ min: new Date('1920-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
const resident = fc
  .record({
    area: fc.constantFrom('320105', '110105', '440106', '652301'),
    day,
    order: fc.integer({ min: 1, max: 999 }),
  })
  .map(({ area, day, order }) => {
    const first17 = area + day.toISOString().slice(0, 10).replaceAll('-', '') + String(order).padStart(3, '0')
    return first17 + residentIdCheck(first17)
  })
const others = '0123456789X'

describe('a resident ID number', () => {
  test('of the standard and of the residence permits is valid', () => {
    for (const number of ['11010519491231002X', '810000199408230021', '830000199201300022']) {
      expect(readResidentId(number)).toMatchObject({ ok: true, number })
    }
  })

  test('tells birth date, sex and area', () => {
    expect(readResidentId('11010519491231002X')).toMatchObject({ birth: '1949-12-31', sex: 'F', area: '110105' })
  })

  test('made by rule is valid, in whatever clothes it comes', () => {
    fc.assert(
      fc.property(resident, (number) => {
        const wide = [...number].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')
        for (const written of [
          number,
          number.toLowerCase(),
          ` ${number} `,
          wide,
          `${number.slice(0, 6)} ${number.slice(6)}`,
          `'${number}`,
        ]) {
          expect(readResidentId(written)).toMatchObject({ ok: true, number })
        }
      }),
    )
  })

  test('with any one character changed is refused', () => {
    fc.assert(
      fc.property(resident, fc.nat(17), fc.nat(10), (number, at, pick) => {
        const wrong = number.slice(0, at) + others[pick] + number.slice(at + 1)
        expect(isResidentId(wrong)).toBe(wrong === number)
      }),
      { numRuns: 500 },
    )
  })

  test('with two neighbours swapped is refused', () => {
    fc.assert(
      fc.property(resident, fc.nat(16), (number, at) => {
        const swapped = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2)
        expect(isResidentId(swapped)).toBe(swapped === number)
      }),
    )
  })

  test('of 15 digits is the same as its upgrade', () => {
    expect(upgradeResidentId('110105491231002')).toBe('11010519491231002X')
    expect(readResidentId('110105491231002')).toMatchObject({ ok: true, upgraded: true, number: '11010519491231002X' })
  })

  test('says what is wrong with it', () => {
    expect(readResidentId('').why).toBe('empty')
    expect(readResidentId('1101051949123100').why).toBe('length')
    expect(readResidentId('张三').why).toBe('characters')
    expect(readResidentId('110105194912310021').why).toBe('checksum')
    expect(readResidentId('11010519491331002X').why).toBe('date')
    expect(readResidentId('99010519491231002X').why).toBe('area')
    expect(readResidentId('320102199001011000').why).toBe('rounded')
    expect(readResidentId('3.20102199001011E+17').why).toBe('rounded')
    expect(readResidentId('3201********1234').why).toBe('masked')
  })

  test('rounded by a spreadsheet still tells the birth date, but not the sex', () => {
    expect(readResidentId('320102199001011000')).toMatchObject({ birth: '1990-01-01', sex: null, area: '320102' })
  })

  test('fits its own masks', () => {
    fc.assert(
      fc.property(resident, fc.nat(8), fc.integer({ min: 1, max: 8 }), fc.nat(12), (number, head, tail, stars) => {
        const mask = number.slice(0, head) + '*'.repeat(stars + 1) + number.slice(-tail)
        expect(idMaskMatches(mask, number)).toBe(mask.length !== 18 || head + stars + 1 + tail === 18)
      }),
    )
    expect(idMaskMatches('3201********1234', '110105194912311234')).toBe(false)
  })

  test('of any Unicode is read without a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof guessDocument(text).ok).toBe('boolean')
      }),
    )
  })
})

describe('a document', () => {
  test('is recognised by its shape', () => {
    expect(guessDocument('11010519491231002X').type).toBe('resident_id')
    expect(guessDocument('810000199408230021')).toMatchObject({ type: 'residence_permit', ok: true })
    expect(guessDocument('h1234567801')).toMatchObject({ type: 'home_return_permit', ok: true, number: 'H12345678' })
    expect(guessDocument('12345678')).toMatchObject({ type: 'taiwan_permit', ok: true, certain: false })
    expect(guessDocument('USA110123456789')).toMatchObject({ type: 'foreign_residence', ok: true })
    expect(guessDocument('911124198108030024')).toMatchObject({
      type: 'foreign_residence',
      ok: true,
      birth: '1981-08-03',
    })
    expect(guessDocument('911124198108030025')).toMatchObject({ type: 'foreign_residence', ok: false, why: 'checksum' })
    expect(guessDocument('EA1234567')).toMatchObject({ type: 'passport', ok: true })
    expect(guessDocument('无')).toMatchObject({ type: 'other', ok: false })
  })

  test('of a stated type is judged as that type', () => {
    expect(readDocument('residence_permit', '11010519491231002X')).toMatchObject({ ok: false, why: 'area' })
    expect(readDocument('passport', '护照')).toMatchObject({ ok: false, why: 'characters' })
    expect(readDocument('taiwan_permit', '1234567')).toMatchObject({ ok: false, why: 'length' })
  })
})
