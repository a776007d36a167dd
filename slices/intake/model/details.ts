import { type DocumentReading, readDate } from '#linkage'
import type { Field } from '../model.ts'
import { type Value, type Values, addOnce, first, isPlaceholder } from './cells.ts'
import { type Fault, fault } from './faults.ts'

/** The sex of a row: the document's where there is one, else as written. */
export function readSex(values: Values, document: DocumentReading | null, titled: 'M' | 'F' | null, faults: Fault[]) {
  const cell = first(values, 'sex')
  const told = cell ? sexOf(cell.text) : null
  if (cell && told === null && !isPlaceholder(cell.text)) faults.push(fault('sex_unreadable', 'sex'))
  const proved = document?.ok ? document.sex : null
  if (proved && told && proved !== told) faults.push(fault('sex_conflict', 'sex'))
  return proved ?? told ?? titled
}

/** Words of both languages; 1 and 2 are GB/T 2261. */
function sexOf(text: string): 'M' | 'F' | null {
  if (/^(?:男性?|m|male|man|boy|1)$/i.test(text)) return 'M'
  return /^(?:女性?|f|female|woman|girl|2)$/i.test(text) ? 'F' : null
}

/** The birth date of a row, ISO; `today` bounds it. */
export function readBirth(
  values: Values,
  document: DocumentReading | null,
  today: string,
  faults: Fault[],
): string | null {
  const proved = document?.ok ? document.birth : null
  if (proved && proved > today) faults.push(fault('document_birth_future', 'document'))
  const told = statedBirth(first(values, 'birth'), today, faults)
  if (proved && told && proved !== told) faults.push(fault('birth_conflict', 'birth'))
  const birth = proved && proved <= today ? proved : (told ?? (document?.why === 'rounded' ? document.birth : null))
  checkAge(values, birth, today, faults)
  return birth
}

function statedBirth(cell: Value | undefined, today: string, faults: Fault[]): string | null {
  if (!cell || isPlaceholder(cell.text)) return null
  const { iso, partial } = readDate(cell.text)
  if (iso === null) {
    // A year alone is little, but no fault.
    if (partial === null) faults.push(fault('birth_unreadable', 'birth'))
    return null
  }
  if (iso <= today) return iso
  faults.push(fault('birth_future', 'birth'))
  return null
}

/** Ages are counted in two ways (虚岁 is up to two years more), so only three years and more are told. */
function checkAge(values: Values, birth: string | null, today: string, faults: Fault[]): void {
  const cell = first(values, 'age')
  if (!cell || isPlaceholder(cell.text)) return
  const found = /^(?:约)?(\d{1,3})\s*(?:周?岁|years?(?: old)?|y\.?o?\.?)?$/i.exec(cell.text)
  const young = /^\d{1,2}\s*(?:个?月|months?|天|days?)/i.test(cell.text)
  if ((!found && !young) || Number(found?.[1] ?? 0) > 130) {
    faults.push(fault('age_unreadable', 'age'))
    return
  }
  if (birth === null) return
  const age = Number(today.slice(0, 4)) - Number(birth.slice(0, 4))
  if (Math.abs(age - Number(found?.[1] ?? 0)) > 2) faults.push(fault('age_conflict', 'age'))
}

const parts: [Field, suffix: string, has: RegExp][] = [
  ['building', '幢', /[幢栋座楼]|#$|号$/],
  ['unit', '单元', /单元|门/],
  ['room', '室', /[室房户]/],
]

/** One line of address out of whatever columns have a part of it. */
export function readAddressText(values: Values, faults: Fault[]): string | null {
  const whole = (values.get('address') ?? []).map((value) => undated(value, 'address', faults)).join(' ')
  let door = ''
  for (const [field, suffix, has] of parts) {
    const cell = first(values, field)
    if (!cell || isPlaceholder(cell.text)) continue
    const text = undated(cell, field, faults)
    // `3-2-501` in one column says the door whole; its separators must stay.
    door += has.test(text) || text.includes('-') ? text : `${text}${suffix}`
  }
  const named = first(values, 'estate')?.text ?? ''
  const estate = isPlaceholder(named) ? '' : named
  const address =
    `${whole}${estate && !whole.includes(estate) ? estate : ''}${door && !whole.endsWith(door) ? door : ''}`.trim()
  return address === '' || isPlaceholder(address) ? null : address
}

/** Excel reads `3-2` as the 2nd of March and `3-2-501` not at all: a date among addresses was a door. */
export function undated({ text, type }: Value, field: Field, faults: Fault[]): string {
  const date = (type === 'd' ? /^\d{4}-(\d{2})-(\d{2})$/ : savedDate).exec(text)
  if (!date) return text
  addOnce(faults, fault('address_was_date', field))
  return `${Number(date[1])}-${Number(date[2])}`
}

/** The same door once Excel has saved the sheet as text. */
const savedDate = /^(\d{1,2})月(\d{1,2})日$/

/** When it happened, as local time `2022-03-27 21:05` or a day; null where it cannot be read. */
export function readTime(values: Values, today: string, faults: Fault[]): string | null {
  const cell = first(values, 'time')
  if (!cell || isPlaceholder(cell.text)) return null
  const { iso } = readDate(cell.text)
  if (iso === null) {
    faults.push(fault('time_unreadable', 'time'))
    return null
  }
  if (iso > nextDay(today)) faults.push(fault('time_future', 'time'))
  const clock = /(?:[T \s日号]|^)(\d{1,2})[::时点](\d{2})/.exec(cell.text.slice(8))
  const packed = /^\d{8}(\d{2})(\d{2})\d{2}$/.exec(cell.text)
  const [, hour, minute] = clock ?? packed ?? []
  return hour && Number(hour) < 24 && Number(minute) < 60 ? `${iso} ${hour.padStart(2, '0')}:${minute}` : iso
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
