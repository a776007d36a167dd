import type { Writable } from 'node:stream'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { writeCsv } from '#server/files/write-csv.ts'
import { type OutCell, writeXlsx } from '#server/files/write-xlsx.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { nationalityWords } from '#slices/intake/model/nationality.ts'
import { exportRegister } from '#slices/people/acts.ts'
import { maskDocument, maskPhone } from '#slices/people/model.ts'
import { exportColumns, exportWords } from '../strings.ts'

const pageSize = 2000
/** Says "nothing" where an empty cell would mean "as above". */
const none = '—'

export interface ExportOptions {
  format: 'xlsx' | 'csv'
  language: Language
  /** Whole document and phone numbers; whoever asks for them says why beforehand (`noteExport`). */
  whole: boolean
}

/** The register as a file that the import reads again: door by door, then who has no door, then doors with nobody. */
export async function writeRegister(
  context: Context,
  community: Id,
  { format, language, whole }: ExportOptions,
  out: Writable,
): Promise<void> {
  const columns = exportColumns.map((name) => exportWords[language][name])
  const rows = registerRows(context, community, language, whole)
  if (format === 'csv') await writeCsv(out, withHead(columns, rows))
  else await writeXlsx(out, [{ name: exportWords[language].sheet, columns: columns.map((title) => ({ title })), rows }])
}

/** Written down before the file is made: who takes the whole numbers of how many people, and why. */
export async function noteExport(
  context: Context,
  community: Id,
  reason: string,
  who: Parameters<typeof recordActs>[1][number]['who'],
): Promise<void> {
  const [count] = await context.db<{ n: number }[]>`
    select count(*)::int as n from residents
    where community_id = ${community} and left_at is null and merged_into is null`
  const subject = context.newId()
  const act = systemAct(context, community, subject, `export ${subject}`, exportRegister, subject, {
    people: count!.n,
    reason,
  })
  await recordActs(context, [{ who, acts: [act], deviceNow: context.clock() }])
}

interface Row {
  id: Id
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  nationality: string
  document_type: string | null
  document_sealed: Buffer | null
  phones_sealed: Buffer | null
  categories: string[]
  address: string | null
  place_key: string
  grid: string | null
  estate: string | null
  building: string | null
  unit: string | null
  room: string | null
}

async function* registerRows(
  context: Context,
  community: Id,
  language: Language,
  whole: boolean,
): AsyncGenerator<OutCell[]> {
  const { db, keys } = context
  const say = exportWords[language]
  let after = ['', '00000000-0000-0000-0000-000000000000'] as const as readonly [string, Id]
  while (true) {
    const page = await db<Row[]>`
      select r.id, r.name, r.sex, r.birth, r.nationality, r.document_type, r.document_sealed, r.phones_sealed, r.categories,
        r.address, r.place_key, g.name as grid, b.estate, b.name as building, d.unit, d.room
      from residents r
      left join doors d on d.community_id = r.community_id and d.id = r.door_id
      left join buildings b on b.community_id = d.community_id and b.id = d.building_id
      left join areas g on g.id = b.grid_id
      where r.community_id = ${community} and r.left_at is null and r.merged_into is null
        and (r.place_key, r.id) > (${after[0]}, ${after[1]})
      order by r.place_key, r.id limit ${pageSize}`
    for (const row of page) {
      const number = row.document_sealed ? keys.open(row.document_sealed) : null
      const phones = row.phones_sealed ? (JSON.parse(keys.open(row.phones_sealed)) as string[]) : []
      yield [
        ...placeCells(row),
        row.name === '—' ? '' : row.name,
        row.sex && say[`sex_${row.sex}`],
        row.birth,
        nationalityWords(row.nationality, language),
        number && say[`paper_${row.document_type as 'other'}`],
        number && (whole ? number : maskDocument(number)),
        phones.map((phone) => (whole ? localPhone(phone) : maskPhone(phone))).join('、'),
        row.categories.join('、'),
        row.room === null ? [say.unplaced, row.address].filter(Boolean).join(' ') : '',
      ]
    }
    const last = page.at(-1)
    if (!last) break
    after = [last.place_key, last.id]
  }
  yield* emptyDoors(context, community, language)
}

async function* emptyDoors({ db }: Context, community: Id, language: Language): AsyncGenerator<OutCell[]> {
  const rows = await db<(Omit<Row, 'id'> & { state: 'occupied' | 'vacant' | 'business' })[]>`
    select g.name as grid, b.estate, b.name as building, d.unit, d.room, d.state
    from doors d join buildings b on b.community_id = d.community_id and b.id = d.building_id
    left join areas g on g.id = b.grid_id
    where d.community_id = ${community} and not exists (select 1 from residents r
      where r.community_id = d.community_id and r.door_id = d.id and r.left_at is null and r.merged_into is null)
    order by d.place_key`
  for (const row of rows) {
    yield [...placeCells(row), ...Array.from({ length: 8 }, () => ''), exportWords[language][`state_${row.state}`]]
  }
}

function placeCells({
  grid,
  estate,
  building,
  unit,
  room,
}: Pick<Row, 'grid' | 'estate' | 'building' | 'unit' | 'room'>) {
  if (room === null) return [none, none, none, none, none]
  return [grid ?? none, estate || none, building, unit || none, room]
}

/** A mobile number without its country code, as everybody writes it. */
function localPhone(phone: string): string {
  return phone.replace(/^\+86(?=1\d{10}$)/, '')
}

async function* withHead(columns: string[], rows: AsyncIterable<OutCell[]>): AsyncGenerator<OutCell[]> {
  yield columns
  yield* rows
}
