import countries from 'i18n-iso-countries/index.js'
import { expect, it, test } from 'vitest'
import { type Mapping } from '../model.ts'
import { findNationality, nationalityWords } from './nationality.ts'
import { readRow } from './row.ts'

test.each([
  ['中国', 'CHN'],
  ['中华人民共和国', 'CHN'],
  ['中国香港', 'CHN'],
  ['CN', 'CHN'],
  ['韩国籍', 'KOR'],
  ['大韩民国', 'KOR'],
  ['美国', 'USA'],
  ['usa', 'USA'],
  ['United States of America', 'USA'],
  ['Germany', 'DEU'],
  ['日 本', 'JPN'],
  ['汉族', undefined],
  ['外国', undefined],
  ['XXX', undefined],
])('reads %s as %s', (words, code) => {
  expect(findNationality(words)).toBe(code)
})

it('reads its own words again, for every country and in both languages', () => {
  const codes = Object.keys(countries.getAlpha3Codes()).filter((code) => !['HKG', 'MAC', 'TWN'].includes(code))
  const wrong = codes.flatMap((code) =>
    (['zh', 'en'] as const)
      .filter((language) => findNationality(nationalityWords(code, language)) !== code)
      .map((language) => `${code} ${language}`),
  )
  expect(wrong).toEqual([])
})

const mapping: Mapping = ['name', 'document_type', 'document', 'nationality']
const read = (...cells: string[]) => readRow({ cells, types: 'ssss' }, mapping, { today: '2022-03-27' })

// Made-up numbers; check characters and shapes are valid.
test.each([
  [['测试甲', '', '11010519491231002X', ''], 'CHN', []],
  [['测试甲', '', '11010519491231002X', '美国'], 'CHN', ['nationality_conflict']],
  [['Anna', '护照', 'C01X00T47', '德国'], 'DEU', []],
  [['Anna', '护照', 'C01X00T47', ''], 'XXX', []],
  [['Anna', '护照', 'C01X00T47', '火星'], 'XXX', ['nationality_unknown']],
  [['Anna', '', 'DEU320090010101', ''], 'DEU', []],
  [['测试乙', '', '', '中国'], 'CHN', []],
  [['测试乙', '', '', ''], 'XXX', []],
] as const)('of a row %j is %s', (cells, nationality, codes) => {
  const { person, faults } = read(...cells)
  expect(person.nationality).toBe(nationality)
  expect(faults.map(({ code }) => code).filter((code) => code.startsWith('nationality'))).toEqual(codes)
})
