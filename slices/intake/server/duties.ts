import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'

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
  }
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
}

let raiser: DutyRaiser | undefined

/** Called once, by the slice that keeps the tasks. */
export function raisesDuties(given: DutyRaiser): void {
  raiser = given
}

export function dutyRaiser(): DutyRaiser {
  return must(raiser, 'a slice that raises duties')
}
