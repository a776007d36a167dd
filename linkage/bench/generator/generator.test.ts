import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isResidentId } from '../../src/index.ts'
import { generate } from '../generate.ts'
import { type TrueRow, makeRows } from './population.ts'
import { profiles } from './profiles.ts'
import { scramble } from './random.ts'

const usual = profiles.usual!

function make(
  rows: number,
  seed = 1,
  profile = usual,
  order: 'register-first' | 'mixed' = 'register-first',
): TrueRow[] {
  return [...makeRows({ rows, seed, profile, order })]
}

function residentsOf(rows: TrueRow[]): number[] {
  return rows.filter(({ registered }) => registered).map(({ human }) => human.number)
}

describe('a made register with its lists', () => {
  test('has exactly as many rows as were asked for, in every profile and order', () => {
    for (const profile of Object.values(profiles))
      for (const order of ['register-first', 'mixed'] as const)
        for (const rows of [1, 2, 33, 500]) expect(make(rows, 3, profile, order)).toHaveLength(rows)
  })

  test('is the same for a seed, and another for another seed', () => {
    expect(make(800, 5)).toEqual(make(800, 5))
    expect(make(800, 5)).not.toEqual(make(800, 6))
  })

  test('gives every person one valid number that nobody else has', () => {
    const numbers = new Map<string, number>()
    for (const { human } of make(30_000, 2, profiles.families)) {
      expect(isResidentId(human.idNumber), human.idNumber).toBe(true)
      expect(human.idNumber.slice(6, 14)).toBe(human.birth.replaceAll('-', ''))
      expect(Number(human.idNumber[16]) % 2 === 1).toBe(human.sex === 'M')
      expect(numbers.get(human.idNumber) ?? human.number).toBe(human.number)
      numbers.set(human.idNumber, human.number)
    }
    expect(numbers.size).toBeGreaterThan(15_000)
  })

  test('tells one truth: who has one number is one person of one household, wherever the row stands', () => {
    const known = new Map<number, TrueRow['human']>()
    for (const { human } of make(20_000)) {
      const before = known.get(human.number)
      if (before !== undefined) expect(human).toEqual(before)
      known.set(human.number, human)
    }
  })

  test('holds each resident once in the register, and strangers only in lists', () => {
    const rows = make(10_000)
    const residents = rows.filter(({ registered }) => registered).map(({ human }) => human.number)
    expect(new Set(residents).size).toBe(residents.length)
    expect(residents).toHaveLength(5000)
    const inside = new Set(residents)
    const strangers = rows.filter(({ registered, human }) => !registered && !inside.has(human.number)).length
    expect(strangers / 5000).toBeGreaterThan(0.12)
    expect(strangers / 5000).toBeLessThan(0.19)
  })

  test('mixed is the same register in another order', () => {
    const [first, mixed] = [make(4000), make(4000, 1, usual, 'mixed')]
    expect(mixed.slice(0, 2000).filter(({ registered }) => registered).length).toBeLessThan(1200)
    // The last household may be cut short in the one order and whole in the other.
    const inMixed = new Set(residentsOf(mixed))
    const both = residentsOf(first).filter((number) => inMixed.has(number))
    expect(both.length).toBeGreaterThan(1990)
  })

  test('has the faults that it is about', () => {
    const rows = make(20_000).map(({ row }) => row)
    const some = (pattern: RegExp, column: keyof (typeof rows)[number]): boolean =>
      rows.some((row) => pattern.test(row[column]))
    expect(some(/^.\*+$/, 'name')).toBe(true)
    expect(some(/先生|女士/, 'name')).toBe(true)
    expect(some(/^[A-Z]+\/[A-Z]+$/, 'name')).toBe(true)
    expect(some(/^\d{17}[\dX]$/, 'name')).toBe(true)
    expect(some(/^\d{15}$/, 'idNumber')).toBe(true)
    expect(some(/^\d{15}000$/, 'idNumber')).toBe(true)
    expect(some(/^\d{4}\*{10}\d{3}[\dX]$/, 'idNumber')).toBe(true)
    expect(some(/^\d{3}\*{4}\d{4}$/, 'phone')).toBe(true)
    expect(some(/\.0$/, 'phone')).toBe(true)
    expect(some(/[０-９]/, 'address')).toBe(true)
    expect(some(/[一二三四五六七八九十]幢/, 'address')).toBe(true)
  })

  test('has twins: one birthday, one household, two numbers', () => {
    const days = new Map<string, Set<string>>()
    for (const { human } of make(20_000, 1, profiles.families)) {
      const key = `${human.household} ${human.birth}`
      days.set(key, (days.get(key) ?? new Set()).add(human.idNumber))
    }
    const twins = [...days.values()].filter(({ size }) => size > 1)
    expect(twins.length).toBeGreaterThan(50)
  })
})

describe('the file', () => {
  test('is the same to the byte for a seed, with truth in columns of its own', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qianxian-generate-'))
    try {
      const [a, b] = [join(folder, 'a.csv'), join(folder, 'b.csv')]
      for (const out of [a, b]) generate({ rows: 300, seed: 9, profile: 'harsh', out, headers: 'zh' })
      expect(readFileSync(a).equals(readFileSync(b))).toBe(true)
      const lines = readFileSync(a, 'utf8').trimEnd().split('\n')
      expect(lines).toHaveLength(301)
      expect(lines[0]).toBe('序号,来源,姓名,身份证号,联系电话,出生日期,性别,住址,person_id,household_id')
      for (const line of lines.slice(1)) expect(line).toMatch(/^R\d+,.*,P\d+,H\d+$/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('comes apart into a register and its lists', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qianxian-generate-'))
    try {
      const [out, lists] = [join(folder, 'register.csv'), join(folder, 'lists.csv')]
      generate({ rows: 200, seed: 9, profile: 'usual', out, lists })
      expect(readFileSync(out, 'utf8').trimEnd().split('\n')).toHaveLength(101)
      expect(readFileSync(lists, 'utf8').trimEnd().split('\n')).toHaveLength(101)
      expect(() => generate({ rows: 1, seed: 1, profile: 'none', out })).toThrow('There is no profile "none"')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

test('scrambling puts every number to a place of its own', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (size, seed) => {
      const places = new Set(Array.from({ length: size }, (_, n) => scramble(n, size, seed)))
      expect(places.size).toBe(size)
      expect(Math.max(...places)).toBe(size - 1)
    }),
  )
})
