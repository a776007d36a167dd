import { guessDocument, readAddress, readDate, readName, readPhone, splitPhones } from '#linkage'
import { type Field, type Mapping, columnKeys, manyFields } from '../model.ts'
import { findHeaderField } from './headers.ts'

export interface ColumnGuess {
  key: string
  field: Field
  /** Why: the source's saved mapping, the column's name, its values, or nothing at all. */
  because: 'saved' | 'header' | 'values' | 'nothing'
  /** The column's name says one thing and its values another. The screen asks to look. */
  doubtful: boolean
}

/** Rows looked at for evidence; more would not say more. */
export const sampleRows = 200

/** Guesses what each column means: first as saved, then by name, checked against and completed by the values. */
export function guessColumns(
  columns: readonly string[],
  sample: readonly (readonly string[])[],
  saved: Readonly<Record<string, Field>> = {},
): ColumnGuess[] {
  const keys = columnKeys(columns)
  const guesses = keys.map((key, i): ColumnGuess & { strength: number } => {
    const values = sample.slice(0, sampleRows).flatMap((row) => ((row[i] ?? '').trim() === '' ? [] : [row[i]!]))
    const told = saved[key]
    if (told) return { key, field: told, because: 'saved', doubtful: contradicted(told, values), strength: 9 }
    const header = findHeaderField(columns[i]!)
    const seen = findValueField(values)
    if (header && !(seen && contradicted(header.field, values)))
      return { key, field: header.field, because: 'header', doubtful: false, strength: header.strength }
    if (seen)
      return { key, field: seen, because: 'values', doubtful: header !== undefined, strength: header ? 2.5 : 1.5 }
    return { key, field: 'ignore', because: 'nothing', doubtful: false, strength: 0 }
  })
  for (const field of new Set(guesses.map((guess) => guess.field))) {
    if (manyFields.has(field) && field !== 'phone') continue
    yieldToBest(guesses, field)
  }
  return guesses.map(({ key, field, because, doubtful }) => ({ key, field, because, doubtful }))
}

/** The best field for each column: as saved with the source, by its name, and by values of the first rows. */
export function guessMapping(
  headers: readonly string[],
  samples: readonly (readonly string[])[],
  saved: Readonly<Record<string, Field>> = {},
): Mapping {
  return guessColumns(headers, samples, saved).map((guess) => guess.field)
}

/** One column a field, the strongest, and of equals the leftmost; weaker phone columns only fall out where others exist. */
function yieldToBest(guesses: (ColumnGuess & { strength: number })[], field: Field): void {
  const rivals = guesses.filter((guess) => guess.field === field)
  const most = Math.max(...rivals.map((guess) => guess.strength))
  let kept = false
  for (const guess of rivals) {
    const stays = field === 'phone' ? guess.strength > 1 || most <= 1 : guess.strength === most && !kept
    if (stays) kept = true
    else Object.assign(guess, { field: 'ignore', because: 'nothing' })
  }
}

type Evidence = [field: Field, share: number, test: (value: string) => boolean]

/** What values alone prove, most telling first, with the share of them that has to agree. */
const evidence: Evidence[] = [
  ['document', 0.5, isDocument],
  ['phone', 0.6, isPhone],
  ['sex', 0.8, (value) => /^(?:男|女|male|female|[mf])$/i.test(value.trim())],
  ['time', 0.8, (value) => /\d{4}\D\d{1,2}\D\d{1,2}\D*[T ]\d{1,2}:\d{2}/.test(value)],
  ['birth', 0.8, isBirth],
  ['address', 0.5, isAddress],
  ['name', 0.7, isName],
]

/** What a column's values show it to be; undefined where they show nothing or are too few. */
export function findValueField(values: readonly string[]): Field | undefined {
  if (values.length === 0) return undefined
  const seen = evidence.find(([, share, test]) => values.filter(test).length >= Math.max(1, values.length * share))?.[0]
  // People are born over many years; the dates of an event lie close together.
  if (seen === 'birth' && !spreadOverYears(values)) return undefined
  return seen
}

/** Values that cannot be what the column is said to hold: phones under 姓名, identity numbers under 电话. */
function contradicted(field: Field, values: readonly string[]): boolean {
  const own = evidence.find(([each]) => each === field)
  if (!own || values.length < 3) return false
  const seen = findValueField(values)
  if (seen !== 'document' && seen !== 'phone' && seen !== 'sex' && !(seen === 'name' && field !== 'address'))
    return false
  return seen !== field && values.filter(own[2]).length * 5 < values.length
}

function isDocument(value: string): boolean {
  const read = guessDocument(value)
  // Order numbers and booking codes have the shape of short passport numbers.
  if (read.type === 'passport') return /^[A-Z]{1,2}\d{7,8}$/.test(read.number)
  return (read.ok && read.certain && read.type !== 'other') || (read.type === 'resident_id' && read.number.length >= 15)
}

function isPhone(value: string): boolean {
  return splitPhones(value).some((each) => {
    const read = readPhone(each)
    return (read.ok && read.kind !== 'foreign') || (read.why === 'masked' && read.national.length === 11)
  })
}

function isBirth(value: string): boolean {
  const read = readDate(value)
  return read.ok && !/^\d{5}$/.test(value.trim())
}

function spreadOverYears(values: readonly string[]): boolean {
  const years = values.flatMap((value) => Number(readDate(value).iso?.slice(0, 4)) || [])
  return Math.max(...years) - Math.min(...years) >= 15
}

function isAddress(value: string): boolean {
  if (value.length < 5 || !/\p{Script=Han}{2}/u.test(value)) return false
  const read = readAddress(value)
  return read.room !== '' || read.building !== '' || read.street !== '' || (read.district !== '' && read.city !== '')
}

function isName(value: string): boolean {
  const read = readName(value)
  return read.script === 'han' && [...read.name].length <= 4 && [...read.name].length >= 2 && !/\d/.test(value)
}
