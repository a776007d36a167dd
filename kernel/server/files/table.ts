import type { Problem } from '#shared/problem.ts'

/**
 * What a cell was in the file, one letter a cell (`Row.types`):
 * `.` empty, `s` text, `n` number, `r` a number of more than 15 digits, whose tail Excel has rounded away,
 * `d` date or time, `b` boolean, `e` an error such as #N/A (its text is empty).
 */
export type CellType = '.' | 's' | 'n' | 'r' | 'd' | 'b' | 'e'

export interface Row {
  /** Index into `Table.sheets`. */
  sheet: number
  /** As Excel shows it: 1 is the first. */
  row: number
  /**
   * The text a person sees, trimmed of nothing: dates as ISO (`2026-11-23`, `2026-11-23 21:05`), numbers without
   * exponent or grouping. A cell merged downwards repeats its value in each row it covers. No trailing empty cells.
   */
  cells: string[]
  types: string
  /** Cells merged sideways: first column and width. Only headers need it. */
  spans?: readonly (readonly [column: number, width: number])[]
  /** Hidden or filtered out in the workbook. It is still part of the list. */
  hidden?: true
}

export interface Sheet {
  name: string
  hidden: boolean
}

export interface Table {
  format: 'xlsx' | 'xls' | 'csv' | 'html' | 'xml'
  /** Of a text file. */
  encoding?: string
  delimiter?: string
  sheets: Sheet[]
  /** What the reader should be told although the file could be read. Grows while rows are read. */
  notices: Problem[]
  /** Rows of one sheet, in order. Rows without any cell may be left out. May be called again. */
  rows(sheet: number): AsyncIterable<Row>
  close(): Promise<void>
}

/** Row counts at which older formats stop: a sheet that ends exactly there has probably lost people. */
export const formatRowLimits: readonly number[] = [65_536, 1_048_576]
