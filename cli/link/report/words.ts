import { both, escape } from './both.ts'

// Names that the engine gives to what it compares and to the levels of agreement, in words for the report.
const comparisons: Record<string, [zh: string, en: string]> = {
  residentId: ['身份证号', 'ID number'],
  zhName: ['姓名', 'name'],
  fullName: ['姓名', 'name'],
  givenName: ['名', 'given name'],
  surname: ['姓', 'surname'],
  phone: ['电话', 'phone'],
  date: ['生日', 'birth date'],
  sex: ['性别', 'sex'],
  zhAddress: ['住址', 'address'],
  address: ['住址', 'address'],
  place: ['地名', 'place'],
  postcode: ['邮编', 'postcode'],
  email: ['邮箱', 'email'],
  identifier: ['编号', 'number'],
  category: ['类别', 'category'],
  text: ['文字', 'text'],
  rowId: ['行号', 'row number'],
  ignore: ['不比较', 'left out'],
}

const levels: Record<string, [zh: string, en: string]> = {
  none: ['无从比较', 'nothing to compare'],
  same: ['相同', 'the same'],
  partial: ['相同，末几位丢失', 'the same, last digits lost'],
  edit: ['差一处', 'one slip apart'],
  mask: ['与遮盖处相符', 'fits the mask'],
  twin: ['同地同日出生，顺序号不同', 'one area and birthday, other sequence'],
  conflict: ['两个有效的不同号码', 'two valid, different numbers'],
  different: ['不同', 'different'],
  sound: ['同音', 'sounds the same'],
  near: ['相近', 'close to it'],
  like: ['相像', 'much alike'],
  initial: ['姓同，名只见一部分', 'surname, and part of the name'],
  changed: ['改一字', 'one character changed'],
  given: ['名同姓不同', 'given name only'],
  surname: ['只有姓同', 'surname only'],
  short: ['简称或小名', 'short form or nickname'],
  part: ['一部分相同', 'part of it the same'],
  swapped: ['姓名互换', 'names swapped'],
  month: ['同年同月', 'same month'],
  year: ['同年', 'same year'],
  door: ['同一户', 'same door'],
  building: ['同一幢', 'same building'],
  place: ['同一小区', 'same estate'],
  neighbour: ['同幢另一户', 'same building, other door'],
  elsewhere: ['同小区另一幢', 'same estate, other building'],
  close: ['相差几天', 'a few days apart'],
  start: ['开头相同', 'same beginning'],
  user: ['用户名相同', 'same user name'],
}

// Parts of values that blocking rules go by.
const parts: Record<string, [zh: string, en: string]> = {
  number: ['号码', 'number'],
  masked: ['有遮盖', 'masked'],
  first14: ['前 14 位', 'first 14'],
  last4: ['末 4 位', 'last 4'],
  ends: ['首尾', 'both ends'],
  day: ['日期', 'day'],
  sound: ['读音', 'sound'],
  surname: ['姓', 'surname'],
  given: ['名', 'given name'],
  place: ['小区', 'estate'],
  door: ['门牌', 'door'],
  building: ['幢', 'building'],
  year: ['年', 'year'],
  month: ['月', 'month'],
}

/** `zhName` in words; what the engine has added since comes as it is. */
export function comparisonWords(name: string): string {
  const [zh, en] = comparisonText(name)
  return both(escape(zh), escape(en))
}

export function levelWords(name: string): string {
  const [zh, en] = levelText(name)
  return both(escape(zh), escape(en))
}

export function comparisonText(name: string): [zh: string, en: string] {
  return comparisons[name] ?? [name, name]
}

export function levelText(name: string): [zh: string, en: string] {
  return levels[name] ?? [name, name]
}

/** `zhName.sound + date.day` in words. */
export function ruleWords(rule: string): string {
  const inLanguage = (language: 0 | 1): string =>
    escape(rule).replace(/(\w+)\.(\w+)/g, (whole, type: string, part: string) => {
      const [a, b] = [comparisons[type]?.[language], parts[part]?.[language]]
      if (a === undefined || b === undefined) return whole
      return a === b ? a : language === 0 ? `${a}${b}` : `${a} (${b})`
    })
  return both(inLanguage(0), inLanguage(1))
}
