import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { doorKey, doorWords, readAddress } from './addresses.ts'
import { findChineseNumber } from './text.ts'

const wide = (text: string): string => text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const chinese = (n: number): string => {
  const digits = '零一二三四五六七八九'
  if (n < 10) return digits[n]!
  const ten = n < 20 ? '十' : `${digits[Math.floor(n / 10)]}十`
  return ten + (n % 10 === 0 ? '' : digits[n % 10])
}

describe('an address', () => {
  test('down to the door is the same in every way of writing it', () => {
    const estate = fc.constantFrom('翠竹苑', '阳光花园', '莫愁新村', '凤凰城', '龙江')
    const number = fc.integer({ min: 1, max: 40 })
    const room = fc.tuple(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 8 })).map(([f, d]) => `${f}0${d}`)
    fc.assert(
      fc.property(estate, number, fc.integer({ min: 1, max: 6 }), room, (estate, building, unit, room) => {
        const door = `${estate}|${building}|${unit}|${room}`
        const written = [
          `${estate}${building}幢${unit}单元${room}室`,
          `${estate}${building}栋${unit}单元${room}`,
          `${estate}小区${building}号楼${unit}单元${room}室`,
          `${estate} ${building}-${unit}-${room}`,
          `${estate}${building}-${unit}-${room}室`,
          `${estate}${building}#${unit}-${room}`,
          `${estate}${building}幢${unit}门${room}`,
          `${estate} ${building}幢 ${unit}单元 ${room}室`,
          `${estate}${chinese(building)}幢${chinese(unit)}单元${room}室`,
          `南京市建邺区${estate}${building}幢${unit}单元${room}室`,
          `江苏省南京市建邺区莫愁湖街道文体社区${estate}${building}幢${unit}单元${room}室`,
          wide(`${estate}${building}幢${unit}单元${room}室`),
        ]
        for (const text of written) expect(doorKey(readAddress(text)), text).toBe(door)
      }),
    )
  })

  test('names district, street and community', () => {
    expect(readAddress('江苏省南京市建邺区莫愁湖街道文体社区翠竹苑3幢2单元501室')).toMatchObject({
      province: '江苏省',
      city: '南京市',
      district: '建邺区',
      street: '莫愁湖街道',
      community: '文体',
      estate: '翠竹苑',
      floor: '5',
    })
    expect(readAddress('文体社区翠竹苑3幢501').community).toBe('文体')
  })

  test('of an old quarter has its lane as estate', () => {
    expect(readAddress('中山南路十二弄3号402')).toMatchObject({ estate: '中山南路12弄', building: '3', room: '402' })
    expect(readAddress('建邺区南湖东路5号2幢3单元402室')).toMatchObject({
      estate: '南湖东路5号',
      building: '2',
      unit: '3',
    })
    expect(readAddress('西祠胡同5号')).toMatchObject({ estate: '西祠胡同', building: '5', room: '' })
  })

  test('keeps numerals that belong to a name', () => {
    expect(readAddress('三元里5号楼502').estate).toBe('三元里')
  })

  test('keeps what it cannot read, and says a door in words', () => {
    const split = readAddress('翠竹苑3幢2单元501室B床')
    expect(split).toMatchObject({ room: '501', rest: 'B床' })
    expect(doorWords(split)).toBe('翠竹苑3幢2单元501室')
    expect(doorKey(readAddress('翠竹苑3幢'))).toBe('')
    expect(readAddress('阳光花园二期3#2-501')).toMatchObject({ building: '3', unit: '2', room: '501' })
  })

  test('of an estate with another name is that estate', () => {
    expect(readAddress('万科花园3-2-501', { aliases: { 万科花园: '翠竹苑' } }).estate).toBe('翠竹苑')
  })

  test('of any Unicode is read without a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof readAddress(text).rest).toBe('string')
      }),
    )
  })
})

describe('a Chinese numeral', () => {
  test('is its number', () => {
    for (let n = 0; n < 100; n++) expect(findChineseNumber(chinese(n))).toBe(String(n))
    expect(findChineseNumber('三百零五')).toBe('305')
    expect(findChineseNumber('二〇二二')).toBe('2022')
    expect(findChineseNumber('甲')).toBeUndefined()
  })
})
