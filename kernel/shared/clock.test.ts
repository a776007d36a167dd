import { describe, expect, it } from 'vitest'
import { instantOf, localDay } from './clock.ts'

describe('the deployment zone', () => {
  it('decides which day it is, not UTC', () => {
    expect(localDay(Date.parse('2022-03-23T16:30:00Z'), 'Asia/Shanghai')).toBe('2022-03-24')
    expect(localDay(Date.parse('2022-03-23T15:59:00Z'), 'Asia/Shanghai')).toBe('2022-03-23')
  })

  it('turns a wall-clock time into an instant, across a change of the clocks too', () => {
    expect(new Date(instantOf('2022-03-23', 23, 0, 'Asia/Shanghai')).toISOString()).toBe('2022-03-23T15:00:00.000Z')
    expect(new Date(instantOf('2022-03-27', 3, 30, 'Europe/Berlin')).toISOString()).toBe('2022-03-27T01:30:00.000Z')
    expect(new Date(instantOf('2022-10-30', 12, 0, 'Europe/Berlin')).toISOString()).toBe('2022-10-30T11:00:00.000Z')
  })
})
