import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byWalk, nextAfter } from './order.ts'

const placed = fc.record({ key: fc.constantFrom('a', 'b', 'c', '~'), task: fc.record({ id: fc.uuid() }) })
const walks = fc.uniqueArray(placed, { selector: ({ task }) => task.id, maxLength: 20 })

const at = (key: string, id: string) => ({ key, task: { id } })

it('visits everybody of the walk once before anybody twice', () => {
  fc.assert(
    fc.property(walks, (some) => {
      const walk = [...some].sort(byWalk)
      const seen: string[] = []
      let here: (typeof walk)[number] | null = null
      for (let n = 0; n < walk.length; n++) {
        here = nextAfter(walk, here) ?? null
        if (here) seen.push(here.task.id)
      }
      if (walk.length > 1) expect(new Set(seen).size).toBe(walk.length)
    }),
  )
})

it('goes on from a place that is done and no longer in the walk', () => {
  expect(nextAfter([at('a', '1'), at('c', '3')], at('b', '2'))).toEqual(at('c', '3'))
  expect(nextAfter([at('a', '1')], at('b', '2'))).toEqual(at('a', '1'))
  expect(nextAfter([at('a', '1')], at('a', '1'))).toBeUndefined()
  expect(nextAfter([], null)).toBeUndefined()
})
