import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shareOut } from './share.ts'

const grids = ['g1', 'g2', 'g3']
const tasksOf = fc
  .array(fc.constantFrom(null, ...grids), { maxLength: 60 })
  .map((all) => all.map((grid, n) => ({ id: `t${n}`, grid })))
const workersOf = fc
  .array(fc.record({ grids: fc.subarray(grids), open: fc.nat(30) }), { maxLength: 6 })
  .map((all) => all.map((worker, n) => ({ ...worker, id: `w${n}` })))

it('gives every task of a grid with a worker to one of its workers, once, and leaves the rest', () =>
  fc.assert(
    fc.property(tasksOf, workersOf, (tasks, workers) => {
      const shares = shareOut(tasks, workers)
      const given = [...shares].flatMap(([worker, ids]) => ids.map((id) => ({ worker, id })))
      const wanted = tasks.filter(({ grid }) => grid !== null && workers.some((worker) => worker.grids.includes(grid)))
      expect(given.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort())
      for (const { worker, id } of given) {
        const grid = tasks.find((task) => task.id === id)!.grid!
        expect(workers.find((one) => one.id === worker)!.grids).toContain(grid)
      }
    }),
  ))

it('ends even where all begin with nothing, and makes up for what somebody has already', () => {
  const tasks = Array.from({ length: 9 }, (_, n) => ({ id: `t${n}`, grid: 'g1' }))
  const even = shareOut(
    tasks,
    ['a', 'b', 'c'].map((id) => ({ id, grids: ['g1'], open: 0 })),
  )
  expect([...even.values()].map((ids) => ids.length)).toEqual([3, 3, 3])
  // A stretch of the walk each, not every third door.
  expect(even.get('a')).toEqual(['t0', 't1', 't2'])
  const uneven = shareOut(tasks, [
    { id: 'a', grids: ['g1'], open: 5 },
    { id: 'b', grids: ['g1'], open: 0 },
  ])
  expect(uneven.get('a')).toHaveLength(2)
  expect(uneven.get('b')).toHaveLength(7)
})
