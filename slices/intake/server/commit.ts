import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { mapAhead } from '#server/ahead.ts'
import { type Context, inTx } from '#server/context.ts'
import { addResident } from '#slices/people/acts.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { type NewDuty, dutyRaiser } from './duties.ts'
import type { Counts, Mapping } from '../model.ts'
import { type ReadRow, readRow } from '../model/row.ts'
import {
  type Batch,
  chooseSheets,
  getBatch,
  getReadOptions,
  moveBatch,
  readStoredRows,
  rememberedMapping,
} from './batches.ts'
import { type Judged, describeRules, judgeRows, openCounts, saveVerdicts } from './link.ts'

/** Rows whose tasks are made in one transaction: a community is locked for a third of a second, not for longer. */
const rowsAtOnce = 1000

/** Shows what would happen: reads and links every row under `mapping`, changes nothing else. */
export async function previewBatch(
  context: Context,
  community: Id,
  id: Id,
  mapping?: Mapping,
  sheets?: readonly number[],
): Promise<Counts> {
  const { db } = context
  const batch = await getBatch(context, community, id)
  await moveBatch(context, community, id, ['preview'], 'preview')
  if (sheets) await chooseSheets(context, community, batch, sheets)
  const used = mapping ?? batch.mapping
  const version = await getVersion(context, community)
  const counts = openCounts()
  const saved = mapAhead(judgeRows(context, community, batch, used), async (page) => {
    await saveVerdicts(context, community, page)
    return page
  })
  let done = 0
  for await (const page of saved) {
    counts.add(page)
    await saveProgress(context, community, id, 'check', (done += page.length))
  }
  const total = counts.end()
  await db`update batches set mapping = ${db.json(used)}, counts = ${db.json(total as never)}, progress = null,
      checked_version = ${version}, linked_with = ${db.json(await describeRules(context, community))}
    where community_id = ${community} and id = ${id}`
  await rememberMapping(context, batch, used)
  return total
}

/**
 * Makes the list count: every accepted and decided row becomes a duty on its person's one task. May be stopped at any
 * point and run again: a row has its task and its verdict in one transaction, and ids follow from the rows.
 */
export async function commitBatch(context: Context, community: Id, id: Id, by: Id | null): Promise<Counts> {
  const { db, clock } = context
  await moveBatch(context, community, id, ['preview', 'committing'], 'committing')
  const batch = await getBatch(context, community, id)
  // The register may have grown since the preview. Only if nothing at all has happened do the verdicts stand unasked.
  const stands = batch.checked_version === (await getVersion(context, community))
  const pages = stands ? rowsAsJudged(context, community, batch) : judgeRows(context, community, batch, batch.mapping)
  const counts = openCounts()
  const raised = mapAhead(inPieces(pages, rowsAtOnce), async (page) => {
    await raisePage(context, community, batch, page)
    return page
  })
  let done = 0
  for await (const page of raised) {
    counts.add(page)
    await saveProgress(context, community, id, 'commit', (done += page.length))
  }
  const total = counts.end()
  await db`update batches set status = 'committed', committed_at = ${new Date(clock())}, committed_by = ${by},
      counts = ${db.json(total as never)}, progress = null,
      linked_with = ${db.json(await describeRules(context, community))}
    where community_id = ${community} and id = ${id}`
  return total
}

export async function getVersion({ db }: Context, community: Id): Promise<number> {
  const [head] = await db<{ version: number }[]>`
    select version from community_heads where community_id = ${community}`
  return must(head, 'a version of the community').version
}

/** The rows of a batch with the verdicts that the preview stored. */
async function* rowsAsJudged(context: Context, community: Id, batch: Batch): AsyncGenerator<Judged[]> {
  const options = await getReadOptions(context, community, batch)
  for await (const rows of readStoredRows(context, community, batch.id)) {
    yield rows.map((row) => ({
      row,
      // Asked of those who are new, and of nobody else.
      get read() {
        return readRow(row, batch.mapping, options)
      },
      verdict: null,
    }))
  }
}

async function* inPieces<T>(pages: AsyncIterable<T[]>, size: number): AsyncGenerator<T[]> {
  for await (const page of pages) for (let i = 0; i < page.length; i += size) yield page.slice(i, i + size)
}

/** Adds the people first met in these rows, gives each row's person a duty, and stores what became of each row. */
async function raisePage(outer: Context, community: Id, batch: Batch, page: Judged[]): Promise<void> {
  const open = page.filter(({ row }) => !row.task_id)
  const decided = open.flatMap((judged) => {
    const { accepted, link, resident_id } = judged.verdict ?? judged.row
    return accepted && resident_id ? [{ id: judged.row.id, judged, link, resident: resident_id }] : []
  })
  const added = decided.filter(({ link }) => link === 'new')
  const duties: NewDuty[] = decided.map(({ id, resident }) => ({ resident, duty: dutyOf(batch, id) }))
  await inTx(outer, async (context) => {
    const people = added.map(({ id, resident, judged }) =>
      addPerson(context, community, batch, id, resident, judged.read),
    )
    const tasks = await dutyRaiser().raise(context, community, batch.id, duties, people)
    await saveVerdicts(context, community, open, tasks)
    await noteTasks(
      context,
      community,
      new Map(
        open.flatMap(({ row, verdict }) => (verdict || !tasks.has(row.id) ? [] : [[row.id, tasks.get(row.id)!]])),
      ),
    )
  })
}

function dutyOf(batch: Batch, row: Id): NewDuty['duty'] {
  const due = batch.due_at?.toISOString() ?? null
  return { id: row, source: batch.source_id, batch: batch.id, row, due, urgency: batch.urgency, reason: '' }
}

/** The tasks of rows whose verdict was stored before. */
async function noteTasks({ db }: Context, community: Id, tasks: Map<Id, Id>): Promise<void> {
  if (!tasks.size) return
  const links = [...tasks].map(([row, task]) => ({ row, task }))
  await db`
    update source_rows s set task_id = l.task
    from jsonb_to_recordset(${db.json(links)}) as l(row uuid, task uuid)
    where s.community_id = ${community} and s.id = l.row`
}

function addPerson(context: Context, community: Id, batch: Batch, row: Id, resident: Id, read: ReadRow): Act {
  const payload = { origin: 'list', door: null, categories: read.categories, ...read.person }
  return systemAct(context, community, batch.id, `add ${row}`, addResident, resident, payload)
}

/** Takes a committed list back as a whole: its duties are withdrawn; people it brought stay, without a task. */
export async function undoBatch(context: Context, community: Id, id: Id, by: Id | null): Promise<void> {
  const { db, clock } = context
  await moveBatch(context, community, id, ['committed', 'undoing'], 'undoing')
  await dutyRaiser().withdraw(context, community, { batch: id })
  await db`update source_rows set task_id = null, repeated = false where community_id = ${community} and batch_id = ${id}`
  await db`update batches set status = 'undone', undone_at = ${new Date(clock())}, undone_by = ${by}
    where community_id = ${community} and id = ${id}`
}

/** How far a running step has come: rows done. */
export async function saveProgress(
  { db }: Pick<Context, 'db'>,
  community: Id,
  id: Id,
  step: string,
  done: number,
): Promise<void> {
  await db`update batches set progress = ${db.json({ step, done })} where community_id = ${community} and id = ${id}`
}

/** What a person corrected once is right the next time too. */
export async function rememberMapping({ db }: Context, batch: Batch, mapping: Mapping): Promise<void> {
  const saved = rememberedMapping(batch.layout, mapping)
  await db`update sources set mapping = mapping || ${db.json(saved)} where id = ${batch.source_id}`
}
