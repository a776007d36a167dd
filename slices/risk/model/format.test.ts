import { describe, expect, it } from 'vitest'
import { type NationalList, readNationalList, readUpdateTime } from './format.ts'
import { foldPlace, foldWithin, liesIn, namesOfCounty, restOf } from './names.ts'

const zone = 'Asia/Shanghai'
const area = { province: '甲省', city: '乙市', county: '丙区', area_name: '甲省 乙市 丙区' }
const listOf = (data: object) => JSON.stringify({ data: { end_update_time: '2030-07-14 10时', ...data }, code: 0 })

describe('a list in the national format', () => {
  it('is read with its counts held against what it holds', () => {
    const text = listOf({
      hcount: 3,
      mcount: '1',
      highlist: [{ ...area, communitys: ['一小区', '二小区'] }],
      middlelist: [{ ...area, communitys: ['三小区'] }],
    })
    const list = readNationalList(text, zone) as NationalList
    expect(new Date(list.at).toISOString()).toBe('2030-07-14T02:00:00.000Z')
    expect(list.listed).toEqual({ high: 2, middle: 1, low: 0 })
    expect(list.faults).toEqual([{ code: 'count', level: 'high', stated: 3, listed: 2 }])
  })

  it('tells of a count that is not stated, of a county without a place and of one without a name', () => {
    const nobody = { province: '', city: '', county: '', area_name: '', communitys: [] }
    const text = listOf({
      hcount: 0,
      highlist: [nobody, { ...area, communitys: [] }],
      lowlist: [{ ...area, communitys: ['其它区域'] }],
    })
    const list = readNationalList(text, zone) as NationalList
    expect(list.faults.map(({ code }) => code)).toEqual(['no_place', 'unnamed', 'not_stated'])
    // The county as a whole, rather than not at all.
    expect(list.areas.high).toEqual([{ province: '甲省', city: '乙市', county: '丙区', places: [''] }])
  })

  it('is refused with what is wrong, and never half read', () => {
    expect(readNationalList('<html>', zone)).toEqual({ code: 'not_json' })
    expect(readNationalList(listOf({}), zone)).toEqual({ code: 'not_a_list', where: 'data.highlist' })
    expect(readNationalList('{"data":{}}', zone)).toEqual({ code: 'not_a_list', where: 'data.end_update_time' })
    expect(readNationalList(listOf({ highlist: [{ ...area, communitys: 'x' }] }), zone)).toEqual({
      code: 'not_a_list',
      where: 'data.highlist.0.communitys',
    })
    expect(readNationalList(listOf({ highlist: [], end_update_time: '昨天' }), zone)).toEqual({
      code: 'no_time',
      given: '昨天',
    })
  })

  it('says its time in several ways, by the wall clock of the deployment', () => {
    expect(timeIn('2030-07-06 7时')).toBe('2030-07-05T23:00:00.000Z')
    expect(timeIn('2030年7月6日07时30分')).toBe('2030-07-05T23:30:00.000Z')
    expect(timeIn('2030-07-06 15:05:00')).toBe('2030-07-06T07:05:00.000Z')
    expect(timeIn('2030-07-06 24时')).toBe('2030-07-06T16:00:00.000Z')
    expect(timeIn('2030-02-30 1时')).toBeUndefined()
  })
})

describe('names of places', () => {
  it('are compared without marks, blanks and the several words for a building', () => {
    expect(foldPlace('翠竹苑 3号楼（东）')).toBe(foldPlace('翠竹苑3幢东'))
  })

  it('lose their county in front, however it is written', () => {
    const county = { province: '天津市', city: '天津市', county: '河西区' }
    const heads = namesOfCounty(county).map(({ name }) => name)
    for (const head of ['天津市天津市河西区', '天津市河西区', '天津河西区', '河西区', '']) {
      expect(foldWithin(`${head}柳林街1门`, heads)).toBe('柳林街1门')
    }
    expect(foldWithin('河西区全域', heads)).toBe('')
  })

  it('say of what they are the rest', () => {
    const all = [
      '除高、中风险区以外的其他地区',
      '其它区域',
      '高风险区以外的其他地区',
      '除高风险区外其他区域',
      '其余地区',
      '内除高、中风险区以外的区域',
    ]
    for (const name of all) expect(restOf(foldPlace(name)), name).toBe('')
    expect(restOf('安新镇的其他村')).toBe('安新镇')
    expect(restOf('高新区除高风险区以外的其他区域')).toBe('高新区')
    for (const own of ['外海街道', '其昌花园', '内外城小区3栋']) expect(restOf(own), own).toBeUndefined()
  })

  it('lie in one another only where a number does not go on', () => {
    expect(liesIn('翠竹苑12栋3单元', '翠竹苑12栋')).toBe(true)
    expect(liesIn('翠竹苑12', '翠竹苑1')).toBe(false)
    expect(liesIn('翠竹苑', '翠竹苑')).toBe(false)
  })
})

function timeIn(text: string): string | undefined {
  const time = readUpdateTime(text, zone)
  return time === undefined ? undefined : new Date(time).toISOString()
}
