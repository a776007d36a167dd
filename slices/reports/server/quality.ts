import type { Writable } from 'node:stream'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { writeCsv } from '#server/files/write-csv.ts'
import { type OutCell, writeXlsx } from '#server/files/write-xlsx.ts'
import { describeFault, faultCodes } from '#slices/intake/model/faults.ts'
import {
  type QualityFigures,
  type SourceQuality,
  addFigures,
  invalidDocumentCodes,
  qualityKeys,
} from '../model/quality.ts'
import { qualityWords } from '../quality-strings.ts'

export interface Period {
  /** Days in the deployment's zone, both within. */
  from: string
  to: string
}

/** The lists that count and came in during a period, by source and day of receipt: counted from the rows as they are. */
export async function loadQuality(context: Context, community: Id, period: Period): Promise<SourceQuality[]> {
  const [days, faults] = await Promise.all([
    countDays(context, community, period),
    countFaults(context, community, period),
  ])
  const sources = new Map(days.map(({ source_id, name }) => [source_id, name]))
  return [...sources].map(([id, name]) => {
    const own = days.filter((row) => row.source_id === id)
    return {
      source: { id, name },
      total: addFigures(own),
      days: own.map((row) => ({ ...addFigures([row]), day: row.day })),
      faults: faults.flatMap(({ source_id, ...fault }) => (source_id === id ? [fault] : [])),
    }
  })
}

function inPeriod({ db, zone }: Context, { from, to }: Period) {
  return db`b.status = 'committed' and (b.received_at at time zone ${zone})::date between ${from} and ${to}`
}

async function countDays(context: Context, community: Id, period: Period) {
  const { db, zone } = context
  return db<(QualityFigures & { source_id: Id; name: string; day: string })[]>`
    with rows as (
      select b.source_id, (b.received_at at time zone ${zone})::date as day, r.batch_id, r.accepted, r.link, r.link_by,
        r.repeated, r.lacks, r.task_id, r.resident_id,
        row_number() over (partition by r.batch_id, coalesce(p.person_id, r.resident_id) order by r.sheet, r.row_number) as nth,
        exists (select 1 from jsonb_array_elements(r.faults) f where f->>'code' = any(${[...invalidDocumentCodes]})) as invalid
      from batches b join source_rows r on r.community_id = b.community_id and r.batch_id = b.id
      left join residents p on p.community_id = r.community_id and p.id = r.resident_id
      where b.community_id = ${community} and ${inPeriod(context, period)}
    )
    select s.id as source_id, s.name, rows.day, count(distinct batch_id)::int as lists, count(*)::int as rows,
      count(*) filter (where accepted)::int as accepted,
      count(*) filter (where not accepted)::int as rejected,
      count(*) filter (where link = 'linked')::int as linked,
      count(*) filter (where link = 'review')::int as asked,
      count(*) filter (where link = 'new')::int as fresh,
      count(*) filter (where resident_id is not null and nth > 1)::int as "repeatedWithin",
      count(*) filter (where repeated and nth = 1)::int as "repeatedAcross",
      count(*) filter (where invalid)::int as "invalidDocument",
      count(*) filter (where accepted and 'document' = any(lacks))::int as "noDocument",
      count(*) filter (where accepted and 'phone' = any(lacks))::int as "noPhone",
      count(*) filter (where accepted and 'address' = any(lacks))::int as "noAddress",
      count(*) filter (where link = 'review' and task_id is null)::int as waiting,
      count(*) filter (where link_by = 'learned')::int as learned,
      count(*) filter (where link_by = 'decision')::int as remembered
    from rows join sources s on s.id = rows.source_id
    group by s.id, s.name, rows.day order by s.name, s.id, rows.day`
}

async function countFaults(context: Context, community: Id, period: Period) {
  return context.db<(SourceQuality['faults'][number] & { source_id: Id })[]>`
    select b.source_id, f->>'code' as code, f->>'severity' as severity, count(distinct r.id)::int as rows
    from batches b join source_rows r on r.community_id = b.community_id and r.batch_id = b.id
    cross join jsonb_array_elements(r.faults) f
    where b.community_id = ${community} and ${inPeriod(context, period)}
    group by 1, 2, 3 order by rows desc, code`
}

/** The fact sheet that an office sends upward: what was counted, when, by which rules; then by source, by day, by fault. */
export async function writeQuality(
  context: Context,
  community: Id,
  period: Period,
  by: string,
  kind: 'xlsx' | 'csv',
  language: Language,
  out: Writable,
): Promise<void> {
  const words = qualityWords[language]
  const sources = await loadQuality(context, community, period)
  const days: OutCell[][] = sources.flatMap(({ source, days: own }) =>
    own.map((figures) => [source.name, figures.day, ...figuresOf(figures)]),
  )
  const figureColumns = qualityKeys.map((key) => words[`figure_${key}`])
  const dayColumns = [words.source, words.day, ...figureColumns]
  if (kind === 'csv') return writeCsv(out, [dayColumns, ...days])
  const [area] = await context.db<{ name: string }[]>`select name from areas where id = ${community}`
  const about: OutCell[][] = [
    [words.community, area?.name],
    [words.period, `${period.from} – ${period.to}`],
    [words.as_of, new Date(context.clock()).toISOString()],
    [words.made_by, by],
    ...qualityKeys.map((key): OutCell[] => [words[`figure_${key}`], words[`means_${key}`]]),
  ]
  return writeXlsx(out, [
    { name: words.sheet_about, columns: titled([words.about_what, words.about_value]), rows: about },
    {
      name: words.sheet_sources,
      columns: titled([words.source, ...figureColumns]),
      rows: sources.map(({ source, total }) => [source.name, ...figuresOf(total)]),
    },
    { name: words.sheet_days, columns: titled(dayColumns), rows: days },
    {
      name: words.sheet_faults,
      columns: titled([words.source, words.fault, words.severity, words.figure_rows]),
      rows: sources.flatMap(({ source, faults }) =>
        faults.map(({ code, severity, rows }) => [
          source.name,
          faultInWords(code, language),
          words[`severity_${severity}`],
          rows,
        ]),
      ),
    },
  ])
}

function titled(titles: string[]) {
  return titles.map((title) => ({ title }))
}

function figuresOf(figures: QualityFigures): number[] {
  return qualityKeys.map((key) => figures[key])
}

/** Faults that an older version named otherwise keep their code. */
export function faultInWords(code: string, language: Language): string {
  const known = faultCodes.find((one) => one === code)
  return known ? describeFault({ field: null, code: known }, language) : code
}
