import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type SnapshotPerson, readName, readSnapshot, shortIdOf, writeSnapshot } from './snapshot.ts'

const community = '0192f0c0-0000-7000-8000-000000000001'
const doors = [
  { building: 0, unit: '2', floor: 5, room: '501', state: 'occupied' },
  { building: 0, unit: '', floor: null, room: '地下1', state: 'vacant' },
]
const about = {
  community,
  version: 42,
  made: '2026-11-24T00:00:00.000Z',
  markKey: 'AAAA',
  buildings: [{ id: community, estate: '幸福小区', name: '3幢' }],
  doors,
  rows: { tasks: [{ id: community, status: 'open' }] },
}
const person = fc.record<SnapshotPerson>({
  id: fc.uuid(),
  name: fc.oneof(
    fc.string({ unit: fc.constantFrom('张', '单', '伟', '𠮷'), minLength: 1, maxLength: 4 }),
    fc.constantFrom('John Smith', 'A·B', '张 伟'),
  ),
  pinyin: fc.array(fc.constantFrom('zhang', 'shan', 'dan', 'wei'), { maxLength: 4 }).map((all) => all.join(' ')),
  sex: fc.constantFrom('M', 'F', null),
  birthYear: fc.option(fc.integer({ min: 1890, max: 2040 })),
  documentTail: fc.option(fc.stringMatching(/^[0-9]{3}[0-9X]$/)),
  documentMark: fc.nat(0xffffff),
  phoneTails: fc.array(fc.stringMatching(/^\d{4}$/), { maxLength: 3 }),
  door: fc.option(fc.integer({ min: 0, max: 1 })),
  categories: fc.array(fc.constantFrom('alone', '独居'), { maxLength: 2 }),
})

it('gives back what was put in', () => {
  fc.assert(
    fc.property(fc.array(person, { maxLength: 40 }), (people) => {
      const read = readSnapshot(writeSnapshot(about, people))
      expect({ ...read, people: undefined }).toEqual({ ...about, people: undefined })
      const text = new TextDecoder()
      const names = read.people.names.split('\n')
      const documentTails = text.decode(read.people.documentTails).split('\n')
      const phoneTails = text.decode(read.people.phoneTails).split('\n')
      people.forEach((given, row) => {
        const { readings, readAs, sexes, birthYears, documentMarks } = read.people
        expect(names[row]).toBe(given.name)
        expect(readAs[row] ?? readName(names[row]!, readings)).toBe(given.pinyin)
        expect(sexes[row]).toBe(given.sex === 'M' ? 1 : given.sex === 'F' ? 2 : 0)
        expect(birthYears[row]).toBe(given.birthYear ?? 0)
        expect(documentTails[row]).toBe(given.documentTail ?? '')
        expect(documentMarks[row]).toBe(given.documentMark)
        expect(phoneTails[row]).toBe(given.phoneTails.join(' '))
        expect(read.people.doors[row]).toBe(given.door ?? -1)
        expect(read.people.categories[row] ?? []).toEqual(given.categories)
        expect(read.people.shortIds.slice(5 * row, 5 * row + 5)).toEqual(shortIdOf(given.id))
      })
    }),
  )
})

it('refuses what is not a whole snapshot', () => {
  const whole = writeSnapshot(about, [])
  expect(() => readSnapshot(whole.subarray(0, whole.length - 1))).toThrow()
  expect(() => readSnapshot(whole.slice().fill(0, 0, 4))).toThrow()
})
