/**
 * Sheets whose headers are alike are one form. A workbook may hold several forms: their columns stand side by side, so
 * that one mapping says what every column of every sheet means, and each row is filled only where its own form is.
 */
export interface Form {
  /** Its first column among those of all forms. */
  start: number
  width: number
}

/** The forms of these headers in the order in which they first come, and which form each header has. */
export function formsOf(headers: readonly (readonly string[])[]): { forms: Form[]; formOf: number[]; all: string[] } {
  const forms: Form[] = []
  const known = new Map<string, number>()
  const all: string[] = []
  const formOf = headers.map((header) => {
    const key = JSON.stringify(header)
    const there = known.get(key)
    if (there !== undefined) return there
    known.set(key, forms.length)
    forms.push({ start: all.length, width: header.length })
    all.push(...header)
    return forms.length - 1
  })
  return { forms, formOf, all }
}

/** A row's cells where its form's columns are; what lies beyond its header comes after the columns of all forms. */
export function placeInForm<T>(cells: readonly T[], form: Form, columns: number, empty: T): T[] {
  const before = Array.from({ length: form.start }, () => empty)
  const own = cells.slice(0, form.width)
  if (cells.length <= form.width) return [...before, ...own]
  const after = Array.from({ length: columns - form.start - form.width }, () => empty)
  return [...before, ...own, ...after, ...cells.slice(form.width)]
}
