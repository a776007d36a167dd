import type { Writable } from 'node:stream'
import { localTime } from '#shared/clock.ts'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { writeCsv } from '#server/files/write-csv.ts'
import { type OutCell, writeXlsx } from '#server/files/write-xlsx.ts'
import { type Fault, describeFault } from '../model/faults.ts'
import { type AnswerColumn, type AnswerFormat, answerFormat } from '../model/answer-format.ts'
import { maskCells } from '../model/mask-cells.ts'
import { answerWords } from '../strings.ts'
import { getAnswerFormat } from './sources.ts'
import type { Form } from '../model/forms.ts'
import { type Batch, type StoredRow, formsOfLayout, getBatch, readStoredRows } from './batches.ts'

type Word = keyof (typeof answerWords)['zh']

/**
 * The file back in the source's own columns with those added that the source wants: every original row is answered,
 * repeats too, each from the one act that settled its person. Formula injection is guarded against by the writers.
 */
export async function writeAnswers(
  context: Context,
  community: Id,
  id: Id,
  kind: 'xlsx' | 'csv',
  language: Language,
  out: Writable,
): Promise<void> {
  const batch = await getBatch(context, community, id)
  const format = answerFormat(await getAnswerFormat(context, batch.source_id), language)
  const added = format.columns.map((name) => answerWords[format.language][`answer_${name}`])
  const whole = batch.file_name.replace(/\.\w+$/, '')
  const forms = formsOfLayout(batch.layout).filter(({ sheets }) =>
    sheets.some((sheet) => batch.layout.sheets[sheet - 1]!.skip === null),
  )
  const parts = forms.map((form) => ({
    name: forms.length > 1 ? batch.layout.sheets[form.sheets[0]! - 1]!.name : whole,
    columns: [...batch.layout.headers.slice(form.start, form.start + form.width), ...added],
    rows: answerRows(context, community, batch, form, format),
  }))
  if (kind === 'csv') await writeCsv(out, withHeaders(parts))
  else
    await writeXlsx(
      out,
      parts.map((part) => ({ ...part, columns: part.columns.map((title) => ({ title })) })),
    )
}

async function* answerRows(
  context: Context,
  community: Id,
  batch: Batch,
  { start, width, sheets }: Form & { sheets: number[] },
  format: AnswerFormat,
): AsyncGenerator<OutCell[]> {
  for await (const rows of readStoredRows(context, community, batch.id, 2000, sheets)) {
    const answers = await findAnswers(context, community, rows)
    for (const row of rows) {
      const cells = Array.from({ length: width }, (_, i) => row.cells[start + i] ?? '')
      const answer = answerCells(context, row, answers.get(row.id), format)
      yield [...cells, ...format.columns.map((name) => answer[name])]
    }
  }
}

interface Answer {
  status: string
  contact: string | null
  finding: string | null
  method: string | null
  closed_at: Date | null
  last_contact: string | null
  worker: string | null
}

async function findAnswers({ db }: Context, community: Id, rows: StoredRow[]): Promise<Map<string, Answer>> {
  const asked = rows.flatMap((row) => (row.task_id ? [{ row: row.id, task: row.task_id }] : []))
  if (!asked.length) return new Map()
  // Where several entries are one person, another of their tasks may answer for this row: the one that shows its duty.
  const found = await db<(Answer & { row: Id })[]>`
    with asked as (select * from jsonb_to_recordset(${db.json(asked)}) as a("row" uuid, task uuid)),
    answering as (
      select asked.row, t.* from asked join tasks t on t.community_id = ${community} and t.id = asked.task
      where t.own is null
      union all
      select asked.row, t.* from asked join tasks o on o.community_id = ${community} and o.id = asked.task
      join tasks t on t.community_id = ${community} and t.resident_id = o.resident_id
      where o.own is not null and t.status <> 'joined' and t.duties @> jsonb_build_array(jsonb_build_object('row', asked.row))
    )
    select t.row, t.status, t.contact, t.finding, t.method, t.closed_at, t.last_contact, a.name as worker
    from answering t left join accounts a on a.id = t.closed_by`
  return new Map(found.map(({ row, ...answer }) => [row, answer]))
}

function answerCells(
  { zone }: Context,
  row: StoredRow,
  answer: Answer | undefined,
  { language, findings }: AnswerFormat,
): Record<AnswerColumn, string> {
  const say = (prefix: string, value: string | null) => {
    const word = `${prefix}_${value}` as Word
    return value ? answerWords[language][word] : ''
  }
  if (!answer) {
    const why = row.accepted ? '' : faultsInWords(row, language)
    const status = say('status', row.accepted ? 'review' : 'rejected')
    return { status, contact: '', finding: why, method: '', time: '', worker: '' }
  }
  const at = answer.closed_at && localTime(answer.closed_at.getTime(), zone)
  return {
    status: say('status', answer.status),
    contact: say('contact', answer.contact ?? answer.last_contact),
    finding: findings[answer.finding ?? ''] || say('finding', answer.finding),
    method: say('method', answer.method),
    time: at ? `${at.year}-${two(at.month)}-${two(at.day)} ${two(at.hour)}:${two(at.minute)}` : '',
    worker: answer.worker ?? '',
  }
}

export function faultsInWords(row: { faults: Fault[] }, language: Language): string {
  return row.faults.map((fault) => describeFault(fault, language)).join(' ')
}

/** Every row with something to say about it, by the number that Excel shows, in words; its numbers are masked. */
export async function writeFaults(
  context: Context,
  community: Id,
  id: Id,
  language: Language,
  out: Writable,
): Promise<void> {
  const batch = await getBatch(context, community, id)
  const words = answerWords[language]
  const columns = [words.sheet, words.row, words.verdict, words.reasons, ...batch.layout.headers]
  await writeXlsx(out, [
    {
      name: words.reasons,
      columns: columns.map((title) => ({ title })),
      rows: faultRows(context, community, batch, language),
    },
  ])
}

async function* faultRows(
  context: Context,
  community: Id,
  batch: Batch,
  language: Language,
): AsyncGenerator<OutCell[]> {
  for await (const rows of readStoredRows(context, community, batch.id)) {
    for (const row of rows) {
      if (!row.faults.length) continue
      const verdict = answerWords[language][row.accepted ? 'warned' : 'rejected']
      yield [
        batch.layout.sheets[row.sheet - 1]?.name ?? row.sheet,
        row.row_number,
        verdict,
        faultsInWords(row, language),
        ...maskCells(row.cells, batch.mapping),
      ]
    }
  }
}

/** A text file has one sheet: each form begins with its own column names. */
async function* withHeaders(
  parts: readonly { columns: string[]; rows: AsyncIterable<OutCell[]> }[],
): AsyncGenerator<OutCell[]> {
  for (const { columns, rows } of parts) {
    yield columns
    yield* rows
  }
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
