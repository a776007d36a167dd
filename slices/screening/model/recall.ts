import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Answer, Contact, Escalate, Isolate, OpenCase, Retest } from '../recall-acts.ts'
import type { Step } from './tube.ts'

/** A member of a pool that has to be looked into. */
export interface RecallCase extends OpenCase {
  id: Id
  /** Released: goes free. Escalated: others take over. Cancelled: the tube's result was corrected. */
  status: 'open' | 'released' | 'escalated' | 'cancelled'
  openedAt: string
  contacts: (Step & Pick<Contact, 'way' | 'outcome'>)[]
  isolated: (Step & { where: Isolate['where'] }) | null
  /** The last swab taken of them alone. */
  retest: Retest | null
  /** Its released result: theirs alone. */
  answer: Answer | null
  escalatedTo: Escalate['to'] | null
  ended: Step | null
}

export function foldCase(known: RecallCase | undefined, fact: Fact): RecallCase | undefined {
  if (fact.kind === 'recall.open') return known ? reopen(known, fact as Fact<OpenCase>) : open(fact as Fact<OpenCase>)
  if (!known) return undefined
  switch (fact.kind) {
    case 'recall.contact': {
      const { way, outcome } = (fact as Fact<Contact>).payload
      return { ...known, contacts: [...known.contacts, { way, outcome, ...stepOf(fact) }] }
    }
    case 'recall.isolate':
      return { ...known, isolated: { where: (fact as Fact<Isolate>).payload.where, ...stepOf(fact) } }
    case 'recall.retest':
      return { ...known, retest: (fact as Fact<Retest>).payload, answer: null }
    case 'recall.answer':
      return answer(known, (fact as Fact<Answer>).payload)
    case 'recall.release':
      return mayRelease(known) ? end(known, 'released', fact) : known
    case 'recall.escalate':
      return known.status === 'open'
        ? { ...end(known, 'escalated', fact), escalatedTo: (fact as Fact<Escalate>).payload.to }
        : known
    case 'recall.cancel':
      return known.status === 'open' ? end(known, 'cancelled', fact) : known
    default:
      return known
  }
}

const stepOf = ({ at, account }: Fact): Step => ({ at, by: account })

function open(fact: Fact<OpenCase>): RecallCase {
  return {
    ...fact.payload,
    id: fact.subject,
    status: 'open',
    openedAt: fact.at,
    contacts: [],
    isolated: null,
    retest: null,
    answer: null,
    escalatedTo: null,
    ended: null,
  }
}

/** The result was corrected back: what had been cancelled has to be looked into after all. */
function reopen(known: RecallCase, { payload }: Fact<OpenCase>): RecallCase {
  return known.status === 'cancelled' ? { ...known, status: 'open', due: payload.due, ended: null } : known
}

/** Of a swab that is not the last one taken, nothing follows. */
function answer(known: RecallCase, payload: Answer): RecallCase {
  return known.retest?.tube === payload.tube ? { ...known, answer: payload } : known
}

function end(known: RecallCase, status: RecallCase['status'], fact: Fact): RecallCase {
  return { ...known, status, ended: stepOf(fact) }
}

export function mayRelease({ status, answer }: Pick<RecallCase, 'status' | 'answer'>): boolean {
  return status === 'open' && answer?.verdict === 'negative'
}

/** Found: spoken to, or isolated, or sampled. */
export function tracedAt({ contacts, isolated, retest }: RecallCase): string | null {
  const times = [contacts.find(({ outcome }) => outcome === 'reached')?.at, isolated?.at, retest?.at]
  return times.filter((at) => at !== undefined).sort()[0] ?? null
}

/** What has to be done next. */
export function nextStep(known: RecallCase): 'find' | 'isolate' | 'retest' | 'await' | 'release' | 'escalate' | null {
  if (known.status !== 'open') return null
  if (known.answer?.verdict === 'negative') return 'release'
  if (known.answer?.verdict === 'positive') return 'escalate'
  if (known.retest && !known.answer) return 'await'
  if (!tracedAt(known)) return 'find'
  return known.isolated ? 'retest' : 'isolate'
}
