import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Version,
  foldVersions,
  levelDuring,
  levelOf,
  levels,
  rankOf,
  sortPlaces,
  spansOf,
  strictest,
} from './model.ts'

const places = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 6 })
const version: fc.Arbitrary<Version> = fc.record({
  at: fc.integer({ min: 0, max: 12 }).map((hour) => hour * 3_600_000),
  places: fc.record({ high: places, middle: places, low: places }),
})
const versions = fc.array(version, { maxLength: 10 })

describe('a place’s level over time', () => {
  it('is a function of the lists, whatever order they come in', () => {
    fc.assert(
      fc.property(
        versions.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, mixed]) => {
          expect(new Map([...foldVersions(mixed)].sort(byPlace))).toEqual(new Map([...foldVersions(all)].sort(byPlace)))
        },
      ),
    )
  })

  it('at every instant is what the lists in force then say, and the stricter where they disagree', () => {
    fc.assert(
      fc.property(
        versions,
        fc.integer({ min: 0, max: 14 * 60 }),
        fc.integer({ min: 1, max: 8 }),
        (all, minute, place) => {
          const at = minute * 60_000
          const last = Math.max(...all.filter((one) => one.at <= at).map((one) => one.at))
          const inForce = all.filter((one) => one.at === last)
          const said = inForce.flatMap(({ places }) =>
            levels.filter((level) => level !== 'none' && places[level].includes(place)),
          )
          const history = foldVersions(all).get(place) ?? { at: [], ranks: [] }
          expect(levelDuring(history, at, at + 1)).toBe(strictest(said))
        },
      ),
    )
  })

  it('of a day is the strictest of its moments', () => {
    fc.assert(
      fc.property(versions, fc.nat(10), fc.integer({ min: 1, max: 4 }), (all, from, hours) => {
        for (const history of foldVersions(all).values()) {
          const hour = (n: number) => levelDuring(history, (from + n) * 3_600_000, (from + n) * 3_600_000 + 1)
          const moments = Array.from({ length: hours }, (_, n) => hour(n))
          expect(levelDuring(history, from * 3_600_000, (from + hours) * 3_600_000)).toBe(strictest(moments))
        }
      }),
    )
  })

  it('shows as spans that neither touch at the same level nor overlap', () => {
    fc.assert(
      fc.property(versions, (all) => {
        for (const history of foldVersions(all).values()) {
          const spans = spansOf(history)
          for (const [i, span] of spans.entries()) {
            const next = spans[i + 1]
            if (!next) continue
            expect(span.until! <= next.from).toBe(true)
            if (span.until === next.from) expect(span.level).not.toBe(next.level)
          }
        }
      }),
    )
  })
})

it('a level and its rank are two names of one thing', () => {
  for (const level of levels) expect(levelOf(rankOf(level))).toBe(level)
})

it('places of a list stand in order, each once, and what is there twice is told', () => {
  expect(sortPlaces({ high: [9, 3, 9], middle: [3, 4], low: [] })).toEqual({
    places: { high: [3, 9], middle: [3, 4], low: [] },
    faults: [
      { code: 'twice', level: 'high', places: 1 },
      { code: 'two_levels', places: 1 },
    ],
  })
})

function byPlace([a]: [number, unknown], [b]: [number, unknown]): number {
  return a - b
}
