import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskCells } from './mask-cells.ts'

test('documents and phones of a row are masked, by their columns', () => {
  expect(maskCells(['张伟', '11010519491231002X', '13900000001、13900000002'], ['name', 'document', 'phone'])).toEqual([
    '张伟',
    '1101**********002X',
    '139****0001、139****0002',
  ])
})

test('a number in a column that was taken for something else is masked all the same', () => {
  expect(maskCells(['身份证11010519491231002X,电话13900000001'], ['note'])).toEqual([
    '身份证1101**********002X,电话139****0001',
  ])
  expect(maskCells(['１３９００００００01'], ['ignore'])[0]).not.toContain('００００００')
})

test('days, rooms and counts stay readable', () => {
  const cells = ['2022-03-23', '20220323', '3幢2单元501', '12', 'GA202203230000001']
  expect(maskCells(cells, ['time', 'birth', 'address', 'age', 'row_id'])).toEqual(cells)
})

test('no whole number of eleven digits or more ever shows, whatever the columns', () => {
  const digits = fc.stringMatching(/^[0-9]{11,18}$/)
  fc.assert(
    fc.property(digits, fc.constantFrom('name', 'document', 'phone', 'note', 'ignore'), (number, field) => {
      expect(maskCells([number], [field])[0]).not.toContain(number)
    }),
  )
})
