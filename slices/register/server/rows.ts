import { type Reason, explain } from '#linkage'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Fault } from '#slices/intake/model/faults.ts'
import { faultsInWords } from '#slices/intake/server/answers.ts'
import type { Mapping } from '#slices/intake/model.ts'
import { countedSheets, getBatch, openRow } from '#slices/intake/server/batches.ts'
import { maskDocument, maskPhone } from '#slices/people/model.ts'
import { loadMasked } from '#slices/people/server/show.ts'
import type { Changeable, Outcome, RowView } from '../model.ts'

interface Row {
  id: Id
  sheet: number
  row_number: number
  cells_sealed: Buffer
  accepted: boolean
  faults: Fault[]
  outcome: Outcome | null
  changes: Changeable[]
  resident_id: Id | null
  rivals: { to: Id; weight: number; reasons: Reason[] }[] | null
  applied: boolean
}

/** A page of rows of an import with what becomes of them; for those to be decided also whom they may mean, masked. */
export async function listRegisterRows(
  context: Context,
  community: Id,
  batch: Id,
  language: Language,
  { view, offset, limit }: { view?: RowView | undefined; offset: number; limit: number },
) {
  const { db } = context
  const { mapping } = await getBatch(context, community, batch)
  const which = view === undefined ? db`` : conditionOf(db, view)
  const where = db`
    community_id = ${community} and batch_id = ${batch} ${which}
      and sheet in (${countedSheets(context, community, batch)})`
  const [rows, [count]] = await Promise.all([
    db<Row[]>`
      select id, sheet, row_number, cells_sealed, accepted, faults, outcome, changes, resident_id, rivals, applied
      from source_rows where ${where} order by sheet, row_number offset ${offset} limit ${limit}`,
    db<{ n: number }[]>`select count(*)::int as n from source_rows where ${where}`,
  ])
  const known = await loadMasked(context, community, [
    ...new Set(rows.flatMap((row) => (row.outcome === 'review' ? (row.rivals ?? []).map(({ to }) => to) : []))),
  ])
  return {
    total: count!.n,
    rows: rows.map((row) => ({
      id: row.id,
      sheet: row.sheet,
      row: row.row_number,
      cells: maskCells(openRow(context, row.cells_sealed).cells, mapping),
      accepted: row.accepted,
      outcome: row.outcome,
      changes: row.changes,
      resident: row.outcome === 'new' && !row.applied ? null : row.resident_id,
      words: faultsInWords(row, language),
      candidates: (row.outcome === 'review' ? (row.rivals ?? []) : []).flatMap(({ to, reasons }) => {
        const person = known.get(to)
        if (!person) return []
        const { name, document, phones, place } = person
        return [
          {
            resident: to,
            name,
            document: document?.masked ?? null,
            phones,
            place,
            reasons: explain(reasons, language),
          },
        ]
      }),
    })),
  }
}

/** Whoever looks for a slip has the file; a page of fifty people is no place for their whole numbers. */
function maskCells(cells: readonly string[], mapping: Mapping): string[] {
  return cells.map((cell, i) => {
    const plain = cell.trim()
    if (mapping[i] === 'document') return maskDocument(plain)
    return mapping[i] === 'phone' && plain !== '' ? maskPhone(plain) : cell
  })
}

function conditionOf(db: Context['db'], view: RowView) {
  if (view === 'rejected') return db`and not accepted and outcome is null`
  if (view === 'remarks') return db`and accepted and faults <> '[]'`
  return db`and outcome = ${view}`
}
