import { foldMasks, foldNumber, unfloat } from './text.ts'
import { type IdFault, normaliseResidentId, readResidentId, residentIdCheck } from './residentId.ts'

/**
 * resident_id: GB 11643 · residence_permit: of Hong Kong, Macau and Taiwan residents (81/82/83) · home_return_permit:
 * of Hong Kong and Macau residents · taiwan_permit · foreign_residence: permanent, 15 characters old, 18 new · passport.
 */
export type DocumentType =
  | 'resident_id'
  | 'residence_permit'
  | 'home_return_permit'
  | 'taiwan_permit'
  | 'foreign_residence'
  | 'passport'
  | 'other'
export const documentTypes: readonly DocumentType[] = [
  'resident_id',
  'residence_permit',
  'home_return_permit',
  'taiwan_permit',
  'foreign_residence',
  'passport',
  'other',
]

export interface DocumentReading {
  type: DocumentType
  ok: boolean
  why: IdFault | null
  /** Normalised: no blanks, capitals, 18 places where the type has them. */
  number: string
  birth: string | null
  sex: 'M' | 'F' | null
  area: string | null
  /** False where the shape fits other things too: eight digits may be a Taiwan permit or a date. */
  certain: boolean
}

const names: [DocumentType, RegExp][] = [
  ['residence_permit', /居住证|residence permit/i],
  ['home_return_permit', /回乡证|港澳居民来往|来往内地|home.?return/i],
  ['taiwan_permit', /台胞证|台湾居民|taiwan/i],
  ['foreign_residence', /永久居留|外国人居留|permanent/i],
  ['passport', /护照|passport/i],
  ['resident_id', /身份证|resident|\bid\b|证件号码/i],
]

/** The document type that words like 身份证, 护照, 台胞证 name, in either language; undefined if they name none. */
export function findDocumentType(words: string): DocumentType | undefined {
  return names.find(([, pattern]) => pattern.test(words))?.[0]
}

/** What document a bare number most likely is, with its verdict. Never throws. */
export function guessDocument(text: string): DocumentReading {
  const bare = foldMasks(foldNumber(text).replace(/^['`"]+|['`"]+$/g, ''))
  const id = normaliseResidentId(bare)
  if (id === '') return readDocument('resident_id', '')
  if (/^[HM](?:\d{8}|\d{10})$/.test(bare)) return readDocument('home_return_permit', bare)
  if (/^[A-Z]{3}\d{12}$/.test(bare)) return readDocument('foreign_residence', bare)
  if (/^9\d{16}[\dX]$/.test(id)) return readDocument('foreign_residence', id)
  if (/^8[123]0000\d{11}[\dX]$/.test(id)) return readDocument('residence_permit', id)
  if (/^\d{15}$/.test(id) || (id.length >= 14 && /^[\d*]+X?$/.test(id))) return readDocument('resident_id', id)
  if (/^\d{8}$/.test(bare)) return { ...readDocument('taiwan_permit', bare), certain: false }
  if (/^(?=.*\d)[A-Z][A-Z0-9]{5,8}$/.test(bare)) return readDocument('passport', bare)
  if (/^[\d*]+X?$/.test(id)) return { ...readDocument('resident_id', id), certain: id.length >= 12 }
  return { ...readDocument('other', bare), certain: false }
}

/** Reads a number as the given type of document and says what is wrong with it. */
export function readDocument(type: DocumentType, text: string): DocumentReading {
  switch (type) {
    case 'resident_id':
      return fromId(type, text)
    case 'residence_permit': {
      const read = fromId(type, text)
      return read.ok && !/^8[123]0000/.test(read.number) ? { ...read, ok: false, why: 'area' } : read
    }
    case 'foreign_residence':
      return readForeignResidence(text)
    case 'home_return_permit':
      // Nine characters name the person; the two further digits count re-issues and so change.
      return readShape(type, text, /^[HM]\d{8}(?:\d{2})?$/, (n) => n.slice(0, 9))
    case 'taiwan_permit':
      return readShape(type, text, /^\d{8}(?:\d{2})?(?:\([A-Z]\))?$/, (n) => n.slice(0, 8))
    case 'passport':
      return readShape(type, text, /^(?=.*\d)[A-Z0-9]{5,9}$/, (n) => n)
    case 'other':
      return readShape(type, text, /^.{3,40}$/u, (n) => n)
  }
}

function fromId(type: DocumentType, text: string): DocumentReading {
  const { ok, why, number, birth, sex, area } = readResidentId(text)
  return { type, ok, why, number, birth, sex, area, certain: true }
}

function readForeignResidence(text: string): DocumentReading {
  const bare = foldMasks(foldNumber(text))
  if (/^[A-Z]{3}\d{12}$/.test(bare)) return shaped('foreign_residence', bare, null)
  const read = fromId('foreign_residence', text)
  const { number, birth } = read
  if (!/^9\d{16}[\dX]$/.test(number)) return { ...read, ok: false, why: read.why ?? 'length' }
  // The new number begins with 9, a province and a country; birth date and check character stand as in GB 11643.
  const why = birth === null ? 'date' : residentIdCheck(number) === number[17] ? null : 'checksum'
  return { ...read, area: null, ok: why === null, why }
}

function readShape(type: DocumentType, text: string, shape: RegExp, keep: (number: string) => string): DocumentReading {
  const number = foldMasks(unfloat(foldNumber(text)))
  if (number === '') return shaped(type, number, 'empty')
  if (number.includes('*')) return shaped(type, number, 'masked')
  if (!shape.test(number)) return shaped(type, number, /^[A-Z0-9()]+$/.test(number) ? 'length' : 'characters')
  return shaped(type, keep(number), null)
}

function shaped(type: DocumentType, number: string, why: IdFault | null): DocumentReading {
  return { type, ok: why === null, why, number, birth: null, sex: null, area: null, certain: true }
}
