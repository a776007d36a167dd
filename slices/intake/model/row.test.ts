import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { residentIdCheck } from '#linkage'
import type { Field, Mapping } from '../model.ts'
import { readRow } from './row.ts'

const mapping: Mapping = [
  'row_id',
  'name',
  'document_type',
  'document',
  'phone',
  'sex',
  'birth',
  'age',
  'address',
  'estate',
  'building',
  'unit',
  'room',
  'community',
  'time',
  'place',
  'note',
  'category',
]
const options = { today: '2022-03-27', community: ['龙江社区'], areaCode: '025' }

// Made up; the check character makes them valid.
const id = (first17: string) => first17 + residentIdCheck(first17)
const man = id('11010519490101001')
const woman = id('11010519850615002')
const future = id('11010520991231001')

type Cells = Partial<Record<Field, string>>
interface Case {
  cells: Cells
  /** Codes of faults in any order, `ok` for none, `!` before one that rejects. */
  verdict: string
  /** What must have been read in spite of the fault. */
  read?: {
    name?: string
    document?: string | null
    phones?: string[]
    evidence?: string
    address?: string
    birth?: string | null
    sex?: string | null
  }
  /** Letters of cells that are not text. */
  types?: Partial<Record<Field, string>>
}

const full: Cells = { name: '王建国', document: man, phone: '13900000001' }
const of = (cells: Cells, verdict: string, more: Partial<Case> = {}): Case => ({ cells, verdict, ...more })

/** Each kind of row that lists are known to hold, and the one right verdict on it. */
const list: Case[] = [
  // Whole and well.
  of(full, 'ok', {
    read: { name: '王建国', document: man, phones: ['+8613900000001'], birth: '1949-01-01', sex: 'M' },
  }),
  of({ name: '王建国', phone: '13900000001' }, 'ok'),
  of({ name: '王建国', document: man }, 'ok'),
  of({ name: '王建国', address: '幸福小区3幢2单元501室' }, 'ok'),
  of({ name: '王建国', birth: '1949-01-01' }, 'ok', { read: { birth: '1949-01-01' } }),
  of({ ...full, sex: '男', birth: '1949年1月1日', age: '73岁', community: '龙江社区' }, 'ok'),
  of({ ...full, note: '今日返宁', place: 'G7001', time: '2022-03-27 21:05', category: '密接、红码' }, 'ok'),
  of({ name: '欧阳修远', document: woman, phone: '15000000002' }, 'ok'),
  of({ name: '阿卜杜拉·买买提', phone: '13900000001' }, 'ok'),
  of({ name: 'ZHANG WEI', document: 'E12345678', phone: '13900000001' }, 'ok', { read: { document: 'E12345678' } }),
  of({ name: '陈大文', document: 'H1234567890' }, 'ok', { read: { document: 'H12345678' } }),
  of({ name: '林美玲', document_type: '台胞证', document: '12345679' }, 'ok'),
  of({ name: '王建国', document_type: '身份证', document: man }, 'ok'),
  // Written otherwise, meant well.
  of({ ...full, name: ' 王 建 国 ' }, 'ok', { read: { name: '王建国' } }),
  of({ ...full, document: ` ${man.slice(0, 6)} ${man.slice(6, 14)} ${man.slice(14)} ` }, 'ok', {
    read: { document: man },
  }),
  of({ ...full, document: `'${man}` }, 'ok', { read: { document: man } }),
  of({ ...full, document: '１１０１０５１９４９１２３１００２ｘ' }, 'ok', { read: { document: '11010519491231002X' } }),
  of({ ...full, document: '11010519491231002x' }, 'ok', { read: { document: '11010519491231002X' } }),
  of({ ...full, document: `身份证号:${man}` }, 'ok', { read: { document: man } }),
  of({ ...full, phone: '１３９０００００００１' }, 'ok', { read: { phones: ['+8613900000001'] } }),
  of({ ...full, phone: '+86 139-0000-0001' }, 'ok', { read: { phones: ['+8613900000001'] } }),
  of({ ...full, phone: '13900000001.0' }, 'ok', { read: { phones: ['+8613900000001'] } }),
  of({ ...full, phone: '1.3900000001E10' }, 'ok', { read: { phones: ['+8613900000001'] } }),
  of({ ...full, phone: '025-52345678' }, 'ok', { read: { phones: ['+862552345678'] } }),
  of({ ...full, phone: '52345678' }, 'ok', { read: { phones: ['+862552345678'] } }),
  of({ ...full, phone: '13900000001/15000000002' }, 'ok', { read: { phones: ['+8613900000001', '+8615000000002'] } }),
  of({ ...full, phone: '13900000001、13900000001' }, 'ok', { read: { phones: ['+8613900000001'] } }),
  of({ ...full, phone: '+852 91234567' }, 'ok', { read: { phones: ['+85291234567'] } }),
  of({ ...full, birth: '19490101' }, 'ok'),
  of({ ...full, birth: '1949' }, 'ok'),
  of({ ...full, age: '74' }, 'ok'),
  of({ name: '王建国', birth: '17899' }, 'ok', { read: { birth: '1949-01-01' } }),
  of({ ...full, sex: '1' }, 'ok'),
  of({ name: '张先生', phone: '13900000001' }, 'name_masked', { read: { sex: 'M' } }),
  of({ ...full, estate: '幸福小区', building: '3', unit: '2', room: '501' }, 'ok', {
    read: { address: '幸福小区3幢2单元501室' },
  }),
  of({ ...full, address: '幸福小区', building: '3幢', room: '501室' }, 'ok', { read: { address: '幸福小区3幢501室' } }),
  of({ ...full, time: '20220327210500' }, 'ok'),
  of({ ...full, community: '龙江社区居委会' }, 'ok'),
  // Names.
  of({ document: man, phone: '13900000001' }, 'name_missing'),
  of({ phone: '13900000001' }, 'name_missing', { read: { name: '—' } }),
  of({ ...full, name: '不详' }, 'name_placeholder name_missing', { read: { name: '—' } }),
  of({ ...full, name: '无名氏' }, 'name_placeholder name_missing'),
  of({ ...full, name: '/' }, 'name_placeholder name_missing'),
  of({ ...full, name: '***' }, 'name_placeholder name_missing'),
  of({ ...full, name: '王*国' }, 'name_masked', { read: { name: '王*国' } }),
  of({ ...full, name: '王某某' }, 'name_masked', { read: { name: '王**' } }),
  of({ ...full, name: '王建国2' }, 'name_digits', { read: { name: '王建国' } }),
  of({ ...full, name: '王\uFFFD国' }, 'name_characters_lost'),
  of({ name: '王建国13900000001' }, 'name_split', { read: { name: '王建国', phones: ['+8613900000001'] } }),
  of({ name: `王建国(${man})` }, 'name_split', { read: { name: '王建国', document: man } }),
  of({ name: '王建国 13900000001', phone: '13900000001' }, 'name_split', { read: { phones: ['+8613900000001'] } }),
  // Documents.
  of({ ...full, document: '110105194901010018' }, 'document_checksum', {
    read: { document: null, evidence: '110105194901010018' },
  }),
  of({ ...full, document: man.slice(0, 17) }, 'document_length', { read: { document: null } }),
  of({ ...full, document: `${man}1` }, 'document_length'),
  of({ ...full, document: '110105194913010010' }, 'document_date'),
  of({ ...full, document: `99${man.slice(2)}` }, 'document_checksum'),
  of({ ...full, document: `00${man.slice(2)}` }, 'document_area'),
  of({ ...full, document: '1101051949010100ZX' }, 'document_characters'),
  of({ ...full, document: '1101**********0011' }, 'document_masked', { read: { evidence: '1101**********0011' } }),
  of({ ...full, document: '110105490101001' }, 'document_upgraded', { read: { document: man } }),
  of({ ...full, document: `${man.slice(0, 15)}000` }, 'document_rounded', {
    read: { document: null, evidence: `${man.slice(0, 15)}***` },
  }),
  of({ ...full, document: man }, 'document_rounded', {
    types: { document: 'r' },
    read: { document: null, evidence: `${man.slice(0, 15)}***` },
  }),
  of({ ...full, document: '1.10105E+17' }, 'document_rounded', { read: { evidence: '110105************' } }),
  of({ name: '王建国', document: '1.10105194901010E+17' }, 'document_rounded', {
    read: { evidence: '110105194901010***', birth: '1949-01-01' },
  }),
  of({ ...full, document: '无' }, 'document_placeholder', { read: { document: null } }),
  of({ ...full, document: '111111111111111111' }, 'document_placeholder'),
  of({ ...full, document: '0' }, 'document_placeholder'),
  of({ ...full, document_type: '护照' }, 'document_type_mended', { read: { document: man } }),
  of({ name: 'ZHANG WEI', document_type: '身份证', document: 'E12345678' }, 'document_type_mended', {
    read: { document: 'E12345678' },
  }),
  of({ ...full, document_type: '工作证' }, 'document_type_unknown', { read: { document: man } }),
  of({ ...full, document: future }, 'document_birth_future', { read: { birth: null } }),
  of({ ...full, document: '见附件' }, 'document_characters', { read: { document: null } }),
  of({ name: '王建国', document: '军字第1234567号', document_type: '军官证' }, 'document_type_unknown'),
  // Phones.
  of({ ...full, phone: '1390000000' }, 'phone_length', { read: { phones: [] } }),
  of({ ...full, phone: '139000000011' }, 'phone_length'),
  of({ ...full, phone: '12900000001' }, 'phone_prefix'),
  of({ ...full, phone: '139000A0001' }, 'phone_characters'),
  of({ ...full, phone: '139****0001' }, 'phone_masked', { read: { phones: [], evidence: man } }),
  of({ ...full, phone: '1.39E+10' }, 'phone_rounded'),
  of({ ...full, phone: '无' }, 'phone_placeholder'),
  of({ ...full, phone: '11111111111' }, 'phone_placeholder'),
  of({ ...full, phone: '13900000001/1500000000' }, 'phone_length', { read: { phones: ['+8613900000001'] } }),
  of({ name: '王建国', phone: '1390000000' }, 'phone_length'),
  of({ name: '王*', phone: '139****0001' }, 'name_masked phone_masked'),
  // Columns changed.
  of({ name: '王建国', document: '13900000001', phone: man }, 'swapped', {
    read: { document: man, phones: ['+8613900000001'] },
  }),
  of({ name: man, document: '王建国', phone: '13900000001' }, 'swapped', { read: { name: '王建国', document: man } }),
  of({ name: '13900000001', document: man, phone: '王建国' }, 'swapped', {
    read: { name: '王建国', phones: ['+8613900000001'] },
  }),
  of({ name: '王建国', phone: man }, 'swapped', { read: { document: man, phones: [] } }),
  of({ name: man, document: '13900000001', phone: '王建国' }, 'swapped swapped', {
    read: { name: '王建国', document: man, phones: ['+8613900000001'] },
  }),
  of({ ...full, sex: '73', age: '男' }, 'swapped', { read: { sex: 'M' } }),
  // Sex, birth, age.
  of({ ...full, sex: '女' }, 'sex_conflict', { read: { sex: 'M' } }),
  of({ ...full, sex: '?男' }, 'sex_unreadable'),
  of({ ...full, birth: '1950-01-01' }, 'birth_conflict', { read: { birth: '1949-01-01' } }),
  of({ name: '王建国', phone: '13900000001', birth: '一月一日' }, 'birth_unreadable', { read: { birth: null } }),
  of({ name: '王建国', phone: '13900000001', birth: '2023-01-01' }, 'birth_future', { read: { birth: null } }),
  of({ name: '王建国', phone: '13900000001', birth: '1990-02-30' }, 'birth_unreadable'),
  of({ ...full, age: '37' }, 'age_conflict'),
  of({ ...full, age: '老年' }, 'age_unreadable'),
  of({ ...full, age: '173' }, 'age_unreadable'),
  of({ name: '王小宝', phone: '13900000001', birth: '2021-12-01', age: '3个月' }, 'ok'),
  // Places and times.
  of({ ...full, address: '2022-03-02' }, 'address_was_date', { types: { address: 'd' }, read: { address: '3-2' } }),
  of({ ...full, community: '凤凰社区' }, 'other_community'),
  of({ ...full, time: '昨晚' }, 'time_unreadable'),
  of({ ...full, time: '2022-04-27 21:05' }, 'time_future'),
  // Cells.
  of({ ...full, document: '' }, 'cell_error', { types: { document: 'e' } }),
  // Nobody.
  of({}, '!no_identification'),
  of({ note: '请核查', address: '幸福小区3幢2单元501室' }, '!no_identification'),
  of({ phone: '139****0001' }, 'phone_masked !no_identification'),
  of({ document: '110105' }, 'document_length !no_identification'),
  of({ document: man.slice(0, 17), phone: '1390000000' }, 'document_length phone_length !no_identification'),
  of({ name: '王建国' }, '!name_only'),
  of({ name: '王建国', document: '无', phone: '无' }, 'document_placeholder phone_placeholder !name_only'),
  of({ name: '王建国', phone: '1390' }, 'phone_length !name_only'),
  of({ ...full, name: '示例' }, '!example_row'),
  of({ ...full, row_id: '例' }, '!example_row'),
]

function judged({ cells, types = {} }: Case) {
  const row = { cells: mapping.map((field) => cells[field] ?? ''), types: '' }
  row.types = mapping.map((field, i) => types[field] ?? (row.cells[i] === '' ? '.' : 's')).join('')
  return readRow(row, mapping, options)
}

test('a list with each fault there is gets the right verdict on every one of its rows', () => {
  expect(list.length).toBeGreaterThanOrEqual(100)
  const verdicts = list.map((each) => {
    const { faults, accepted } = judged(each)
    const codes = faults.map(({ code, severity }) => (severity === 'reject' ? `!${code}` : code))
    return [JSON.stringify(each.cells), codes.sort().join(' ') || 'ok', accepted]
  })
  const right = list.map(({ cells, verdict }) => [
    JSON.stringify(cells),
    verdict.split(' ').sort().join(' '),
    !verdict.includes('!'),
  ])
  expect(verdicts).toEqual(right)
})

test('what can be known is read in spite of every fault', () => {
  for (const each of list) {
    if (!each.read) continue
    const { person, evidence } = judged(each)
    const seen: Record<string, unknown> = {
      name: person.name,
      document: person.document?.number ?? null,
      phones: person.phones,
      evidence: evidence.documents?.[0]?.number,
      address: person.address,
      birth: person.birth,
      sex: person.sex,
    }
    for (const [key, value] of Object.entries(each.read))
      expect([each.cells, key, seen[key]]).toEqual([each.cells, key, value])
  }
})

test('what a row says beside the person is kept', () => {
  const cells: Cells = {
    ...full,
    row_id: 'K-7',
    time: '2022年3月27日 21时05分',
    place: 'G7001',
    note: '同车',
    category: '密接、红码',
    room: '501',
    building: '3',
    estate: '幸福小区',
  }
  const { about, categories, door } = judged(of(cells, 'ok'))
  expect(about).toEqual({ rowId: 'K-7', time: '2022-03-27 21:05', place: 'G7001', note: '同车', community: null })
  expect(categories).toEqual(['密接', '红码'])
  expect(door).toMatchObject({ estate: '幸福', building: '3', unit: '', floor: 5, room: '501' })
})

test('content beyond the header is told, and no row of any kind throws', () => {
  expect(readRow({ cells: ['王建国', '13900000001', 'x'], types: 'sss' }, ['name', 'phone'], options).faults).toEqual([
    { field: null, code: 'cells_beyond', severity: 'warn' },
  ])
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(man, '13900000001', '王建国', '-', '2022-03-27', '1E+17'),
  )
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 20 }), fc.stringMatching(/^[.snrdbe]{0,20}$/), (cells, types) => {
      const { accepted, faults, person } = readRow({ cells, types }, mapping, options)
      expect(accepted).toBe(!faults.some((fault) => fault.severity === 'reject'))
      expect(person.name).not.toBe('')
    }),
  )
})
