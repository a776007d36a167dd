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

/** ISO 3166-1 alpha-3 of a country as people write it, in Chinese, English or code; undefined for anything else. */
export function findNationality(text: string): string | undefined {
  const bare = text
    .normalize('NFKC')
    .replace(/[\s·.()（）]/g, '')
    .replace(/(?<=.)(?:国籍|籍)$/, '')
  const known = spoken[bare.toUpperCase()] ?? spoken[bare]
  const code =
    known ??
    (/^[A-Za-z]{3}$/.test(bare) && countries.isValid(bare) ? bare.toUpperCase() : undefined) ??
    (/^[A-Za-z]{2}$/.test(bare) ? countries.alpha2ToAlpha3(bare.toUpperCase()) : undefined) ??
    countries.getSimpleAlpha3Code(bare, 'zh') ??
    countries.getSimpleAlpha3Code(text.normalize('NFKC').trim(), 'en')
  if (!code || code === 'XXX') return undefined
  return regions.has(code) ? 'CHN' : code
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
