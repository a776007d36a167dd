import { describe, expect, it } from 'vitest'
import type { Fact } from '#shared/act.ts'
import { fact, id, minute } from '#test/screening.ts'
import { type Round, foldRound, isWithin, poolSizeFor } from './model.ts'

const payload = {
  name: '第一轮',
  deed: 'test',
  area: id(900),
  within: null,
  from: minute(0),
  until: minute(600),
  pool: {
    usual: 20,
    lines: [
      { size: 1, categories: ['隔离'], grids: [], why: '' },
      { size: 10, categories: [], grids: [id(50)], why: '' },
    ],
  },
  resultHours: 24,
  expected: { people: 100, households: 40, asOf: minute(0) },
}
const roundOf = (facts: Fact[]): Round => facts.reduce<Round | undefined>((round, f) => foldRound(round, f), undefined)!

describe('a round', () => {
  it('tells the size of a pool by group before zone before the usual one', () => {
    const { pool } = roundOf([fact('round.open', payload)])
    expect(poolSizeFor(pool, { categories: ['隔离'], grid: id(50) })).toBe(1)
    expect(poolSizeFor(pool, { categories: [], grid: id(50) })).toBe(10)
    expect(poolSizeFor(pool, { categories: ['学生'], grid: null })).toBe(20)
  })

  it('keeps the later of two counts of a queue, whichever comes first', () => {
    const counts = [3, 8].map((waiting) => fact('round.queue', { site: id(11), waiting }, minute(waiting)))
    for (const some of [counts, counts.toReversed()])
      expect(roundOf([fact('round.open', payload), ...some]).queues[id(11)]?.waiting).toBe(8)
  })

  it('covers those who live in its grids and buildings', () => {
    const within = { grids: [id(50)], buildings: [id(60)] }
    expect(isWithin({ within }, { grid: id(50), building: null })).toBe(true)
    expect(isWithin({ within }, { grid: null, building: id(60) })).toBe(true)
    expect(isWithin({ within }, { grid: id(51), building: id(61) })).toBe(false)
  })

  it('does not end before it begins', () => {
    const round = roundOf([fact('round.open', payload), fact('round.change', { until: minute(-5), name: '改名' })])
    expect([round.until, round.name]).toEqual([minute(600), '改名'])
  })
})
