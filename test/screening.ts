import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { type Tube, foldTube } from '#slices/screening/model/tube.ts'

/** Facts of a round as tests write them: minutes after six in the morning, people and tubes by number. */

export const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const minute = (n: number) => new Date(Date.parse('2022-03-23T22:00:00Z') + n * 60_000).toISOString()
let version = 0

export function fact(kind: string, payload: Record<string, unknown>, at = minute(0), account: Id = id(902)): Fact {
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
    account,
    version,
    at,
  }
}

export const at = { round: id(10), site: id(11), table: id(12) }
export const sample = (n: number, more: Record<string, unknown> = {}) => ({
  id: id(2000 + n),
  resident: id(3000 + n),
  home: null,
  how: 'code',
  proxy: false,
  again: null,
  recall: null,
  ...more,
})
export const opened = (capacity = 10, when = 0) =>
  fact('tube.open', { ...at, barcode: 'T0001', capacity, swab: 'throat' }, minute(when))
export const added = (numbers: number[], when = 1, table = at.table) =>
  fact('tube.add', { ...at, table, samples: numbers.map((n) => sample(n)), guests: [] }, minute(when))
export const sealed = (people: number, when = 5) => fact('tube.seal', { ...at, people }, minute(when))
export const removed = (n: number, when: number) =>
  fact('tube.remove', { ...at, samples: [id(2000 + n)], reason: 'undo' }, minute(when))
export const lab = { round: null, barcode: 'T0001' }
export const received = (when = 20) => fact('tube.receive', { ...lab, box: null }, minute(when), id(950))
export const result = (verdict: string, when = 30, account = id(950)) =>
  fact('tube.result', { ...lab, verdict, targets: [], source: 'hand', run: '' }, minute(when), account)
export const released = (of: Fact, when = 31, account = id(951)) =>
  fact('tube.release', { ...lab, result: of.id }, minute(when), account)

export const tubeOf = (facts: Fact[]): Tube =>
  facts.reduce<Tube | undefined>((tube, f) => foldTube(tube, f), undefined)!
export const disputesOf = (tube: Tube) => tube.samples.flatMap(({ why }) => why ?? [])
