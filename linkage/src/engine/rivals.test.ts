import { describe, expect, it } from 'vitest'
import { levelsOf } from './pairs.ts'
import { countRivalsOf } from './rivals.ts'
import { patternAt } from './score.ts'
import { scorerOf } from './explainPair.ts'
import { linkRead, readTable } from './link.ts'
import type { Spec } from './types.ts'

const types = ['zhName', 'residentId', 'phone', 'date', 'zhAddress'] as const
const columns = types.map((type, at) => ({ header: type, at, type }))
const spec: Spec = { version: 1, columns, blocking: [{ parts: ['phone.number'] }] }
const family = [
  ['张伟明', '', '13905716838', '1980-01-02', '翠竹苑3幢2单元501室'],
  ['张小明', '', '13905716838', '2010-03-04', '翠竹苑3幢2单元501室'],
  ['李芳', '', '13905716838', '1982-05-06', '翠竹苑3幢2单元501室'],
]

/** Which level the pair of rows has at the comparison of people on one phone. */
async function levelOf(rows: string[][], a: number, b: number): Promise<string> {
  const table = await readTable(rows, { spec })
  const { model } = await linkRead(table)
  const { layout } = table
  const at = layout.comparisons.findIndex(({ name }) => name === 'phoneRivals')
  return layout.comparisons[at]!.levels[levelsOf(layout, patternAt(scorerOf(model, table), a, b))[at]!]!
}

describe('who of a family a masked name under the family phone may be', () => {
  it('is one person where one person of the surname is known', async () => {
    expect(await levelOf([...family, ['李*', '', '13905716838', '', '']], 2, 3)).toBe('alone')
  })

  it('is anybody where several are', async () => {
    expect(await levelOf([...family, ['张**', '', '13905716838', '', '']], 0, 3)).toBe('two')
    const brother = ['张大明', '', '13905716838', '2008-01-01', '']
    expect(await levelOf([...family, ['张**', '', '13905716838', '', ''], brother], 4, 3)).toBe('many')
  })

  it('says nothing under another phone, of a name that does not fit, or of two whole names', async () => {
    expect(await levelOf([...family, ['张**', '', '13800000001', '', '']], 0, 3)).toBe('none')
    expect(await levelOf([...family, ['王*', '', '13905716838', '', '']], 2, 3)).toBe('none')
    expect(await levelOf([...family, ['张**', '', '13905716838', '', '']], 0, 1)).toBe('none')
  })

  it('is the same for a row that comes later as for one that was read with the table', async () => {
    const rows = [...family, ['张**', '', '13905716838', '', '']]
    const table = await readTable(rows, { spec })
    const slot = 3 * table.layout.stride + table.layout.rivals!.slot
    const counted = table.data[slot]
    expect(counted).toBe(2)
    table.data[slot] = 0
    countRivalsOf(table, 3, [0, 1, 2])
    expect(table.data[slot]).toBe(counted)
  })
})
