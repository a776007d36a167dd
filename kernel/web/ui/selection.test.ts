import { expect, test } from 'vitest'
import { coverage, rowAfterKey, toggled, toggledAll } from './selection.ts'

test('keys lead through the rows and stop at both ends', () => {
  expect(rowAfterKey('ArrowDown', 3, 4)).toBe(3)
  expect(rowAfterKey('ArrowUp', 0, 4)).toBe(0)
  expect(rowAfterKey('PageDown', 0, 40)).toBe(10)
  expect(rowAfterKey('End', 0, 40)).toBe(39)
  expect(rowAfterKey('x', 0, 40)).toBeUndefined()
})

test('selecting a page leaves other pages’ rows selected', () => {
  const selected = toggled(new Set(['far']), 'a')
  expect(coverage(selected, ['a', 'b'])).toBe('some')
  const all = toggledAll(selected, ['a', 'b'])
  expect(coverage(all, ['a', 'b'])).toBe('all')
  expect([...toggledAll(all, ['a', 'b'])]).toEqual(['far'])
  expect(coverage(new Set(), [])).toBe('none')
})
