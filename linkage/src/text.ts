/** Marks that stand for a hidden character in lists: stars, crosses, boxes, dots, question marks. */
const masks = /[*＊×✕✖●•∗■□�?？…○]/g

/**
 * The same text in plain form: full-width letters, digits and marks become half-width, every kind of space becomes
 * one blank, invisible characters vanish, both ends are trimmed. Never throws, on any Unicode.
 */
export function foldText(text: string): string {
  if (/^[\x21-\x7e\u4e00-\u9fff]*$/.test(text)) return text
  return text
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]/g, '')
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s\p{Cc}\u3000]+/gu, ' ')
    .trim()
}

/** `foldText` with every blank removed and letters raised: how document numbers are compared. */
export function foldNumber(text: string): string {
  return foldText(text).replaceAll(' ', '').toUpperCase()
}

/** Every mask mark written as `*`. */
export function foldMasks(text: string): string {
  return text.replace(masks, '*')
}

/**
 * A number as spreadsheets write it, digits again: `13912345678.0` and `1.3912345678E10` → `13912345678`.
 * Text of any other shape comes back unchanged.
 */
export function unfloat(text: string): string {
  const plain = /^(\d+)\.0+$/.exec(text)
  if (plain) return plain[1]!
  const scientific = /^(\d)(?:\.(\d+))?E\+?(\d{1,2})$/i.exec(text)
  if (!scientific) return text
  const digits = scientific[1]! + (scientific[2] ?? '')
  const places = Number(scientific[3]) + 1
  if (places >= digits.length) return digits.padEnd(places, '0')
  return /^0*$/.test(digits.slice(places)) ? digits.slice(0, places) : text
}

const numerals: Record<string, number> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  壹: 1,
  贰: 2,
  叁: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  柒: 7,
  捌: 8,
  玖: 9,
  '○': 0,
  Ｏ: 0,
}
export const chineseDigits = Object.keys(numerals).join('')
const units: Record<string, number> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 }
export const chineseNumeral = `[${chineseDigits}${Object.keys(units).join('')}]+`

/** Chinese numerals to a number's digits: 十二 → `12`, 三百零五 → `305`, 二〇二二 → `2022`; undefined for anything else. */
export function findChineseNumber(text: string): string | undefined {
  if (text === '') return undefined
  const characters = [...text]
  if (characters.every((c) => c in numerals)) return characters.map((c) => numerals[c]).join('')
  let total = 0
  let digit: number | undefined
  for (const c of characters) {
    const unit = units[c]
    if (unit !== undefined) {
      total += (digit ?? 1) * unit
      digit = undefined
    } else if (c in numerals) digit = numerals[c]
    else return undefined
  }
  return String(total + (digit ?? 0))
}
