import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Obligation, RuleDocument } from './document.ts'
import { type Facts, never } from './rules.ts'
import { type Course, addDays, askedBy, countApart, daysBetween, sampleOf, wantedOf } from './schedule.ts'

const zone = 'Asia/Shanghai'
const none: ReadonlySet<string> = new Set()
const words = { zh: '条目', en: 'line' }
const day = (n: number) => addDays('2030-01-01', n)
const noon = (n: number) => `${day(n)}T04:00:00.000Z`

function facts(on: string, categories: string[] = []): Facts {
  return {
    day: on,
    person: { age: 30, categories },
    since: { high: never, middle: never, low: never },
    arrived: never,
    measure: { kind: '', day: 0, days: 0 },
  }
}

function course(on: number, done: number[], more: Partial<Course> = {}, categories: string[] = ['甲', '乙']): Course {
  const deeds = done.toSorted((a, b) => a - b).map((n) => ({ deed: 'test', at: noon(n) }))
  return { facts: facts(day(on), categories), since: day(0), arrival: null, measure: null, done: deeds, ...more }
}

const every = (key: string, days: number, category?: string): Obligation => ({
  key,
  deed: 'test',
  title: words,
  schedule: { kind: 'every', days },
  urgency: 2,
  ...(category ? { category } : {}),
})
const documentOf = (...obligations: Obligation[]): RuleDocument => ({
  title: words,
  basis: 'x',
  deeds: [{ key: 'test', name: words }],
  measures: [],
  decisions: [],
  obligations,
  transitions: [],
})
const days = fc.integer({ min: 0, max: 60 })
const history = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 8 })

describe('whoever is in several groups', () => {
  it('is asked by the strictest: what is due is never later than any of them asks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), days, history, (a, b, on, done) => {
        const one = course(
          on,
          done.filter((n) => n < on),
        )
        const lines = [every('a', a, '甲'), every('b', b, '乙')]
        const apart = lines.flatMap((line) => askedBy(line, one, zone, none) ?? [])
        const wanted = wantedOf(documentOf(...lines), one, zone, none)
        expect(wanted.map(({ due }) => due)).toEqual(
          apart
            .map(({ due }) => due)
            .sort()
            .slice(0, 1),
        )
      }),
    )
  })

  it('is asked the same whatever the order of the lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        days,
        history,
        (each, on, done) => {
          const lines = each.map((n, i) => every(`line${i}`, n))
          const one = course(
            on,
            done.filter((n) => n < on),
          )
          const asked = (all: Obligation[]) => wantedOf(documentOf(...all), one, zone, none)
          expect(asked(lines.toReversed())).toEqual(asked(lines))
        },
      ),
    )
  })
})

describe('a schedule', () => {
  it('every so many days: asks on the day that many days after the last, and again only after the next', () => {
    const line = every('a', 3)
    expect(askedBy(line, course(1, []), zone, none)).toBeUndefined()
    expect(askedBy(line, course(2, []), zone, none)?.due).toBe('2030-01-03T15:59:59.999Z')
    expect(askedBy(line, course(4, [2]), zone, none)).toBeUndefined()
    expect(askedBy(line, course(9, [2]), zone, none)).toMatchObject({ due: '2030-01-06T15:59:59.999Z' })
    // The same duty as long as nothing was done, however long that takes.
    expect(askedBy(line, course(9, [2]), zone, none)?.slot).toBe(askedBy(line, course(5, [2]), zone, none)?.slot)
  })

  it('n in m days, so far apart: what comes too early does not count', () => {
    const schedule = { kind: 'course', times: 2, days: 3, apartHours: 24, from: 'arrival' } as const
    const line: Obligation = { ...every('c', 1), schedule }
    const at = (on: number, done: string[]) =>
      askedBy(
        line,
        course(on, [], { arrival: day(10), done: done.map((one) => ({ deed: 'test', at: one })) }),
        zone,
        none,
      )
    expect(at(10, [])?.due).toBe('2030-01-12T15:59:59.999Z')
    const early = at(11, ['2030-01-11T04:00:00.000Z', '2030-01-12T03:00:00.000Z'])
    expect(early).toMatchObject({ after: '2030-01-12T04:00:00.000Z', due: '2030-01-13T15:59:59.999Z' })
    expect(at(12, ['2030-01-11T04:00:00.000Z', '2030-01-12T04:00:00.000Z'])).toBeUndefined()
    expect(askedBy(line, course(12, []), zone, none)).toBeUndefined()
  })

  it('counted apart, two that count never lie closer than they must', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400)), fc.integer({ min: 0, max: 48 }), (hours, apart) => {
        const counted = countApart(
          hours.sort((a, b) => a - b).map((hour) => hour * 3_600_000),
          apart,
        )
        for (const [i, at] of counted.entries())
          if (i) expect(at - counted[i - 1]!).toBeGreaterThanOrEqual(apart * 3_600_000)
        if (hours.length) expect(counted.length).toBeGreaterThan(0)
      }),
    )
  })

  it('on given days of a measure: a day that was missed stays open until something is done', () => {
    const line: Obligation = { ...every('m', 1), schedule: { kind: 'on_days', days: [1, 4, 7], from: 'measure' } }
    const at = (on: number, done: number[]) => askedBy(line, course(on, done, { measure: day(20) }), zone, none)
    expect(at(19, [])).toBeUndefined()
    expect(at(20, [])?.due).toBe('2030-01-21T15:59:59.999Z')
    expect(at(24, [])?.due).toBe('2030-01-21T15:59:59.999Z')
    expect(at(24, [20])?.due).toBe('2030-01-24T15:59:59.999Z')
    expect(at(24, [24])).toBeUndefined()
    expect(at(40, [26])).toBeUndefined()
  })

  it('once within hours of coming: is met by anything done since', () => {
    const line: Obligation = { ...every('l', 1), schedule: { kind: 'once', hours: 24, from: 'arrival' } }
    const at = (done: number[]) => askedBy(line, course(31, done, { arrival: day(30) }), zone, none)
    expect(at([29])?.due).toBe('2030-01-31T16:00:00.000Z')
    expect(at([30])).toBeUndefined()
  })
})

describe('a rolling sample', () => {
  const group = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 60 })

  it('is the same for a seed and a day, in whatever order people are named', () => {
    fc.assert(
      fc.property(group, fc.integer({ min: 1, max: 100 }), fc.nat(9), days, (ids, percent, seed, on) => {
        expect(sampleOf(ids.toReversed(), percent, seed, day(on))).toEqual(sampleOf(ids, percent, seed, day(on)))
      }),
    )
  })

  it('reaches everybody within as many days as the share says, and nobody much sooner again', () => {
    fc.assert(
      fc.property(group, fc.constantFrom(5, 10, 20, 25, 50), fc.nat(9), days, (ids, percent, seed, on) => {
        const cycle = 100 / percent
        const all = Array.from({ length: cycle }, (_, i) => sampleOf(ids, percent, seed, day(on + i))).flat()
        expect(new Set(all)).toEqual(new Set(ids))
        expect(all.length).toBe(ids.length)
        for (let i = 0; i < cycle; i++) {
          const size = sampleOf(ids, percent, seed, day(on + i)).length
          expect(Math.abs(size - (ids.length * percent) / 100)).toBeLessThan(1)
        }
      }),
    )
  })
})

it('days are counted by the calendar', () => {
  fc.assert(fc.property(days, days, (a, b) => daysBetween(day(a), day(b)) === b - a))
})
