import { describe, expect, it } from 'vitest'
import { codeFits, parentKind } from './model.ts'

describe('area codes', () => {
  it('have 6 digits for a city or district, 9 for a street, 12 for a community', () => {
    expect(codeFits('city', '320100')).toBe(true)
    expect(codeFits('city', '320105')).toBe(false)
    expect(codeFits('district', '320105')).toBe(true)
    expect(codeFits('street', '320105003')).toBe(true)
    expect(codeFits('community', '320105003012')).toBe(true)
    expect(codeFits('community', '32010500301')).toBe(false)
    expect(codeFits('grid', '320105003012-07')).toBe(true)
  })

  it('nest in one order', () => {
    expect(parentKind('city')).toBeNull()
    expect(parentKind('community')).toBe('street')
    expect(parentKind('grid')).toBe('community')
  })
})
