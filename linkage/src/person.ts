import { readAddress } from './addresses.ts'
import { readDate } from './dates.ts'
import { type DocumentType, guessDocument, readDocument } from './documents.ts'
import { hashNumbers, hashText } from './hash.ts'
import { type NameReading, readName } from './names.ts'
import { readPhone } from './phones.ts'
import { syllablesIn } from './pinyin.ts'
import { findSyllables } from './syllables.ts'

/** One person as a list or a register has it. Every field but `key` may be missing, dirty or masked. */
export interface Person {
  key: string
  name?: string
  documents?: { type: DocumentType; number: string }[]
  phones?: string[]
  /** ISO, or whatever `readDate` reads. */
  birth?: string
  sex?: 'M' | 'F'
  address?: string
}

/** A name made ready to compare. */
export interface NameValue {
  text: string
  surname: string
  /** Hash of the syllables in sorted order, so that 张伟, ZHANG WEI and WEI ZHANG agree; 0 for a masked name. */
  sound: number
  latin: boolean
  masked: boolean
}

export interface DocumentValue {
  type: DocumentType
  number: string
  ok: boolean
  /** Some digits are hidden or lost in a spreadsheet; hidden ones are `*`. */
  partial: boolean
  visible: number
}

export interface PhoneValue {
  number: string
  masked: boolean
}

/** Hashes of the parts of an address; 0 where a part is not known. */
export interface AddressValue {
  estate: number
  building: number
  unit: number
  room: number
}

/** Everything about a person that comparisons look at. */
export interface Features {
  key: string
  name: NameValue | null
  documents: DocumentValue[]
  phones: PhoneValue[]
  /** YYYYMMDD as a number, 0 for unknown. */
  birth: number
  sex: 'M' | 'F' | null
  address: AddressValue | null
}

/** Normalises a person once, for all comparisons. Never throws. */
export function readPerson(person: Person): Features {
  const documents = (person.documents ?? []).flatMap(({ type, number }) => documentValue(type, number) ?? [])
  const read = person.name === undefined ? null : readName(person.name)
  const name = read === null ? null : nameValue(read)
  let birth = birthNumber(person.birth)
  let sex = person.sex ?? read?.sex ?? null
  for (const { number, type } of documents) {
    if (type !== 'resident_id' && type !== 'residence_permit') continue
    birth ||= birthInId(number)
    if (sex === null && number.length === 18 && /\d/.test(number[16]!)) sex = Number(number[16]) % 2 === 1 ? 'M' : 'F'
  }
  return {
    key: person.key,
    name,
    documents,
    phones: (person.phones ?? []).flatMap((phone) => phoneValue(phone) ?? []),
    birth,
    sex,
    address: person.address === undefined ? null : addressValue(person.address),
  }
}

/** Undefined for an empty name or one that says nothing (无, 不详). */
export function nameValue(read: NameReading): NameValue | null {
  const { name, surname, masked, script } = read
  if (name === '' || /^[*\s]*$/.test(name) || /^(?:无|无名氏|不详|未知|未提供|NULL|NONE|N A|NA)$/.test(name))
    return null
  const latin = script === 'latin' || script === 'none'
  return { text: name, surname, sound: masked ? 0 : soundOf(read, latin), latin, masked }
}

function soundOf(read: NameReading, latin: boolean): number {
  const words = latin
    ? read.name.split(' ').flatMap((word) => findSyllables(word) ?? word.toLowerCase())
    : syllablesIn(read)
  return words.length === 0 ? 0 : hashText(words.sort().join(' '))
}

/** Undefined for an empty number and for stop values like 111111111111111111 and 无. */
export function documentValue(type: DocumentType, text: string): DocumentValue | null {
  const read = type === 'other' ? guessDocument(text) : readDocument(type, text)
  const digits = read.number.replaceAll('*', '')
  if (digits.length < 3 || /^(.)\1*$/.test(digits) || !/\d/.test(digits)) return null
  if (read.why === 'rounded') {
    return { type: read.type, number: `${read.number.slice(0, 15)}***`, ok: false, partial: true, visible: 15 }
  }
  return { type: read.type, number: read.number, ok: read.ok, partial: read.why === 'masked', visible: digits.length }
}

/** Undefined for nothing, for too little, and for stop values: one digit repeated, 12345678. */
export function phoneValue(text: string): PhoneValue | null {
  const { national, why } = readPhone(text)
  const digits = national.replace(/\D/g, '')
  if (digits.length < 6 || /^1?(\d)\1{6,}$/.test(digits) || digits.startsWith('12345678')) return null
  return { number: national, masked: why === 'masked' }
}

/** The last address read: a register comes household by household. */
let lastText = ''
let lastValue: AddressValue | null = null

export function addressValue(text: string): AddressValue | null {
  if (text !== lastText) {
    lastValue = parseAddress(text)
    lastText = text
  }
  return lastValue
}

function parseAddress(text: string): AddressValue | null {
  const { estate, building, unit, room } = readAddress(text)
  if (estate === '' && room === '') return null
  return { estate: hashText(estate), building: hashText(building), unit: hashText(unit), room: hashText(room) }
}

/** The door as one number; 0 where it is not known down to the room. */
export function doorOf(address: AddressValue | null): number {
  if (address === null || address.estate === 0 || address.room === 0) return 0
  return hashNumbers(address.estate, address.building, address.unit, address.room)
}

/** A day as YYYYMMDD; 0 for none. 1900-01-01 is what forms write for an unknown day. */
export function birthNumber(text: string | undefined): number {
  const iso = text === undefined ? null : readDate(text).iso
  const number = iso === null ? 0 : Number(iso.replaceAll('-', ''))
  return number === 19000101 || number === 19700101 ? 0 : number
}

function birthInId(number: string): number {
  const digits = number.slice(6, 14)
  return /^(?:19|20)\d{6}$/.test(digits) ? Number(digits) : 0
}
