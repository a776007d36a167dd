import { comparisonWords as comparisonText, levelWords as levelText } from '#linkage/engine/index.ts'
import { both, escape } from './both.ts'

// Parts of values that blocking rules go by.
const parts: Record<string, [zh: string, en: string]> = {
  number: ['号码', 'number'],
  masked: ['有遮盖', 'masked'],
  first14: ['前 14 位', 'first 14'],
  last4: ['末 4 位', 'last 4'],
  last1: ['末位', 'last one'],
  first10: ['前 10 位', 'first 10'],
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

/** What a column holds. */
export function columnWords(type: string): string {
  if (type === 'rowId') return both('行号', 'row number')
  return type === 'ignore' ? '' : comparisonWords(type)
}

/** `zhName.sound + date.day` in words. */
export function ruleWords(rule: string): string {
  const inLanguage = (language: 0 | 1): string =>
    escape(rule).replace(/(\w+)\.(\w+)/g, (_, type: string, part: string) => {
      const own = comparisonText(type)[language]
      const of = parts[part]?.[language] ?? part
      if (own === of) return own
      return language === 0 ? `${own}${of}` : `${own} (${of})`
    })
  return both(inLanguage(0), inLanguage(1))
}
