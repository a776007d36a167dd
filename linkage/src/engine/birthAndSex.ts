import { compareDays, dayLevels, dayParts, daySlots, openDayReader } from './days.ts'
import { plainLevels } from './latin.ts'
import { type Layout, addParts, take } from './layout.ts'
import { idBirth, idFlag, idSex } from './residentIds.ts'
import { openTextReader, openTexts } from './texts.ts'
import type { Spec } from './types.ts'
import { nameOffset } from './zhFields.ts'
import { titleSex } from './zhNames.ts'

export function addBirth(layout: Layout, spec: Spec, idAt: number): void {
  const offset = take(layout, daySlots)
  const column = spec.columns.find(({ type }) => type === 'date')
  if (column) layout.readers.push({ at: column.at, offset, read: openDayReader(column.dayFirst ?? false) })
  addParts(layout, 'date', offset, dayParts)
  const loud = (rows: Int32Array, a: number, b: number): number => compareDays(rows, a + offset, b + offset)
  layout.comparisons.push({
    name: 'date',
    levels: dayLevels,
    compare: idAt < 0 ? loud : (rows, a, b) => (idsTell(rows, a + idAt, b + idAt) ? 0 : loud(rows, a, b)),
    loud,
    shared: [undefined, layout.parts.get('date.day')!],
    few: 1,
  })
  if (idAt < 0) return
  const before = layout.finish
  layout.finish = (rows, at) => {
    before?.(rows, at)
    if (rows[at + offset] === 0) rows[at + offset] = idBirth(rows, at + idAt)
  }
}

/** Where both resident IDs show a birthday, day and sex say nothing new. */
function idsTell(rows: Int32Array, a: number, b: number): boolean {
  return (rows[a + 3]! & rows[b + 3]! & idFlag.birth) !== 0
}

const men = new Set(['m', 'male', '男', '男性', '1', 'man', 'boy', '男孩', 'mr'])
const women = new Set(['f', 'female', '女', '女性', '2', 'woman', 'girl', 'w', '女孩', '0', 'mrs', 'ms'])

export function addSex(layout: Layout, spec: Spec, idAt: number): void {
  const offset = take(layout, 1)
  const column = spec.columns.find(({ type }) => type === 'sex')
  const texts = openTexts()
  const plain = openTextReader(texts, (text) => {
    const folded = text.trim().toLowerCase()
    return men.has(folded) ? 'M' : women.has(folded) ? 'F' : ''
  })
  if (column) {
    layout.readers.push({
      at: column.at,
      offset,
      read: (bytes, start, end, rows, at) => {
        rows[at] = 0
        // 男 and 女 at once: nearly every cell.
        if (end - start === 3 && bytes[start] === 0xe7 && bytes[start + 1] === 0x94 && bytes[start + 2] === 0xb7)
          rows[at] = 1
        else if (end - start === 3 && bytes[start] === 0xe5 && bytes[start + 1] === 0xa5 && bytes[start + 2] === 0xb3)
          rows[at] = 2
        else if (end > start) {
          plain(bytes, start, end, rows, at)
          rows[at] = rows[at] === 0 ? 0 : texts.texts[rows[at]!] === 'M' ? 1 : 2
        }
      },
    })
  }
  addParts(layout, 'sex', offset, { value: (rows, at) => rows[at]! })
  const loud = (rows: Int32Array, a: number, b: number): number => {
    const [x, y] = [rows[a + offset]!, rows[b + offset]!]
    return x === 0 || y === 0 ? 0 : x === y ? 1 : 2
  }
  layout.comparisons.push({
    name: 'sex',
    levels: plainLevels,
    compare: idAt < 0 ? loud : (rows, a, b) => (idsTell(rows, a + idAt, b + idAt) ? 0 : loud(rows, a, b)),
    loud,
    shared: [],
  })
  const nameAt = nameOffset(layout)
  const before = layout.finish
  layout.finish = (rows, at) => {
    before?.(rows, at)
    if (rows[at + offset] !== 0) return
    if (idAt >= 0) rows[at + offset] = idSex(rows, at + idAt)
    if (nameAt >= 0 && rows[at + offset] === 0) rows[at + offset] = titleSex(rows, at + nameAt)
  }
}
