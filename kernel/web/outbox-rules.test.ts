import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Act } from '#shared/act.ts'
import { backoff } from './backoff.ts'
import { type PushResult, type Waiting, nextBatch, nextLimit, settle, summarise } from './outbox-rules.ts'

const device = '00000000-0000-7000-8000-00000000000d'

function anAct(seq: number, more: Partial<Act> = {}): Act {
  const id = `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`
  const occurred = new Date(1_700_000_000_000 + seq * 1_000).toISOString()
  return { id, kind: 'task.close', v: 1, community: id, subject: id, device, seq, occurred, payload: {}, ...more }
}

const waitingFor = (acts: Act[]): Waiting[] => acts.map((act) => ({ act, held: null }))

test('a batch holds the oldest acts of this device in order, and leaves out what is held', () => {
  const waiting = waitingFor([anAct(3), anAct(1), anAct(2), anAct(4, { device: 'another' })])
  waiting[2]!.held = { code: 'forbidden', words: '' }
  expect(nextBatch(waiting, device).map(({ seq }) => seq)).toEqual([1, 3])
})

test('one act larger than a push may be still goes out, alone', () => {
  const note = 'x'.repeat(90_000)
  const waiting = waitingFor([anAct(1, { payload: { note } }), anAct(2)])
  expect(nextBatch(waiting, device).map(({ seq }) => seq)).toEqual([1])
})

test('only ok and dup let an act go; anything else that a server may say keeps it', () => {
  const acts = [anAct(1), anAct(2), anAct(3), anAct(4), anAct(5)]
  const results = [
    { id: acts[0]!.id, status: 'ok' },
    { id: acts[1]!.id, status: 'dup' },
    { id: acts[2]!.id, status: 'held', code: 'unknown_kind', words: '…' },
    { id: acts[3]!.id, status: 'nonsense' },
  ] as PushResult[]
  const { gone, held } = settle(acts, results)
  expect(gone.map(({ seq }) => seq)).toEqual([1, 2])
  expect(held.map(({ act, held }) => [act.seq, held.code])).toEqual([[3, 'unknown_kind']])
})

test('whatever is lost on the way, each act arrives once and the outbox empties', () => {
  const fate = fc.constantFrom('lost', 'answer lost', 'arrives')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.array(fate, { maxLength: 30 }), (many, fates) => {
      let waiting = waitingFor(Array.from({ length: many }, (_, seq) => anAct(seq)))
      const stored = new Set<string>()
      let limit = 200
      for (let i = 0; waiting.length > 0; i++) {
        const batch = nextBatch(waiting, device, limit)
        const fate = fates[i] ?? 'arrives'
        const results = fate === 'lost' ? [] : batch.map(({ id }) => receive(stored, id))
        if (fate !== 'arrives') {
          limit = nextLimit(limit, 'badly')
          continue
        }
        limit = nextLimit(limit, 'well')
        const gone = new Set(settle(batch, results).gone)
        waiting = waiting.filter(({ act }) => !gone.has(act))
      }
      expect(stored.size).toBe(many)
    }),
  )
})

function receive(stored: Set<string>, id: string): PushResult {
  const status = stored.has(id) ? 'dup' : 'ok'
  stored.add(id)
  return { id, status }
}

test('the summary counts everything and names the oldest', () => {
  const waiting = waitingFor([anAct(5), anAct(2), anAct(9, { device: 'another' })])
  waiting[0]!.held = { code: 'x', words: '' }
  expect(summarise(waiting, device)).toEqual({ count: 3, oldest: anAct(2).occurred, held: 1, elsewhere: 1 })
  expect(summarise([], device)).toEqual({ count: 0, oldest: null, held: 0, elsewhere: 0 })
})

test('waiting between tries grows, is bounded, and heeds the server', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const wait = backoff(attempt, random)
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThanOrEqual(Math.min(300_000, 1_000 * 2 ** attempt))
      expect(backoff(attempt, random, 30)).toBeGreaterThanOrEqual(30_000)
    }),
  )
})
