import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explain, explainGuard } from './explain.ts'
import { compare } from './levels.ts'
import { type Link, openLinker } from './linker.ts'
import { type Person, readPerson } from './person.ts'
import { residentIdCheck } from './residentId.ts'

const id = (first17: string): string => first17 + residentIdCheck(first17)
const paper = (number: string): NonNullable<Person['documents']> => [{ type: 'resident_id', number }]

const numbered = (key: string, order: number): Person => ({
  ...zhang,
  key,
  documents: paper(id(`32010519850312${String(order).padStart(3, '0')}`)),
})

const zhang = {
  key: 'zhang',
  name: '张伟明',
  documents: paper(id('32010519850312133')),
  phones: ['13912345678'],
  birth: '1985-03-12',
  sex: 'M',
  address: '翠竹苑3幢2单元501室',
} satisfies Person
const wife = {
  key: 'wife',
  name: '李芳',
  documents: paper(id('32010519860721224')),
  phones: ['13912345678'],
  birth: '1986-07-21',
  sex: 'F',
  address: '翠竹苑3幢2单元501室',
} satisfies Person
const twins = ['张晨', '张曦'].map((name, i): Person => ({
  key: `twin${i}`,
  name,
  documents: paper(id(`3201052015060110${3 + 2 * i}`)),
  phones: ['13912345678'],
  birth: '2015-06-01',
  sex: 'M',
  address: '翠竹苑3幢2单元501室',
}))
const namesake: Person = {
  ...zhang,
  key: 'namesake',
  documents: paper(id('32010519700101111')),
  phones: ['13700001111'],
  birth: '1970-01-02',
  address: '翠竹苑8幢1单元101室',
}
const register: Person[] = [zhang, wife, ...twins, namesake]
const ask = (row: Omit<Person, 'key'>, people: Person[] = register): Link =>
  openLinker(people).probe({ key: 'row', ...row })

describe('a row is linked', () => {
  test('by its document, in whatever clothes', () => {
    expect(ask({ documents: paper(zhang.documents[0]!.number.toLowerCase()) })).toMatchObject({
      kind: 'linked',
      to: 'zhang',
    })
    expect(ask({ name: '张维明', documents: zhang.documents })).toMatchObject({ kind: 'linked', to: 'zhang' })
  })

  test('by phone and name', () => {
    expect(ask({ name: '张伟明', phones: ['139-1234-5678'] })).toMatchObject({ kind: 'linked', to: 'zhang' })
    const latin = { name: 'ZHANG Weiming', phones: ['+8613912345678'] }
    expect(ask(latin, [zhang, wife, ...twins])).toMatchObject({ kind: 'linked', to: 'zhang' })
  })

  test('although the passport was renewed under a new number', () => {
    const before: Person = {
      key: 'guest',
      name: 'ANNA BERG',
      birth: '1990-05-04',
      phones: ['13700002222'],
      documents: [{ type: 'passport', number: 'C01X00T47' }],
    }
    const row = { ...before, documents: [{ type: 'passport' as const, number: 'C01X00T99' }] }
    expect(openLinker([before]).probe({ ...row, key: 'row' })).toMatchObject({ kind: 'linked', to: 'guest' })
  })

  test('by name, birth date and address', () => {
    const row = { name: '张伟明', birth: '1985.3.12', address: '翠竹苑 3-2-501' }
    expect(ask(row)).toMatchObject({ kind: 'linked', to: 'zhang' })
  })

  test('by a number that a spreadsheet rounded, with the name', () => {
    const rounded = `${zhang.documents[0]!.number.slice(0, 15)}000`
    expect(ask({ name: '张伟明', documents: paper(rounded) })).toMatchObject({ kind: 'linked', to: 'zhang' })
  })

  test('by a number with one wrong digit, with the name', () => {
    const right = zhang.documents[0]!.number
    const wrong = right.slice(0, 16) + (right[16] === '9' ? '8' : '9') + right[17]
    expect(ask({ name: '张伟明', documents: paper(wrong) })).toMatchObject({ kind: 'linked', to: 'zhang' })
  })
})

describe('a row is never linked without asking', () => {
  test('when two valid numbers differ', () => {
    const row = { ...zhang, documents: paper(id('11010519850312133')) }
    expect(ask({ ...row, name: '张伟明' }).kind).not.toBe('linked')
  })

  test('by a phone, a surname and a door alone', () => {
    const row = { name: '张小宝', phones: ['13912345678'], address: '翠竹苑3幢2单元501室' }
    expect(ask(row).kind).not.toBe('linked')
  })

  test('when it may be the other twin', () => {
    const [, other] = twins
    const row = { name: '张曦', birth: '2015-06-01', address: '翠竹苑3幢2单元501室', phones: ['13912345678'] }
    expect(ask(row, [twins[0]!])).toMatchObject({ kind: 'review' })
    expect(ask({ documents: other!.documents!, name: '张曦' }, [twins[0]!]).kind).not.toBe('linked')
    expect(ask(row)).toMatchObject({ to: 'twin1' })
  })

  test('by a name and an estate, which neighbours may share', () => {
    const found = ask({ name: '张伟明', address: '翠竹苑' })
    expect(found).toMatchObject({ kind: 'review' })
    expect(found.rivals.length + 1).toBe(2)
  })

  test('by what shows of masked values', () => {
    expect(ask({ name: '张*', documents: paper('3201********1234') }).kind).not.toBe('linked')
    expect(ask({ name: '张**', phones: ['139****5678'] }).kind).toBe('review')
    expect(ask({ name: '张先生', phones: ['13912345678'] }).kind).toBe('review')
  })

  test('by a stop value', () => {
    const hotel = Array.from({ length: 60 }, (_, i): Person => ({
      key: `g${i}`,
      name: `客${String.fromCharCode(0x4e00 + i * 7)}`,
      phones: ['13900000001'],
    }))
    expect(ask({ name: '客丂', phones: ['13900000001'] }, hotel).kind).not.toBe('linked')
    const nines: Person = { key: 'n', name: '王五', phones: ['11111111111'], documents: paper('111111111111111111') }
    expect(ask({ name: '赵六', phones: ['11111111111'], documents: paper('111111111111111111') }, [nines]).kind).toBe(
      'review',
    )
  })

  test('when a person said never', () => {
    const linker = openLinker(register, { never: [['row', 'zhang']] })
    expect(linker.probe({ ...zhang, key: 'row' }).to).not.toBe('zhang')
    linker.forbid('again', 'zhang')
    expect(linker.probe({ ...zhang, key: 'again' }).to).not.toBe('zhang')
  })
})

describe('a row becomes a new person', () => {
  test('when it says enough and nobody fits', () => {
    const row = { name: '王芳', documents: paper(id('32010519900101222')), phones: ['13811112222'] }
    expect(ask(row)).toMatchObject({ kind: 'new', to: null })
  })

  test('only then: a bare surname or nothing at all stays unresolved', () => {
    expect(ask({ name: '赵先生' })).toMatchObject({ kind: 'review', to: null })
    expect(ask({})).toMatchObject({ kind: 'review', to: null })
  })

  test('and is found by the next row once it is added', () => {
    const linker = openLinker(register)
    const row: Person = { key: 'r1', name: '王芳', documents: paper(id('32010519900101222')) }
    expect(linker.probe(row).kind).toBe('new')
    linker.add(row)
    expect(linker.probe({ ...row, key: 'r2' })).toMatchObject({ kind: 'linked', to: 'r1' })
    linker.remove('r1')
    expect(linker.probe({ ...row, key: 'r2' }).kind).toBe('new')
    expect(linker.size).toBe(register.length)
  })
})

describe('laws', () => {
  const anyPerson = fc.record(
    {
      key: fc.string(),
      name: fc.oneof(fc.constantFrom('张伟明', '张*', '李芳', 'ZHANG Wei', '张先生'), fc.string({ unit: 'binary' })),
      documents: fc.array(
        fc.record({
          type: fc.constantFrom('resident_id' as const, 'passport' as const, 'other' as const),
          number: fc.oneof(fc.constantFrom(zhang.documents[0]!.number, '3201********1234'), fc.string()),
        }),
        { maxLength: 2 },
      ),
      phones: fc.array(fc.oneof(fc.constantFrom('13912345678', '139****5678', '13912345679'), fc.string()), {
        maxLength: 2,
      }),
      birth: fc.oneof(fc.constantFrom('1985-03-12', '1985-12-03', '19850312'), fc.string()),
      sex: fc.constantFrom('M' as const, 'F' as const),
      address: fc.oneof(fc.constantFrom('翠竹苑3-2-501', '翠竹苑3幢', '龙江1-1-101'), fc.string({ unit: 'binary' })),
    },
    { requiredKeys: ['key'] },
  )

  test('comparing is symmetric', () => {
    fc.assert(
      fc.property(anyPerson, anyPerson, (a, b) => {
        expect(compare(readPerson(a), readPerson(b))).toEqual(compare(readPerson(b), readPerson(a)))
      }),
      { numRuns: 500 },
    )
  })

  test('the order of adding does not change an answer', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(register, { minLength: register.length }), anyPerson, (order, row) => {
        const probe = { ...row, key: 'row' }
        expect(openLinker(order).probe(probe)).toEqual(openLinker(register).probe(probe))
      }),
    )
  })

  test('adding and removing leaves no trace', () => {
    fc.assert(
      fc.property(fc.array(anyPerson, { maxLength: 8 }), anyPerson, (people, row) => {
        const linker = openLinker(register)
        const probe = { ...row, key: 'row' }
        const before = linker.probe(probe)
        const mine = people.map((p, i) => ({ ...p, key: `x${i}` }))
        for (const p of mine) linker.add(p)
        for (const p of mine) linker.remove(p.key)
        expect(linker.probe(probe)).toEqual(before)
      }),
    )
  })

  test('two valid different numbers are never linked, whatever else agrees', () => {
    const order = fc.integer({ min: 1, max: 999 })
    fc.assert(
      fc.property(order, order, (m, n) => {
        fc.pre(m !== n)
        expect(openLinker([numbered('a', m)]).probe(numbered('b', n)).kind).not.toBe('linked')
      }),
    )
  })
})

test('a decision is told in words, in both languages, strongest first', () => {
  const link = ask({ name: '张伟明', phones: ['13912345678'] })
  expect(explain(link.reasons, 'zh')[0]).toMatch(/^(电话|姓名)相同 \+\d/)
  expect(explain(link.reasons, 'en').join()).toContain('same name')
  const twin = ask({ name: '张曦', birth: '2015-06-01', address: '翠竹苑3幢2单元501室', phones: ['13912345678'] }, [
    twins[0]!,
  ])
  expect(explainGuard(twin.guard!, 'en')).toContain('twins')
  expect(explainGuard(twin.guard!, 'zh')).toContain('双胞胎')
})
