import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeRows } from '../../bench/generator/population.ts'
import { profiles } from '../../bench/generator/profiles.ts'
import {
  type LinkResult,
  type Table,
  explainPair,
  guessSpec,
  levelsOf,
  linkRead,
  linkTable,
  linkTables,
  openLive,
  openQuestions,
  readTable,
} from './index.ts'
import { encodeText } from './utf8.ts'

const headers = ['row_id', 'name', 'id_number', 'phone', 'birth', 'sex', 'address']

/** Rows of a made register and its lists, with the person of each. */
function made(rows: number, seed: number): { rows: string[][]; people: number[] } {
  const all = [...makeRows({ rows, seed, profile: profiles.usual!, order: 'register-first' })]
  return {
    rows: all.map(({ row }, i) => [`R${i}`, row.name, row.idNumber, row.phone, row.birth, row.sex, row.address]),
    people: all.map(({ human }) => human.number),
  }
}

function csvOf(rows: string[][]): Uint8Array {
  const text = [headers, ...rows]
    .map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\n')
  const bytes = new Uint8Array(text.length * 3)
  return bytes.slice(0, encodeText(text, bytes, 0))
}

/** The clusters as sets of row names, whatever the rows' order was. */
function partition(rows: string[][], clusters: Uint32Array): string[] {
  const sets = new Map<number, string[]>()
  rows.forEach(([name], i) => sets.set(clusters[i]!, [...(sets.get(clusters[i]!) ?? []), name!]))
  return [...sets.values()].map((set) => set.sort().join(' ')).sort()
}

function shuffled<T>(list: T[], seed: number): T[] {
  let state = seed
  const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff)
  return list
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

const { rows, people } = made(4000, 7)
let table: Table
let result: LinkResult
beforeAll(async () => {
  table = await readTable(csvOf(rows))
  result = await linkRead(table)
})

describe('one table', () => {
  it('guesses what each column holds', () => {
    expect(guessSpec(headers, rows).columns.map(({ type }) => type)).toEqual([
      'rowId',
      'zhName',
      'residentId',
      'phone',
      'date',
      'sex',
      'zhAddress',
    ])
  })

  it('finds nearly all records of a person, and hardly anybody else, without a label', () => {
    let [both, linked, true_] = [0, 0, 0]
    for (let i = 0; i < rows.length; i++) {
      for (let j = i + 1; j < rows.length; j++) {
        const same = people[i] === people[j]
        const together = result.clusters[i] === result.clusters[j]
        if (same) true_++
        if (together) linked++
        if (same && together) both++
      }
    }
    expect(both / linked).toBeGreaterThan(0.97)
    expect(both / true_).toBeGreaterThan(0.88)
  })

  it('links without asking only what is nearly certain', () => {
    const right = [...result.auto].filter((i) => people[result.edges.a[i]!] === people[result.edges.b[i]!]).length
    expect(result.auto.length).toBeGreaterThan(1000)
    expect(right / result.auto.length).toBeGreaterThan(0.995)
  })

  it('never puts two valid, different IDs together', () => {
    const { validId, stride } = table.layout
    const ids = new Map<number, number>()
    for (let row = 0; row < table.rows; row++) {
      if (validId!.valid(table.data, row * stride) === 0) continue
      const id = validId!.number(table.data, row * stride)
      const known = ids.get(result.clusters[row]!)
      expect(known ?? id).toBe(id)
      ids.set(result.clusters[row]!, id)
    }
  })

  it('gives the same clusters whatever the order of the rows', async () => {
    const mixed = shuffled(rows, 3)
    const other = await linkTable(csvOf(mixed))
    expect(partition(mixed, other.clusters)).toEqual(partition(rows, result.clusters))
  })

  it('is repeatable to the byte for a seed', async () => {
    const again = await linkTable(csvOf(rows))
    expect(again.clusters).toEqual(result.clusters)
    expect(again.edges.weight).toEqual(result.edges.weight)
    expect(JSON.stringify(again.model)).toBe(JSON.stringify(result.model))
  })

  it('reads rows of texts as it reads bytes', async () => {
    const other = await linkTable([headers, ...rows])
    expect(other.clusters).toEqual(result.clusters)
  })

  it('weighs the same under a model that has been through JSON', async () => {
    const model = JSON.parse(JSON.stringify(result.model)) as typeof result.model
    const other = await linkRead(table, { model })
    expect(other.edges.weight).toEqual(result.edges.weight)
    expect(other.clusters).toEqual(result.clusters)
  })

  it('keeps apart what was told apart, and together what was said to be one', async () => {
    const joined = result.auto[0]!
    const pair = [result.edges.a[joined]!, result.edges.b[joined]!] as const
    const apart = await linkRead(table, { model: result.model, cannot: [pair] })
    expect(apart.clusters[pair[0]]).not.toBe(apart.clusters[pair[1]])
    const strangers = [0, result.clusters.findIndex((cluster) => cluster !== result.clusters[0])] as const
    const free = await linkRead(table, { model: result.model, must: [strangers] })
    const { validId, layout } = { validId: table.layout.validId!, layout: table.layout }
    const isValid = (row: number): boolean => validId.valid(table.data, row * layout.stride) !== 0
    if (!isValid(strangers[0]) || !isValid(strangers[1]))
      expect(free.clusters[strangers[0]]).toBe(free.clusters[strangers[1]])
  })
})

it('puts every copy with its original when a batch comes twice', async () => {
  const batch = rows.slice(0, 1800)
  const twice = await linkTable(csvOf([...batch, ...batch]))
  const full = batch
    .map((row, i) => ({ i, said: row.filter((cell) => cell !== '').length }))
    .filter(({ said }) => said >= 5)
  const together = full.filter(({ i }) => twice.clusters[i] === twice.clusters[i + batch.length]).length
  expect(together / full.length).toBeGreaterThan(0.999)
})

it('finds the people of one table in another', async () => {
  const [first, second] = [rows.slice(0, 2000), rows.slice(2000)]
  const other = [1, 0, 2, 4, 3, 5, 6]
  const moved = [headers, ...second].map((row) => other.map((at) => row[at]!))
  const linked = await linkTables([headers, ...first], moved)
  expect(linked.second).toBe(2000)
  expect(
    [...linked.edges.a.subarray(0, linked.edges.count)].every((a, i) => a < 2000 && linked.edges.b[i]! >= 2000),
  ).toBe(true)
  const strong = [...linked.auto]
  expect(strong.length).toBeGreaterThan(300)
  const right = strong.filter((i) => people[linked.edges.a[i]!] === people[linked.edges.b[i]!]).length
  expect(right / strong.length).toBeGreaterThan(0.99)
})

describe('a register in memory', () => {
  it('answers for one record as the batch run did', () => {
    const live = openLive(table, result.model)
    const edges = new Map<number, Map<number, number>>()
    for (let i = 0; i < result.edges.count; i++) {
      const [a, b, weight] = [result.edges.a[i]!, result.edges.b[i]!, result.edges.weight[i]!]
      for (const [x, y] of [
        [a, b],
        [b, a],
      ] as const)
        edges.set(x, (edges.get(x) ?? new Map()).set(y, weight))
    }
    for (let row = 0; row < table.rows; row += 7) {
      const found = new Map(live.probeRow(row).map(({ row: other, weight }) => [other, Math.fround(weight)]))
      expect(found).toEqual(edges.get(row) ?? new Map())
    }
  })

  it('reads a raw record as the table was read', () => {
    const live = openLive(table, result.model)
    for (const row of [5, 2500, 3999]) {
      const [best] = live.probe(rows[row]!)
      expect(best!.weight).toBeGreaterThanOrEqual(live.probeRow(row)[0]?.weight ?? -Infinity)
    }
  })

  it('is the same after one batch as after ten', async () => {
    const register = await readTable(csvOf(rows.slice(0, 2000)))
    const { model } = await linkRead(register)
    const one = openLive(register, model)
    for (const row of rows.slice(2000)) one.add(row)
    const ten = openLive(register, model)
    for (let batch = 0; batch < 10; batch++) {
      for (const row of rows.slice(2000 + batch * 200, 2200 + batch * 200)) {
        ten.probe(row)
        ten.add(row)
      }
    }
    for (let row = 0; row < 4000; row += 41) expect(ten.probeRow(row)).toEqual(one.probeRow(row))
  })

  it('forgets a row that was removed', () => {
    const live = openLive(table, result.model)
    const [best] = live.probeRow(result.edges.a[result.auto[0]!]!)
    live.remove(best!.row)
    expect(live.probeRow(result.edges.a[result.auto[0]!]!).map(({ row }) => row)).not.toContain(best!.row)
  })
})

describe('explaining and asking', () => {
  it('adds up to the weight, against a stranger or a housemate', () => {
    for (const i of [...result.auto].slice(0, 50)) {
      const [a, b] = [result.edges.a[i]!, result.edges.b[i]!]
      const { steps, weight } = explainPair(result.model, table, a, b)
      const stranger = steps.reduce((sum, step) => sum + step.bits, 0)
      const housemate = steps.reduce((sum, step) => sum + (step.housemate ?? Infinity), 0)
      expect(weight).toBeCloseTo(-Math.log2(2 ** -stranger + 2 ** -housemate), 3)
      expect(weight).toBeCloseTo(result.edges.weight[i]!, 3)
      for (const { zh, en } of steps) expect(`${zh}${en}`).not.toContain('undefined')
    }
  })

  it('asks about patterns with many doubtful pairs, and learns from the answers', () => {
    const questions = openQuestions(table, result.edges, result.model)
    const first = questions.next()!
    expect(first.probability).toBeGreaterThan(0.02)
    expect(first.probability).toBeLessThan(0.98)
    for (let i = 0; i < 30; i++) {
      const question = questions.next()
      if (question) questions.answer(question, true)
    }
    const learned = questions.model().learned
    expect(questions.answered).toBe(30)
    expect(Math.min(...Object.values(learned))).toBeGreaterThan(0)
  })
})

describe('laws', () => {
  it('compares symmetrically', () => {
    const { layout, data } = table
    fc.assert(
      fc.property(fc.nat(table.rows - 1), fc.nat(table.rows - 1), (a, b) => {
        for (const comparison of layout.comparisons) {
          const [x, y] = [a * layout.stride, b * layout.stride]
          expect(comparison.compare(data, x, y)).toBe(comparison.compare(data, y, x))
          if (comparison.loud) expect(comparison.loud(data, x, y)).toBe(comparison.loud(data, y, x))
        }
      }),
      { numRuns: 5000 },
    )
  })

  it('reads a pattern back into the levels it was made of', () => {
    for (let i = 0; i < result.edges.count; i += 101) {
      const levels = levelsOf(table.layout, result.edges.pattern[i]!)
      levels.forEach((level, c) => expect(level).toBeLessThan(table.layout.comparisons[c]!.levels.length))
    }
  })

  it('survives any Unicode in any column, and broken bytes', async () => {
    const spec = guessSpec(headers, rows)
    const western = guessSpec(
      ['id', 'first_name', 'surname', 'dob', 'city', 'email', 'address'],
      [['1', 'Ann', 'Lee', '1990-01-01', 'Leeds', 'a@b.org', '3 High Street']],
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 7, maxLength: 7 }), {
          maxLength: 12,
        }),
        async (cells) => {
          const linked = await linkTable(csvOf(cells), { spec })
          expect(linked.clusters.length).toBe(linked.rows)
          await linkTable(cells, { spec: western })
        },
      ),
      { numRuns: 150 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const linked = await linkTable(bytes)
        expect(linked.clusters.length).toBe(linked.rows)
      }),
      { numRuns: 150 },
    )
  })

  it('finds nothing in an empty table, and no fault', async () => {
    expect((await linkTable(csvOf([]))).rows).toBe(0)
    expect((await linkTable(new Uint8Array(0))).rows).toBe(0)
    expect((await linkTable([])).rows).toBe(0)
    expect((await linkTable(csvOf(rows.slice(0, 1)))).clusters.length).toBe(1)
  })
})
