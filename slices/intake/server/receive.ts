import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { type ListRow, listRows, planSheets } from '#server/files/list.ts'
import { openTable } from '#server/files/open-table.ts'
import { deadlineOf } from '../model.ts'
import type { RawRow } from '../model/cells.ts'
import { guessMapping } from '../model/columns.ts'
import { type Form, formsOf, placeInForm } from '../model/forms.ts'
import type { BatchLayout, Purpose, Source } from './batches.ts'

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
