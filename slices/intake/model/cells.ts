import { foldText } from '#linkage'
import type { Field } from '../model.ts'
import { type Fault, fault } from './faults.ts'

/** A row as the reader of files gives it: `types` has one letter a cell (`kernel/server/files/table.ts`). */
export interface RawRow {
  cells: readonly string[]
  types: string
}

/** One value with the letter of its cell. */
export interface Value {
  text: string
  type: string
}

export type Values = Map<Field, Value[]>

/** What a formula that failed leaves behind when a sheet is saved as text. */
const formulaError = /^\s*#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)\s*$/i

/** The filled cells of a row by what they mean, in the order of their columns. */
export function valuesOf(row: RawRow, meaning: readonly Field[], faults: Fault[]): Values {
  const values: Values = new Map()
  row.cells.forEach((cell, column) => {
    const field = meaning[column]
    const type = row.types[column] ?? 's'
    if (field === undefined) {
      if (cell.trim() !== '') addOnce(faults, fault('cells_beyond'))
      return
    }
    if (field === 'ignore') return
    const isError = type === 'e' || formulaError.test(cell)
    if (isError) addOnce(faults, fault('cell_error', field))
    const text = isError ? '' : foldText(cell)
    if (text !== '') values.set(field, [...(values.get(field) ?? []), { text, type }])
  })
  return values
}

export function first(values: Values, field: Field): Value | undefined {
  return values.get(field)?.[0]
}

export function textOf(values: Values, field: Field): string {
  return (values.get(field) ?? []).map((value) => value.text).join(' ')
}

export function addOnce(faults: Fault[], added: Fault): void {
  if (!faults.some((known) => known.code === added.code && known.field === added.field)) faults.push(added)
}

/** What people write where they know nothing. */
export function isPlaceholder(text: string): boolean {
  return /^(?:无|没有|暂无|未知|不详|不清楚|未提供|未填|空|略|同上|null|none|nil|n\/?a|unknown|[-—–/\\.*?？x×\s]+|0+)$/i.test(
    text,
  )
}
