/** What the server tells of rounds. */
export interface ListedRound {
  id: string
  name: string
  status: 'open' | 'closed'
  from: string
  until: string
  expected: number
  sampled: number
}

export type PeopleFigures = Record<
  | 'registered'
  | 'disputed'
  | 'spoilt'
  | 'inTubes'
  | 'inBoxes'
  | 'received'
  | 'rejected'
  | 'negative'
  | 'lookedInto'
  | 'invalid'
  | 'pending',
  number
>

export interface ShownRound {
  id: string
  name: string
  status: 'open' | 'closed'
  from: string
  until: string
  expected: number
  people: PeopleFigures
  hops: { hop: 'tubes' | 'boxes' | 'laboratory' | 'results'; from: number; to: number }[]
  tables: { site: string; table: number | null; people: PeopleFigures }[]
  boxes: {
    label: string
    site: string
    where: 'contents' | 'hand_over' | 'between'
    what: 'tubes' | 'people' | 'seal'
    said: string
    found: string
  }[]
  tubes: {
    tube: string
    barcode: string
    what: 'clash' | 'disputed' | 'count' | 'rejected' | 'unboxed' | 'unreceived' | 'packed_twice'
    people: number
    counted: number | null
  }[]
}

export interface MissingList {
  total: number
  buildings: { building: string; people: number }[]
  missing: {
    resident: string
    name: string
    building: string
    place: string
    reason: 'never_came' | 'disputed' | 'spoilt' | 'rejected' | 'invalid'
  }[]
}
