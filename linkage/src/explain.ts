import type { Field } from './levels.ts'
import type { Guard } from './safety.ts'
import type { Reason } from './weights.ts'

type Words = [zh: string, en: string]
const words: Record<Field, Record<string, Words>> = {
  document: {
    same: ['证件号码相同', 'same document number'],
    partial: ['证件号码可见部分相符', 'visible part of the document number fits'],
    edit: ['证件号码只差一位，且至少一个无效', 'document numbers one slip apart, one of them invalid'],
    mask: ['证件号码首尾相符', 'both ends of the document number fit'],
    twin: ['同地区同生日、顺序码不同（疑似双胞胎）', 'same area and birthday, other sequence number (twins?)'],
    conflict: ['两个有效身份证号不同', 'two different valid ID numbers'],
    different: ['证件号码不同', 'document numbers differ'],
  },
  name: {
    same: ['姓名相同', 'same name'],
    sound: ['姓名同音', 'names sound the same'],
    near: ['姓名形近或音近', 'names look or sound alike'],
    mask: ['姓名可见部分相符', 'visible part of the name fits'],
    initial: ['仅姓氏可见且相符', 'only the surname shows, and fits'],
    changed: ['姓名差一个字', 'names differ in one character'],
    surname: ['只有姓氏相同', 'only the surname is the same'],
    different: ['姓名不同', 'names differ'],
  },
  phone: {
    same: ['电话相同', 'same phone'],
    mask: ['电话可见部分相符', 'visible part of the phone fits'],
    edit: ['电话只差一位', 'phones one slip apart'],
    different: ['电话不同', 'phones differ'],
  },
  birth: {
    same: ['出生日期相同', 'same birth date'],
    edit: ['出生日期差一位或月日颠倒', 'birth dates one slip apart, or day and month swapped'],
    month: ['出生年月相同', 'same month of birth'],
    year: ['出生年份相同', 'same year of birth'],
    different: ['出生日期不同', 'birth dates differ'],
  },
  sex: { same: ['性别相同', 'same sex'], different: ['性别不同', 'sexes differ'] },
  address: {
    door: ['同一户', 'same door'],
    building: ['同一楼栋', 'same building'],
    estate: ['同一小区', 'same estate'],
    neighbour: ['同楼不同户', 'same building, other door'],
    elsewhere: ['同小区不同楼', 'same estate, other building'],
    different: ['住址不同', 'addresses differ'],
  },
}

const guards: Record<Guard, Words> = {
  different_documents: ['有效身份证号不同，不能自动合并', 'different valid IDs are never linked without asking'],
  twins: ['可能是双胞胎，请人工判断', 'these may be twins: please decide'],
  family_phone: ['姓名和证件都不相符，可能是家人共用电话', 'neither name nor document agrees: perhaps a family phone'],
  same_name_neighbours: ['只有同名同区，缺少其他依据', 'one name in one place needs one more agreement'],
  masked_only: ['信息被遮盖，依据不足', 'too much is masked to be sure'],
  sexes_differ: ['性别不一致，请人工判断', 'the sexes differ: please decide'],
}

/** The evidence in words, strongest first: `证件号码相同 +26`. */
export function explain(reasons: Reason[], language: 'zh' | 'en'): string[] {
  const at = language === 'zh' ? 0 : 1
  return reasons
    .toSorted((a, b) => Math.abs(b.bits) - Math.abs(a.bits))
    .map((reason) => `${wordsOf(reason, at)} ${signed(reason.bits)}`)
}

/** One piece of evidence in words, without its bits: for a waterfall that draws them. */
export function explainReason(reason: Pick<Reason, 'field' | 'level'>, language: 'zh' | 'en'): string {
  return wordsOf(reason, language === 'zh' ? 0 : 1)
}

function wordsOf({ field, level }: Pick<Reason, 'field' | 'level'>, at: 0 | 1): string {
  return words[field][level]?.[at] ?? `${field} ${level}`
}

/** Why a strong pair still waits for a person. */
export function explainGuard(guard: Guard, language: 'zh' | 'en'): string {
  return guards[guard][language === 'zh' ? 0 : 1]
}

function signed(bits: number): string {
  const rounded = Math.round(bits * 10) / 10
  return rounded < 0 ? `−${-rounded}` : `+${rounded}`
}
