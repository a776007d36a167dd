import { type Linker, type Person, openLinker } from '#linkage'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { mapAhead } from '#server/ahead.ts'
import { derivedId } from '#server/sync/record.ts'
import { doorAddress, evidenceOf, hashedLinkKeys } from '#slices/people/server/evidence.ts'
import { type Counts, type Mapping, findImbalance } from '../model.ts'
import { readRow } from '../model/row.ts'
import { type StoredRow, getBatch, getReadOptions, readStoredRows } from './batches.ts'

/** The register of a community in memory, ready to be asked "who is this?". */
export interface Register {
  linker: Linker
  /** Brings in everybody whom these people could be; ask before they are probed. */
  prepare: (people: readonly Person[]) => Promise<void>
}

/**
 * Opens the register for a list of `rows` rows. A long list meets nearly everybody, so all are unsealed at once; for a
 * short one only those who share a blocking key with a row are, and the others are merely counted.
 */
export async function openRegister(context: Context, community: Id, rows: number): Promise<Register> {
  const [count] = await context.db<{ size: number }[]>`
    select count(*)::int as size from residents where community_id = ${community} and merged_into is null`
  const size = count!.size
  if (rows * 4 > size) {
    const everybody = await context.db<RegisterRow[]>`${registerRows(context, community)} order by r.place_key, r.id`
    return { linker: openLinker(people(context, everybody)), prepare: async () => {} }
  }
  const names = await context.db<{ name: string; bearers: number }[]>`
    select name, count(*)::int as bearers from residents
    where community_id = ${community} and merged_into is null group by name having count(*) > 1`
  const bearers = new Map(names.map((row) => [row.name, row.bearers]))
  const linker = openLinker([], { population: { size, bearers } })
  const here = new Set<Id>()
  return {
    linker,
    prepare: async (wanted) => {
      const keys = [...new Set(wanted.flatMap((person) => hashedLinkKeys(context, person)))]
      const found = await context.db<{ id: Id }[]>`
        select r.id from residents r
        where r.community_id = ${community} and r.merged_into is null and (r.link_keys = '{}'
          or exists (select from unnest(r.link_keys) k where k = any(${keys}::integer[])))`
      const fresh = found.flatMap(({ id }) => (here.has(id) ? [] : [id]))
      fresh.forEach((id) => here.add(id))
      const rows = await context.db<RegisterRow[]>`
        ${registerRows(context, community)} and r.id = any(${fresh}) order by r.place_key, r.id`
      for (const person of people(context, rows)) linker.bring(person)
    },
  }
}

function registerRows({ db }: Context, community: Id) {
  return db`
    select r.id, r.name, r.sex, r.birth, r.document_type, r.document_sealed, r.phones_sealed, r.address,
      b.estate, b.name as building, d.unit, d.room
    from residents r
    left join doors d on d.community_id = r.community_id and d.id = r.door_id
    left join buildings b on b.community_id = d.community_id and b.id = d.building_id
    where r.community_id = ${community} and r.merged_into is null`
}

interface RegisterRow {
  id: Id
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  document_type: string | null
  document_sealed: Buffer | null
  phones_sealed: Buffer | null
  address: string | null
  estate: string | null
  building: string | null
  unit: string | null
  room: string | null
}

function* people({ keys }: Context, rows: RegisterRow[]): Generator<Person> {
  for (const row of rows) {
    const { name, sex, birth, estate, building, unit, room } = row
    yield evidenceOf(row.id, {
      name,
      sex,
      birth,
      document: row.document_sealed && { type: row.document_type!, number: keys.open(row.document_sealed) },
      phones: row.phones_sealed ? (JSON.parse(keys.open(row.phones_sealed)) as string[]) : [],
      address:
        row.address ??
        (room === null ? null : doorAddress({ estate: estate!, building: building!, unit: unit!, room })),
    })
  }
}

/** The id that a person first met in this row will have: the same in the dry run and for good. */
export function newResidentOf(row: Id): Id {
  return derivedId(`resident ${row}`)
}

/**
 * Reads and links every row of a batch under `mapping` and stores each verdict; nothing else changes, so it can run
 * again after every correction. Returns counts that balance at both hops (a bug otherwise, and it says so).
 */
export async function checkRows(
  context: Context,
  community: Id,
  batch: Id,
  mapping: Mapping,
  progress: (done: number) => Promise<void> = async () => {},
): Promise<Counts> {
  const options = await getReadOptions(context, community, await getBatch(context, community, batch))
  const [total] = await context.db<{ n: number }[]>`
    select count(*)::int as n from source_rows where community_id = ${community} and batch_id = ${batch}`
  const register = await openRegister(context, community, total!.n)
  const listedBefore = await peopleOnOtherLists(context, community, batch)
  const counts: Counts = { rows: 0, accepted: 0, rejected: 0, linked: 0, review: 0, fresh: 0, repeated: 0, people: 0 }
  const met = new Set<Id>()
  const judgePage = ({ rows, read }: Page) =>
    rows.map((row, i) => {
      const verdict = judge(register.linker, row, read[i]!)
      counts.rows++
      counts[verdict.accepted ? 'accepted' : 'rejected']++
      if (verdict.link) counts[verdict.link === 'new' ? 'fresh' : verdict.link]++
      const person = verdict.resident
      verdict.repeated = person !== null && (met.has(person) || listedBefore.has(person))
      if (verdict.repeated) counts.repeated++
      if (person) met.add(person)
      return verdict
    })
  const pages = mapAhead(readStoredRows(context, community, batch, 2000), async (rows): Promise<Page> => {
    const read = rows.map((row) => readRow(row, mapping, options))
    await register.prepare(rows.flatMap((row, i) => (read[i]!.accepted ? [{ key: row.id, ...read[i]!.evidence }] : [])))
    return { rows, read }
  })
  const saved = mapAhead(pages, async (page) => {
    await saveVerdicts(context, community, judgePage(page))
    return page.rows.length
  })
  let done = 0
  for await (const rows of saved) await progress((done += rows))
  counts.people = met.size
  const wrong = findImbalance(counts)
  if (wrong) throw new Error(`counts of a list do not balance: ${wrong}`)
  return counts
}

interface Page {
  rows: StoredRow[]
  read: ReturnType<typeof readRow>[]
}

interface Verdict {
  id: Id
  accepted: boolean
  faults: unknown[]
  link: 'linked' | 'review' | 'new' | null
  resident: Id | null
  weight: number | null
  reasons: unknown
  rivals: unknown
  repeated: boolean
}

function judge(register: Linker, row: StoredRow, read: ReturnType<typeof readRow>): Verdict {
  const none = { link: null, resident: null, weight: null, reasons: null, rivals: null, repeated: false }
  if (!read.accepted) return { id: row.id, accepted: false, faults: read.faults, ...none }
  const key = newResidentOf(row.id)
  const person: Person = { key, ...read.evidence }
  const found = register.probe(person)
  // Somebody to be decided about stays out of the register, so that no later row is linked to a doubt.
  if (found.kind === 'new') register.add(person)
  return {
    id: row.id,
    accepted: true,
    faults: read.faults,
    link: found.kind,
    resident: found.kind === 'new' ? key : found.kind === 'linked' ? found.to : null,
    weight: found.weight,
    reasons: found.reasons,
    rivals:
      found.to && found.kind === 'review'
        ? [{ to: found.to, weight: found.weight, reasons: found.reasons }, ...found.rivals]
        : found.rivals,
    repeated: false,
  }
}

async function saveVerdicts({ db }: Context, community: Id, verdicts: Verdict[]): Promise<void> {
  await db`
    update source_rows s set accepted = v.accepted, faults = v.faults, link = v.link, resident_id = v.resident,
      weight = v.weight, reasons = v.reasons, rivals = v.rivals, repeated = v.repeated
    from jsonb_to_recordset(${db.json(verdicts as never)}) as v(id uuid, accepted boolean, faults jsonb, link text,
      resident uuid, weight real, reasons jsonb, rivals jsonb, repeated boolean)
    where s.community_id = ${community} and s.id = v.id`
}

async function peopleOnOtherLists({ db }: Context, community: Id, batch: Id): Promise<Set<Id>> {
  const rows = await db<{ resident_id: Id }[]>`
    select distinct resident_id from source_rows
    where community_id = ${community} and batch_id <> ${batch} and task_id is not null and resident_id is not null`
  return new Set(rows.map((row) => row.resident_id))
}
