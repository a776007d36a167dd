import type { Verdict } from '../laboratory-acts.ts'
import { currentResult } from './laboratory.ts'
import { type Tube, peopleIn } from './tube.ts'

/** People and tubes of one kind; tubes that are alike in all of this are counted together. */
export interface Cell {
  spoilt: boolean
  sealed: boolean
  boxed: boolean
  reception: 'none' | 'received' | 'rejected'
  verdict: Verdict | null
  tubes: number
  /** In the tubes, undisputed. */
  people: number
  disputed: number
}

export interface Amount {
  tubes: number
  people: number
}

/**
 * The account of a round, hop by hop. Each hop says what came in, what went on and what stayed; what came past a hop (a
 * tube that the laboratory has and no box had) stands by itself, so that nothing is counted twice.
 */
export interface Account {
  /** Swabs taken: all but those that were taken back. */
  registered: number
  disputed: number
  spoilt: Amount
  /** In tubes that stand. */
  inTubes: Amount
  unsealed: Amount
  toPack: Amount
  inBoxes: Amount
  /** Of what was in boxes. */
  onTheWay: Amount
  /** The laboratory has it, and no box had. */
  unboxed: Amount
  received: Amount
  rejected: Amount
  results: Record<Verdict, Amount>
  pending: Amount
  /** Results of tubes that nobody received. */
  unreceived: Amount
}

export function cellOf(tube: Tube, boxed: boolean): Cell {
  const { reception } = tube.laboratory
  return {
    spoilt: tube.status === 'spoilt',
    sealed: tube.sealed !== null,
    boxed,
    reception: !reception ? 'none' : reception.rejected ? 'rejected' : 'received',
    verdict: currentResult(tube.laboratory)?.verdict ?? null,
    tubes: 1,
    people: peopleIn(tube),
    disputed: tube.samples.filter(({ state }) => state === 'disputed').length,
  }
}

const isIn = (cell: Cell) => !cell.spoilt
const isThere = (cell: Cell) => cell.reception !== 'none'

export function accountOf(cells: readonly Cell[]): Account {
  const sum = (fits: (cell: Cell) => boolean): Amount => {
    const some = cells.filter(fits)
    return {
      tubes: some.reduce((all, { tubes }) => all + tubes, 0),
      people: some.reduce((all, { people }) => all + people, 0),
    }
  }
  const received = (cell: Cell) => isIn(cell) && cell.reception === 'received'
  const resulted = (verdict: Verdict) => sum((cell) => received(cell) && cell.verdict === verdict)
  const disputed = cells.reduce((all, cell) => all + cell.disputed, 0)
  return {
    registered: sum(() => true).people + disputed,
    disputed,
    spoilt: sum(({ spoilt }) => spoilt),
    inTubes: sum(isIn),
    unsealed: sum((cell) => isIn(cell) && !cell.sealed && !cell.boxed && !isThere(cell)),
    toPack: sum((cell) => isIn(cell) && cell.sealed && !cell.boxed && !isThere(cell)),
    inBoxes: sum((cell) => isIn(cell) && cell.boxed),
    onTheWay: sum((cell) => isIn(cell) && cell.boxed && !isThere(cell)),
    unboxed: sum((cell) => isIn(cell) && !cell.boxed && isThere(cell)),
    received: sum(received),
    rejected: sum((cell) => isIn(cell) && cell.reception === 'rejected'),
    results: {
      negative: resulted('negative'),
      positive: resulted('positive'),
      inconclusive: resulted('inconclusive'),
      invalid: resulted('invalid'),
    },
    pending: sum((cell) => received(cell) && cell.verdict === null),
    unreceived: sum((cell) => isIn(cell) && cell.reception !== 'received' && cell.verdict !== null),
  }
}

/** Each hop's two sides. They agree whatever was recorded; where they do not, something was lost. */
export function hopsOf(
  account: Account,
): { hop: 'tubes' | 'boxes' | 'laboratory' | 'results'; from: number; to: number }[] {
  const { inTubes, unsealed, toPack, inBoxes, onTheWay, unboxed, received, rejected, results, pending } = account
  const verdicts = Object.values(results).reduce((sum, { people }) => sum + people, 0)
  return [
    { hop: 'tubes', from: account.registered, to: inTubes.people + account.spoilt.people + account.disputed },
    { hop: 'boxes', from: inTubes.people, to: unsealed.people + toPack.people + unboxed.people + inBoxes.people },
    {
      hop: 'laboratory',
      from: inBoxes.people + unboxed.people,
      to: onTheWay.people + received.people + rejected.people,
    },
    { hop: 'results', from: received.people, to: verdicts + pending.people },
  ]
}
