import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '#shared/act.ts'
import { type Task, foldTask, isOpen } from './model.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
let version = 0

function fact(kind: string, payload: Record<string, unknown>, at = '2022-03-23T15:00:00.000Z'): Fact {
  version++
  return {
    id: id(version),
    kind,
    v: 1,
    community: id(900),
    subject: id(1),
    device: id(901),
    seq: version,
    occurred: at,
    payload,
    account: id(902),
    version,
    at,
  }
}

const raise = (duty: number, due: string | null, urgency: number) =>
  fact('task.raise', {
    resident: id(2),
    origin: 'issued',
    duty: { id: id(1000 + duty), source: id(3), batch: id(4), row: id(5), due, urgency, reason: '' },
  })
const close = (finding: string) =>
  fact('task.close', { contact: 'reached', finding, method: 'call', seconds: 40, note: '' })

const fold = (facts: Fact[]): Task => facts.reduce<Task | undefined>((task, f) => foldTask(task, f), undefined)!

describe('a task', () => {
  it('carries every reason, the earliest deadline and the strictest urgency', () => {
    const task = fold([
      raise(1, '2022-03-24T15:00:00.000Z', 3),
      raise(2, '2022-03-24T01:00:00.000Z', 1),
      raise(3, null, 2),
    ])
    expect(task.duties).toHaveLength(3)
    expect(task.due).toBe('2022-03-24T01:00:00.000Z')
    expect(task.urgency).toBe(1)
  })

  it('is withdrawn when every list that asked was undone, and not before', () => {
    const facts = [raise(1, null, 2), raise(2, null, 2), fact('task.withdraw', { duties: [id(1001)] })]
    expect(fold(facts).status).toBe('open')
    expect(fold([...facts, fact('task.withdraw', { duties: [id(1002)] })]).status).toBe('withdrawn')
  })

  it('is closed by the first finding; one that differs is kept as a contradiction', () => {
    const task = fold([raise(1, null, 2), close('here_managed'), close('here_managed'), close('never_here')])
    expect(task.closing?.finding).toBe('here_managed')
    expect(task.contradictions.map((c) => c.finding)).toEqual(['never_here'])
    expect(task.attempts).toBe(3)
  })

  it('offered to another community stays with the sender until accepted, and comes back with a reason', () => {
    const offered = [raise(1, null, 2), fact('task.offer', { to: id(7), reason: '住在乙社区' })]
    expect(isOpen(fold(offered).status)).toBe(true)
    const back = fold([...offered, fact('task.bounced', { reason: '查无此人' })])
    expect(back).toMatchObject({ status: 'open', transfer: { bounced: '查无此人' } })
    expect(fold([...offered, fact('task.accepted', { by: null, community: id(7) })]).status).toBe('handed_over')
  })

  it('goes from a worker to a colleague only while it is that worker’s own, and open', () => {
    const given = (to: number) => fact('task.assign', { worker: id(to) })
    const pass = fact('task.pass', { worker: id(950) })
    expect(fold([raise(1, null, 2), given(902), pass]).assignee).toBe(id(950))
    expect(fold([raise(1, null, 2), given(902), given(951), pass]).assignee).toBe(id(951))
    expect(fold([raise(1, null, 2), pass]).assignee).toBeNull()
    expect(fold([raise(1, null, 2), given(902), close('never_here'), pass]).assignee).toBe(id(902))
  })

  it('is not changed by photos of it, nor by who looks at them', () => {
    const told = { photo: id(960), size: 1, sha256: '0'.repeat(64), position: null, note: '' }
    const facts = [raise(1, null, 2), close('never_here')]
    const looked = [...facts, fact('task.photo', told), fact('task.look', { photo: id(960) })]
    expect(fold(looked)).toEqual(fold(facts))
  })

  it('never loses a duty, and is never done without a finding and a method, whatever happens in whatever order', () => {
    const any = fc.array(
      fc.oneof(
        fc.nat(5).map((n) => raise(n, null, 2)),
        fc.nat(5).map((n) => fact('task.withdraw', { duties: [id(1000 + n)] })),
        fc.constantFrom('here_managed', 'never_here').map(close),
        fc.constant(null).map(() => fact('task.reopen', { reason: '复核' })),
        fc.constant(null).map(() => fact('task.offer', { to: id(7), reason: '移交' })),
        fc.constant(null).map(() => fact('task.take_back', {})),
        fc.constant(null).map(() => fact('task.accepted', { by: null, community: id(7) })),
        fc.constant(null).map(() => fact('task.bounced', { reason: '退回' })),
      ),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(any, (history) => {
        const task = fold([raise(9, null, 2), ...history])
        const raised = new Set([
          id(1009),
          ...history.flatMap((f) => (f.kind === 'task.raise' ? [(f.payload.duty as { id: string }).id] : [])),
        ])
        expect(new Set(task.duties.map((d) => d.id))).toEqual(raised)
        const ended = task.status === 'done' || task.status === 'handed_over'
        expect(Boolean(task.closing?.finding && task.closing.method)).toBe(ended)
      }),
    )
  })
})
