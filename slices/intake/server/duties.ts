import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import type { CausedAct } from '#server/sync/projection.ts'

/** Why somebody must be verified: one row of one list. */
export interface NewDuty {
  resident: Id
  duty: {
    id: Id
    source: Id | null
    batch: Id | null
    row: Id | null
    /** When it must be answered, ISO. */
    due: string | null
    urgency: number
    reason: string
    /** What is asked, if it is not to verify; from when a deed counts; which rule asks, and which of its lines. */
    kind?: string
    after?: string
    rule?: Id
    line?: string
  }
}

/** A duty that a rule raised and that still stands. */
export interface RuleDuty {
  id: Id
  /** The task that shows it, and the one it belongs to: another, where a person has several entries. */
  task: Id
  own: Id
  resident: Id
  rule: Id
  line: string
  kind: string
  due: string
}

export interface RuleSettlement {
  origin: Id
  raise: NewDuty[]
  withdraw: RuleDuty[]
}

/** Who makes work of what lists ask. Lists know that somebody does, not who: the worklist stands above them. */
export interface DutyRaiser {
  /**
   * Puts duties on the one open task of each person, after recording the acts `before`, in one transaction; the acts'
   * ids follow from `origin` and the duties. Returns the task of each duty.
   */
  raise: (context: Context, community: Id, origin: Id, duties: NewDuty[], before: Act[]) => Promise<Map<Id, Id>>
  /** Takes back every duty of a batch, or of one row. Done once for each `occasion`; the batch is one by itself. */
  withdraw: (context: Context, community: Id, what: { batch: Id } | { row: Id }, occasion?: Id) => Promise<unknown>
  /** What rules ask at this moment, and bringing it to what they ask now. */
  listOfRules: (context: Context, community: Id) => Promise<RuleDuty[]>
  settleRules: (context: Context, community: Id, settlement: RuleSettlement) => Promise<void>
  /** The acts by which something done for a person meets what was asked of them. */
  discharge: (
    context: Context,
    community: Id,
    done: { deed: Id; resident: Id; kind: string; at: string },
  ) => Promise<CausedAct[]>
}

let raiser: DutyRaiser | undefined

/** Called once, by the slice that keeps the tasks. */
export function raisesDuties(given: DutyRaiser): void {
  raiser = given
}

export function dutyRaiser(): DutyRaiser {
  return must(raiser, 'a slice that raises duties')
}
