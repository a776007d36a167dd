import countries from 'i18n-iso-countries/index.js'
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' }
import zh from 'i18n-iso-countries/langs/zh.json' with { type: 'json' }
import type { DocumentReading } from '#linkage'
import { type Values, first, isPlaceholder } from './cells.ts'
import { type Fault, fault } from './faults.ts'

countries.registerLocale(zh as never)
countries.registerLocale(en as never)

/** Of somebody whose country nobody has told: ICAO Doc 9303 writes XXX for "unspecified". */
export const untold = 'XXX'

/** What offices write and no list of countries has. */
const spoken: Record<string, string> = {
  中国大陆: 'CHN',
  中国籍: 'CHN',
  中华人民共和国: 'CHN',
  本国: 'CHN',
  中国香港: 'CHN',
  中国澳门: 'CHN',
  中国台湾: 'CHN',
  香港: 'CHN',
  澳门: 'CHN',
  台湾: 'CHN',
  香港特别行政区: 'CHN',
  澳门特别行政区: 'CHN',
  CHINESE: 'CHN',
  PRC: 'CHN',
  韩国: 'KOR',
  大韩民国: 'KOR',
  南韩: 'KOR',
  朝鲜: 'PRK',
  老挝: 'LAO',
  俄国: 'RUS',
  俄罗斯联邦: 'RUS',
  刚果布: 'COG',
  刚果金: 'COD',
  阿联酋: 'ARE',
  沙特: 'SAU',
  USA: 'USA',
  UK: 'GBR',
  英格兰: 'GBR',
}
/** Regions with a code of their own whose people are Chinese citizens. */
const regions = new Set(['HKG', 'MAC', 'TWN'])

/** Every name and code of every country, as `plain` makes them: a look at a map, for a register asks 100,000 times. */
const codes = new Map<string, string>()
for (const [alpha2, alpha3] of Object.entries(countries.getAlpha2Codes())) {
  codes.set(alpha2, alpha3)
  codes.set(alpha3, alpha3)
}
for (const language of ['en', 'zh']) {
  for (const [alpha2, names] of Object.entries(countries.getNames(language, { select: 'all' }))) {
    const code = countries.alpha2ToAlpha3(alpha2)
    if (code) for (const name of names) codes.set(plain(name), code)
  }
}
for (const [name, code] of Object.entries(spoken)) codes.set(plain(name), code)

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·.,'’()（）-]/g, '')
}

/** ISO 3166-1 alpha-3 of a country as people write it, in Chinese, English or code; undefined for anything else. */
export function findNationality(text: string): string | undefined {
  const bare = plain(text)
  const code = codes.get(bare) ?? codes.get(bare.replace(/(?<=.)籍$/, '')) ?? codes.get(bare.replace(/(?<=.)国籍$/, ''))
  return code !== undefined && regions.has(code) ? 'CHN' : code
}

/** The name of a country for people, from its code; the code itself where there is none. */
export function nationalityWords(code: string, language: 'zh' | 'en'): string {
  return countries.getName(code, language) ?? (code === untold ? '' : code)
}

/** What papers prove, what the row says, and `untold` where neither does. `told` false: nothing was said. */
export function readNationality(
  values: Values,
  document: DocumentReading | null,
  faults: Fault[],
): { nationality: string; told: boolean } {
  const cell = first(values, 'nationality')
  const said = cell && !isPlaceholder(cell.text) ? findNationality(cell.text) : undefined
  if (cell && !isPlaceholder(cell.text) && !said) faults.push(fault('nationality_unknown', 'nationality'))
  const proved = document?.ok ? provedBy(document) : undefined
  if (said && proved && said !== proved) faults.push(fault('nationality_conflict', 'nationality'))
  const nationality = proved ?? said
  return { nationality: nationality ?? untold, told: nationality !== undefined }
}

/** Identity cards and travel permits are given to Chinese citizens; a foreigner's permit names the country. */
function provedBy({ type, number }: DocumentReading): string | undefined {
  switch (type) {
    case 'resident_id':
    case 'residence_permit':
    case 'home_return_permit':
    case 'taiwan_permit':
      return 'CHN'
    case 'foreign_residence': {
      const code = /^[A-Z]{3}/.test(number) ? number.slice(0, 3) : countries.numericToAlpha3(number.slice(3, 6))
      return code && countries.isValid(code) ? code : undefined
    }
    default:
      return undefined
  }
}
