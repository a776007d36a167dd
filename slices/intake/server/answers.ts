import type { Writable } from 'node:stream'
import { localTime } from '#shared/clock.ts'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { writeCsv } from '#server/files/write-csv.ts'
import { type OutCell, writeXlsx } from '#server/files/write-xlsx.ts'
import { type Fault, describeFault } from '../model/faults.ts'
import { answerWords } from '../strings.ts'
import type { Form } from '../model/forms.ts'
import { type Batch, type StoredRow, formsOfLayout, getBatch, readStoredRows } from './batches.ts'

type Word = keyof (typeof answerWords)['zh']
const answerColumns: Word[] = [
  'answer_status',
  'answer_contact',
  'answer_finding',
  'answer_method',
  'answer_time',
  'answer_worker',
]

/**
 * The file back in the source's own columns with six added: every original row is answered, repeats too, each from
 * the one act that settled its person. Formula injection is guarded against by the writers.
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
  const added = answerColumns.map((name) => answerWords[language][name])
  const whole = batch.file_name.replace(/\.\w+$/, '')
  const forms = formsOfLayout(batch.layout).filter(({ sheets }) =>
    sheets.some((sheet) => batch.layout.sheets[sheet - 1]!.skip === null),
  )
  const parts = forms.map((form) => ({
    name: forms.length > 1 ? batch.layout.sheets[form.sheets[0]! - 1]!.name : whole,
    columns: [...batch.layout.headers.slice(form.start, form.start + form.width), ...added],
    rows: answerRows(context, community, batch, form, language),
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
  language: Language,
): AsyncGenerator<OutCell[]> {
  for await (const rows of readStoredRows(context, community, batch.id, 2000, sheets)) {
    const answers = await findAnswers(context, community, rows)
    for (const row of rows) {
      const cells = Array.from({ length: width }, (_, i) => row.cells[start + i] ?? '')
      yield [...cells, ...answerCells(context, row, answers.get(row.task_id ?? ''), language)]
    }
  }
}

interface Answer {
  id: Id
  status: string
  contact: string | null
  finding: string | null
  method: string | null
  closed_at: Date | null
  last_contact: string | null
  worker: string | null
}

async function findAnswers({ db }: Context, community: Id, rows: StoredRow[]): Promise<Map<string, Answer>> {
  const ids = [...new Set(rows.flatMap((row) => row.task_id ?? []))]
  if (!ids.length) return new Map()
  const found = await db<Answer[]>`
    select t.id, t.status, t.contact, t.finding, t.method, t.closed_at, t.last_contact, a.name as worker
    from tasks t left join accounts a on a.id = t.closed_by where t.community_id = ${community} and t.id = any(${ids})`
  return new Map(found.map((answer) => [answer.id, answer]))
}

function answerCells({ zone }: Context, row: StoredRow, answer: Answer | undefined, language: Language): string[] {
  const say = (prefix: string, value: string | null) =>
    value ? answerWords[language][`${prefix}_${value}` as Word] : ''
  if (!answer)
    return [
      say('status', row.accepted ? 'review' : 'rejected'),
      '',
      row.accepted ? '' : faultsInWords(row, language),
      '',
      '',
      '',
    ]
  const at = answer.closed_at && localTime(answer.closed_at.getTime(), zone)
  const time = at ? `${at.year}-${two(at.month)}-${two(at.day)} ${two(at.hour)}:${two(at.minute)}` : ''
  return [
    say('status', answer.status),
    say('contact', answer.contact ?? answer.last_contact),
    say('finding', answer.finding),
    say('method', answer.method),
    time,
    answer.worker ?? '',
  ]
}

export function faultsInWords(row: { faults: Fault[] }, language: Language): string {
  return row.faults.map((fault) => describeFault(fault, language)).join(' ')
}

/** Every row with something to say about it, by the number that Excel shows, in words. */
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
        ...row.cells,
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
