import { isCalendarDay } from './dates.ts'
import { foldMasks, foldNumber, unfloat } from './text.ts'

/** Why a number is not a valid one. `area`: its first two digits name no province. `rounded`: a spreadsheet lost digits. */
export type IdFault = 'empty' | 'length' | 'characters' | 'checksum' | 'date' | 'area' | 'rounded' | 'masked'

export interface IdReading {
  ok: boolean
  why: IdFault | null
  /** 18 characters where that is possible (a 15-digit number is upgraded), else the normalised text; masks are `*`. */
  number: string
  /** Birth date, YYYY-MM-DD, wherever its eight digits are visible and a real day, also in invalid numbers. */
  birth: string | null
  sex: 'M' | 'F' | null
  /** GB/T 2260 code, six digits, of the place of first registration. It may have been abolished since. */
  area: string | null
  /** It was a 15-digit number of before 1999. */
  upgraded: boolean
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checks = '10X98765432'
// GB/T 2260 provinces, 81–83 the residence permits of Hong Kong, Macau and Taiwan residents, 91 foreigners (old series).
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(
    ' ',
  ),
)

/** Full-width forms, blanks, quotes, separators and lower-case x undone; floats written out; every mask a `*`. */
export function normaliseResidentId(text: string): string {
  const folded = foldNumber(text).replace(/^[\s'`"]+|['`"]+$/g, '')
  const plain = foldMasks(unfloat(folded).replace(/[\s\-—–_.,]/g, ''))
  // An X inside stands for a hidden digit; the last place may be a true one.
  return plain.length === 18 ? plain.slice(0, 17).replaceAll('X', '*') + plain.slice(17) : plain
}

/** The check character for the first 17 digits (GB 11643, ISO 7064 MOD 11-2). */
export function residentIdCheck(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (first17.charCodeAt(i) - 48) * weights[i]!
  return checks[sum % 11]!
}

/** A 15-digit number in its 18-character form. */
export function upgradeResidentId(fifteen: string): string {
  const first17 = `${fifteen.slice(0, 6)}19${fifteen.slice(6)}`
  return first17 + residentIdCheck(first17)
}

/**
 * Reads a number of GB 11643 and says what is wrong with it. `area`, `birth` and `sex` are given wherever they show.
 * The area is checked by province only: county codes come and go, and an abolished one stays valid in old numbers.
 */
export function readResidentId(text: string): IdReading {
  const number = normaliseResidentId(text)
  if (number === '') return reading(number, 'empty')
  if (number.includes('*')) return reading(number, /^[\d*]+[\dX*]$/.test(number) ? 'masked' : 'characters')
  if (/^\d{15}$/.test(number)) {
    const whole = upgradeResidentId(number)
    return { ...reading(whole, faultIn(whole)), upgraded: true }
  }
  if (!/^\d+X?$/.test(number)) return reading(number, 'characters')
  if (number.length !== 18) return reading(number, 'length')
  return reading(number, faultIn(number))
}

/** True for a valid resident ID number in any way of writing it. */
export function isResidentId(text: string): boolean {
  return readResidentId(text).ok
}

/** Whether a masked number (`3201********1234`, `320102199********`) can be the number `whole`. */
export function idMaskMatches(mask: string, whole: string): boolean {
  if (mask.length === whole.length) {
    for (let i = 0; i < mask.length; i++) if (mask[i] !== '*' && mask[i] !== whole[i]) return false
    return true
  }
  // The number of stars often is not the number of hidden digits: compare both ends.
  const head = mask.slice(0, mask.indexOf('*'))
  const tail = mask.slice(mask.lastIndexOf('*') + 1)
  return head.length + tail.length <= whole.length && whole.startsWith(head) && whole.endsWith(tail)
}

function faultIn(number: string): IdFault | null {
  if (!provinces.has(number.slice(0, 2))) return 'area'
  if (birthIn(number) === null) return 'date'
  if (residentIdCheck(number) === number[17]) return null
  // Spreadsheets keep 15 significant digits: the last three turn to zeros.
  return number.endsWith('000') ? 'rounded' : 'checksum'
}

function reading(number: string, why: IdFault | null): IdReading {
  const whole = number.length === 18
  const order = whole ? number.charCodeAt(16) - 48 : -1
  const area = number.slice(0, 6)
  return {
    ok: why === null,
    why,
    number,
    birth: whole ? birthIn(number) : null,
    sex: order >= 0 && order <= 9 && why !== 'rounded' ? (order % 2 === 1 ? 'M' : 'F') : null,
    area: /^\d{6}$/.test(area) && provinces.has(area.slice(0, 2)) ? area : null,
    upgraded: false,
  }
}

function birthIn(number: string): string | null {
  const digits = number.slice(6, 14)
  if (!/^\d{8}$/.test(digits)) return null
  const year = Number(digits.slice(0, 4))
  if (year < 1850 || year > 2150) return null
  if (!isCalendarDay(year, Number(digits.slice(4, 6)), Number(digits.slice(6)))) return null
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}
