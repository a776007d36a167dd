import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { find } from './find.ts'
import { readQuery } from './query.ts'
import { type DoorEntry, type PersonEntry, buildRegister, nameAt } from './register.ts'
import { packTail, tailRange } from './tails.ts'

const doors: DoorEntry[] = [
  { estate: '幸福小区', building: '3幢', unit: '2单元', room: '501' },
  { estate: '幸福小区', building: '3幢', unit: '2单元', room: '1501' },
  { estate: '光明里', building: '12号楼', unit: '1', room: '50' },
]
const people: PersonEntry[] = [
  { name: '张伟', pinyin: 'zhang wei', documentTail: '002X', phoneTails: ['5678', '1200'], door: 0 },
  { name: '张薇薇', pinyin: 'zhang wei wei', documentTail: '1234', phoneTails: [], door: 1 },
  { name: '单雄信', pinyin: 'shan xiong xin', documentTail: null, phoneTails: ['0001'], door: 2 },
  { name: 'John Smith', pinyin: 'john smith', documentTail: 'E56A', phoneTails: ['5601'], door: -1 },
]
const register = buildRegister(people, doors)
const search = (typed: string) => find([register], typed, 20).map(({ row }) => nameAt(register, row))

describe('finding a person', () => {
  it('finds by name, from its beginning, its end and its middle', () => {
    expect(search('张伟')).toEqual(['张伟'])
    expect(search('张')).toEqual(['张伟', '张薇薇'])
    expect(search('薇')).toEqual(['张薇薇'])
    expect(search('smith')).toEqual(['John Smith'])
  })

  it('finds by pinyin, by initials, and by half of each, the whole name first', () => {
    expect(search('zhangwei')).toEqual(['张伟', '张薇薇'])
    expect(search('zw')).toEqual(['张伟', '张薇薇'])
    expect(search('zww')).toEqual(['张薇薇'])
    expect(search('zhwei')).toEqual(['张伟', '张薇薇'])
    expect(search('shanxx')).toEqual(['单雄信'])
    expect(search('xin')).toEqual(['单雄信'])
    expect(search('dan')).toEqual([])
  })

  it('finds by the tail of a phone or a paper while it is being typed', () => {
    expect(search('5678')).toEqual(['张伟'])
    expect(search('56')).toEqual(['张伟', 'John Smith'])
    expect(search('002x')).toEqual(['张伟'])
    expect(search('13900005678')).toEqual(['张伟'])
  })

  it('finds by building, unit and room as people say and write them', () => {
    for (const said of [
      '3-2-501',
      '3幢2单元501',
      '3栋2单元501室',
      '3 2 501',
      '3号楼501',
      '3-501',
      '3幢 501',
      '２单元501',
    ])
      expect(search(said), said).toContain('张伟')
    expect(search('3-2-15')).toEqual(['张薇薇'])
    expect(search('501')).toEqual(['张伟'])
    expect(search('12-1-50')).toEqual(['单雄信'])
    expect(search('光明里')).toEqual(['单雄信'])
  })

  it('takes several words as all of them', () => {
    expect(search('张 1501')).toEqual(['张薇薇'])
    expect(search('zhang 501')).toEqual(['张伟'])
    expect(search('单 3幢')).toEqual([])
  })

  it('passes over entries that are no longer valid', () => {
    const changed = buildRegister(people, doors)
    changed.alive[0] = 0
    expect(find([changed], 'zw', 20).map(({ row }) => row)).toEqual([1])
  })
})

const syllable = fc.constantFrom('zhang', 'wei', 'wang', 'xiao', 'li', 'xi', 'an', 'xian', 'ou', 'yang')
const person = fc.record<PersonEntry>({
  name: fc.string({ unit: fc.constantFrom('张', '王', '伟', '芳', '欧', '阳'), minLength: 1, maxLength: 4 }),
  pinyin: fc.array(syllable, { minLength: 1, maxLength: 4 }).map((list) => list.join(' ')),
  documentTail: fc.option(fc.stringMatching(/^\d{3}[\dX]$/)),
  phoneTails: fc.array(fc.stringMatching(/^\d{4}$/), { maxLength: 3 }),
  door: fc.integer({ min: -1, max: doors.length - 1 }),
})
const persons = fc.array(person, { maxLength: 30 })

/** Every way to leave letters of each syllable's end away. */
function spellings(syllables: readonly string[]): string[] {
  const [first, ...rest] = syllables
  if (first === undefined) return ['']
  return spellings(rest).flatMap((end) => Array.from(first, (_, n) => first.slice(0, n + 1) + end))
}

describe('laws of finding', () => {
  it('finds everybody by every spelling of their whole name, and nobody who has no such spelling', () => {
    fc.assert(
      fc.property(persons, fc.nat(), fc.nat(), (people, pick, how) => {
        fc.pre(people.length > 0)
        const wanted = people[pick % people.length]!
        const all = spellings(wanted.pinyin.split(' '))
        const letters = all[how % all.length]!
        const found = new Set(find([buildRegister(people, doors)], letters, 100).map(({ row }) => row))
        people.forEach(({ pinyin }, row) => {
          const parts = pinyin.split(' ')
          const fits = parts.some((_, from) => spellings(parts.slice(from)).some((one) => one.startsWith(letters)))
          const cut = parts.some((_, from) =>
            parts.some((_, to) => to >= from && spellings(parts.slice(from, to + 1)).includes(letters)),
          )
          expect(found.has(row)).toBe(fits || cut)
        })
      }),
      { numRuns: 150 },
    )
  })

  it('only narrows while one types on', () => {
    fc.assert(
      fc.property(
        persons,
        fc.constantFrom('zhangwei', 'xian', 'ouyang', '张伟', '王芳', '1234', '002X'),
        (people, text) => {
          const register = buildRegister(people, [])
          const rows = (typed: string) => new Set(find([register], typed, 100).map(({ row }) => row))
          for (let n = 2; n <= text.length; n++) {
            const before = rows(text.slice(0, n - 1))
            for (const row of rows(text.slice(0, n))) expect(before.has(row)).toBe(true)
          }
        },
      ),
    )
  })

  it('names nobody twice, keeps to the limit, and its first are the first of the longer list', () => {
    fc.assert(
      fc.property(
        persons,
        fc.constantFrom('z', '张', '1', '3幢', 'xi'),
        fc.integer({ min: 1, max: 5 }),
        (people, text, limit) => {
          const registers = [buildRegister(people, doors), buildRegister(people.slice(0, 2), doors)]
          const all = find(registers, text, 1000).map(({ register, row }) => `${register} ${row}`)
          const few = find(registers, text, limit).map(({ register, row }) => `${register} ${row}`)
          expect(new Set(all).size).toBe(all.length)
          expect(few).toEqual(all.slice(0, limit))
        },
      ),
    )
  })

  it('says of tails exactly what "begins with" says', () => {
    const tail = fc.stringMatching(/^[0-9A-Z]{0,4}$/)
    fc.assert(
      fc.property(
        tail,
        tail.filter((start) => start !== ''),
        (tail, start) => {
          const { low, high } = tailRange(start)
          const packed = packTail(tail)
          expect(packed >= low && packed < high).toBe(tail.startsWith(start))
        },
      ),
    )
  })

  it('reads whatever is typed without breaking', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (typed) => {
        expect(readQuery(typed).length).toBeLessThanOrEqual(6)
        find([register], typed, 10)
      }),
    )
  })
})
