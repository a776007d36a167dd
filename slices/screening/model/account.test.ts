import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '#shared/act.ts'
import {
  at,
  added,
  fact,
  id,
  lab,
  minute,
  opened,
  received,
  released,
  removed,
  result,
  sealed,
} from '#test/screening.ts'
import { type Cell, accountOf, cellOf, hopsOf } from './account.ts'
import { type Tube, foldTube } from './tube.ts'

function factsOf(kind: string, n: number, when: number): Fact[] {
  const entered = result(['negative', 'positive', 'inconclusive', 'invalid'][n % 4]!, when)
  const made: Record<string, () => Fact[]> = {
    open: () => [opened(10, when)],
    add: () => [added([n], when)],
    remove: () => [removed(n, when)],
    seal: () => [sealed(n, when)],
    spoil: () => [fact('tube.spoil', { ...at, reason: 'leaked', note: '' }, minute(when))],
    receive: () => [received(when)],
    reject: () => [fact('tube.reject', { ...lab, box: null, reason: 'leaked', note: '' }, minute(when))],
    result: () => [entered, released(entered, when)],
    box: () => [],
  }
  return made[kind]!()
}

describe('the account of a round', () => {
  it('balances at every hop, whatever has been recorded', () => {
    const step = fc.record({
      tube: fc.integer({ min: 1, max: 6 }),
      n: fc.integer({ min: 1, max: 40 }),
      when: fc.nat(20),
      kind: fc.constantFrom(
        'open',
        'add',
        'add',
        'add',
        'remove',
        'seal',
        'spoil',
        'receive',
        'reject',
        'result',
        'box',
      ),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const tubes = new Map<number, Tube>()
        const boxed = new Set<number>()
        const swabs = new Map<string, boolean>()
        for (const { tube, n, when, kind } of steps) {
          if (kind === 'box') boxed.add(tube)
          const own = `${tube} ${n}`
          if (kind === 'add' && !swabs.has(own)) swabs.set(own, true)
          // A swab that is taken back counts no more, unless its tube was sealed by then.
          const facts = factsOf(kind, n, when)
          for (const f of facts) tubes.set(tube, foldTube(tubes.get(tube), f))
          const state = tubes.get(tube)?.samples.find((one) => one.id === id(2000 + n))?.state
          if (kind === 'remove' && swabs.has(own)) swabs.set(own, state !== 'removed')
        }
        const cells: Cell[] = [...tubes].map(([n, tube]) => cellOf(tube, boxed.has(n)))
        const account = accountOf(cells)
        expect(account.registered).toBe([...swabs.values()].filter(Boolean).length)
        for (const { from, to } of hopsOf(account)) expect(to).toBe(from)
      }),
    )
  })
})
