import { idMaskMatches } from './residentId.ts'
import { lookAlike } from './lookalikes.ts'
import { nameMaskMatches } from './names.ts'
import type { AddressValue, DocumentValue, Features, NameValue, PhoneValue } from './person.ts'
import { phoneMaskMatches } from './phones.ts'
import { readingsOf } from './pinyin.ts'
import { blurSyllable } from './syllables.ts'

/** How far two values agree, best first. `none`: one side is missing, or another field already says it. */
export const levelNames = {
  document: ['none', 'same', 'partial', 'edit', 'mask', 'twin', 'conflict', 'different'],
  name: ['none', 'same', 'sound', 'near', 'mask', 'initial', 'changed', 'surname', 'different'],
  phone: ['none', 'same', 'mask', 'edit', 'different'],
  birth: ['none', 'same', 'edit', 'month', 'year', 'different'],
  sex: ['none', 'same', 'different'],
  address: ['none', 'door', 'building', 'estate', 'neighbour', 'elsewhere', 'different'],
} as const
export type Field = keyof typeof levelNames
export const fields = Object.keys(levelNames) as Field[]
export type Level<F extends Field = Field> = (typeof levelNames)[F][number]
/** One level a field: all that a comparison of two people says. */
export type Agreement = { [F in Field]: Level<F> }

/** Compares two people field by field. Symmetric. */
export function compare(a: Features, b: Features): Agreement {
  const document = compareDocumentSets(a.documents, b.documents)
  // A resident ID holds birth date and sex: where both sides show one, these two say nothing new.
  const told = document !== 'none' && showsBirth(a.documents) && showsBirth(b.documents)
  return {
    document,
    name: compareNames(a.name, b.name),
    phone: comparePhoneSets(a.phones, b.phones),
    birth: told ? 'none' : compareBirths(a.birth, b.birth),
    sex: told || a.sex === null || b.sex === null ? 'none' : a.sex === b.sex ? 'same' : 'different',
    address: compareAddresses(a.address, b.address),
  }
}

export function compareNames(a: NameValue | null, b: NameValue | null): Level<'name'> {
  if (a === null || b === null) return 'none'
  if (a.masked || b.masked) return compareMasked(a, b)
  if (a.text === b.text) return 'same'
  if (a.sound !== 0 && a.sound === b.sound) return 'sound'
  if (a.latin && b.latin) return compareLatin(a.text, b.text)
  if (a.latin || b.latin) return 'different'
  return compareHan(a, b)
}

function compareMasked(a: NameValue, b: NameValue): Level<'name'> {
  const fits = a.masked
    ? b.masked
      ? nameMaskMatches(a.text, b.text) || nameMaskMatches(b.text, a.text) || a.surname === b.surname
      : nameMaskMatches(a.text, b.text)
    : nameMaskMatches(b.text, a.text)
  if (!fits) return a.surname !== '' && a.surname === b.surname ? 'surname' : 'different'
  const seen = Math.min(visibleIn(a.text), visibleIn(b.text))
  return seen >= 2 ? 'mask' : 'initial'
}

function visibleIn(name: string): number {
  return name.length - (name.split('*').length - 1)
}

function compareHan(a: NameValue, b: NameValue): Level<'name'> {
  const x = [...a.text]
  const y = [...b.text]
  const sameSurname = a.surname !== '' && a.surname === b.surname
  if (x.length === y.length) {
    const changed = x.flatMap((c, i) => (c === y[i] ? [] : [i]))
    if (changed.every((i) => soundAlike(x[i]!, y[i]!))) return changed.length < x.length ? 'sound' : 'near'
    if (changed.length === 1 && x.length > 1) {
      const i = changed[0]!
      if (lookAlike(x[i]!, y[i]!) || blurAlike(x[i]!, y[i]!)) return 'near'
      // With one given character nothing is left to agree on but the surname.
      return x.length > 2 && sameSurname ? 'changed' : sameSurname ? 'surname' : 'different'
    }
    if (changed.length === 2 && x[changed[0]!] === y[changed[1]!] && x[changed[1]!] === y[changed[0]!]) return 'near'
  } else if (sameSurname && Math.abs(x.length - y.length) === 1 && isOneInserted(x, y)) return 'changed'
  return sameSurname ? 'surname' : 'different'
}

function isOneInserted(x: string[], y: string[]): boolean {
  const [short, long] = x.length < y.length ? [x, y] : [y, x]
  if (short.length < 2) return false
  let i = 0
  while (i < short.length && short[i] === long[i]) i++
  return short.slice(i).join('') === long.slice(i + 1).join('')
}

function soundAlike(a: string, b: string): boolean {
  if (a === b) return true
  const readings = readingsOf(b)
  return readingsOf(a).some((r) => readings.includes(r))
}

function blurAlike(a: string, b: string): boolean {
  const [x] = readingsOf(a)
  const [y] = readingsOf(b)
  return x !== undefined && y !== undefined && blurSyllable(x) === blurSyllable(y)
}

function compareLatin(a: string, b: string): Level<'name'> {
  const x = a.split(' ')
  const y = b.split(' ')
  if (x.toSorted().join(' ') === y.toSorted().join(' ') || x.join('') === y.join('')) return 'same'
  const shared = x.filter((word) => word.length > 1 && y.includes(word)).length
  if (isOneEdit(x.join(''), y.join(''))) return 'near'
  if (shared >= 2) return 'changed'
  return shared === 1 ? 'surname' : 'different'
}

/** Order of strength when people have several documents or phones: the best agreement of any two counts. */
const documentRank = levelNames.document
const phoneRank = levelNames.phone

export function compareDocumentSets(a: DocumentValue[], b: DocumentValue[]): Level<'document'> {
  let best: number = documentRank.length
  let conflict = false
  for (const x of a) {
    for (const y of b) {
      const level = documentRank.indexOf(compareDocuments(x, y))
      if (level === 6) conflict = true
      if (level > 0 && level < best) best = level
    }
  }
  // An agreement on a permit does not undo two different resident IDs.
  if (conflict && best !== 1 && best !== 5) return 'conflict'
  return best === documentRank.length ? 'none' : documentRank[best]!
}

export function compareDocuments(a: DocumentValue, b: DocumentValue): Level<'document'> {
  if (a.type !== b.type) return a.number === b.number && a.visible >= 6 && !a.partial ? 'same' : 'none'
  if (a.number === b.number && !a.partial) return 'same'
  if (a.partial || b.partial) return comparePartial(a, b)
  if (a.ok && b.ok) {
    // A passport is renewed under a new number, so a different one says nothing; permits keep theirs for life.
    if (a.type === 'passport' || a.type === 'other') return 'none'
    if (!showsBirth([a])) return 'different'
    return a.number.slice(0, 14) === b.number.slice(0, 14) ? 'twin' : 'conflict'
  }
  return isOneEdit(a.number, b.number) ? 'edit' : 'different'
}

function comparePartial(a: DocumentValue, b: DocumentValue): Level<'document'> {
  const visible = Math.min(a.visible, b.visible)
  const fits = a.partial
    ? b.partial
      ? masksMeet(a.number, b.number)
      : idMaskMatches(a.number, b.number)
    : idMaskMatches(b.number, a.number)
  if (!fits) return 'different'
  return visible >= 8 ? 'partial' : 'mask'
}

function masksMeet(a: string, b: string): boolean {
  if (a.length !== b.length) return a.slice(0, 2) === b.slice(0, 2) && a.slice(-1) === b.slice(-1)
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && a[i] !== '*' && b[i] !== '*') return false
  return true
}

function showsBirth(documents: DocumentValue[]): boolean {
  return documents.some(
    ({ type, number }) => (type === 'resident_id' || type === 'residence_permit') && /^\d{8}/.test(number.slice(6, 14)),
  )
}

export function comparePhoneSets(a: PhoneValue[], b: PhoneValue[]): Level<'phone'> {
  let best: number = phoneRank.length
  for (const x of a) {
    for (const y of b) {
      const level = phoneRank.indexOf(comparePhones(x, y))
      if (level > 0 && level < best) best = level
    }
  }
  return best === phoneRank.length ? 'none' : phoneRank[best]!
}

export function comparePhones(a: PhoneValue, b: PhoneValue): Level<'phone'> {
  if (a.masked || b.masked) {
    if (a.masked && b.masked) return a.number === b.number ? 'mask' : 'none'
    return (a.masked ? phoneMaskMatches(a.number, b.number) : phoneMaskMatches(b.number, a.number))
      ? 'mask'
      : 'different'
  }
  if (a.number === b.number) return 'same'
  return isOneEdit(a.number, b.number) ? 'edit' : 'different'
}

export function compareBirths(a: number, b: number): Level<'birth'> {
  if (a === 0 || b === 0) return 'none'
  if (a === b) return 'same'
  const x = String(a)
  const y = String(b)
  let differing = 0
  for (let i = 0; i < 8; i++) if (x[i] !== y[i]) differing++
  const sameYear = x.slice(0, 4) === y.slice(0, 4)
  if (differing === 1 || (sameYear && x.slice(4) === y.slice(6) + y.slice(4, 6))) return 'edit'
  // 1 January stands for "year known" in many registers.
  if (sameYear && (x.slice(4, 6) === y.slice(4, 6) || x.endsWith('0101') || y.endsWith('0101'))) return 'month'
  return sameYear ? 'year' : 'different'
}

export function compareAddresses(a: AddressValue | null, b: AddressValue | null): Level<'address'> {
  if (a === null || b === null) return 'none'
  if (a.estate === 0 || b.estate === 0) {
    // Without the estate's name a whole door still says something.
    const same = a.building === b.building && a.unit === b.unit && a.room === b.room
    return a.room === 0 || b.room === 0 || a.building === 0 ? 'none' : same ? 'building' : 'elsewhere'
  }
  if (a.estate !== b.estate) return 'different'
  if (a.building === 0 || b.building === 0) return 'estate'
  if (a.building !== b.building) return 'elsewhere'
  if (a.room === 0 || b.room === 0) return 'building'
  const sameUnit = a.unit === b.unit || a.unit === 0 || b.unit === 0
  return sameUnit && a.room === b.room ? 'door' : 'neighbour'
}

/** Whether one substitution, loss, gain or swap of neighbours turns one text into the other. */
export function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  const x = a.slice(i)
  const y = b.slice(i)
  if (x.length === y.length) {
    return x.slice(1) === y.slice(1) || (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2))
  }
  return x.length < y.length ? x === y.slice(1) : x.slice(1) === y
}
