import { describe, expect, it } from 'vitest'
import { makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { addSyncTable, pull, reachTag } from './pull.ts'

const database = useDatabase()
const whole = { whole: true, grids: [] }

/** What two tables show to one pull: the second is read a moment later, when others have gone on writing. */
let shown: { early: number[]; late: number[] } = { early: [], late: [] }
const id = '00000000-0000-7000-8000-000000000001'
for (const name of ['early', 'late'] as const) {
  addSyncTable({
    name,
    rows: (_, __, after, limit) =>
      Promise.resolve(
        shown[name]
          .filter((version) => version > after)
          .slice(0, limit)
          .map((version) => ({ id, version })),
      ),
  })
}

describe('a pull', () => {
  it('never says that it has come further than the community had when it began', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await db`update community_heads set version = 4 where community_id = ${world.community}`
      // The page of one table is full of versions beyond the head; that of the other was read before they were there.
      shown = { early: [3], late: [5, 6, 7, 8] }
      const first = await pull(world, world.community, 2, 4, whole)
      expect(first).toMatchObject({ next: 4, more: true })
      expect(first.rows.map(({ version }) => version)).toEqual([3])
      await db`update community_heads set version = 8 where community_id = ${world.community}`
      shown = { early: [3, 6], late: [5, 6, 7, 8] }
      const second = await pull(world, world.community, first.next, 9, whole)
      expect(second.rows.map(({ table, version }) => `${table} ${version}`)).toEqual([
        'late 5',
        'early 6',
        'late 6',
        'late 7',
        'late 8',
      ])
      expect(second).toMatchObject({ next: 8, more: false })
    }))

  it('comes to its end in pages of any size, also when many rows share a version', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      await db`update community_heads set version = 9 where community_id = ${world.community}`
      shown = { early: [1, 2, 2, 2, 2, 2, 3, 9], late: [2, 4, 4, 4, 8] }
      for (let limit = 1; limit < 10; limit++) {
        const seen: string[] = []
        let page = await pull(world, world.community, 0, limit, whole)
        seen.push(...page.rows.map(({ table, version }) => `${table} ${version}`))
        while (page.more) {
          page = await pull(world, world.community, page.next, limit, whole)
          seen.push(...page.rows.map(({ table, version }) => `${table} ${version}`))
        }
        expect(page.next).toBe(9)
        expect(seen.sort()).toEqual(
          [
            ...shown.early.map((version) => `early ${version}`),
            ...shown.late.map((version) => `late ${version}`),
          ].sort(),
        )
      }
    }))

  it('names a reach alike whatever the order of its grids', () => {
    expect(reachTag({ whole: false, grids: ['a', 'b'] })).toBe(reachTag({ whole: false, grids: ['b', 'a', 'b'] }))
    expect(reachTag({ whole: false, grids: ['a'] })).not.toBe(reachTag({ whole: false, grids: ['b'] }))
  })
})
