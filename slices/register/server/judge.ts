import type { Person } from '#linkage'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { mapAhead } from '#server/ahead.ts'
import type { Context } from '#server/context.ts'
import { type Fault, fault } from '#slices/intake/model/faults.ts'
import type { RawRow } from '#slices/intake/model/cells.ts'
import type { Mapping } from '#slices/intake/model.ts'
import {
  type Batch,
  type StoredRow,
  countedSheets,
  getReadOptions,
  openRow,
  readStoredRows,
} from '#slices/intake/server/batches.ts'
import { sheetNameColumn } from '#slices/intake/server/receive.ts'
import { newResidentOf } from '#slices/intake/server/link.ts'
import { openRegister } from '#slices/intake/server/open-register.ts'
import type { Resident } from '#slices/people/model.ts'
import { doorAddress } from '#slices/people/server/evidence.ts'
import { loadResidents } from '#slices/people/server/projection.ts'
import type { Changeable, Outcome } from '../model.ts'
import { type Changes, changedFields, changesOf } from '../model/changes.ts'
import { type RegisterRow, readRegisterRow } from '../model/row.ts'
import { type Marks, type StoredMark, loadDecisions, loadMarks } from './marks.ts'
import { type NewPlaces, type Places, openPlaces } from './places.ts'
import { type SamePlace, openSamePlace } from './same-place.ts'

/** A row of a register with what is to be done about it. */
export interface Planned {
  row: StoredRow
  read: RegisterRow
  accepted: boolean
  faults: Fault[]
  /** Null for a rejected row. */
  outcome: Outcome | null
  /** Null: the row is about a door alone, or nobody can tell who it is. */
  resident: Id | null
  door: Id | null
  /** What changes of a known resident. */
  changes: Changes | null
  fields: Changeable[]
  weight: number | null
  reasons: unknown
  rivals: unknown
  /** Its acts stand in the log already. */
  applied: boolean
}

export interface PlannedPage {
  rows: Planned[]
  places: NewPlaces
}

/**
 * Reads and links every row of a register file under `mapping`, page by page in the order of the file, and says what
 * each would do. Stores nothing. `stored`: whom a row means is taken from the last check instead of being asked again.
 */
export async function* planRows(
  context: Context,
  community: Id,
  batch: Batch,
  mapping: Mapping,
  stored: boolean,
): AsyncGenerator<PlannedPage & { counts: ReturnType<Places['counts']> }> {
  const options = await getReadOptions(context, community, batch)
  const [total] = await context.db<{ n: number }[]>`
    select count(*)::int as n from source_rows where community_id = ${community} and batch_id = ${batch.id}
      and sheet in (${countedSheets(context, community, batch.id)})`
  const places = await openPlaces(context, community, batch)
  const samePlace = openSamePlace(context, community)
  const register = stored ? undefined : await openRegister(context, community, total!.n)
  const seen = new Set<Id>()
  const names = sheetNamesOf(batch)
  let above: { sheet: number; row: RawRow } | undefined

  const pages = mapAhead(readStoredRows(context, community, batch.id), async (rows) => {
    const read = rows.map((row) => {
      const one = readRegisterRow(row, mapping, options, above?.sheet === row.sheet ? above.row : undefined, names)
      above = { sheet: row.sheet, row: one.filled }
      return one
    })
    const doors = read.map((row) => findDoor(places, row))
    const fresh = places.take()
    const people = rows.map((row, i) => personOf(newResidentOf(row.id), read[i]!))
    const wanted = rows.flatMap((_, i) => (read[i]!.accepted && read[i]!.isPerson ? [i] : []))
    const [marks, decisions] = await Promise.all([
      loadMarks(context, community, rows),
      loadDecisions(context, community, rows),
      samePlace.prepare(doors.flatMap((door) => door?.id ?? [])),
      register?.prepare(wanted.map((i) => people[i]!)),
    ])
    return { rows, read, doors, people, marks, decisions, places: fresh }
  })
  for await (const page of pages) {
    const links = page.rows.map((row, i): Link | null => {
      const [read, door, person] = [page.read[i]!, page.doors[i], page.people[i]!]
      if (!read.accepted || !read.isPerson) return null
      const mark = page.marks.get(row.id)
      const link =
        (mark?.applied || stored) && mark?.outcome
          ? linkOfMark(mark, row.id)
          : linkRow(register!.linker, samePlace, page.decisions.get(row.id), read, door?.id, person)
      if (link.kind === 'new') {
        register?.linker.add(person)
        samePlace.add(door?.id, person.key, read)
      }
      return link
    })
    const known = await loadResidents(context, community, [
      ...new Set(links.flatMap((link) => (link?.kind === 'known' ? [link.to!] : []))),
    ])
    const rows = page.rows.map((row, i) =>
      planRow(row, page.read[i]!, page.doors[i], links[i]!, known, seen, page.marks),
    )
    yield { rows, places: page.places, counts: places.counts() }
  }
}

/** Rows above one from which it may be filled: more people than a household has. */
const rowsAbove = 60

/** What one row would do once somebody has said whom it means: `same`, or null for somebody new. */
export async function planOne(
  context: Context,
  community: Id,
  batch: Batch,
  id: Id,
  same: Id | null,
): Promise<{ plan: Planned; places: NewPlaces }> {
  const stored = await context.db<(Omit<StoredRow, 'cells' | 'types'> & { cells_sealed: Buffer })[]>`
    select r.id, r.sheet, r.row_number, r.cells_sealed, r.accepted, r.faults, r.link, r.resident_id, r.task_id, r.repeated
    from source_rows r join source_rows it on it.community_id = r.community_id and it.batch_id = r.batch_id
      and it.sheet = r.sheet and r.row_number <= it.row_number
    where it.community_id = ${community} and it.id = ${id} order by r.row_number desc limit ${rowsAbove}`
  const options = await getReadOptions(context, community, batch)
  const rows = stored.toReversed().map(({ cells_sealed, ...row }) => ({ ...row, ...openRow(context, cells_sealed) }))
  let above: RawRow | undefined
  let read: RegisterRow | undefined
  for (const row of rows) {
    read = readRegisterRow(row, batch.mapping, options, above, sheetNamesOf(batch))
    above = read.filled
  }
  const [row, places] = [must(rows.at(-1), 'the row'), await openPlaces(context, community, batch)]
  const door = findDoor(places, must(read, 'the row as read'))
  const resident = same ?? newResidentOf(id)
  const link: Link = { kind: same ? 'known' : 'new', to: resident, ...plain }
  const others = await context.db`
    select 1 from source_rows where community_id = ${community} and batch_id = ${batch.id} and resident_id = ${resident}
      and id <> ${id} limit 1`
  const known = await loadResidents(context, community, [resident])
  const seen = new Set(others.length ? [resident] : [])
  return { plan: planRow(row, read!, door, link, known, seen, new Map()), places: places.take() }
}

/** The columns that hold the names of sheets. */
function sheetNamesOf({ layout }: Batch): Set<number> {
  return new Set(layout.headers.flatMap((header, i) => (header === sheetNameColumn ? [i] : [])))
}

type Door = ReturnType<Places['findDoor']>

function findDoor(places: Places, row: RegisterRow): Door | undefined {
  if (!row.accepted || !row.place) return undefined
  return places.findDoor(row.place, row.grid, row.isPerson ? 'lived_in' : row.state)
}

/** As linkage compares: at their door, in the words in which the register has it. */
function personOf(key: Id, { evidence, place }: RegisterRow): Person {
  return { key, ...evidence, ...(place ? { address: doorAddress(place) } : {}) }
}

interface Link {
  kind: 'known' | 'new' | 'review'
  to: Id | null
  weight: number | null
  reasons: unknown
  rivals: unknown
}

const plain = { weight: null, reasons: null, rivals: null }

function linkOfMark(mark: StoredMark, row: Id): Link {
  const { weight, reasons, rivals } = mark
  if (mark.outcome === 'review') return { kind: 'review', to: null, weight, reasons, rivals }
  if (mark.outcome === 'new') return { kind: 'new', to: newResidentOf(row), weight, reasons, rivals }
  return { kind: 'known', to: mark.resident_id, weight, reasons, rivals }
}

/** Whom a row means: as a person has decided; who stands so in the register to the letter; else by the evidence. */
function linkRow(
  linker: Awaited<ReturnType<typeof openRegister>>['linker'],
  samePlace: SamePlace,
  decided: Id | 'nobody' | undefined,
  read: RegisterRow,
  door: Id | undefined,
  person: Person,
): Link {
  if (decided)
    return decided === 'nobody' ? { kind: 'new', to: person.key, ...plain } : { kind: 'known', to: decided, ...plain }
  const same = samePlace.find(door, read)
  if (same) return { kind: 'known', to: same, ...plain }
  const { kind, to, weight, reasons, rivals } = linker.probe(person)
  if (kind === 'new') return { kind, to: person.key, weight, reasons, rivals }
  if (kind === 'linked') return { kind: 'known', to, weight, reasons, rivals }
  return { kind, to: null, weight, reasons, rivals: to ? [{ to, weight, reasons }, ...rivals] : rivals }
}

function planRow(
  row: StoredRow,
  read: RegisterRow,
  door: Door | undefined,
  link: Link | null,
  known: Map<Id, Resident>,
  seen: Set<Id>,
  marks: Marks,
): Planned {
  const mark = marks.get(row.id)
  const { accepted } = read
  const faults = [...read.faults]
  if (door?.gridConflict) faults.push(fault('grid_conflict', 'grid'))
  const applied = mark?.applied ?? false
  const base = { row, read, accepted, faults, applied, changes: null, fields: [] as Changeable[], ...plain }
  const doorId = door?.id ?? null
  if (!accepted) return { ...base, outcome: null, resident: null, door: null }
  if (!link) {
    const outcome = applied ? mark!.outcome : (door?.outcome ?? 'same')
    return { ...base, outcome, resident: null, door: doorId, fields: outcome === 'changed' ? ['state'] : [] }
  }
  const { weight, reasons, rivals, to: resident } = link
  const linked = { ...base, weight, reasons, rivals, resident, door: doorId }
  if (link.kind === 'review') return { ...linked, outcome: 'review' }
  const repeated = seen.has(resident!)
  seen.add(resident!)
  if (applied) return { ...linked, faults: row.faults, outcome: mark!.outcome, fields: mark!.changes }
  if (link.kind === 'new') return { ...linked, outcome: 'new' }
  if (repeated) return { ...linked, faults: [...faults, fault('repeated_in_file')], outcome: 'same' }
  const before = known.get(resident!)
  // Somebody first named by an earlier row of this file, who is not in the register yet.
  if (!before) return { ...linked, faults: [...faults, fault('repeated_in_file')], outcome: 'same' }
  if (before.leftAt) return { ...linked, faults: [...faults, fault('left_before')], outcome: 'same' }
  const changes = changesOf(before, read, doorId)
  const fields = changedFields(changes)
  return { ...linked, changes, fields, outcome: fields.length ? 'changed' : 'same' }
}
