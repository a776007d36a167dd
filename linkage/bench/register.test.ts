import { describe, expect, test } from 'vitest'
import { isResidentId, openLinker } from '../src/index.ts'
import { makeRegister } from './register.ts'

describe('a made register', () => {
  test('is the same for the same seed, and another for another', () => {
    const size = { residents: 200, rows: 50 }
    expect(makeRegister({ seed: 1, ...size })).toEqual(makeRegister({ seed: 1, ...size }))
    expect(makeRegister({ seed: 1, ...size })).not.toEqual(makeRegister({ seed: 2, ...size }))
  })

  test('has valid numbers and unique keys', () => {
    const { residents } = makeRegister({ seed: 3, residents: 500, rows: 0 })
    expect(new Set(residents.map((p) => p.key)).size).toBe(500)
    for (const { documents } of residents)
      for (const { number } of documents ?? []) expect(isResidentId(number)).toBe(true)
  })
})

describe('the linker on lists with the faults of their sources', () => {
  test.each([11, 12, 13])('links hardly ever wrongly and loses hardly anyone (seed %i)', (seed) => {
    const { residents, rows } = makeRegister({ seed, residents: 3000, rows: 2000 })
    const linker = openLinker(residents)
    const links = rows.map((row) => ({ row, link: linker.probe(row.person) }))
    const linked = links.filter(({ link }) => link.kind === 'linked')
    const known = links.filter(({ row }) => row.truth !== null)
    const right = linked.filter(({ row, link }) => link.to === row.truth).length
    const lost = known.filter(({ link }) => link.kind === 'new').length
    expect(right / linked.length).toBeGreaterThanOrEqual(0.997)
    expect(right / known.length).toBeGreaterThanOrEqual(0.8)
    expect(lost / known.length).toBeLessThan(0.01)
  })
})
