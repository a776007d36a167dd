import type { AddDoor } from '#slices/people/acts.ts'
import { type RawRow, first, isPlaceholder, valuesOf } from '#slices/intake/model/cells.ts'
import { fault } from '#slices/intake/model/faults.ts'
import type { Mapping } from '#slices/intake/model.ts'
import { untold } from '#slices/intake/model/nationality.ts'
import { type ReadOptions, type ReadRow, readRow } from '#slices/intake/model/row.ts'
import { fillDown } from './fill.ts'
import { type RowPlace, readPlace } from './place.ts'

/** One row of a register: a person, or a door behind which nobody is listed. */
export interface RegisterRow extends ReadRow {
  place: RowPlace | null
  /** As written; null where the row says nothing of it. */
  grid: string | null
  /** What the row says of its door in words; null: nothing. */
  state: AddDoor['state'] | null
  isPerson: boolean
  /** The nationality is what the row or its document says, not a gap. */
  nationalityTold: boolean
  /** The row with what was filled from above: what the next row is filled from. */
  filled: RawRow
}

/** Reads a row of a register; `above` is the row before it on its sheet. */
export function readRegisterRow(
  given: RawRow,
  mapping: Mapping,
  options: ReadOptions,
  above: RawRow | undefined,
  sheetNames?: ReadonlySet<number>,
): RegisterRow {
  const { row, filled } = fillDown(given, above, mapping, sheetNames)
  const read = readRow(row, mapping, options)
  // Read for what lists do not need; the faults of these cells are told already.
  const values = valuesOf(row, mapping, [])
  const grid = first(values, 'grid')?.text
  const { documents = [], phones = [] } = read.evidence
  const isPerson = read.person.name !== '—' || documents.length > 0 || phones.length > 0
  // A remark under a household is not a door of its own.
  const place = isPerson || filled !== 'whole' ? readPlace(values, []) : null
  const state = stateOf([...row.cells].join(' '), isPerson)
  const faults = read.faults.filter(({ code }) => code !== 'no_identification' || !place || isPerson)
  const base = { ...read, place, grid: grid && !isPlaceholder(grid) ? grid : null, filled: row }
  if (!isPerson) {
    if (place && !state) faults.push(fault('door_nobody'))
    const accepted = place !== null && !faults.some(({ severity }) => severity === 'reject')
    return { ...base, accepted, faults, state, isPerson, nationalityTold: false }
  }
  if (filled) faults.push(fault('address_from_above', 'address'))
  if (!place) faults.push(fault('door_missing', 'address'))
  return {
    ...base,
    accepted: read.accepted,
    faults,
    state: null,
    isPerson,
    nationalityTold: read.person.nationality !== untold,
  }
}

function stateOf(text: string, isPerson: boolean): AddDoor['state'] | null {
  if (isPerson) return null
  if (/空置|空房|空户|无人(?:居住)?|未入住|毛坯|\bvacant\b|\bempty\b/i.test(text)) return 'vacant'
  if (/商铺|门面|店铺|商用|办公|经营|仓库|\bshop\b|\bbusiness\b|\boffice\b/i.test(text)) return 'business'
  return null
}
