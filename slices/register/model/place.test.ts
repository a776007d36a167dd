import { describe, expect, it, test } from 'vitest'
import type { Field } from '#slices/intake/model.ts'
import type { RawRow } from '#slices/intake/model/cells.ts'
import { valuesOf } from '#slices/intake/model/cells.ts'
import { guessSheetNames } from './columns.ts'
import { fillDown } from './fill.ts'
import { buildingKey, estateKey, gridNumber, readPlace, roomKey, unitKey } from './place.ts'

function place(cells: Partial<Record<Field, string>>, types: Partial<Record<Field, string>> = {}) {
  const mapping = Object.keys(cells) as Field[]
  const row = { cells: Object.values(cells), types: mapping.map((field) => types[field] ?? 's').join('') }
  const read = readPlace(valuesOf(row, mapping, []), [])
  return read && `${read.estate}/${read.building}/${read.unit}/${read.room}`
}

test.each<[Partial<Record<Field, string>>, string | null]>([
  [{ estate: '千帆里', building: '3', unit: '2', room: '501' }, '千帆里/3幢/2单元/501'],
  [{ estate: '千帆里', building: '3号楼', unit: '二单元', room: '501室' }, '千帆里/3号楼/2单元/501'],
  [{ estate: '千 帆 里', building: '0３栋', unit: '', room: '０501' }, '千帆里/3栋//501'],
  [{ estate: '缆绳巷', building: '12号', room: '1' }, '缆绳巷/12号//1'],
  [{ building: '千帆里3幢', unit: '1', room: '101' }, '千帆里/3幢/1单元/101'],
  [{ estate: '千帆里', building: '3幢', room: '2-501' }, '千帆里/3幢/2单元/501'],
  [{ estate: '千帆里', room: '3-2-501' }, '千帆里/3幢/2单元/501'],
  [{ address: '千帆里3幢2单元501室' }, '千帆里/3幢/2单元/501'],
  [{ address: '南京市建邺区千帆里 3-2-501' }, '千帆里/3幢/2单元/501'],
  [{ address: '千帆里', building: '3', room: '501' }, '千帆里/3幢//501'],
  [{ address: '千帆里3幢', unit: '2', room: '501' }, '千帆里/3幢/2单元/501'],
  [{ building: 'A座', room: '1203' }, '/A座//1203'],
  [{ estate: '千帆里', building: '3幢' }, null],
  [{ estate: '—', building: '—', unit: '—', room: '—' }, null],
  [{ estate: '千帆里' }, null],
])('reads a door out of %j', (cells, expected) => {
  expect(place(cells)).toBe(expected)
})

it('knows a door again in the ways people write it', () => {
  for (const way of ['3', '3幢', '3号楼', '03栋', '第3幢', '三幢', '3#']) expect(buildingKey(way)).toBe('3')
  for (const way of ['2', '2单元', '二单元', '02单元']) expect(unitKey(way)).toBe('2')
  for (const way of ['501', '501室', '0501', '５０１房']) expect(roomKey(way)).toBe('501')
  expect(estateKey('千帆里小区')).toBe(estateKey('千帆里'))
  for (const way of ['3', '第3网格', '第三网格', '网格03', '3号网格', '320105003012-03'])
    expect(gridNumber(way)).toBe(3)
  expect(gridNumber('东苑网格')).toBeUndefined()
})

describe('an address that is not written again', () => {
  const mapping: Field[] = ['estate', 'building', 'unit', 'room', 'name', 'ignore']
  const above: RawRow = { cells: ['千帆里', '3幢', '2单元', '501', '甲', '户主'], types: 'ssssss' }
  const fill = (...cells: string[]) => fillDown({ cells, types: 's'.repeat(cells.length) }, above, mapping)

  it('is that of the household above, but not for who begins a household', () => {
    expect(fill('', '', '', '', '乙', '配偶')).toMatchObject({
      filled: 'whole',
      row: { cells: ['千帆里', '3幢', '2单元', '501', '乙', '配偶'] },
    })
    expect(fill('', '', '', '', '丙', '户主').filled).toBeNull()
  })

  it('is filled from the left only as far as the row says nothing itself', () => {
    expect(fill('', '', '', '502', '乙').row.cells).toEqual(['千帆里', '3幢', '2单元', '502', '乙', ''])
    expect(fill('', '4幢', '', '', '乙').row.cells).toEqual(['千帆里', '4幢', '', '', '乙', ''])
    expect(fill('千帆里', '3幢', '', '', '乙').filled).toBeNull()
  })
})

it('takes the name of a sheet for what it says, where no column says it', () => {
  expect(guessSheetNames(['3幢', '4幢'], ['name', 'room'])).toBe('building')
  expect(guessSheetNames(['千帆里3幢', '千帆里4幢'], ['name', 'room'])).toBe('address')
  expect(guessSheetNames(['第1网格', '第2网格'], ['name', 'address'])).toBe('grid')
  expect(guessSheetNames(['千帆里', '缆绳巷'], ['name', 'building', 'room'])).toBe('estate')
  expect(guessSheetNames(['千帆里', '缆绳巷'], ['name', 'estate', 'building', 'room'])).toBe('ignore')
  expect(guessSheetNames(['住户底册'], ['name', 'building', 'room'])).toBe('ignore')
})
