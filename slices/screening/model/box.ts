import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Counted, ExplainBox, PackBox, UnpackBox } from '../acts.ts'
import type { Step } from './tube.ts'

export interface Count extends Step {
  seal: string
  tubes: number
  people: number
}

/** One hand-over, as both sides counted it. */
export interface Hop {
  id: Id
  to: Counted['to']
  handed: Count | null
  taken: Count | null
  /** The office found out why the counts differ; the log keeps what. */
  explained: Step | null
}

/** A transport box (转运箱). */
export interface Box {
  id: Id
  round: Id
  site: Id
  label: string
  tubes: PackBox['tubes']
  /** Put in after it was given away, by what the phones say. */
  late: Id[]
  hops: Hop[]
}

/** Never undefined: whoever takes a box may be heard before whoever packed it. */
export function foldBox(before: Box | undefined, fact: Fact): Box {
  const box = before ?? blank(fact as Fact<PackBox>)
  switch (fact.kind) {
    case 'box.pack':
      return pack(box, fact as Fact<PackBox>)
    case 'box.unpack':
      return unpack(box, fact as Fact<UnpackBox>)
    case 'box.hand':
      return withHop(box, fact as Fact<Counted>, (hop, count) => (hop.handed ? hop : { ...hop, handed: count }))
    case 'box.take':
      return withHop(box, fact as Fact<Counted>, (hop, count) => (hop.taken ? hop : { ...hop, taken: count }))
    case 'box.explain':
      return explain(box, fact as Fact<ExplainBox>)
    default:
      return box
  }
}

function blank({ subject, payload: { round, site, label } }: Fact<PackBox>): Box {
  return { id: subject, round, site, label, tubes: [], late: [], hops: [] }
}

/** The moment from which nothing goes in or out any more. */
function sealedAt({ hops }: Box): string | undefined {
  return hops
    .flatMap(({ handed, taken }) => handed?.at ?? taken?.at ?? [])
    .sort()
    .at(0)
}

function pack(box: Box, fact: Fact<PackBox>): Box {
  const sealed = sealedAt(box)
  const known = new Set([...box.tubes.map(({ tube }) => tube), ...box.late])
  const fresh = fact.payload.tubes.filter(({ tube }) => !known.has(tube))
  if (sealed !== undefined && fact.at > sealed) return { ...box, late: [...box.late, ...fresh.map(({ tube }) => tube)] }
  return { ...box, tubes: [...box.tubes, ...fresh] }
}

function unpack(box: Box, fact: Fact<UnpackBox>): Box {
  const sealed = sealedAt(box)
  const out = new Set(fact.payload.tubes)
  const late = box.late.filter((tube) => !out.has(tube))
  if (sealed !== undefined && fact.at > sealed) return { ...box, late }
  return { ...box, late, tubes: box.tubes.filter(({ tube }) => !out.has(tube)) }
}

function withHop(box: Box, fact: Fact<Counted>, change: (hop: Hop, count: Count) => Hop): Box {
  const { hop: id, to, seal, tubes, people } = fact.payload
  const count: Count = { at: fact.at, by: fact.account, seal, tubes, people }
  const known = box.hops.find((hop) => hop.id === id)
  const changed = change(known ?? { id, to, handed: null, taken: null, explained: null }, count)
  const hops = known ? box.hops.map((hop) => (hop === known ? changed : hop)) : [...box.hops, changed]
  return { ...box, hops: hops.toSorted((a, b) => (beganAt(a) < beganAt(b) ? -1 : 1)) }
}

function beganAt({ handed, taken }: Hop): string {
  return handed?.at ?? taken?.at ?? ''
}

function explain(box: Box, { payload, at, account }: Fact<ExplainBox>): Box {
  const explained = { at, by: account }
  return { ...box, hops: box.hops.map((hop) => (hop.id === payload.hop ? { ...hop, explained } : hop)) }
}

/** Where a box is, by the last hand-over that the other side confirmed. */
export function whereIs({ hops }: Box): 'site' | 'courier' | 'laboratory' {
  return hops.findLast(({ taken }) => taken)?.to ?? 'site'
}

/** What does not agree. `contents`: what was packed and what was given away. `between`: two hand-overs in a row. */
export interface Difference {
  hop: Id
  where: 'contents' | 'hand_over' | 'between'
  what: 'tubes' | 'people' | 'seal'
  said: number | string
  found: number | string
  explained: Step | null
}

export function differencesOf(box: Box): Difference[] {
  const people = box.tubes.reduce((sum, tube) => sum + tube.people, 0)
  let before: Pick<Count, 'tubes' | 'people'> & { seal?: string } = { tubes: box.tubes.length, people }
  let where: Difference['where'] = 'contents'
  const found: Difference[] = []
  for (const hop of box.hops) {
    const { handed, taken } = hop
    // Packed by a phone that nobody has heard of yet: there is nothing to compare with.
    if (handed && (where !== 'contents' || box.tubes.length > 0)) found.push(...compare(hop, where, before, handed))
    if (handed && taken) found.push(...compare(hop, 'hand_over', handed, taken))
    before = taken ?? handed ?? before
    where = 'between'
  }
  return found
}

function compare(
  { id, explained }: Hop,
  where: Difference['where'],
  said: Pick<Count, 'tubes' | 'people'> & { seal?: string },
  found: Count,
): Difference[] {
  return (['tubes', 'people', 'seal'] as const).flatMap((what) => {
    const expected = said[what]
    if (expected === undefined || expected === found[what]) return []
    return [{ hop: id, where, what, said: expected, found: found[what], explained }]
  })
}
