import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Who } from '../auth/grants.ts'
import type { Context } from '../context.ts'

/**
 * How acts become rows: load what they are about, fold, save. One per kind of thing (task, resident, …).
 * `fold` is the slice's own pure function, the one that the phone runs too.
 */
export interface Projection<State = unknown> {
  name: string
  /** The kinds of act it folds. */
  kinds: readonly string[]
  /** Current states of `subjects`; what does not exist yet is left out. */
  load: (context: Context, community: Id, subjects: Id[]) => Promise<Map<Id, State>>
  fold: (state: State | undefined, fact: Fact) => State | undefined
  /** Writes the states that changed. */
  save: (context: Context, community: Id, changed: Map<Id, Changed<State>>) => Promise<void>
  /**
   * Why this person may not do this to this state (a volunteer and somebody else's task), or undefined.
   * The act is kept all the same, and shown to someone who can decide.
   */
  refuses?: (state: State | undefined, fact: Fact, who: Who) => string | undefined
  /** Whether what `refuses` names was theirs to do at the time: then it counts, and is marked as late. */
  allowedThen?: (context: Context, fact: Fact, who: Who) => Promise<boolean>
  /**
   * Subjects whose new state cannot stand beside what is there already (a second open task of one person), with why.
   * Asked before saving; their acts are held, like those that `refuses` names.
   */
  conflicts?: (context: Context, community: Id, changed: ReadonlyMap<Id, Changed<State>>) => Promise<Map<Id, Conflict>>
  /** Acts that follow from this one, here or in other communities; recorded in the same transaction. */
  causes?: (context: Context, fact: Fact, state: State) => Promise<CausedAct[]>
  /** The other communities `causes` will write to, known before anything is locked. */
  alsoWrites?: (act: Pick<Fact, 'kind' | 'payload' | 'subject' | 'community'>, context: Context) => Promise<Id[]> | Id[]
}

/** Why a new state cannot stand. */
export type Conflict = 'already_open' | 'merge_circle'

export interface Changed<State> {
  /** What stands there now; undefined: nothing does. */
  before: State | undefined
  state: State
  /** That of the last act folded into it. */
  version: number
}

export interface CausedAct {
  community: Id
  subject: Id
  kind: string
  payload: Record<string, unknown>
}

const projections = new Map<string, Projection>()

/** Registers a projection under each of its kinds. A kind belongs to one projection. */
export function addProjection<State>(projection: Projection<State>): Projection<State> {
  for (const kind of projection.kinds) projections.set(kind, projection as Projection)
  return projection
}

export function findProjection(kind: string): Projection | undefined {
  return projections.get(kind)
}

export function allProjections(): Projection[] {
  return [...new Set(projections.values())]
}
