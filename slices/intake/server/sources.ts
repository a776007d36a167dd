import type { Id } from '#shared/ids.ts'
import { Problem } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import type { DeadlineRule } from '../model.ts'
import type { AnswerFormat } from '../model/answer-format.ts'
import { intakeProblem } from './batches.ts'

/** Who sends lists: how they are due and how they are answered, and what came of them so far. */
export interface SourceRow {
  id: Id
  name: string
  kind: string
  deadline: DeadlineRule
  urgency: number
  answer: Partial<AnswerFormat>
  /** Set up by this community, so that it may change it; others belong to an area above. */
  own: boolean
  /** Columns whose meaning is remembered from earlier files. */
  columns: number
  lists: number
  last_received: Date | null
}

/** The sources a community may use, with what they sent to it. */
export function listSourceRows({ db }: Pick<Context, 'db'>, community: Id): Promise<SourceRow[]> {
  return db<SourceRow[]>`
    select s.id, s.name, s.kind, s.deadline, s.urgency, s.answer, s.area_id = ${community} as own,
      (select count(*)::int from jsonb_object_keys(s.mapping)) as columns,
      count(b.id)::int as lists, max(b.received_at) as last_received
    from sources s
    left join batches b on b.community_id = ${community} and b.source_id = s.id
      and b.status not in ('failed', 'discarded')
    where s.retired_at is null and s.kind <> 'register' and s.area_id = any((select lineage from areas where id = ${community})::uuid[])
    group by s.id order by s.name`
}

export interface SourceChange {
  name: string
  kind: string
  deadline: DeadlineRule
  urgency: number
  answer: Partial<AnswerFormat>
  /** Forgets how its columns were read: the next file is guessed afresh. */
  forgetColumns: boolean
}

/** Lists that are here already keep the deadline they came with. */
export async function changeSource(
  { db }: Pick<Context, 'db'>,
  community: Id,
  id: Id,
  { name, kind, deadline, urgency, answer, forgetColumns }: SourceChange,
): Promise<void> {
  const changed = await db`
    update sources set name = ${name}, kind = ${kind}, deadline = ${db.json(deadline as never)}, urgency = ${urgency},
      answer = ${db.json(answer as never)} ${forgetColumns ? db`, mapping = '{}'` : db``}
    where id = ${id} and area_id = ${community} and retired_at is null`
  if (!changed.count) throw new Problem(intakeProblem.source_unknown, { name })
}

/** No more lists from it; those that came stay, and are still answered. */
export async function retireSource({ db, clock }: Pick<Context, 'db' | 'clock'>, community: Id, id: Id): Promise<void> {
  const retired = await db`
    update sources set retired_at = ${new Date(clock())}
    where id = ${id} and area_id = ${community} and retired_at is null`
  if (!retired.count) throw new Problem(intakeProblem.source_unknown, { name: id })
}

export async function restoreSource({ db }: Pick<Context, 'db'>, community: Id, id: Id): Promise<void> {
  await db`update sources set retired_at = null where id = ${id} and area_id = ${community}`
}

/** How the lists of a source go back. */
export async function getAnswerFormat({ db }: Pick<Context, 'db'>, source: Id): Promise<Partial<AnswerFormat>> {
  const [row] = await db<{ answer: Partial<AnswerFormat> }[]>`select answer from sources where id = ${source}`
  return row?.answer ?? {}
}
