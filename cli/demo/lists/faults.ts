import { findReading } from '#linkage'
import { givenCharacters } from '../names.ts'
import type { Random } from '../random.ts'

export type Fault =
  | 'homophone'
  | 'look_alike'
  | 'name_masked'
  | 'name_missing'
  | 'name_pinyin'
  | 'name_honorific'
  | 'id_rounded'
  | 'id_digit'
  | 'id_masked'
  | 'id_missing'
  | 'id_15'
  | 'id_other_document'
  | 'full_width'
  | 'swapped_columns'
  | 'phone_digit'
  | 'phone_missing'
  | 'phone_spaced'

const lookAlikes =
  '未末 玉王 晨辰 杨扬 李季 陈阵 玲铃 俊峻 婷停 娟捐 静净 晴睛 梁粱 候侯 肖萧 徐涂 丹舟 宇字 兰三 伟纬 萍苹 芬芳 燕雁 杰木 磊垒 ' +
  '浩皓 涛焘 莹营 佳住 红江 明朋 建健 丽俪 峰锋 辉晖 云去 永水 刚钢 淑叔 荣菜 清请 林材 成戊 龙尤 华毕 志忐 海每 德得 凤风 珍珠'

let sounds: Map<string, string[]> | undefined

function soundTable(): Map<string, string[]> {
  if (sounds) return sounds
  sounds = new Map()
  for (const character of givenCharacters) {
    const reading = findReading(character)
    if (reading) sounds.set(reading, [...(sounds.get(reading) ?? []), character])
  }
  return sounds
}

/** One character of the given name replaced by another of the same sound; undefined where none is at hand. */
export function misspell(random: Random, name: string): string | undefined {
  const at = random.between(1, name.length - 1)
  const others = (soundTable().get(findReading(name[at]!) ?? '') ?? []).filter((other) => other !== name[at])
  return others.length > 0 ? replaceAt(name, at, random.pick(others)) : undefined
}

/** One character replaced by one that looks like it; undefined where none is known. */
export function misread(name: string): string | undefined {
  for (let at = name.length - 1; at >= 0; at--) {
    const pair = lookAlikes.split(' ').find((group) => group.includes(name[at]!))
    if (pair) return replaceAt(name, at, pair.replace(name[at]!, ''))
  }
  return undefined
}

/** One digit wrong, never the first six and never the last. */
export function slipDigit(random: Random, number: string): string {
  const at = random.between(Math.min(6, number.length - 3), number.length - 2)
  return replaceAt(number, at, String((Number(number[at]) + random.between(1, 9)) % 10))
}

/** What Excel makes of 18 digits typed as a number: fifteen are kept. */
export function roundByExcel(number: string): number {
  return Number(`${number.slice(0, 15)}000`)
}

/** The form of before 1999, for who was born in the last century: no century, no check character. */
export function toFifteen(number: string): string {
  return number.slice(0, 6) + number.slice(8, 17)
}

export function toFullWidth(text: string): string {
  return Array.from(text, (c) => (/[!-~]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('')
}

export function maskMiddle(text: string, head: number, tail: number): string {
  return text.slice(0, head) + '*'.repeat(Math.max(text.length - head - tail, 1)) + text.slice(text.length - tail)
}

function replaceAt(text: string, at: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + 1)
}
