import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SnapshotPerson, aliasOf, isAlias, readSnapshot, shortIdOf, writeSnapshot } from '#shared/snapshot.ts'
import { findRow, indexIds } from './id-index.ts'
import {
  type PersonRow,
  changePeople,
  findPerson,
  listAtDoor,
  openPeople,
  placeOf,
  recognise,
  searchPeople,
} from './people.ts'

const ids = Array.from({ length: 5 }, (_, n) => `0192f0c0-0000-7000-8000-00000000010${n}`)
const building = '0192f0c0-0000-7000-8000-000000000b01'

function person(n: number, name: string, pinyin: string, door: number | null): SnapshotPerson {
  const about = { sex: 'F' as const, birthYear: 1950, documentTail: '002X', documentMark: n, categories: [] }
  return { id: ids[n]!, name, pinyin, phoneTails: [`000${n}`], door, ...about }
}

function open() {
  const doors = [
    { building: 0, unit: '2', floor: 5, room: '501', state: 'occupied' },
    { building: 0, unit: '2', floor: 5, room: '502', state: 'occupied' },
  ]
  const bytes = writeSnapshot(
    {
      community: building,
      version: 3,
      made: '',
      markKey: '',
      buildings: [{ id: building, estate: '', name: '3幢' }],
      doors,
      rows: {},
    },
    [person(0, '张伟', 'zhang wei', 0), person(1, '王芳', 'wang fang', 0), person(2, '单雄信', 'shan xiong xin', null)],
  )
  return openPeople(readSnapshot(bytes))
}

function change(n: number, more: Partial<PersonRow>): PersonRow {
  const { door: _, documentMark: __, ...rest } = person(n, '张伟', 'zhang wei', null)
  return { ...rest, place: null, address: '', gone: false, ...more }
}

describe('the people of a community on a phone', () => {
  it('are found by whole id and by alias, with place and tails', () => {
    const people = open()
    const found = findPerson(people, ids[0]!)!
    expect(found).toMatchObject({ name: '张伟', birthYear: 1950, documentTail: '002X', phoneTails: ['0000'] })
    expect(placeOf(found)).toBe('3幢 2单元 501')
    expect(isAlias(found.id)).toBe(true)
    expect(findPerson(people, found.id)).toEqual(found)
    expect(findPerson(people, ids[4]!)).toBeUndefined()
    expect(searchPeople(people, 'sxx', 9).map(({ name }) => name)).toEqual(['单雄信'])
  })

  it('change: renamed, moved, gone and new, at once and everywhere', () => {
    const people = open()
    const place = { building, estate: '', name: '3幢', unit: '2', floor: 6, room: '601' }
    changePeople(people, [change(0, { name: '张薇', pinyin: 'zhang wei', place }), change(1, { gone: true })])
    changePeople(people, [change(3, { name: '李四', pinyin: 'li si', place })])
    expect(searchPeople(people, '张', 9).map(({ name }) => name)).toEqual(['张薇'])
    expect(searchPeople(people, 'wf', 9)).toEqual([])
    expect(
      searchPeople(people, '3-2-601', 9)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['张薇', '李四'].sort())
    expect(listAtDoor(people, 0)).toEqual([])
    expect(listAtDoor(people, 2).map(({ name }) => name)).toEqual(['张薇', '李四'])
    expect(placeOf(findPerson(people, ids[0]!)!)).toBe('3幢 2单元 601')
  })
})

it('recognises a whole number by its tail and its mark, and no other', async () => {
  const people = open()
  const number = '11010519491231002X'
  const key = createHmac('sha256', Buffer.from('AAAA', 'base64')).update(number).digest()
  people.marks[1] = key.readUIntLE(0, 3)
  people.markKey = 'AAAA'
  expect(await recognise(people, number.toLowerCase())).toMatchObject({ name: '王芳' })
  expect(await recognise(people, '11010519491231003X')).toBeUndefined()
})

describe('the index of short ids', () => {
  it('finds every row by its id, and no other', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.uuid(), { maxLength: 200, selector: (id) => id.slice(-10) }),
        fc.uuid(),
        (all, other) => {
          const shortIds = new Uint8Array(all.length * 5)
          all.forEach((id, n) => shortIds.set(shortIdOf(id), n * 5))
          const index = indexIds(shortIds)
          all.forEach((id, n) => {
            expect(findRow(index, id)).toBe(n)
            expect(findRow(index, aliasOf(shortIdOf(id)))).toBe(n)
          })
          if (!all.some((id) => id.slice(-10) === other.slice(-10))) expect(findRow(index, other)).toBe(-1)
        },
      ),
    )
  })
})
