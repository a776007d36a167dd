import { guessDocument, readName, readPhone } from '#linkage'
import type { Field } from '../model.ts'
import { type Value, type Values, addOnce, first } from './cells.ts'
import { type Fault, fault } from './faults.ts'

const identifying = ['name', 'document', 'phone'] as const
type Identifying = (typeof identifying)[number]

/** What a value is without doubt, whatever column it stands in. */
function kindOf(value: Value | undefined): Identifying | undefined {
  if (!value) return undefined
  const document = guessDocument(value.text)
  if (document.ok && document.type === 'resident_id') return 'document'
  const phone = readPhone(value.text)
  if (phone.ok && phone.kind === 'mobile') return 'phone'
  const name = readName(value.text)
  const length = [...name.name].length
  if (name.script === 'han' && !/\d/.test(value.text) && length >= 2 && length <= 4) return 'name'
  return document.ok && document.certain && document.type !== 'other' ? 'document' : undefined
}

const pairs: [Identifying, Identifying][] = [
  ['name', 'document'],
  ['name', 'phone'],
  ['document', 'phone'],
]

/** Nearly all rows are in order, and looking closer costs more than all the rest of reading them. */
function someAstray(values: Values): boolean {
  return identifying.some((field) => (kindOf(first(values, field)) ?? field) !== field)
}

/** Puts right what was typed into each other's columns: name, document and phone; sex and age. */
export function mendSwaps(values: Values, faults: Fault[]): void {
  // Three values may have gone round in a ring: two exchanges put that right.
  for (let round = 0; round < 2 && someAstray(values); round++) {
    for (const [a, b] of pairs) {
      const inA = kindOf(first(values, a))
      const inB = kindOf(first(values, b))
      if ((inA === b && inB !== b) || (inB === a && inA !== a)) exchange(values, a, b, faults)
    }
  }
  const sex = first(values, 'sex')
  const age = first(values, 'age')
  // A lone 1 or 2 is a sex in code.
  const isAge = sex && /^\d{1,3}\s*岁?$/.test(sex.text) && !/^[12]$/.test(sex.text)
  if (isAge && (!age || /^(?:男|女|m|f|male|female)$/i.test(age.text))) exchange(values, 'sex', 'age', faults)
}

function exchange(values: Values, a: Field, b: Field, faults: Fault[]): void {
  const [inA, ...moreA] = values.get(a) ?? []
  const [inB, ...moreB] = values.get(b) ?? []
  put(values, a, inB, moreA)
  put(values, b, inA, moreB)
  addOnce(faults, fault('swapped', b))
}

function put(values: Values, field: Field, value: Value | undefined, more: Value[]): void {
  const all = value ? [value, ...more] : more
  if (all.length > 0) values.set(field, all)
  else values.delete(field)
}

/** `张三 13800000000`, `张三(320106…)`: a number in the name's cell goes to its own place. */
export function splitName(values: Values, faults: Fault[]): void {
  const cell = first(values, 'name')
  const found = cell && /(?<![\dA-Za-z])\d[\d-]{9,19}[\dXx]?(?![\dA-Za-z])/.exec(cell.text)
  if (!cell || !found) return
  const rest = cell.text
    .replace(found[0], ' ')
    .replace(/[((][\s))]*|[,,;;::/、|]/g, ' ')
    .replace(/[))]/g, ' ')
    .trim()
  const kind = kindOf({ text: found[0], type: 's' })
  if (!/\p{L}{2}/u.test(rest) || (kind !== 'phone' && kind !== 'document')) return
  values.set('name', [{ text: rest, type: 's' }])
  const known = values.get(kind) ?? []
  if (!known.some((value) => value.text === found[0])) values.set(kind, [...known, { text: found[0], type: 's' }])
  addOnce(faults, fault('name_split', 'name'))
}
