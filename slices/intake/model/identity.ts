import {
  type DocumentReading,
  type DocumentType,
  findDocumentType,
  guessDocument,
  readDocument,
  readName,
  readPhone,
  splitPhones,
} from '#linkage'
import { type Value, type Values, addOnce, first, isPlaceholder } from './cells.ts'
import { type Fault, fault } from './faults.ts'

export interface RowDocument {
  type: DocumentType
  /** Normalised; hidden or lost digits are `*`. */
  number: string
  ok: boolean
}

export interface RowName {
  name: string
  masked: boolean
  sex: 'M' | 'F' | null
}

export function readRowName(values: Values, faults: Fault[]): RowName | null {
  const cell = first(values, 'name')
  if (!cell) return null
  if (isPlaceholder(cell.text) || /^(?:无名氏|某某|本人|同上|男|女)$/.test(cell.text)) {
    faults.push(fault('name_placeholder', 'name'))
    return null
  }
  if (cell.text.includes('\uFFFD')) faults.push(fault('name_characters_lost', 'name'))
  const read = readName(cell.text.replaceAll('\uFFFD', '*'))
  // A number at the end tells namesakes apart (王伟2); digits elsewhere are slips.
  const name = read.script === 'han' || read.script === 'mixed' ? read.name.replace(/\d+/g, '') : read.name
  if (/\d/.test(cell.text) && name !== '' && name !== cell.text) faults.push(fault('name_digits', 'name'))
  if (name === '' || !/[\p{L}*]/u.test(name) || /^\**$/.test(name) || read.script === 'none') {
    faults.push(fault('name_placeholder', 'name'))
    return null
  }
  if (read.masked && !cell.text.includes('\uFFFD')) faults.push(fault('name_masked', 'name'))
  return { name, masked: read.masked, sex: read.sex }
}

export function readRowDocuments(
  values: Values,
  faults: Fault[],
): { documents: RowDocument[]; best: DocumentReading | null } {
  const said = first(values, 'document_type')
  const type = said && findDocumentType(said.text)
  const isOther = said && /^(?:其[他它](?:证件)?|other)$/i.test(said.text)
  if (said && !type && !isOther && !isPlaceholder(said.text))
    addOnce(faults, fault('document_type_unknown', 'document_type'))
  const documents: RowDocument[] = []
  let best: DocumentReading | null = null
  for (const cell of values.get('document') ?? []) {
    const read = readCell(cell, type, faults)
    if (!read || documents.some((known) => known.number === read.number)) continue
    documents.push({ type: read.type, number: read.number, ok: read.ok })
    if (!best || (read.ok && !best.ok)) best = read
  }
  return { documents, best }
}

function readCell(cell: Value, said: DocumentType | undefined, faults: Fault[]): DocumentReading | null {
  const text = cell.text.replace(/^(?:身份证|证件|护照)[号码]*[::]?/, '')
  if (isPlaceholder(text) || isFiller(text)) {
    addOnce(faults, fault('document_placeholder', 'document'))
    return null
  }
  const scientific = /^(\d)(?:\.(\d+))?E\+?(\d{1,2})$/i.exec(text)
  if (cell.type === 'r' || (scientific && Number(scientific[3]) >= 15)) return rounded(text, scientific, faults)
  const read = believed(text, said, faults)
  if (read.why === 'rounded') return rounded(read.number, null, faults)
  if (read.why && read.why !== 'empty') addOnce(faults, fault(`document_${read.why}`, 'document'))
  if (/^\d{15}$/.test(text) && read.ok && read.number.length === 18)
    addOnce(faults, fault('document_upgraded', 'document'))
  return read
}

/** The number decides what document it is, where it can; the words of the list where it cannot. */
function believed(text: string, said: DocumentType | undefined, faults: Fault[]): DocumentReading {
  const guess = guessed(text)
  if (!said || said === guess.type) return guess
  const as = readDocument(said, text)
  if (as.ok && !(guess.ok && guess.certain && guess.type === 'resident_id')) return as
  if (!guess.ok || !guess.certain) return as
  // 身份证 is what clerks write for every kind of paper.
  addOnce(faults, fault('document_type_mended', 'document_type'))
  return guess
}

/** Any text could be some unknown paper's number; one that has the look of an identity number is judged as one. */
function guessed(text: string): DocumentReading {
  const guess = guessDocument(text)
  if (guess.type !== 'other') return guess
  const digits = text.replace(/\D/g, '').length
  if (digits >= 13 && text.length <= 20) return readDocument('resident_id', text)
  return digits >= 3 ? guess : { ...guess, ok: false, why: 'characters' }
}

/** Excel keeps fifteen digits; what it shows after them was never true. */
function rounded(text: string, scientific: RegExpExecArray | null, faults: Fault[]): DocumentReading {
  addOnce(faults, fault('document_rounded', 'document'))
  const digits = scientific ? scientific[1]! + (scientific[2] ?? '') : text.replace(/\D/g, '')
  const number = digits.slice(0, 15).padEnd(18, '*')
  return { ...readDocument('resident_id', number), ok: false, why: 'rounded' }
}

export function readRowPhones(values: Values, areaCode: string | undefined, faults: Fault[]): RowPhones {
  const whole: string[] = []
  const partial: string[] = []
  for (const cell of values.get('phone') ?? []) {
    // A country code may stand apart: what is one number as it stands is not split.
    const parts = readPhone(cell.text).ok ? [cell.text] : splitPhones(cell.text)
    for (const part of parts.length > 0 ? parts : [cell.text]) readPart(part, areaCode, whole, partial, faults)
  }
  return { whole, partial }
}

export interface RowPhones {
  /** E.164, each once, in the list's order. */
  whole: string[]
  /** Masked or broken ones as written, for a person's eye and for linking. */
  partial: string[]
}

function readPart(
  text: string,
  areaCode: string | undefined,
  whole: string[],
  partial: string[],
  faults: Fault[],
): void {
  const read = readPhone(text, areaCode ? { areaCode } : {})
  const digits = read.national.replace(/\D/g, '')
  if (isPlaceholder(text) || isFiller(digits) || /^1?(\d)\1{6,}$/.test(digits) || digits === '12345678') {
    addOnce(faults, fault('phone_placeholder', 'phone'))
  } else if (read.ok && read.e164) {
    if (!whole.includes(read.e164)) whole.push(read.e164)
  } else {
    if (read.why && read.why !== 'empty') addOnce(faults, fault(`phone_${read.why}`, 'phone'))
    if (digits.length >= 7 && read.why !== 'rounded') partial.push(read.national)
  }
}

/** One digit repeated, or counted up: what people type to get past a required field. */
function isFiller(text: string): boolean {
  const bare = text.replace(/[\s-]/g, '')
  return /^([\dXx])\1{2,}$/.test(bare) || /^0?123456(?:7(?:8(?:90?)?)?)?$/.test(bare)
}
