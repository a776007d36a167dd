import { type Language, format } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import { problemKinds } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import type { Counts, Mapping } from '../model.ts'
import { type BatchLayout, type Purpose, formsOfLayout } from './batches.ts'

export interface BatchRow {
  id: Id
  source_id: Id
  source_name: string
  file_name: string
  status: string
  received_at: Date
  due_at: Date | null
  layout: Partial<BatchLayout>
  mapping: Mapping | Record<string, never>
  counts: Partial<Counts>
  progress: { step: string; done: number } | null
}

/** Batches of a community for one purpose, newest first; or one of them. */
export function listBatches(
  { db }: Pick<Context, 'db'>,
  community: Id,
  limit: number,
  id?: Id,
  purpose: Purpose = 'list',
): Promise<BatchRow[]> {
  return db<BatchRow[]>`
    select b.id, b.source_id, s.name as source_name, b.file_name, b.status, b.received_at, b.due_at, b.layout, b.mapping,
      b.counts, b.progress
    from batches b join sources s on s.id = b.source_id
    where b.community_id = ${community} and b.purpose = ${purpose} ${id ? db`and b.id = ${id}` : db``}
    order by b.received_at desc limit ${limit}`
}

export function presentBatch(row: BatchRow, words: (code: string, values: Record<string, string | number>) => string) {
  return {
    id: row.id,
    source: { id: row.source_id, name: row.source_name },
    fileName: row.file_name,
    status: row.status,
    receivedAt: row.received_at.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    headers: row.layout.headers ?? [],
    mapping: Array.isArray(row.mapping) ? row.mapping : [],
    sheets: (row.layout.sheets ?? []).map(({ name, skip }) => ({ name, skip })),
    forms: formsOfLayout(row.layout),
    /** What the reader of the file noticed, in words. */
    notices: (row.layout.notices ?? []).map((notice) => words(notice.code, notice.values)),
    counts: row.counts,
    progress: row.progress,
  }
}

/** What the reader of a file noticed, in words. */
export function noticeWords(language: Language) {
  return (code: string, values: Record<string, string | number>): string => {
    const kind = problemKinds().find((known) => known.code === code)
    return kind ? format(kind[language], values) : code
  }
}
