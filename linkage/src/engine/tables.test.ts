import { describe, expect, test } from 'vitest'
import { makeRows } from '../../bench/generator/population.ts'
import { profiles } from '../../bench/generator/profiles.ts'
import { linkTables } from './link.ts'

const rows = [...makeRows({ rows: 1500, seed: 4, profile: profiles.usual!, order: 'register-first' })]
const header = ['姓名', '身份证号', '联系电话', '出生日期', '性别', '住址']
const cells = ({ row }: (typeof rows)[number]): string[] => [
  row.name,
  row.idNumber,
  row.phone,
  row.birth,
  row.sex,
  row.address,
]
const register = rows.filter(({ registered }) => registered).map(cells)
const lists = rows.filter(({ registered }) => !registered).map(cells)

function asCsv(table: readonly (readonly string[])[]): Uint8Array {
  return new TextEncoder().encode(table.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n'))
}

describe('two tables', () => {
  test('give the same whether they come as text or as rows, and however their columns stand', async () => {
    const asRows = await linkTables([header, ...register], [header, ...lists])
    expect(asRows.second).toBe(register.length)
    expect(asRows.rows).toBe(rows.length)
    const asText = await linkTables(asCsv([header, ...register]), asCsv([header, ...lists]))
    expect(asText.clusters).toEqual(asRows.clusters)
    const turned = [header, ...lists].map((row) => ['x', ...row.toReversed()])
    const asTurned = await linkTables(asCsv([header, ...register]), turned)
    expect(asTurned.clusters).toEqual(asRows.clusters)
  })

  test('are compared across only', async () => {
    const { edges, second: boundary } = await linkTables([header, ...register], [header, ...lists])
    expect(edges.count).toBeGreaterThan(300)
    for (let edge = 0; edge < edges.count; edge++)
      expect(edges.a[edge]! < boundary !== edges.b[edge]! < boundary, `edge ${edge}`).toBe(true)
  })

  test('link what the second has, where it lacks columns of the first', async () => {
    const short = [header, ...lists].map((row) => row.slice(0, 3))
    const { clusters, second: boundary } = await linkTables([header, ...register], short)
    const joined = clusters.subarray(boundary).filter((cluster) => cluster < boundary).length
    expect(joined).toBeGreaterThan(lists.length * 0.5)
  })
})
