import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDate } from './dates.ts'

const day = fc.date({ min: new Date('1900-03-01'), max: new Date('2100-12-31'), noInvalidDate: true })

describe('a date', () => {
  test('is the same in every way of writing it', () => {
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10)
        const [y, m, d] = iso.split('-').map(Number)
        const written = [
          iso,
          iso.replaceAll('-', ''),
          iso.replaceAll('-', '/'),
          `${y}/${m}/${d}`,
          `${y}.${m}.${d}`,
          `${y}年${m}月${d}日`,
          `${iso} 08:30:00`,
          `${iso}T00:00:00.000Z`,
        ]
        for (const text of written) expect(readDate(text), text).toMatchObject({ ok: true, iso })
      }),
    )
  })

  test('is also a spreadsheet day number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 73_000 }), (serial) => {
        const iso = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10)
        expect(readDate(serial).iso).toBe(iso)
        expect(readDate(`${serial}.25`).iso).toBe(iso)
      }),
    )
  })

  test('may stand in Chinese numerals', () => {
    expect(readDate('一九九〇年一月二日').iso).toBe('1990-01-02')
    expect(readDate('二〇二二年十二月三十一日').iso).toBe('2022-12-31')
  })

  test('says what is wrong with it', () => {
    expect(readDate('').why).toBe('empty')
    expect(readDate(null).why).toBe('empty')
    expect(readDate('1990-02-30').why).toBe('calendar')
    expect(readDate('1702-01-01').why).toBe('range')
    expect(readDate('昨天').why).toBe('shape')
    expect(readDate('1990-01-**').why).toBe('masked')
    expect(readDate('1990-05')).toMatchObject({ ok: false, partial: '1990-05' })
    expect(readDate('1990')).toMatchObject({ ok: false, partial: '1990' })
  })

  test('of any Unicode is read without a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof readDate(text).ok).toBe('boolean')
      }),
    )
  })
})
