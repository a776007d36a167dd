import { createWriteStream } from 'node:fs'
import { extname, resolve } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Argument, type Command, InvalidArgumentError } from 'commander'
import type { Context } from '#server/context.ts'
import { type OutCell, writeXlsx } from '#server/files/write-xlsx.ts'
import { writeCsv } from '#server/files/write-csv.ts'
import { localDay } from '#shared/clock.ts'
import { getCommunityByCode } from '#slices/areas/server.ts'
import { writeAnswers } from '#slices/intake/server/answers.ts'
import { findings } from '#slices/worklist/model.ts'
import { placeWords } from '#slices/people/server/show.ts'
import { noteExport, writeRegister } from '#slices/register/server/export.ts'
import { computeDay } from '#slices/reports/server.ts'
import '#slices/server.ts'
import { withDatabase } from '../open.ts'

const kinds = ['register', 'worklist', 'day', 'answers', 'acts'] as const
type Kind = (typeof kinds)[number]

interface ExportOptions {
  community: string
  out: string
  day?: string
  batch?: string
  whole?: boolean
  reason?: string
}

export function exportCommand(program: Command): void {
  program
    .command('export')
    .description('Write what is in the database to a file.')
    .addArgument(new Argument('<kind>', 'what').choices(kinds))
    .requiredOption('--community <code>', 'the community, 12 digits')
    .requiredOption('--out <file>', '.xlsx or .csv; .ndjson for acts', checkedFile)
    .option('--day <day>', 'for "day": YYYY-MM-DD; today if not given')
    .option('--whole', 'for "register": whole document and phone numbers; needs --reason')
    .option('--reason <text>', 'why whole numbers are needed; it is recorded')
    .option('--batch <id>', 'for "answers": the list, as in the address of its page')
    .addHelpText(
      'after',
      `
Kinds:
  register   doors and residents, in the order of a walk
  worklist   every task with its state, finding and worker
  day        the account of a day, as it stands now
  answers    a list in its source's own columns, every row answered
  acts       the log, one act a line; sealed values stay sealed

Documents and phones are masked: whoever needs one looks it up in the app, where the look and its reason are
recorded. So is it when the register is taken with --whole. A register can be imported again as it is. Answers go back to the source with the values that the source itself sent.`,
    )
    .action(exportKind)
}

function checkedFile(file: string): string {
  if (['.xlsx', '.csv', '.ndjson'].includes(extname(file))) return file
  throw new InvalidArgumentError('The name must end in .xlsx, .csv or .ndjson.')
}

async function exportKind(kind: Kind, options: ExportOptions): Promise<void> {
  await withDatabase(async ({ context }) => {
    const community = (await getCommunityByCode(context.db, options.community)).id
    const path = resolve(options.out)
    if ((kind === 'acts') !== (extname(path) === '.ndjson'))
      throw new Error('Acts are written as .ndjson, and only acts.')
    const out = createWriteStream(path, { mode: 0o600 })
    if (kind === 'acts') await pipeline(Readable.from(actLines(context, community)), out)
    else if (kind === 'register') await exportRegister(context, community, path, options, out)
    else if (kind === 'answers') {
      if (!options.batch) throw new Error('Say which list: --batch ID.')
      await writeAnswers(context, community, options.batch, extname(path) === '.csv' ? 'csv' : 'xlsx', 'zh', out)
    } else {
      const { columns, rows } = await sheetOf(context, community, kind, options.day)
      if (extname(path) === '.csv') await writeCsv(out, withHead(columns, rows))
      else await writeXlsx(out, [{ name: kind, columns: columns.map((title) => ({ title })), rows }])
    }
    console.log(path)
  })
}

async function exportRegister(
  context: Context,
  community: string,
  path: string,
  { whole = false, reason = '' }: ExportOptions,
  out: Writable,
): Promise<void> {
  if (whole && !reason.trim()) throw new Error('Say why whole numbers are needed: --reason TEXT.')
  if (whole) await noteExport(context, community, reason, null)
  const format = extname(path) === '.csv' ? 'csv' : 'xlsx'
  await writeRegister(context, community, { format, whole, language: 'zh' }, out)
}

type Rows = AsyncIterable<OutCell[]> | Iterable<OutCell[]>

async function* withHead(columns: string[], rows: Rows): AsyncGenerator<OutCell[]> {
  yield columns
  yield* rows
}

async function sheetOf(context: Context, community: string, kind: Kind, day: string | undefined) {
  if (kind === 'worklist') {
    return {
      columns: [
        '姓名 Name',
        '住址 Address',
        '名单 Lists',
        '期限 Due',
        '状态 State',
        '结果 Finding',
        '方式 Method',
        '核查人 Worker',
      ],
      rows: taskRows(context, community),
    }
  }
  const { done, ...figures } = await computeDay(context, community, day ?? localDay(context.clock(), context.zone))
  return {
    columns: ['项目 Part', '人数 Persons'],
    rows: [...Object.entries(figures), ...findings.map((finding): [string, number] => [finding, done[finding]])],
  }
}

const pageSize = 1000

interface TaskRow {
  name: string
  address: string | null
  estate: string | null
  building: string | null
  unit: string | null
  room: string | null
  sources: string
  due_at: Date | null
  status: string
  finding: string | null
  method: string | null
  worker: string | null
}

async function* taskRows({ db }: Context, community: string): AsyncGenerator<OutCell[]> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await db<TaskRow[]>`
      select r.name, r.address, b.estate, b.name as building, d.unit, d.room, t.due_at, t.status, t.finding, t.method,
        array_to_string(array(select s.name from sources s where s.id = any(t.sources) order by s.name), ' ') as sources,
        a.name as worker
      from tasks t join residents r on r.community_id = t.community_id and r.id = t.resident_id
      left join doors d on d.community_id = r.community_id and d.id = r.door_id
      left join buildings b on b.community_id = d.community_id and b.id = d.building_id
      left join accounts a on a.id = coalesce(t.closed_by, t.assignee_id)
      where t.community_id = ${community} and t.status <> 'joined' order by t.place_key, t.id offset ${offset} limit ${pageSize}`
    if (!page.length) return
    for (const row of page) {
      const due = row.due_at?.toISOString() ?? ''
      yield [row.name, placeWords(row), row.sources, due, row.status, row.finding, row.method, row.worker]
    }
  }
}

async function* actLines({ db }: Context, community: string): AsyncGenerator<string> {
  for (let after = 0; ;) {
    const page = await db<{ version: number; line: string }[]>`
      select version, row_to_json(acts)::text as line from acts
      where community_id = ${community} and version > ${after} order by version limit ${pageSize}`
    if (!page.length) return
    yield page.map((row) => `${row.line}\n`).join('')
    after = page.at(-1)!.version
  }
}
