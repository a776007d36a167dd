import { findReading, syllablesOf } from '../../src/pinyin.ts'
import { looksLike, soundsLike, toTraditional } from './names.ts'
import type { Human } from './households.ts'
import type { Random } from './random.ts'

const digits = '0123456789'

/** Someone typed it: a digit wrong, two swapped, one lost or one twice. */
export function slip(random: Random, text: string): string {
  if (text.length < 4) return text
  const at = random.below(text.length - 1)
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2)
    case 1:
      return text.slice(0, at) + text.slice(at + 1)
    case 2:
      return text.slice(0, at) + text[at]! + text.slice(at)
    default:
      return text.slice(0, at) + random.pick(digits) + text.slice(at + 1)
  }
}

/** One character of the name heard wrong: mostly the same sound, else what a dialect makes of it. */
export function mishear(random: Random, { surname, given }: Human): string {
  const at = random.below(given.length)
  const character = given[at]!
  const heard = soundsLike(random, character, random.chance(0.25))
  if (random.chance(0.06)) return soundsLike(random, surname[0]!, false) + surname.slice(1) + given
  return surname + given.slice(0, at) + heard + given.slice(at + 1)
}

/** One character read wrong; now and then it is lost, or what a system cannot write becomes a question mark. */
export function misread(random: Random, { surname, given }: Human): string {
  const at = random.below(given.length)
  if (given.length > 1 && random.chance(0.1)) return surname + given.slice(0, at) + given.slice(at + 1)
  if (random.chance(0.05)) return surname + given.slice(0, at) + random.pick(['?', '□', '*']) + given.slice(at + 1)
  if (given.length === 2 && random.chance(0.06)) return surname + given[1]! + given[0]!
  if (random.chance(0.08)) return looksLike(random, surname[0]!) + surname.slice(1) + given
  return surname + given.slice(0, at) + looksLike(random, given[at]!) + given.slice(at + 1)
}

/** As tickets, passports and foreign forms have it, in either order. */
export function inPinyin(random: Random, { surname, given }: Human): string {
  const dotted = given.startsWith('·')
  const family = syllablesOf(surname).join('')
  const own = dotted
    ? Array.from(given.slice(1), (c) => findReading(c) ?? '')
    : syllablesOf(surname + given).slice(surname.length)
  const joined = own.join('')
  switch (random.below(6)) {
    case 0:
      return `${family} ${joined}`.toUpperCase()
    case 1:
      return `${capital(joined)} ${capital(family)}`
    case 2:
      return `${family} ${own.join(' ')}`.toUpperCase()
    case 3:
      return family + joined
    case 4:
      return `${joined} ${family}`.toUpperCase()
    default:
      return `${family}/${joined}`.toUpperCase()
  }
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

export function masked(random: Random, { surname, given }: Human): string {
  if (given.length > 1 && random.chance(0.25)) return `${surname}${'*'.repeat(given.length - 1)}${given.at(-1)!}`
  if (random.chance(0.08)) return '*'.repeat(surname.length) + given
  if (random.chance(0.05)) return `${surname}某某`
  return surname + '*'.repeat(given.length)
}

export function honorific(random: Random, { surname, sex, age }: Human): string {
  if (age > 60 && random.chance(0.3)) return surname + (sex === 'M' ? '大爷' : '阿姨')
  return surname + (sex === 'M' ? '先生' : random.chance(0.8) ? '女士' : '小姐')
}

/** Right, and yet not the same text: a blank inside, traditional characters, a remark, full width. */
export function dress(random: Random, name: string): string {
  switch (random.below(8)) {
    case 0:
      return toTraditional(name)
    case 1:
      return `${name}(户主)`
    case 2:
      return ` ${name}`
    case 3:
      return `${name}　`
    default:
      return name.length === 2 ? `${name[0]!}${random.pick([' ', '　', '  '])}${name[1]!}` : [...name].join(' ')
  }
}

export function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
}

/** The form of before 1999. */
export function fifteen(idNumber: string): string {
  return idNumber.slice(0, 6) + idNumber.slice(8, 17)
}

/** 3201**********1234, or 6 and 4, or 6 and 3 and so on, as each office has it. */
export function maskId(random: Random, idNumber: string): string {
  const [head, tail] = random.pick(maskShapes)
  return idNumber.slice(0, head) + '*'.repeat(18 - head - tail) + idNumber.slice(18 - tail)
}
const maskShapes: readonly (readonly [number, number])[] = [
  [4, 4],
  [6, 4],
  [3, 4],
  [10, 2],
  [1, 1],
]

export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(7)}`
}

export function dressPhone(random: Random, phone: string): string {
  switch (random.below(7)) {
    case 0:
      return `+86 ${phone}`
    case 1:
      return `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`
    case 2:
      return `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`
    case 3:
      return fullWidth(phone)
    case 4:
      return `86${phone}`
    case 5:
      return `${phone[0]}.${phone.slice(1)}E+10`
    default:
      return `${phone}.0`
  }
}

/** The day in one of the shapes that lists have. */
export function writeDay(random: Random, birth: string): string {
  const [year, month, day] = birth.split('-') as [string, string, string]
  switch (random.below(9)) {
    case 0:
      return year + month + day
    case 1:
      return `${year}.${Number(month)}.${Number(day)}`
    case 2:
      return `${year}/${Number(month)}/${Number(day)}`
    case 3:
      return `${year}年${Number(month)}月${Number(day)}日`
    case 4:
      // What a spreadsheet makes of a date.
      return String(Math.round(Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000) + 25_569)
    default:
      return birth
  }
}

/** Another day than the true one, in a way that happens. */
export function mistakeDay(random: Random, birth: string): string {
  const [year, month, day] = birth.split('-') as [string, string, string]
  if (random.chance(0.2)) return `${year}-01-01`
  if (Number(day) <= 12 && random.chance(0.4)) return `${year}-${day}-${month}`
  if (random.chance(0.3)) return `${Number(year) + (random.chance(0.5) ? 1 : -1)}-${month}-${day}`
  if (random.chance(0.5)) return `${year}-${month}-${two(random.between(1, 28))}`
  return `${year}-${two(random.between(1, 12))}-${Number(day) > 28 ? '28' : day}`
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}
