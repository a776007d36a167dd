import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { addResident } from '#slices/people/acts.ts'
import { type NewDuty, raiseDuties, systemAct, withdrawBatch } from '#slices/worklist/server/duties.ts'
import { type Counts, type Mapping, mappingByHeader } from '../model.ts'
import { type ReadOptions, readRow } from '../model/row.ts'
import { type Batch, type StoredRow, getBatch, getReadOptions, moveBatch, readStoredRows } from './batches.ts'
import { checkRows } from './link.ts'

/** Shows what would happen: reads and links every row under `mapping`, changes nothing else. */
export async function previewBatch(context: Context, community: Id, id: Id, mapping?: Mapping): Promise<Counts> {
  const batch = await getBatch(context, community, id)
  await moveBatch(context, community, id, ['preview'], 'preview')
  const used = mapping ?? batch.mapping
  const counts = await checkRows(context, community, id, used, (done) =>
    saveProgress(context, community, id, 'check', done),
  )
  await context.db`update batches set mapping = ${context.db.json(used)}, counts = ${context.db.json(counts as never)}, progress = null
    where community_id = ${community} and id = ${id}`
  await rememberMapping(context, batch, used)
  return counts
}

/**
 * Makes the list count: every accepted and decided row becomes a duty on its person's one task. May be stopped at any
 * point and run again: ids follow from the rows, so nothing happens twice.
 */
export async function commitBatch(context: Context, community: Id, id: Id, by: Id | null): Promise<Counts> {
  const { db, clock } = context
  await moveBatch(context, community, id, ['preview', 'committing'], 'committing')
  const batch = await getBatch(context, community, id)
  const started =
    await db`select 1 from source_rows where community_id = ${community} and batch_id = ${id} and task_id is not null limit 1`
  // The register may have grown since the preview; but once tasks were made, the verdicts they came from stand.
  const counts = started.length ? (batch.counts as Counts) : await checkRows(context, community, id, batch.mapping)
  if (!started.length)
    await db`update batches set counts = ${db.json(counts as never)} where community_id = ${community} and id = ${id}`
  const options = await getReadOptions(context, community, batch)
  let done = 0
  let noting: Promise<unknown> = Promise.resolve()
  for await (const rows of readStoredRows(context, community, id, 1000)) {
    const tasks = await raiseRows(context, community, batch, rows, options)
    await noting
    done += rows.length
    // While the next rows are raised, the tasks of these are noted: should the second fail, a new run makes both good.
    noting = Promise.all([noteTasks(context, community, tasks), saveProgress(context, community, id, 'commit', done)])
    noting.catch(() => {})
  }
  await noting
  await db`update batches set status = 'committed', committed_at = ${new Date(clock())}, committed_by = ${by}, progress = null
    where community_id = ${community} and id = ${id}`
  return counts
}

/** Adds the people first met in these rows, and gives each row's person a duty. Returns the task of each row. */
async function raiseRows(
  context: Context,
  community: Id,
  batch: Batch,
  rows: StoredRow[],
  options: ReadOptions,
): Promise<Map<Id, Id>> {
  const decided = rows.filter((row) => row.accepted && row.resident_id)
  if (!decided.length) return new Map()
  const added: Act[] = decided
    .filter((row) => row.link === 'new')
    .map((row) => addPerson(context, community, batch, row, options))
  const duties: NewDuty[] = decided.map((row) => ({
    resident: row.resident_id!,
    duty: {
      id: row.id,
      source: batch.source_id,
      batch: batch.id,
      row: row.id,
      due: batch.due_at?.toISOString() ?? null,
      urgency: batch.urgency,
      reason: '',
    },
  }))
  return raiseDuties(context, community, batch.id, duties, added)
}

async function noteTasks({ db }: Context, community: Id, tasks: Map<Id, Id>): Promise<void> {
  const links = [...tasks].map(([row, task]) => ({ row, task }))
  await db`
    update source_rows s set task_id = l.task
    from jsonb_to_recordset(${db.json(links)}) as l(row uuid, task uuid)
    where s.community_id = ${community} and s.id = l.row`
}

function addPerson(context: Context, community: Id, batch: Batch, row: StoredRow, options: ReadOptions): Act {
  const { person, categories } = readRow(row, batch.mapping, options)
  const payload = { origin: 'list', door: null, categories, ...person }
  return systemAct(context, community, batch.id, `add ${row.id}`, addResident, row.resident_id!, payload)
}

/** Takes a committed list back as a whole: its duties are withdrawn; people it brought stay, without a task. */
export async function undoBatch(context: Context, community: Id, id: Id, by: Id | null): Promise<void> {
  const { db, clock } = context
  await moveBatch(context, community, id, ['committed', 'undoing'], 'undoing')
  await withdrawBatch(context, community, id)
  await db`update source_rows set task_id = null, repeated = false where community_id = ${community} and batch_id = ${id}`
  await db`update batches set status = 'undone', undone_at = ${new Date(clock())}, undone_by = ${by}
    where community_id = ${community} and id = ${id}`
}

async function saveProgress({ db }: Context, community: Id, id: Id, step: string, done: number): Promise<void> {
  await db`update batches set progress = ${db.json({ step, done })} where community_id = ${community} and id = ${id}`
}

/** What a person corrected once is right the next time too. */
async function rememberMapping({ db }: Context, batch: Batch, mapping: Mapping): Promise<void> {
  const saved = mappingByHeader(batch.layout.headers, mapping)
  await db`update sources set mapping = mapping || ${db.json(saved)} where id = ${batch.source_id}`
}
