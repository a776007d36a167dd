import { type IdFault, readResidentId, residentIdCheck } from '#linkage/residentId.ts'

/** The identity number in what was scanned: alone or in a longer text; where there is none, the text itself. */
export function numberIn(text: string): string {
  const numbers = text.match(/\d+[Xx]?/g) ?? []
  return numbers.find((one) => one.length === 18 && readResidentId(one).ok) ?? text.trim()
}

/** How an identity number stands while it is typed; null where the text is no such number, or too short to tell. */
export type Typing = { state: 'so_far'; digits: number } | { state: 'right' } | { state: 'wrong'; why: IdFault }

/** Fewer digits are a room, a tail or the beginning of a telephone number. */
const fewest = 7

/** Says as early as it shows that a digit is wrong: the province after two, the birthday after fourteen, the rest at the end. */
export function checkTyping(text: string): Typing | null {
  const number = text.replace(/\s/g, '').toUpperCase()
  const mobile = number.length <= 11 && /^1[3-9]/.test(number)
  if (!/^\d+X?$/.test(number) || number.length < fewest || mobile) return null
  if (number.length >= 18) return told(readResidentId(number).why)
  if (number.endsWith('X')) return { state: 'wrong', why: 'length' }
  // What is not typed yet is made up so that nothing else can be wrong.
  const first17 = number + '19000101000'.slice(number.length - 6)
  const why = readResidentId(first17 + residentIdCheck(first17)).why
  const early = number.length < 14 && why === 'date' ? null : why
  if (early === null) return { state: 'so_far', digits: number.length }
  // A number of before 1999 has fifteen digits.
  return number.length === 15 && readResidentId(number).ok ? { state: 'right' } : { state: 'wrong', why: early }
}

function told(why: IdFault | null): Typing {
  return why === null ? { state: 'right' } : { state: 'wrong', why }
}
