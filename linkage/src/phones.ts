import { foldMasks, foldText, unfloat } from './text.ts'

export type PhoneFault = 'empty' | 'length' | 'characters' | 'prefix' | 'area' | 'masked' | 'rounded'
export type PhoneKind = 'mobile' | 'landline' | 'service' | 'foreign'

export interface PhoneReading {
  ok: boolean
  why: PhoneFault | null
  kind: PhoneKind | null
  /** `+8613912345678`; null unless `ok`. */
  e164: string | null
  /** As people write it at home: `13912345678`, `025-88888888`; masks are `*`. For lists and comparison. */
  national: string
  extension: string | null
}

// Two-digit area codes; all others have three. Ministry numbering plan: 010 and 020–029.
const shortAreas = /^0(?:10|2\d)/
const fault = (why: PhoneFault, national: string): PhoneReading => ({
  ok: false,
  why,
  kind: null,
  e164: null,
  national,
  extension: null,
})

/**
 * Reads one phone number: +86 and 0086, separators, full-width digits, floats like `1.3912345678E10`, landlines with
 * extension, other countries with + or 00. `areaCode` (`025`) completes landlines written without one.
 */
export function readPhone(
  value: string | number | null | undefined,
  options: { areaCode?: string } = {},
): PhoneReading {
  const found = foldText(String(value ?? '')).replace(/^['`"]+|['`"]+$/g, '')
  if (found === '') return fault('empty', '')
  // A spreadsheet that shows 1.39123E+10 has thrown the other digits away.
  if (/^\d(?:\.\d{0,8})?e\+?\d+$/i.test(found)) return fault('rounded', found)
  const text = unfloat(found)
  const [main, extension] = splitExtension(foldMasks(text))
  const digits = main.replace(/[\s\-—–_.()（）/]/g, '').replace(/^(?:手机|电话|tel|phone)[::]?/i, '')
  if (!/^\+?[\d*]+$/.test(digits)) return fault('characters', digits)
  const home = digits.replace(/^(?:\+|00)?86(?=1\d{10}$|1[\d*]{10}$|0?[1-9]\d{8,10}$)/, '')
  if (home.includes('*')) return fault('masked', home)
  if (/^(?:\+|00)(?!86)/.test(home)) return readForeign(home)
  return { ...readNational(home.replace(/^\+86/, ''), options.areaCode), extension }
}

/** Every number in a cell: `13912345678/025-88888888、138…`. Empty for an empty cell. */
export function splitPhones(text: string): string[] {
  return foldText(text)
    .split(/[/、,，;；|]|\s+(?=\+?1?\d{6})|(?<=\d{11})\s+|或/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Whether a masked number (`138****1234`) can be the number `whole`, both as `national`. */
export function phoneMaskMatches(mask: string, whole: string): boolean {
  if (mask.length !== whole.length) return false
  for (let i = 0; i < mask.length; i++) if (mask[i] !== '*' && mask[i] !== whole[i]) return false
  return true
}

function splitExtension(text: string): [string, string | null] {
  const found = /^(.{7,}?)\s*(?:转|ext\.?|x|#)\s*(\d{1,6})$/i.exec(text) ?? /^(0\d{2,3}-\d{7,8})-(\d{1,6})$/.exec(text)
  return found ? [found[1]!, found[2]!] : [text, null]
}

function good(kind: PhoneKind, national: string): PhoneReading {
  const e164 = `+86${national.replace(/^0/, '').replace('-', '')}`
  return { ok: true, why: null, kind, e164, national, extension: null }
}

function readNational(digits: string, areaCode: string | undefined): PhoneReading {
  const mobile = digits.replace(/^0(?=1\d{10}$)/, '')
  if (/^1\d{10}$/.test(mobile)) return /^1[3-9]/.test(mobile) ? good('mobile', mobile) : fault('prefix', mobile)
  if (/^[48]00\d{7}$/.test(digits)) return good('service', digits)
  if (/^0[1-9]/.test(digits)) {
    const cut = shortAreas.test(digits) ? 3 : 4
    const rest = digits.length - cut
    const whole = `${digits.slice(0, cut)}-${digits.slice(cut)}`
    return rest === 7 || rest === 8 ? good('landline', whole) : fault('length', digits)
  }
  if (/^[2-8]\d{6,7}$/.test(digits)) {
    return areaCode ? good('landline', `${areaCode}-${digits}`) : { ...fault('area', digits), kind: 'landline' }
  }
  return fault(digits.startsWith('1') || digits.length < 7 ? 'length' : 'prefix', digits)
}

function readForeign(digits: string): PhoneReading {
  const number = digits.replace(/^(?:\+|00)/, '')
  if (!/^[1-9]\d{6,14}$/.test(number)) return fault('length', digits)
  return { ok: true, why: null, kind: 'foreign', e164: `+${number}`, national: `+${number}`, extension: null }
}
