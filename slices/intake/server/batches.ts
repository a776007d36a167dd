import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import { defineProblems, Problem } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { type ListRow, listRows, planSheets } from '#server/files/list.ts'
import { openTable } from '#server/files/open-table.ts'
import { type Counts, type DeadlineRule, type Field, type Mapping, deadlineOf, mappingByHeader } from '../model.ts'
import type { AnswerFormat } from '../model/answer-format.ts'
import type { RawRow } from '../model/cells.ts'
import { guessMapping } from '../model/columns.ts'
import type { Fault } from '../model/faults.ts'
import { type Form, formsOf, placeInForm } from '../model/forms.ts'
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

export interface Received {
  batch: Id
  /** True: this very file was here before; nothing was read again. */
  known: boolean
}

/**
 * Takes a file in: hashed, stored row by row exactly as received, columns guessed. Nothing counts yet.
 * The same file sent twice is the same batch. Throws a Problem in words for a file that cannot be read.
 */
export async function receiveFile(
  context: Context,
  file: { path: string; name: string; community: Id; source: Source; by: Id | null; purpose?: Purpose },
): Promise<Received> {
  const { db, clock, newId, zone } = context
  const purpose = file.purpose ?? 'list'
  const sha256 = await hashFile(file.path)
  const [before] = await db<{ id: Id }[]>`
    select id from batches where community_id = ${file.community} and source_id = ${file.source.id}
      and purpose = ${purpose} and file_sha256 = ${sha256} and status not in ('undone', 'failed', 'discarded')`
  if (before) return { batch: before.id, known: true }
  const table = await openTable(file.path)
  try {
    const plans = await planSheets(table)
    const filled = plans.flatMap((plan) => (plan.header ? [{ ...plan, header: plan.header }] : []))
    // In a register the name of a sheet says where its people live.
    const named = purpose === 'register' && filled.some(({ name }) => tellsSomething(name))
    const { forms, formOf, all } = formsOf(
      filled.map(({ header }) => (named ? [...header.columns, sheetNameColumn] : header.columns)),
    )
    const id = newId()
    const now = clock()
    const layout: BatchLayout = {
      headers: all,
      forms,
      sheets: plans.map(({ sheet, name, skip }) => {
        const at = filled.findIndex((plan) => plan.sheet === sheet)
        return { name, skip: skip ?? null, form: formOf[at] ?? null }
      }),
      notices: [],
    }
    const { size } = await stat(file.path)
    await db`insert into batches (community_id, id, source_id, campaign_id, purpose, file_name, file_sha256, file_bytes,
        received_at, received_by, status, due_at, urgency)
      values (${file.community}, ${id}, ${file.source.id}, ${context.campaigns.outbreak}, ${purpose}, ${file.name}, ${sha256}, ${size},
        ${new Date(now)}, ${file.by}, 'reading', ${new Date(deadlineOf(file.source.deadline, now, zone))}, ${file.source.urgency})`
    const samples: string[][][] = forms.map(() => [])
    for (const [at, { sheet, name, header }] of filled.entries()) {
      const form = forms[formOf[at]!]!
      const rows = inForm(listRows(table, sheet, header), form, all.length, named ? name : undefined)
      await storeRows(context, file.community, id, sheet, rows, samples[formOf[at]!]!, form)
    }
    layout.notices = table.notices.map((notice) => ({ code: notice.code, values: notice.values }))
    const mapping = forms.flatMap(({ start, width }, at) =>
      guessMapping(all.slice(start, start + width), samples[at]!, file.source.mapping),
    )
    await db`update batches set layout = ${db.json(layout as never)}, mapping = ${db.json(mapping)}, status = 'preview'
      where community_id = ${file.community} and id = ${id}`
    return { batch: id, known: false }
  } finally {
    await table.close()
  }
}

export type Purpose = 'list' | 'register'

/** The heading of the column that holds the sheet's name; no sheet has it itself. */
export const sheetNameColumn = '（工作表名）'

/** Not what a program calls a sheet that nobody has named. */
function tellsSomething(name: string): boolean {
  return name !== '' && !/^(?:sheet|工作表|表)\s*\d*$/i.test(name.trim())
}

async function* inForm(
  rows: AsyncIterable<ListRow>,
  form: Form,
  columns: number,
  name: string | undefined,
): AsyncGenerator<ListRow> {
  const own = name === undefined ? form.width : form.width - 1
  for await (const row of rows) {
    let { cells, types } = row
    if (name !== undefined) {
      cells = [...cells.slice(0, own), ...Array.from({ length: Math.max(0, own - cells.length) }, () => ''), name]
      types = `${types.slice(0, own).padEnd(own, '.')}s`
      // What lies beyond the header comes after the name.
      cells.push(...row.cells.slice(own))
      types += row.types.slice(own)
    }
    if (form.start === 0 && cells.length <= form.width) yield { ...row, cells, types }
    else
      yield {
        ...row,
        cells: placeInForm(cells, form, columns, ''),
        types: placeInForm([...types], form, columns, '.').join(''),
      }
  }
}

async function storeRows(
  context: Context,
  community: Id,
  batch: Id,
  sheet: number,
  rows: AsyncIterable<ListRow>,
  samples: string[][],
  form: Form,
): Promise<void> {
  let chunk: { id: Id; row: number; cells: string }[] = []
  let writing: Promise<unknown> = Promise.resolve()
  // One chunk is on its way to the database while the next is read and sealed; never two, so that memory stays small.
  const flush = async () => {
    await writing
    if (chunk.length) writing = writeRows(context, community, batch, sheet, chunk)
    // Looked at by the next flush: until then a failure must not count as one that nobody heard of.
    writing.catch(() => {})
    chunk = []
  }
  for await (const { row, cells, types, kind } of rows) {
    if (kind !== 'data') continue
    if (samples.length < 200) samples.push(cells.slice(form.start, form.start + form.width))
    const sealed = context.keys.seal(context.campaigns.outbreak, JSON.stringify({ cells, types } satisfies RawRow))
    chunk.push({ id: context.newId(), row, cells: sealed.toString('hex') })
    // Whoever else asks meanwhile gets a turn.
    if (chunk.length % 100 === 0) await setImmediate()
    if (chunk.length >= 2000) await flush()
  }
  await flush()
  await writing
}

async function writeRows(
  { db }: Context,
  community: Id,
  batch: Id,
  sheet: number,
  rows: { id: Id; row: number; cells: string }[],
): Promise<void> {
  await db`
    insert into source_rows (community_id, id, batch_id, sheet, row_number, cells_sealed, accepted)
    select ${community}, id, ${batch}, ${sheet + 1}, row, decode(cells, 'hex'), false
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, row integer, cells text)`
}

async function hashFile(path: string): Promise<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest()
}

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
