import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type MergeKind,
  ageBand,
  countFalseMerges,
  countTruePairs,
  estimateQuality,
  evaluateClusters,
  evaluateEdges,
  evaluateGroups,
  evaluatePairs,
  evaluateReach,
  measureRows,
  posterior,
  qualityOf,
  thresholdChart,
  unlabelled,
} from './index.ts'

/** Rows with a cluster and a person each, some of them without truth, and some edges between them. */
const cases = fc.integer({ min: 1, max: 24 }).chain((rows) =>
  fc.record({
    clusters: fc.array(fc.nat(rows - 1), { minLength: rows, maxLength: rows }),
    truth: fc.array(
      fc.oneof({ weight: 9, arbitrary: fc.nat(8) }, fc.constant(unlabelled), fc.constant(4_000_000_000)),
      {
        minLength: rows,
        maxLength: rows,
      },
    ),
    boundary: fc.oneof(fc.constant(undefined), fc.nat(rows)),
    pairs: fc.array(fc.tuple(fc.nat(rows - 1), fc.nat(rows - 1), fc.integer({ min: -9, max: 9 })), { maxLength: 40 }),
  }),
)

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

function edgesOf({ pairs }: Case) {
  const own = pairs.filter(([a, b]) => a !== b)
  return {
    count: own.length,
    a: Uint32Array.from(own, ([a]) => a),
    b: Uint32Array.from(own, ([, b]) => b),
    weight: Float32Array.from(own, ([, , weight]) => weight),
    pattern: Int32Array.from(own, ([a, b]) => (a + b) % 3),
  }
}

/** Every pair that counts, with whether it is in one cluster and whether it is one person. */
function* allPairs({
  clusters,
  truth,
  boundary,
}: Case): Generator<{ a: number; b: number; said: boolean; is: boolean }> {
  for (let a = 0; a < clusters.length; a++) {
    for (let b = a + 1; b < clusters.length; b++) {
      if (truth[a] === unlabelled || truth[b] === unlabelled) continue
      if (boundary !== undefined && !(a < boundary && b >= boundary)) continue
      yield { a, b, said: clusters[a] === clusters[b], is: truth[a] === truth[b] }
    }
  }
}

function count<T>(items: Iterable<T>, wanted: (item: T) => boolean): number {
  let n = 0
  for (const item of items) if (wanted(item)) n++
  return n
}

function mean(values: number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}

function kindOf(a: number, b: number): MergeKind {
  return (['twins', 'housemates', 'sameName', 'other'] as const)[(a + b) % 4]!
}

describe('the quality of clusters', () => {
  test('is that of all pairs one by one', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const pairs = [...allPairs(one)]
        const there = count(pairs, ({ is }) => is)
        const wanted = qualityOf(
          count(pairs, ({ is, said }) => is && said),
          count(pairs, ({ said }) => said),
          there,
        )
        const found = evaluateClusters(one.clusters, one.truth, { boundary: one.boundary })
        expect(found).toMatchObject(wanted)
        expect(found.truePairs).toBe(there)
        expect(countTruePairs(one.truth, { boundary: one.boundary })).toBe(there)
      }),
    )
  })

  test('in B-cubed is the mean over rows', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const rows = [...one.truth.keys()].filter((row) => one.truth[row] !== unlabelled)
        fc.pre(rows.length > 0)
        const alike = (list: readonly number[], row: number): number[] =>
          rows.filter((other) => list[other] === list[row])
        const both = (row: number): number =>
          alike(one.clusters, row).filter((other) => one.truth[other] === one.truth[row]).length
        const { bCubed } = evaluateClusters(one.clusters, one.truth)
        expect(bCubed.precision).toBeCloseTo(mean(rows.map((row) => both(row) / alike(one.clusters, row).length)), 9)
        expect(bCubed.recall).toBeCloseTo(mean(rows.map((row) => both(row) / alike(one.truth, row).length)), 9)
        const quality = measureRows(one.clusters, one.truth)
        const [whole] = evaluateGroups(
          one.truth.map(() => 'all'),
          quality,
        )
        expect(whole!.precision).toBeCloseTo(bCubed.precision, 5)
        expect(whole!.recall).toBeCloseTo(bCubed.recall, 5)
        expect(whole!.rows).toBe(rows.length)
      }),
    )
  })

  test('is perfect for the truth itself, and does not depend on numbers or order', () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(evaluateClusters(one.truth, one.truth)).toMatchObject({ precision: 1, recall: 1, f1: 1, exact: 1 })
        const renamed = one.clusters.map((cluster) => cluster * 1000 + 7)
        const other = evaluateClusters(renamed, one.truth)
        const turned = evaluateClusters(one.clusters.toReversed(), one.truth.toReversed())
        const straight = evaluateClusters(one.clusters, one.truth)
        expect(other.f1).toBe(straight.f1)
        expect(other.bCubed.f1).toBeCloseTo(straight.bCubed.f1, 9)
        expect(turned.f1).toBe(straight.f1)
        expect(turned.bCubed.f1).toBeCloseTo(straight.bCubed.f1, 9)
        expect(turned.exact).toBe(straight.exact)
      }),
    )
  })

  test('counts whole people', () => {
    // One of the two people with several rows is whole.
    expect(evaluateClusters([0, 0, 2, 2, 4], [1, 1, 2, 2, 2]).exact).toBe(0.5)
  })
})

describe('the quality of pairs', () => {
  test('is that of the edges at or above the threshold', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: -9, max: 9 }), (one, threshold) => {
        const edges = edgesOf(one)
        const positions = [...edges.weight.keys()].filter((edge) => edges.weight[edge]! >= threshold)
        const known = positions.filter(
          (edge) => one.truth[edges.a[edge]!] !== unlabelled && one.truth[edges.b[edge]!] !== unlabelled,
        )
        const right = count(known, (edge) => one.truth[edges.a[edge]!] === one.truth[edges.b[edge]!])
        const there = countTruePairs(one.truth)
        expect(evaluatePairs(edges, threshold, one.truth, there)).toEqual(qualityOf(right, known.length, there))
        expect(evaluateEdges(edges, positions, one.truth, there)).toEqual(qualityOf(right, known.length, there))
      }),
    )
  })

  test('makes a chart whose points agree with it', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const edges = edgesOf(one)
        const there = countTruePairs(one.truth)
        const chart = thresholdChart(edges, one.truth, there, 1)
        for (const { threshold, links: _, ...quality } of chart)
          expect(quality).toEqual(evaluatePairs(edges, threshold, one.truth, there))
        for (let at = 1; at < chart.length; at++) expect(chart[at]!.links).toBeGreaterThan(chart[at - 1]!.links)
      }),
    )
  })
})

test('what perfect decisions reach is never wrong, and no less than any threshold finds', () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: -9, max: 9 }), (one, threshold) => {
      const edges = edgesOf(one)
      const reach = evaluateReach(edges, one.truth)
      expect(reach.precision).toBe(1)
      // An edge may stand twice in a case: then a threshold counts it twice.
      const distinct = new Set([...edges.a].map((a, n) => [a, edges.b[n]!].sort((x, y) => x - y).join(' ')))
      fc.pre(distinct.size === edges.count)
      expect(reach.recall).toBeGreaterThanOrEqual(
        evaluatePairs(edges, threshold, one.truth, countTruePairs(one.truth)).recall,
      )
    }),
  )
})

describe('false merges', () => {
  test('are as many as people too many in clusters', () => {
    fc.assert(
      fc.property(cases, ({ clusters, truth }) => {
        const people = new Map<number, Set<number>>()
        clusters.forEach((cluster, row) => {
          if (truth[row] !== unlabelled) people.set(cluster, (people.get(cluster) ?? new Set()).add(truth[row]!))
        })
        const tooMany = [...people.values()].reduce((sum, { size }) => sum + size - 1, 0)
        expect(countFalseMerges(clusters, truth, kindOf).total).toBe(tooMany)
      }),
    )
  })

  test('are told by the closest tie, for 10,000 rows', () => {
    const merges = countFalseMerges([0, 0, 0, 3], [1, 1, 2, 3], (a, b) => (a + b === 3 ? 'housemates' : 'other'))
    expect(merges.counts).toEqual({ twins: 0, housemates: 1, sameName: 0, other: 0 })
    expect(merges.per10000.housemates).toBe(2500)
    expect(merges.per10000.total).toBe(2500)
  })
})

describe('an estimate from no labels', () => {
  test('holds its value between its bounds, and both within 0 and 1', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0.5, max: 1, noNaN: true }), (one, blocked) => {
        const edges = edgesOf(one)
        const { precision, recall, truePairs } = estimateQuality(edges, (edge) => edges.weight[edge]! >= 0, blocked)
        for (const { low, value, high } of [precision, recall]) {
          expect(low).toBeGreaterThanOrEqual(0)
          expect(value).toBeGreaterThanOrEqual(low)
          expect(high).toBeGreaterThanOrEqual(value)
          expect(high).toBeLessThanOrEqual(1)
        }
        expect(truePairs).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('is right where the posteriors are: pairs drawn from them fall into the interval', () => {
    let state = 1
    const next = (): number => (state = (state * 48271) % 2147483647) / 2147483647
    let inside = 0
    const runs = 200
    for (let run = 0; run < runs; run++) {
      // A pattern of its own for each pair: then pairs are right or wrong for themselves.
      const weight = Float32Array.from({ length: 600 }, () => next() * 12 - 4)
      const pattern = Int32Array.from(weight.keys())
      const estimate = estimateQuality({ count: 600, weight, pattern }, (edge) => weight[edge]! >= 0)
      const is = Array.from(weight, (bits) => next() < posterior(bits))
      const said = [...weight.keys()].filter((edge) => weight[edge]! >= 0)
      const precision = count(said, (edge) => is[edge]!) / said.length
      if (precision >= estimate.precision.low && precision <= estimate.precision.high) inside++
    }
    // Nine of ten, and some to spare: the interval also allows for patterns that are wrong as a whole.
    expect(inside / runs).toBeGreaterThan(0.9)
  })

  test('grows wider when few patterns carry everything', () => {
    const weight = new Float32Array(1000).fill(4)
    const width = (patterns: number): number => {
      const pattern = Int32Array.from(weight, (_, edge) => edge % patterns)
      const { low, high } = estimateQuality({ count: 1000, weight, pattern }, () => true).precision
      return high - low
    }
    expect(width(1)).toBeGreaterThan(width(10))
    expect(width(10)).toBeGreaterThan(width(100))
  })
})

test('ages fall into bands of ten years', () => {
  expect(ageBand('1985-03-12', 2022)).toBe('30–39')
  expect(ageBand('1921', 2022)).toBe('90+')
  expect(ageBand('', 2022)).toBe('')
  expect(ageBand('2030-01-01', 2022)).toBe('')
})
