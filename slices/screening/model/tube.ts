import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type {
  AddToTube,
  Capacity,
  CorrectSample,
  Guest,
  OpenTube,
  RelabelTube,
  RemoveFromTube,
  Sample,
  SealTube,
  SettleSample,
  SpoilTube,
} from '../acts.ts'
import type { Laboratory, MatchTube } from '../laboratory-acts.ts'
import { foldLaboratory, isLaboratoryKind, joinLaboratory, nothingYet } from './laboratory.ts'

/** Why a swab is disputed: the tube was sealed, spoilt, full, of another table, or has the person already. */
export const disputes = ['sealed', 'spoilt', 'full', 'other_table', 'twice', 'removed_late'] as const
export type Dispute = (typeof disputes)[number]

/** One person's swab in a tube. */
export interface TubeSample {
  id: Id
  resident: Id | null
  home: Id | null
  guest: Omit<Guest, 'sample'> | null
  how: Sample['how']
  proxy: boolean
  again: Sample['again']
  recall: Id | null
  /** Removed: not in it. Disputed: the office has to say. Whoever is disputed is recalled like all others. */
  state: 'in' | 'removed' | 'disputed'
  why: Dispute | null
  at: string
  by: Id | null
  /** Who it was said to be before somebody put that right. */
  was: { resident: Id | null; home: Id | null; at: string; by: Id | null }[]
}

export interface Tube {
  id: Id
  /** Null: the laboratory knows its barcode, and no table has told of it yet. */
  round: Id | null
  site: Id | null
  table: Id | null
  barcode: string | null
  /** Labels that it had before. */
  labels: string[]
  /** Null: nobody has told of its opening yet. */
  capacity: Capacity | null
  swab: OpenTube['swab']
  status: 'open' | 'sealed' | 'spoilt'
  opened: Step | null
  /** With the swabs as whoever sealed it counted them. */
  sealed: (Step & { people: number }) | null
  spoilt: (Step & { reason: SpoilTube['reason'] }) | null
  samples: TubeSample[]
  laboratory: Laboratory
  /** Known by its barcode only, and proved to be this tube. */
  matched: Id | null
}

export interface Step {
  at: string
  by: Id | null
}

/** The state of a tube after one more act; never undefined, for an act may come before the one that opened it. */
export function foldTube(before: Tube | undefined, fact: Fact): Tube {
  const tube = before ?? blank(fact)
  if (isLaboratoryKind(fact.kind)) {
    const laboratory = foldLaboratory(tube.laboratory, fact)
    return laboratory === tube.laboratory ? tube : { ...tube, laboratory }
  }
  switch (fact.kind) {
    case 'tube.open':
      return open(tube, fact as Fact<OpenTube>)
    case 'tube.add':
      return add(tube, fact as Fact<AddToTube>)
    case 'tube.remove':
      return remove(tube, fact as Fact<RemoveFromTube>)
    case 'tube.correct':
      return correct(tube, fact as Fact<CorrectSample>)
    case 'tube.seal':
      return seal(tube, fact as Fact<SealTube>)
    case 'tube.unseal':
      return tube.sealed && fact.at >= tube.sealed.at ? standing({ ...tube, sealed: null }) : tube
    case 'tube.relabel':
      return relabel(tube, (fact as Fact<RelabelTube>).payload.barcode)
    case 'tube.spoil':
      return spoil(tube, fact as Fact<SpoilTube>)
    case 'tube.settle':
      return settle(tube, (fact as Fact<SettleSample>).payload)
    case 'tube.match':
      return { ...tube, laboratory: joinLaboratory(tube.laboratory, (fact as Fact<MatchTube>).payload.laboratory) }
    case 'tube.matched':
      return { ...tube, matched: (fact as Fact<{ tube: Id }>).payload.tube }
    default:
      return tube
  }
}

function blank({ subject, payload }: Fact): Tube {
  const { round, site, table, barcode } = payload as Partial<OpenTube>
  return {
    id: subject,
    round: round ?? null,
    site: site ?? null,
    table: table ?? null,
    barcode: barcode ?? null,
    labels: [],
    capacity: null,
    swab: 'throat',
    status: 'open',
    opened: null,
    sealed: null,
    spoilt: null,
    samples: [],
    laboratory: nothingYet,
    matched: null,
  }
}

const stepOf = ({ at, account }: Fact): Step => ({ at, by: account })

function standing(tube: Tube): Tube {
  return { ...tube, status: tube.spoilt ? 'spoilt' : tube.sealed ? 'sealed' : 'open' }
}

/** Whoever opened it first has it. What was put in before that was heard of is judged by its size now. */
function open(tube: Tube, fact: Fact<OpenTube>): Tube {
  if (tube.opened) return tube
  const { round, site, table, barcode, capacity, swab } = fact.payload
  const label = tube.labels.length ? tube.barcode : barcode
  const opened = { ...tube, round, site, table, barcode: label, capacity, swab, opened: stepOf(fact) }
  let room: number = capacity
  const samples = tube.samples.map((sample): TubeSample => {
    if (sample.state !== 'in' || room-- > 0) return sample
    return { ...sample, state: 'disputed', why: 'full' }
  })
  return { ...opened, samples }
}

function add(tube: Tube, fact: Fact<AddToTube>): Tube {
  const { table, samples, guests } = fact.payload
  const about = new Map(guests.map((guest) => [guest.sample, guestOf(guest)]))
  return samples.reduce((now, sample) => addOne(now, fact, table, sample, about.get(sample.id) ?? null), tube)
}

function guestOf({ name, document, phone, address }: Guest): NonNullable<TubeSample['guest']> {
  return { name, document, phone, address }
}

function addOne(tube: Tube, fact: Fact, table: Id, sample: Sample, guest: TubeSample['guest']): Tube {
  if (tube.samples.some(({ id }) => id === sample.id)) return tube
  const why = disputeOf(tube, fact.at, table, sample) ?? null
  const { id, resident, home, how, proxy, again, recall } = sample
  const added: TubeSample = {
    id,
    resident,
    home,
    guest,
    how,
    proxy,
    again,
    recall,
    state: why ? 'disputed' : 'in',
    why,
    at: fact.at,
    by: fact.account,
    was: [],
  }
  return { ...tube, samples: [...tube.samples, added] }
}

/** By when it was done, not by when we heard: a phone that was away fills the tube that another one sealed later. */
function disputeOf(tube: Tube, at: string, table: Id, sample: Sample): Dispute | undefined {
  if (tube.table !== table) return 'other_table'
  if (tube.spoilt && at > tube.spoilt.at) return 'spoilt'
  if (tube.sealed && at > tube.sealed.at) return 'sealed'
  if (sample.resident && tube.samples.some((one) => one.state === 'in' && one.resident === sample.resident))
    return 'twice'
  if (peopleIn(tube) >= (tube.capacity ?? Infinity)) return 'full'
  return undefined
}

function remove(tube: Tube, { payload, at }: Fact<RemoveFromTube>): Tube {
  const late = tube.sealed && at > tube.sealed.at
  return withSamples(tube, payload.samples, (sample) => {
    if (sample.state === 'removed') return sample
    if (sample.state === 'in' && late) return { ...sample, state: 'disputed', why: 'removed_late' }
    return { ...sample, state: 'removed', why: null }
  })
}

function correct(tube: Tube, fact: Fact<CorrectSample>): Tube {
  const { sample: now, guests } = fact.payload
  const [guest] = guests.map(guestOf)
  return withSamples(tube, [now.id], (sample) => {
    const before = { resident: sample.resident, home: sample.home, ...stepOf(fact) }
    return {
      ...sample,
      resident: now.resident,
      home: now.home,
      how: now.how,
      guest: guest ?? null,
      was: [...sample.was, before],
    }
  })
}

function settle(tube: Tube, { sample: id, in: isIn }: SettleSample): Tube {
  return withSamples(tube, [id], (sample) => ({ ...sample, state: isIn ? 'in' : 'removed', why: null }))
}

function withSamples(tube: Tube, ids: readonly Id[], change: (sample: TubeSample) => TubeSample): Tube {
  return { ...tube, samples: tube.samples.map((sample) => (ids.includes(sample.id) ? change(sample) : sample)) }
}

function seal(tube: Tube, fact: Fact<SealTube>): Tube {
  return tube.sealed ? tube : standing({ ...tube, sealed: { ...stepOf(fact), people: fact.payload.people } })
}

function relabel(tube: Tube, barcode: string): Tube {
  if (tube.barcode === barcode) return tube
  return { ...tube, barcode, labels: tube.barcode ? [...tube.labels, tube.barcode] : tube.labels }
}

function spoil(tube: Tube, fact: Fact<SpoilTube>): Tube {
  return tube.spoilt ? tube : standing({ ...tube, spoilt: { ...stepOf(fact), reason: fact.payload.reason } })
}

/** So many people's swabs are in it, as far as nobody disputes it. */
export function peopleIn({ samples }: Pick<Tube, 'samples'>): number {
  return samples.filter(({ state }) => state === 'in').length
}

/**
 * Why these may not go into this tube, for the table to say before it happens; undefined: they may. `sampled` knows who
 * has been sampled in the round, as far as this phone has heard.
 */
export function whyNotAdd(
  tube: Tube,
  table: Id,
  adding: readonly Pick<Sample, 'resident' | 'again' | 'recall'>[],
  sampled: (resident: Id) => boolean,
): Dispute | 'sampled' | 'not_single' | undefined {
  if (tube.table !== table) return 'other_table'
  if (tube.spoilt) return 'spoilt'
  if (tube.sealed) return 'sealed'
  if (peopleIn(tube) + adding.length > (tube.capacity ?? Infinity)) return 'full'
  const here = new Set(tube.samples.flatMap(({ state, resident }) => (state === 'in' && resident ? [resident] : [])))
  for (const { resident, again, recall } of adding) {
    if (recall && tube.capacity !== 1) return 'not_single'
    if (resident && here.has(resident)) return 'twice'
    if (resident && !again && !recall && sampled(resident)) return 'sampled'
    if (resident) here.add(resident)
  }
  return undefined
}
