import { describe, expect, it } from 'vitest'
import { linesOfTree, readAreaCode, readAreaLines } from './tree.ts'

describe('a code of the tree', () => {
  it.each([
    ['320100', 'city', '320100', null],
    ['320105', 'district', '320105', '320100'],
    ['320105000000', 'district', '320105', '320100'],
    ['320105003', 'street', '320105003', '320105'],
    ['320105003000', 'street', '320105003', '320105'],
    ['３２０１０５００３０１２', 'community', '320105003012', '320105003'],
    ['320105003012-07', 'grid', '320105003012-07', '320105003012'],
  ] as const)('%s is a %s', (text, kind, code, parent) => {
    expect(readAreaCode(text)).toEqual({ kind, code, parent })
  })

  it.each(['320000', '32', '', '3201050', 'abc', '320105-01', '320000000000'])('%s is none', (text) => {
    expect(readAreaCode(text)).toBeUndefined()
  })
})

it('reads what is pasted from a spreadsheet, in either order of the columns, and passes over headings', () => {
  const text =
    '代码\t名称\r\n320105003\t莫愁湖街道\n\n320105003012, 测试社区\n幸福社区 320105003013\n"320105003014";"北园"'
  expect(readAreaLines(text)).toEqual([
    { line: 2, code: '320105003', name: '莫愁湖街道' },
    { line: 4, code: '320105003012', name: '测试社区' },
    { line: 5, code: '320105003013', name: '幸福社区' },
    { line: 6, code: '320105003014', name: '北园' },
  ])
})

const area = (id: string, parent: string | null) => ({ id, parent, kind: 'x', code: `c${id}`, name: `N${id}` })

describe('the tree on the screen', () => {
  const areas = [area('1', null), area('2', '1'), area('3', '2'), area('4', '1')]

  it('shows what is open', () => {
    expect(linesOfTree(areas, new Set(['1']), '').map((line) => [line.area.id, line.depth, line.below])).toEqual([
      ['1', 0, 2],
      ['2', 1, 1],
      ['4', 1, 0],
    ])
  })

  it('shows the way to whatever is searched, and nothing else', () => {
    expect(linesOfTree(areas, new Set(), 'n3').map((line) => line.area.id)).toEqual(['1', '2', '3'])
  })

  it('begins with what one may see, where the areas above are not given', () => {
    expect(linesOfTree(areas.slice(1), new Set(), '').map((line) => line.area.id)).toEqual(['2', '4'])
  })
})
