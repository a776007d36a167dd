import type { Fact } from '#shared/act.ts'
import type { EnterResult, Laboratory, ReceiveTube, RejectTube, ReleaseResult } from '../laboratory-acts.ts'

export type Result = Laboratory['results'][number]

export const nothingYet: Laboratory = { reception: null, results: [] }

const folded = new Set(['tube.receive', 'tube.reject', 'tube.result', 'tube.release'])

export function isLaboratoryKind(kind: string): boolean {
  return folded.has(kind)
}

export function foldLaboratory(known: Laboratory, fact: Fact): Laboratory {
  switch (fact.kind) {
    case 'tube.receive':
      return receive(known, fact as Fact<ReceiveTube>)
    case 'tube.reject':
      return { ...known, reception: receptionOf(fact as Fact<RejectTube>, (fact as Fact<RejectTube>).payload.reason) }
    case 'tube.result':
      return enter(known, fact as Fact<EnterResult>)
    default:
      return release(known, fact as Fact<ReleaseResult>)
  }
}

/** Scanned twice is received once; received after a rejection takes that back. */
function receive(known: Laboratory, fact: Fact<ReceiveTube>): Laboratory {
  const { reception } = known
  return reception && !reception.rejected ? known : { ...known, reception: receptionOf(fact, null) }
}

function receptionOf(
  fact: Fact<ReceiveTube>,
  rejected: RejectTube['reason'] | null,
): NonNullable<Laboratory['reception']> {
  return { at: fact.at, by: fact.account, box: fact.payload.box, rejected }
}

function enter(known: Laboratory, fact: Fact<EnterResult>): Laboratory {
  if (known.results.some(({ id }) => id === fact.id)) return known
  const { verdict, targets, source, run } = fact.payload
  const result: Result = { id: fact.id, verdict, targets, source, run, at: fact.at, by: fact.account, released: null }
  return { ...known, results: [...known.results, result] }
}

/** Only what was entered last, and only by somebody else. */
function release(known: Laboratory, fact: Fact<ReleaseResult>): Laboratory {
  const last = known.results.at(-1)
  if (!last || whyNotRelease(known, fact.payload.result, fact.account)) return known
  const released = { ...last, released: { at: fact.at, by: fact.account } }
  return { ...known, results: [...known.results.slice(0, -1), released] }
}

/** Why somebody may not release a result: another was entered since, it is out already, or they entered it. */
export function whyNotRelease(
  { results }: Laboratory,
  result: string,
  account: string | null,
): 'changed' | 'released' | 'same_person' | undefined {
  const last = results.at(-1)
  if (last?.id !== result) return 'changed'
  if (last.released) return 'released'
  return account !== null && last.by === account ? 'same_person' : undefined
}

/** What counts: the last that was released. */
export function currentResult({ results }: Laboratory): Result | undefined {
  return results.findLast(({ released }) => released)
}

/** Entered, and waiting for a second person. */
export function pendingResult({ results }: Laboratory): Result | undefined {
  const last = results.at(-1)
  return last && !last.released ? last : undefined
}

/** What was known by the barcode alone comes to what the tube's own acts say. */
export function joinLaboratory(own: Laboratory, other: Laboratory): Laboratory {
  const known = new Set(own.results.map(({ id }) => id))
  const results = [...own.results, ...other.results.filter(({ id }) => !known.has(id))]
  return {
    reception: own.reception ?? other.reception,
    results: results.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  }
}
