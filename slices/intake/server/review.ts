import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Context, inTx } from '#server/context.ts'
import { derivedId, recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { addResident, mergeResident, unmergeResident } from '#slices/people/acts.ts'
import { findPersons } from '#slices/people/server/persons.ts'
import { patternOf } from '../model/patterns.ts'
import { type ReadRow, readRow } from '../model/row.ts'
import { type Batch, getBatch, getReadOptions, openRow } from './batches.ts'
import { marksOf } from './decisions.ts'
import { dutyRaiser } from './duties.ts'
import { newResidentOf } from './link.ts'
import type { Rival } from './review-queue.ts'

/** A person's word on a row: it outranks any weight, is kept, and can be taken back. */
export interface Word {
  /** By this it is taken back. */
  answer: Id
  /** The task that now carries the duty; null while the row is still undecided. */
  task: Id | null
}

interface Asked {
  row: Id
  batch: Batch
  read: ReadRow
  rivals: Rival[]
  ruledOut: Id[]
}

/**
 * The row is about this person; or, with null, about none of those it might have been about: then it is somebody new.
 * Whoever else it might have been, it was not.
 */
export async function decideRow(outer: Context, community: Id, row: Id, same: Id | null, by: Id | null): Promise<Word> {
  return inTx(outer, async (context) => {
    const asked = await lockRow(context, community, row)
    const answer = context.newId()
    const made = newResidentOf(row)
    if (same && !(await findPersons(context, community, [same])).has(same)) throw new Problem(problem.not_found)
    const resident = same ?? made
    const task = await raiseFor(
      context,
      community,
      asked,
      resident,
      same ? await asOneWith(context, community, row, same, answer) : [],
    )
    const personOf = await findPersons(context, community, [resident, ...asked.rivals.map(({ to }) => to)])
    const isSame = (entry: Id) => personOf.get(entry) === personOf.get(resident)
    await keepWords(context, community, asked, answer, by, [
      ...asked.rivals
        .filter(({ to }) => !asked.ruledOut.includes(to))
        .map((rival) => ({ rival, resident: rival.to, same: isSame(rival.to) })),
      // Also where nobody proposed it: the same evidence tomorrow is the same person.
      ...(asked.rivals.some(({ to }) => isSame(to)) ? [] : [{ resident, same: true }]),
    ])
    await context.db`update source_rows set resident_id = ${resident}, task_id = ${task}, link_by = 'person'
      where community_id = ${community} and id = ${row}`
    return { answer, task }
  })
}

/** Not this one. The row waits on for the others it might be about. */
export async function ruleOut(outer: Context, community: Id, row: Id, resident: Id, by: Id | null): Promise<Word> {
  return inTx(outer, async (context) => {
    const asked = await lockRow(context, community, row)
    const personOf = await findPersons(context, community, [resident, ...asked.rivals.map(({ to }) => to)])
    const meant = asked.rivals.filter(({ to }) => personOf.get(to) === personOf.get(resident))
    if (!meant.length) throw new Problem(problem.not_found)
    const answer = context.newId()
    const words = meant.map((rival) => ({ rival, resident: rival.to, same: false }))
    await keepWords(context, community, asked, answer, by, words)
    await raiseVersion(context, community)
    return { answer, task: null }
  })
}

/** Takes an answer back: the row waits again, its duty leaves the task, and nothing is learned from it any more. */
export async function takeBackAnswer(outer: Context, community: Id, answer: Id, by: Id | null): Promise<{ row: Id }> {
  return inTx(outer, async (context) => {
    const { db, clock } = context
    const words = await db<{ row_id: Id; resident_id: Id; same: boolean }[]>`
      update link_decisions set revoked_at = ${new Date(clock())}, revoked_by = ${by}
      where community_id = ${community} and answer_id = ${answer} and revoked_at is null
      returning row_id, resident_id, same`
    if (!words.length) throw new Problem(problem.stale)
    const row = words[0]!.row_id
    const same = words.find((word) => word.same)
    if (same) {
      await dutyRaiser().withdraw(context, community, { row }, answer)
      await apartAgain(context, community, row, same.resident_id, answer)
      await db`update source_rows set resident_id = null, task_id = null
        where community_id = ${community} and id = ${row} and link = 'review'`
    }
    await raiseVersion(context, community)
    return { row }
  })
}

/** Refuses a row that is not waiting: somebody else has answered it. */
async function lockRow(context: Context, community: Id, row: Id): Promise<Asked> {
  const [stored] = await context.db<
    { batch_id: Id; cells_sealed: Buffer; rivals: Rival[] | null; task_id: Id | null }[]
  >`
    select batch_id, cells_sealed, rivals, task_id from source_rows
    where community_id = ${community} and id = ${row} and link = 'review' for update`
  if (!stored) throw new Problem(problem.not_found)
  if (stored.task_id) throw new Problem(problem.stale)
  const batch = await getBatch(context, community, stored.batch_id)
  if (batch.status !== 'committed') throw new Problem(problem.stale)
  const options = await getReadOptions(context, community, batch)
  const ruledOut = await context.db<{ resident_id: Id }[]>`
    select resident_id from link_decisions
    where community_id = ${community} and row_id = ${row} and not same and revoked_at is null`
  return {
    row,
    batch,
    read: readRow(openRow(context, stored.cells_sealed), batch.mapping, options),
    rivals: stored.rivals ?? [],
    ruledOut: ruledOut.map((word) => word.resident_id),
  }
}

/** A row that is answered anew gets a duty of its own each time: the one that was taken back stays in the log. */
async function raiseFor(context: Context, community: Id, asked: Asked, resident: Id, before: Act[]): Promise<Id> {
  const { row, batch, read } = asked
  const [{ n }] = (await context.db`
    select count(distinct answer_id)::int as n from link_decisions
    where community_id = ${community} and row_id = ${row} and same`) as [{ n: number }]
  const due = batch.due_at?.toISOString() ?? null
  const id = n === 0 ? row : derivedId(`duty ${row} ${n}`, row)
  const duty = { id, source: batch.source_id, batch: batch.id, row, due, urgency: batch.urgency, reason: '' }
  const payload = { origin: 'list', door: null, categories: read.categories, ...read.person }
  const add = systemAct(context, community, batch.id, `add ${row}`, addResident, resident, payload)
  const acts = resident === newResidentOf(row) ? [add] : before
  const tasks = await dutyRaiser().raise(context, community, batch.id, [{ resident, duty }], acts)
  return tasks.get(id)!
}

/** The row had made a new person, which was taken back: that entry and this person are one. */
async function asOneWith(context: Context, community: Id, row: Id, same: Id, answer: Id): Promise<Act[]> {
  const made = newResidentOf(row)
  const known = await findPersons(context, community, [made, same])
  if (made === same || !known.has(made) || known.get(made) === known.get(same)) return []
  const payload = { into: known.get(same)!, reason: 'other', note: '' }
  return [systemAct(context, community, answer, `merge ${answer}`, mergeResident, made, payload)]
}

async function apartAgain(context: Context, community: Id, row: Id, same: Id, answer: Id): Promise<void> {
  const { db } = context
  const made = newResidentOf(row)
  const [merged] = await db<{ merged_into: Id }[]>`
    select merged_into from residents where community_id = ${community} and id = ${made} and merged_into is not null`
  // Only a merge that an answer about this very row had made; one made by hand is somebody else's word.
  const [ours] = await db`
    select 1 from acts where community_id = ${community} and subject_id = ${made} and kind = ${mergeResident.kind}
      and account_id is null`
  if (!merged || !ours || same === made) return
  const act = systemAct(context, community, answer, `unmerge ${answer}`, unmergeResident, made, {
    from: merged.merged_into,
  })
  await recordActs(context, [{ who: null, acts: [act], deviceNow: context.clock() }])
}

interface Said {
  resident: Id
  same: boolean
  /** The evidence that was weighed; without it nothing is learned. */
  rival?: Rival
}

async function keepWords(
  context: Context,
  community: Id,
  { row, read }: Asked,
  answer: Id,
  by: Id | null,
  said: readonly Said[],
): Promise<void> {
  const { db, clock, newId } = context
  const marks = marksOf(context, read)
  const rows = said.map(({ resident, same, rival }) => ({
    id: newId(),
    resident,
    same,
    pattern: rival && patternOf(rival),
    weight: rival?.weight,
  }))
  await db`
    insert into link_decisions (community_id, id, answer_id, row_id, resident_id, same, decided_by, decided_at, version,
      pattern, weight, evidence_hash, paper_hash)
    select ${community}, s.id, ${answer}, ${row}, s.resident, s.same, ${by}, ${new Date(clock())}, 0, s.pattern, s.weight,
      ${marks.evidence}, ${marks.paper}
    from jsonb_to_recordset(${db.json(rows as never)}) as s(id uuid, resident uuid, same boolean, pattern text, weight real)`
}

/** Lists that were checked before must be judged anew: what is known has changed. */
async function raiseVersion({ db }: Context, community: Id): Promise<void> {
  await db`update community_heads set version = version + 1 where community_id = ${community}`
}
