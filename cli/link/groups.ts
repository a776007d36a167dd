import type { Spec } from '#linkage/engine/types.ts'
import { ageBand } from '#linkage/evaluate/index.ts'
import { findReading, readDate, readName, readResidentId } from '#linkage'
import type { OpenedTable } from './input.ts'
import { eachRowText } from './rows.ts'

/** One way to sort rows into groups, and the group of each row. */
export interface Grouping {
  name: 'source' | 'sex' | 'age' | 'nameLength'
  groups: string[]
}

interface Reader {
  name: Grouping['name']
  columns: number[]
  read(texts: readonly string[], today: number): string
}

/**
 * The groups of every row, as far as the columns tell: by source, sex, age and length of the name. So that nobody is
 * linked worse unseen: people with long names of a minority, the old, women who changed their names.
 */
export function readGroupings(
  tables: readonly OpenedTable[],
  spec: Spec,
  today = new Date().getFullYear(),
): Grouping[] {
  const readers = openReaders(tables[0]!.header, spec)
  const columns = [...new Set(readers.flatMap((reader) => reader.columns))]
  const groupings = readers.map(({ name }): Grouping => ({ name, groups: [] }))
  for (const table of tables)
    eachRowText(table, columns, (texts) =>
      readers.forEach((reader, at) => {
        const own = reader.columns.map((column) => texts[columns.indexOf(column)]!)
        groupings[at]!.groups.push(reader.read(own, today))
      }),
    )
  return groupings.filter(({ groups }) => {
    const distinct = new Set(groups).size
    return distinct > 1 && distinct <= 40
  })
}

function openReaders(header: readonly string[], { columns }: Spec): Reader[] {
  const of = (...types: string[]): number[] => columns.filter(({ type }) => types.includes(type)).map(({ at }) => at)
  const source = header.findIndex((name) => /^(?:source|data_?source|来源|数据来源|批次)$/i.test(name.trim()))
  const all: Reader[] = [
    { name: 'source', columns: source < 0 ? [] : [source], read: ([text]) => text! },
    { name: 'sex', columns: of('sex', 'residentId'), read: readSex },
    { name: 'age', columns: of('date', 'residentId'), read: readAge },
    { name: 'nameLength', columns: of('zhName', 'fullName'), read: ([text]) => nameLength(text!) },
  ]
  return all.filter((reader) => reader.columns.length > 0)
}

function readSex(texts: readonly string[]): string {
  for (const text of texts) {
    if (/^(?:男|m|male)/i.test(text)) return 'M'
    if (/^(?:女|f|female)/i.test(text)) return 'F'
    const { sex, ok } = readResidentId(text)
    if (ok && sex !== null) return sex
  }
  return ''
}

function readAge(texts: readonly string[], today: number): string {
  for (const text of texts) {
    const birth = readDate(text).iso ?? readResidentId(text).birth
    if (birth !== null) return ageBand(birth, today)
  }
  return ''
}

/** Characters of a Chinese name; words of another. Masked names are a group of their own. */
function nameLength(text: string): string {
  if (text === '') return ''
  const { name, masked } = readName(text)
  if (masked) return '*'
  if ([...name].some((character) => findReading(character) !== undefined)) {
    const length = [...name.replaceAll('·', '')].length
    return length >= 5 ? '5+' : String(length)
  }
  return 'A–Z'
}
