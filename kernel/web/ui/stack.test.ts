import { expect, test } from 'vitest'
import { type Door, stack, tally } from './stack.ts'

const door = (floor: number, room: string, state: Door['state'] = 'open'): Door => ({ id: room, floor, room, state })

test('a unit stands with its highest floor first, doors above each other, gaps kept', () => {
  const rows = stack({ name: '1单元', doors: [door(1, '102'), door(2, '201'), door(12, '1202'), door(1, '101')] })
  expect(rows.map(({ floor, doors }) => [floor, doors.map((d) => d?.room ?? null)])).toEqual([
    [12, [null, '1202']],
    [2, ['201', null]],
    [1, ['101', '102']],
  ])
})

test('the key counts every door once', () => {
  const counts = tally([
    { name: '1', doors: [door(1, '101', 'done'), door(1, '102')] },
    { name: '2', doors: [door(1, '101', 'done')] },
  ])
  expect([...counts]).toEqual([
    ['done', 2],
    ['open', 1],
  ])
})
