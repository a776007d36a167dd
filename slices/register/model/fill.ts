import type { RawRow } from '#slices/intake/model/cells.ts'
import type { Field, Mapping } from '#slices/intake/model.ts'

/** From the whole to the part. A line of address says all of it. */
const levels: readonly Field[] = ['estate', 'address', 'building', 'unit', 'room']

export interface Filled {
  row: RawRow
  /** `whole`: the row itself says nothing of a place. */
  filled: 'whole' | 'part' | null
}

/**
 * Fills the beginning of an empty address from the row above: an office writes estate and building once, and a
 * household's door at its first member. What follows a filled cell is never filled, so nobody moves to a neighbour's
 * room; and who is called 户主 begins a household of their own. The name of a sheet is no row's own word. Returns the row itself where nothing was filled.
 */
export function fillDown(
  row: RawRow,
  above: RawRow | undefined,
  mapping: Mapping,
  sheetNames: ReadonlySet<number> = new Set(),
): Filled {
  if (!above) return { row, filled: null }
  const columns = levels.flatMap((level) =>
    mapping.flatMap((field, column) => (field === level && !sheetNames.has(column) ? [column] : [])),
  )
  const firstFilled = columns.findIndex((column) => cellOf(row, column) !== '')
  const empty = firstFilled < 0 ? columns : columns.slice(0, firstFilled)
  if (firstFilled < 0 && row.cells.some((cell) => /^(?:户主|本人)$/.test(cell.trim()))) return { row, filled: null }
  const fillable = empty.filter((column) => cellOf(above, column) !== '')
  if (fillable.length === 0) return { row, filled: null }
  const cells = Array.from({ length: Math.max(row.cells.length, mapping.length) }, (_, i) => row.cells[i] ?? '')
  const types = [...row.types.padEnd(cells.length, '.')]
  for (const column of fillable) {
    cells[column] = above.cells[column]!
    types[column] = above.types[column] ?? 's'
  }
  return { row: { cells, types: types.join('') }, filled: firstFilled < 0 ? 'whole' : 'part' }
}

function cellOf(row: RawRow, column: number): string {
  return (row.cells[column] ?? '').trim()
}
