import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placesIn } from '#shared/i18n.ts'
import { type Mapping, deadlineOf, guessMapping, readRow } from './model.ts'
import { faultWords } from './strings.ts'

const mapping: Mapping = ['name', 'document', 'phone', 'birth', 'sex', 'address']
const codes = (cells: string[]) => readRow(cells, mapping).faults.map((fault) => fault.code)

describe('guessing what the columns are', () => {
  it('knows the headers that offices use, in either language', () => {
    expect(guessMapping(['序号', '姓名', '身份证号码', '联系电话', '现住址', '备注'], [])).toEqual([
      'ignore',
      'name',
      'document',
      'phone',
      'address',
      'note',
    ])
    expect(guessMapping(['Name', 'Passport', 'Phone', 'Date of birth'], [])).toEqual([
      'name',
      'document',
      'phone',
      'birth',
    ])
  })

  it('looks at the values where the header says nothing', () => {
    const samples = [
      ['13900000001', '11010519491231002X'],
      ['13900000002', '440524188001010014'],
    ]
    expect(guessMapping(['A', 'B'], samples)).toEqual(['phone', 'document'])
  })
})

describe('reading a row', () => {
  it('takes birth date and sex from a valid identity number', () => {
    const { accepted, person, faults } = readRow(['测试甲', '11010519491231002x', '139 0000 0001'], mapping)
    expect(accepted).toBe(true)
    expect(faults).toEqual([])
    expect(person).toMatchObject({
      birth: '1949-12-31',
      sex: 'F',
      phones: ['+8613900000001'],
      document: { type: 'resident_id', number: '11010519491231002X' },
    })
  })

  it('says in codes what is wrong, and counts the row where somebody can still be told from it', () => {
    expect(codes(['测试甲', '110105194912310021', '13900000001'])).toEqual(['document_wrong'])
    expect(codes(['测试甲', '110105194912310000', '13900000001'])).toEqual(['document_rounded'])
    expect(codes(['测试甲', '1101**********002X', '13900000001'])).toEqual(['document_masked'])
    expect(codes(['测试甲', '110105491231002', '13900000001'])).toEqual(['document_upgraded'])
    expect(codes(['测试甲', '13900000001', '11010519491231002X'])).toEqual(['columns_swapped'])
    expect(codes(['测试甲', '11010519491231002X', '1390000000'])).toEqual(['phone_wrong'])
    expect(codes(['测试甲', '11010519491231002X', '', '1950-01-01'])).toEqual(['birth_disagrees'])
    expect(codes(['测试甲', '11010519491231002X', '', '', '男'])).toEqual(['sex_disagrees'])
    expect(codes(['张*', '', '13900000001'])).toEqual(['name_masked'])
  })

  it('rejects a row that names nobody', () => {
    for (const cells of [[], ['测试甲'], ['', '123', '45'], ['', '', '138****0001']]) {
      expect(readRow(cells, mapping).accepted).toBe(false)
    }
  })

  it('never throws, whatever stands in the cells', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }), (cells) => {
        readRow(cells, mapping)
      }),
    )
  })
})

describe('a deadline', () => {
  const received = Date.parse('2022-03-23T15:00:00Z') // 23:00 in Nanjing
  it('is so many hours after receipt, or the next time the clock shows the hour', () => {
    expect(new Date(deadlineOf({ hours: 24 }, received, 'Asia/Shanghai')).toISOString()).toBe(
      '2022-03-24T15:00:00.000Z',
    )
    expect(new Date(deadlineOf({ at: '23:00' }, received, 'Asia/Shanghai')).toISOString()).toBe(
      '2022-03-24T15:00:00.000Z',
    )
    expect(new Date(deadlineOf({ at: '23:30' }, received, 'Asia/Shanghai')).toISOString()).toBe(
      '2022-03-23T15:30:00.000Z',
    )
  })
})

it('every word exists in both languages, with the same places', () => {
  expect(Object.keys(faultWords.en)).toEqual(Object.keys(faultWords.zh))
  for (const key of Object.keys(faultWords.zh) as (keyof typeof faultWords.zh)[]) {
    expect(placesIn(faultWords.en[key])).toEqual(placesIn(faultWords.zh[key]))
  }
})
