import { expect, it } from 'vitest'
import { type Typed, readWedge } from './wedge.ts'

const type = (text: string, gap: number, from = 0): Typed[] =>
  [...Array.from(text), 'Enter'].map((key, n) => ({ key, at: from + n * gap }))

it('hears a code that was typed faster than anybody can', () => {
  expect(readWedge(type('QX1-0042', 8))).toBe('QX1-0042')
})

it('leaves a person’s typing alone, and what is too short for a code', () => {
  expect(readWedge(type('zhangwei', 120))).toBeNull()
  expect(readWedge(type('1234', 5))).toBeNull()
  expect(readWedge(type('QX1-0042', 8).slice(0, -1))).toBeNull()
})

it('takes only the code where a person had typed before', () => {
  const before = [{ key: '3', at: 0 }, { key: '-', at: 300 }] // prettier-ignore
  expect(readWedge([...before, ...type('110105194912310021', 6, 2000)])).toBe('110105194912310021')
})

it('passes over keys that are no characters', () => {
  const keys = type('ABCDEF12', 4)
  expect(readWedge([{ key: 'Shift', at: -2 }, ...keys])).toBe('ABCDEF12')
})
