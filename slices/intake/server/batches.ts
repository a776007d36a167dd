import { localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import { defineProblems, Problem } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { type Counts, type DeadlineRule, type Field, type Mapping, mappingByHeader } from '../model.ts'
import type { AnswerFormat } from '../model/answer-format.ts'
import type { RawRow } from '../model/cells.ts'
import type { Fault } from '../model/faults.ts'
import type { Form } from '../model/forms.ts'
import type { ReadOptions } from '../model/row.ts'

export const intakeProblem = defineProblems({
  source_unknown: [
    404,
    '没有名为“{name}”的来源,请先在来源页建立。',
    'There is no source called "{name}". Create it first.',
  ],
  source_name_taken: [
    409,
    '已有同名来源,请换一个名称。',
    'There is a source of this name already. Please choose another.',
  ],
  no_sheet_chosen: [422, '至少要选一张有表头的工作表。', 'Choose at least one sheet that has a header.'],
  batch_not_ready: [
    409,
    '这份名单现在不能这样操作(状态:{status})。',
    'This list cannot be changed like that now (state: {status}).',
  ],
})

export type BatchStatus =
  | 'reading'
  | 'preview'
  | 'failed'
  | 'committing'
  | 'committed'
  | 'undoing'
  | 'undone'
  | 'discarded'

/** Why nothing of a sheet counts; `chosen`: somebody left it out. */
export type SheetSkip = 'hidden' | 'empty' | 'no_header' | 'chosen'

export interface BatchLayout {
  /** The columns of all forms, side by side. */
  headers: string[]
  /** Left out by lists that came before sheets could differ: all columns are one form. */
  forms?: Form[]
  /** By position in the workbook. A sheet with a header has a form, and its rows are kept even while it is skipped. */
  sheets: { name: string; skip: SheetSkip | null; form?: number | null }[]
  notices: { code: string; values: Record<string, string | number> }[]
}

export interface Batch {
  id: Id
  source_id: Id
  status: BatchStatus
  file_name: string
  received_at: Date
  due_at: Date | null
  urgency: number
  layout: BatchLayout
  mapping: Mapping
  counts: Partial<Counts>
  /** The community's version under which the rows were last judged; null when they never were. */
  checked_version: number | null
}

export interface Source {
  id: Id
  name: string
  kind: string
  mapping: Record<string, Mapping[number]>
  deadline: DeadlineRule
  urgency: number
}

export async function createSource(
  { db, newId }: Pick<Context, 'db' | 'newId'>,
  source: {
    area: Id
    name: string
    kind: string
    deadline: DeadlineRule
    urgency: number
    answer?: Partial<AnswerFormat>
  },
): Promise<Id> {
  const id = newId()
  await db`insert into sources (id, area_id, kind, name, deadline, urgency, answer)
    values (${id}, ${source.area}, ${source.kind}, ${source.name}, ${db.json(source.deadline as never)}, ${source.urgency},
      ${db.json((source.answer ?? {}) as never)})`
  return id
}

/** The sources a community may use: its own and those of the areas above it. */
export function listSources({ db }: Pick<Context, 'db'>, community: Id): Promise<Source[]> {
  return db<Source[]>`
    select id, name, kind, mapping, deadline, urgency from sources
    where retired_at is null and kind <> 'register' and area_id = any((select lineage from areas where id = ${community})::uuid[])
    order by name`
}

export async function getSourceByName(context: Pick<Context, 'db'>, community: Id, name: string): Promise<Source> {
  const source = (await listSources(context, community)).find((known) => known.name === name || known.id === name)
  if (!source) throw new Problem(intakeProblem.source_unknown, { name })
  return source
}

export type Purpose = 'list' | 'register'

export async function getBatch({ db }: Pick<Context, 'db'>, community: Id, id: Id): Promise<Batch> {
  const [batch] = await db<Batch[]>`
    select id, source_id, status, file_name, received_at, due_at, urgency, layout, mapping, counts, checked_version
    from batches where community_id = ${community} and id = ${id}`
  if (!batch) throw new Problem('not_found')
  return batch
}

/** Moves a batch on, if it is in one of the `from` states; of two who try at once, one succeeds. */
export async function moveBatch(
  { db }: Pick<Context, 'db'>,
  community: Id,
  id: Id,
  from: BatchStatus[],
  to: BatchStatus,
): Promise<void> {
  const moved = await db`update batches set status = ${to} where community_id = ${community} and id = ${id}
    and status = any(${from}) returning id`
  if (moved.length) return
  const { status } = await getBatch({ db }, community, id)
  if (status !== to) throw new Problem(intakeProblem.batch_not_ready, { status })
}

export interface StoredRow {
  id: Id
  sheet: number
  row_number: number
  cells: readonly string[]
  types: string
  accepted: boolean
  faults: Fault[]
  link: 'linked' | 'review' | 'new' | null
  resident_id: Id | null
  task_id: Id | null
  repeated: boolean
}

/** The sheets of a batch that count, by position from 1. */
export function countedSheets({ db }: Pick<Context, 'db'>, community: Id, batch: Id) {
  return db`
    select s.n from batches b, jsonb_array_elements(b.layout -> 'sheets') with ordinality s(sheet, n)
    where b.community_id = ${community} and b.id = ${batch} and s.sheet ->> 'skip' is null`
}

/**
 * Lets exactly these sheets count (by position from 1) while a list is still a preview. What was found out about rows
 * of the others is forgotten.
 */
export async function chooseSheets(
  { db }: Pick<Context, 'db'>,
  community: Id,
  batch: Batch,
  chosen: readonly number[],
): Promise<void> {
  const sheets = batch.layout.sheets.map((sheet, i) => {
    if (typeof sheet.form !== 'number') return sheet
    return { ...sheet, skip: chosen.includes(i + 1) ? null : (sheet.skip ?? 'chosen') }
  })
  if (!sheets.some(({ skip }) => skip === null)) throw new Problem(intakeProblem.no_sheet_chosen)
  await db`update batches set layout = layout || ${db.json({ sheets } as never)}
    where community_id = ${community} and id = ${batch.id} and status = 'preview'`
  await db`
    update source_rows set accepted = false, faults = '[]', link = null, outcome = null, resident_id = null, weight = null,
      reasons = null, rivals = null, repeated = false, changes = '{}'
    where community_id = ${community} and batch_id = ${batch.id} and not sheet in (${countedSheets({ db }, community, batch.id)})`
  batch.layout = { ...batch.layout, sheets }
}

/** The forms of a batch with the sheets of each, by position from 1. */
export function formsOfLayout(layout: Partial<BatchLayout>): (Form & { sheets: number[] })[] {
  const forms = layout.forms ?? [{ start: 0, width: layout.headers?.length ?? 0 }]
  return forms.map((form, at) => ({
    ...form,
    sheets: (layout.sheets ?? []).flatMap((sheet, i) => ((sheet.form ?? (sheet.skip ? -1 : 0)) === at ? [i + 1] : [])),
  }))
}

/** A mapping as a source remembers it: each form's columns by their own names. */
export function rememberedMapping(layout: BatchLayout, mapping: Mapping): Record<string, Field> {
  return Object.assign(
    {},
    ...formsOfLayout(layout).map(({ start, width }) =>
      mappingByHeader(layout.headers.slice(start, start + width), mapping.slice(start, start + width)),
    ),
  ) as Record<string, Field>
}

/** The rows of a batch that count, in the order of the file, a chunk at a time: memory stays small for 100,000 rows. */
export async function* readStoredRows(
  context: Context,
  community: Id,
  batch: Id,
  size = 2000,
  only?: readonly number[],
): AsyncGenerator<StoredRow[]> {
  const pageAfter = ([sheet, row]: [number, number]) =>
    context.db<(Omit<StoredRow, 'cells' | 'types'> & { cells_sealed: Buffer })[]>`
      select id, sheet, row_number, cells_sealed, accepted, faults, link, resident_id, task_id, repeated
      from source_rows
      where community_id = ${community} and batch_id = ${batch} and (sheet, row_number) > (${sheet}, ${row})
        and sheet in (${countedSheets(context, community, batch)})
        ${only ? context.db`and sheet = any(${[...only]}::int[])` : context.db``}
      order by sheet, row_number limit ${size}`.execute()
  let next = pageAfter([0, 0])
  while (true) {
    const rows = await next
    if (!rows.length) return
    const last = rows.at(-1)!
    // Asked for while this page is worked on. Whoever stops half-way never hears how the last question ended.
    next = pageAfter([last.sheet, last.row_number])
    next.catch(() => {})
    yield rows.map(({ cells_sealed, ...row }) => unsealedWhenAsked(context, row, cells_sealed))
  }
}

/** Most rows of a list that is confirmed are never looked into again: their verdicts are enough. */
function unsealedWhenAsked<Row extends object>(context: Context, row: Row, sealed: Buffer): Row & RawRow {
  let opened: RawRow | undefined
  const open = () => (opened ??= openRow(context, sealed))
  return Object.defineProperties(row as Row & RawRow, {
    cells: { get: () => open().cells, enumerable: true },
    types: { get: () => open().types, enumerable: true },
  })
}

/** A row as received: its cells as the spreadsheet showed them, and what each cell was. */
export function openRow({ keys }: Pick<Context, 'keys'>, sealed: Buffer): RawRow {
  return JSON.parse(keys.open(sealed)) as RawRow
}

/** What reading a batch's rows depends on beside the rows: the same in the dry run, at commit and in review. */
export async function getReadOptions(
  { db, zone }: Pick<Context, 'db' | 'zone'>,
  community: Id,
  batch: Pick<Batch, 'received_at'>,
): Promise<ReadOptions> {
  const [area] = await db<{ name: string }[]>`select name from areas where id = ${community}`
  return { today: localDay(batch.received_at.getTime(), zone), community: area ? [area.name] : [] }
}
