import { expect, test } from 'vitest'
import { columnKeys, deadlineOf, findImbalance, mappingByHeader, mappingFits, usualUrgency } from './model.ts'

const received = Date.parse('2022-03-23T15:00:00Z') // 23:00 in Nanjing
const due = (rule: Parameters<typeof deadlineOf>[0]) =>
  new Date(deadlineOf(rule, received, 'Asia/Shanghai')).toISOString()

test('a deadline is so many hours after receipt, or the next time the clock shows the hour', () => {
  expect(due({ hours: 24 })).toBe('2022-03-24T15:00:00.000Z')
  expect(due({ hours: 0.5 })).toBe('2022-03-23T15:30:00.000Z')
  expect(due({ at: '23:30' })).toBe('2022-03-23T15:30:00.000Z')
  expect(due({ at: '23:00' })).toBe('2022-03-24T15:00:00.000Z')
  expect(due({ at: '18:00', days: 1 })).toBe('2022-03-24T10:00:00.000Z')
  expect(due({ at: '18:00', days: 0 })).toBe('2022-03-24T10:00:00.000Z')
})

test('a short deadline is urgent', () => {
  expect([{ hours: 2 }, { hours: 24 }, { hours: 72 }, { at: '23:00' }].map(usualUrgency)).toEqual([1, 2, 3, 2])
})

test('columns of one name, or without a name, are told apart when a mapping is remembered', () => {
  expect(columnKeys(['姓名', '电话', '', '电话'])).toEqual(['姓名', '电话', '#3', '电话#2'])
  expect(mappingByHeader(['电话', '电话'], ['phone', 'note'])).toEqual({ 电话: 'phone', '电话#2': 'note' })
  expect(mappingFits(['address', 'note'])).toBe(false)
  expect(mappingFits(['note', 'phone'])).toBe(true)
})

test('counts that do not balance are named', () => {
  const good = { rows: 5, accepted: 4, rejected: 1, linked: 2, review: 1, fresh: 1, repeated: 1, people: 3 }
  expect(findImbalance(good)).toBeUndefined()
  expect(findImbalance({ ...good, rows: 6 })).toBe('rows = accepted + rejected')
  expect(findImbalance({ ...good, review: 0 })).toBe('accepted = linked + review + new')
})
