import type { Candidate, Link } from '#linkage'
import type { Id } from '#shared/ids.ts'
import { type Learned, shiftOf } from './learned.ts'
import { patternOf } from './patterns.ts'

/** From how many bits a row is linked without asking, and from how many it is worth a question. */
export interface Thresholds {
  linkAt: number
  reviewAt: number
}

/** The linker's own; `costs.ts` tells how they follow from what errors cost. */
export const usualThresholds: Thresholds = { linkAt: 7.5, reviewAt: -2 }
/** A linked pair must lead the next best person by so many bits. */
const lead = 4

/** Somebody a row may be about. `weight` is the linker's word, `shift` what answers add to it. */
export interface Weighed extends Candidate {
  shift: number
}

export interface Decided {
  link: 'linked' | 'review' | 'new'
  to: Id | null
  weight: number
  reasons: Candidate['reasons']
  /** Who it might be, strongest first; empty for a new person. */
  candidates: Weighed[]
  pattern: string
  by: 'weights' | 'learned'
}

export interface DecideBy {
  thresholds: Thresholds
  learned: Learned
  /** Who stands for an entry: several entries of one person are no rivals. */
  personOf: (entry: Id) => Id
  /** Whether the row says enough to be recognised by, so that nobody found means somebody new. */
  saysEnough: () => boolean
}

/** What becomes of a row: the linker's word, with what answers have taught, under the thresholds of this place. */
export function decide(found: Link, by: DecideBy): Decided {
  const plain = decideWith(found, by, () => 0)
  if (by.learned.answers === 0) return { ...plain, by: 'weights' }
  const taught = decideWith(found, by, (candidate) => shiftOf(by.learned, patternOf(candidate)))
  return { ...taught, by: taught.link === plain.link && taught.to === plain.to ? 'weights' : 'learned' }
}

function decideWith(
  found: Link,
  { thresholds, personOf, saysEnough }: DecideBy,
  shift: (candidate: Candidate) => number,
): Omit<Decided, 'by'> {
  const candidates = candidatesOf(found)
    .map((candidate) => ({ ...candidate, shift: shift(candidate) }))
    .toSorted((a, b) => totalOf(b) - totalOf(a) || (a.to < b.to ? -1 : 1))
  const worthy = candidates.filter((candidate) => totalOf(candidate) >= thresholds.reviewAt)
  const [best] = worthy
  if (!best) {
    const fresh = found.kind === 'new' || (found.to !== null && saysEnough())
    const nobody = {
      to: null,
      weight: candidates[0] ? totalOf(candidates[0]) : found.weight,
      reasons: [],
      pattern: 'nothing',
    }
    return { link: fresh ? 'new' : 'review', ...nobody, candidates: fresh ? [] : candidates }
  }
  const rival = worthy.find(({ to }) => personOf(to) !== personOf(best.to))
  const clear = !rival || totalOf(best) - totalOf(rival) >= lead
  const linked = totalOf(best) >= thresholds.linkAt && clear && best.guard === undefined
  const { to, reasons } = best
  const rest = { to, weight: totalOf(best), reasons }
  return { link: linked ? 'linked' : 'review', ...rest, candidates: worthy, pattern: patternOf(best) }
}

export function totalOf({ weight, shift }: Pick<Weighed, 'weight' | 'shift'>): number {
  return weight + shift
}

function candidatesOf({ to, weight, reasons, guard, rivals }: Link): Candidate[] {
  if (to === null) return rivals
  return [guard === undefined ? { to, weight, reasons } : { to, weight, reasons, guard }, ...rivals]
}
