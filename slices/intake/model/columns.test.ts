import { expect, test } from 'vitest'
import { findValueField, guessColumns, guessMapping } from './columns.ts'
import { findHeaderField } from './headers.ts'

// Synthetic numbers with valid check characters.
const ids = ['11010519491231002X', '440524188001010014', '110105194912310011']

test('the headers that offices use are known, in either language', () => {
  const known: [string, string][] = [
    ['姓名', 'name'],
    ['旅客姓名', 'name'],
    ['Full name', 'name'],
    ['身份证号码', 'document'],
    ['证件号', 'document'],
    ['Passport No.', 'document'],
    ['ID number', 'document'],
    ['证件类型', 'document_type'],
    ['Document type', 'document_type'],
    ['联系电话', 'phone'],
    ['手机号', 'phone'],
    ['联系方式(手机)', 'phone'],
    ['Mobile phone', 'phone'],
    ['性别', 'sex'],
    ['Gender', 'sex'],
    ['出生日期', 'birth'],
    ['Date of birth', 'birth'],
    ['年龄', 'age'],
    ['现居住地址', 'address'],
    ['居住地址 小区', 'estate'],
    ['居住地址 楼栋', 'building'],
    ['单元', 'unit'],
    ['房号', 'room'],
    ['所属社区', 'community'],
    ['序号', 'row_id'],
    ['登记时间', 'time'],
    ['抵达日期', 'time'],
    ['车次', 'place'],
    ['航班号', 'place'],
    ['来源地', 'place'],
    ['人员类别', 'category'],
    ['备注', 'note'],
    ['数据编号', 'row_id'],
    ['PNR', 'row_id'],
    ['Doc No', 'document'],
    ['基站小区', 'place'],
    ['席位', 'place'],
    ['到站', 'place'],
    ['机主姓名', 'name'],
    ['机主证件', 'document'],
    ['驾驶人', 'name'],
    ['来电人', 'name'],
    ['来电号码', 'phone'],
    ['上次采样', 'time'],
    ['诉求内容', 'note'],
    ['监护人电话', 'ignore'],
    ['紧急联系人姓名', 'ignore'],
    ['填报人', 'ignore'],
  ]
  expect(known.map(([header]) => [header, findHeaderField(header)?.field])).toEqual(known)
})

test('values speak where headers are silent', () => {
  expect(
    guessMapping(
      ['A', 'B', 'C', 'D', 'E'],
      ids.map((id, i) => [`1390000000${i}`, id, '王建国', '男', '幸福小区3幢2单元501室']),
    ),
  ).toEqual(['phone', 'document', 'name', 'sex', 'address'])
  expect(findValueField([])).toBeUndefined()
  expect(findValueField(['2022-03-27 21:05', '2022-03-28 08:00'])).toBe('time')
})

test('values overrule a header that they contradict, and the screen is told to ask', () => {
  const sample = ids.map((id, i) => [id, `1390000000${i}`, '王建国'])
  const guesses = guessColumns(['联系电话', '身份证号', '姓名'], sample)
  expect(guesses.map(({ field, because, doubtful }) => [field, because, doubtful])).toEqual([
    ['document', 'values', true],
    ['phone', 'values', true],
    ['name', 'header', false],
  ])
})

test('what was corrected by hand once comes first the next time, wherever the column stands', () => {
  const saved = { 对象: 'name', 号: 'phone', 姓名: 'ignore' } as const
  expect(guessMapping(['号', '姓名', '对象'], [], saved)).toEqual(['phone', 'ignore', 'name'])
})

test('one column a field: the contact is somebody only where nobody else is named', () => {
  expect(guessMapping(['姓名', '联系人', '联系人电话', '手机'], [])).toEqual(['name', 'ignore', 'ignore', 'phone'])
  expect(guessMapping(['联系人', '联系人电话', '地址'], [])).toEqual(['name', 'phone', 'address'])
  expect(guessMapping(['户籍地址', '现住址'], [])).toEqual(['ignore', 'address'])
  expect(guessMapping(['电话', '备用电话'], [])).toEqual(['phone', 'phone'])
})

test('dates of an event are not taken for birth dates, nor booking codes for passports', () => {
  expect(findValueField(['2022-03-20', '2022-03-21', '2022-03-22'])).toBeUndefined()
  expect(findValueField(['1949-12-31', '1988-01-01', '2010-06-15'])).toBe('birth')
  expect(findValueField(['K7XQ2M', 'AB12CD', 'GD-20220323-0012'])).toBeUndefined()
  expect(guessMapping(['序号', '数据编号', '姓名'], [])).toEqual(['ignore', 'row_id', 'name'])
})
