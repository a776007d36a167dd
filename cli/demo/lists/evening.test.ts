import { read, utils } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { makeCommunity } from '../community.ts'
import { makeEveningLists, makeSampleList } from './evening.ts'
import { encodeGbk } from './gbk.ts'

const community = makeCommunity({ seed: 1, day: '2022-03-23' })
const files = makeEveningLists(community, { seed: 5 })
const truths = files.flatMap((file) => file.truth)

describe("one evening's lists", () => {
  it('have 4,000 rows of which 38 % are repeats, from seven sources', () => {
    expect(truths).toHaveLength(4000)
    expect(truths.filter((truth) => truth.repeat)).toHaveLength(1520)
    expect(new Set(truths.map((truth) => truth.person)).size).toBe(2480)
    expect(files.map((file) => file.truth.length > 40)).toEqual(files.map(() => true))
    expect(files).toHaveLength(7)
  })

  it('name residents of the register, and strangers who are not in it', () => {
    const keys = new Set(community.residents.map((resident) => resident.key))
    expect(truths.every(({ resident }) => resident === null || keys.has(resident))).toBe(true)
    const strangers = new Set(truths.filter((truth) => truth.resident === null).map((truth) => truth.person))
    expect(strangers.size).toBe(496)
  })

  it('can be read back, each row where the truth says', () => {
    for (const file of files) {
      if (!file.name.endsWith('xlsx')) continue
      const book = read(file.bytes)
      const rows = utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[0]!]!, { header: 1, blankrows: true })
      expect(rows).toHaveLength(file.truth.at(-1)!.row)
      for (const { row, sourceRow } of file.truth) expect(rows[row - 1]).toContain(sourceRow)
    }
    const rail = new TextDecoder('gbk').decode(files.find(({ source }) => source === 'rail')!.bytes).split('\r\n')
    expect(rail[0]).toContain('旅客姓名')
    for (const { row, sourceRow } of files[1]!.truth) expect(rail[row - 1]!.startsWith(sourceRow)).toBe(true)
  })

  it('have every fault, and each source its own row ids', () => {
    expect(new Set(truths.flatMap((truth) => truth.faults)).size).toBe(17)
    expect(new Set(truths.map((truth) => truth.sourceRow)).size).toBe(4000)
  })

  it('are the same for the same seed, and keep the rate at other sizes', () => {
    const again = makeEveningLists(community, { seed: 5 })
    expect(again.map(({ truth }) => truth)).toEqual(files.map(({ truth }) => truth))
    files.forEach(({ bytes, name }, at) => expect(Buffer.compare(bytes, again[at]!.bytes), name).toBe(0))
    const small = makeEveningLists(community, { seed: 6, rows: 100, repeats: 0.5 }).flatMap((file) => file.truth)
    expect(small.filter((truth) => truth.repeat)).toHaveLength(50)
    const hamlet = makeCommunity({ seed: 1, day: '2022-03-23', households: 9 })
    const many = makeEveningLists(hamlet, { seed: 6, rows: 1000 }).flatMap((file) => file.truth)
    expect(many.filter((truth) => truth.repeat)).toHaveLength(380)
  })

  it('come with a small sample to try', () => {
    const sample = makeSampleList(community)
    expect(sample.truth).toHaveLength(20)
    expect(sample.truth.filter((truth) => truth.repeat)).toHaveLength(4)
  })
})

describe('GBK', () => {
  it('is written as it is read', () => {
    const text = '旅客姓名,阿依古丽·买买提 Kim,喆'
    expect(new TextDecoder('gbk').decode(encodeGbk(text))).toBe(text)
  })
})
