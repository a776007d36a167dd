import { isResidentId, readResidentId } from '../residentId.ts'
import { readDate } from '../dates.ts'
import { readPhone } from '../phones.ts'
import type { BlockingRule, ColumnSpec, ColumnType, Spec } from './types.ts'

const headers: [ColumnType, RegExp][] = [
  [
    'ignore',
    /^(?:source|来源|数据来源|批次|备注|remarks?|notes?|cluster|truth|label|(?:entity|person|household|family|cluster|true)_?id)$/i,
  ],
  ['residentId', /身份证|证件号|公民身份|id_?(?:no|card|number)$|resident_?id|^sfz|zjhm/i],
  ['rowId', /^(?:序号|行号|unique_?id|rec(?:ord)?_?(?:id|no)|row_?(?:id|no|number)|id|key|uuid|no\.?|#|index|编号)$/i],
  ['phone', /手机|电话|联系方式|phone|mobile|^tel|cell/i],
  ['email', /e-?mail|邮箱/i],
  ['postcode', /post_?(?:al)?_?code|zip|邮编/i],
  ['sex', /^(?:sex|gender)|性别/i],
  ['date', /birth(?!.*(?:place|country|city|weight))|^dob|^born|出生(?!地)|生日/i],
  ['identifier', /soc_?sec|ssn|nhs|passport|licen[cs]e|insur|护照|社保|医保|member|card|account|卡号/i],
  ['givenName', /first_?name|given|fore_?name|^名$/i],
  ['surname', /sur_?name|last_?name|family_?name|^姓$/i],
  ['fullName', /^(?:full_?name|name|person|姓名|名字)$|姓名/i],
  ['address', /addr|street|住址|地址|居住|home/i],
  ['place', /city|town|suburb|place|state|county|region|country|village|城市|籍贯/i],
]

const sexWords = /^(?:m|f|male|female|男|女|男性|女性)$/i
const hasHan = /[\u4e00-\u9fff]/

/** Share of the values that pass. */
function share(values: string[], test: (value: string) => boolean): number {
  return values.length === 0 ? 0 : values.filter(test).length / values.length
}

/**
 * Guesses what each column holds, from its header and some hundred values, and from that what to compare and how to
 * find pairs. Every guess is plain data: look at it, change it, keep it.
 */
export function guessSpec(names: readonly string[], sample: readonly (readonly string[])[]): Spec {
  const columns = names.map((header, at): ColumnSpec => {
    const values = sample.flatMap((row) => (row[at]?.trim() ? [row[at]!.trim()] : []))
    const type = guessType(header.trim(), values)
    return type === 'date' ? { header, at, type, dayFirst: isDayFirst(values) } : { header, at, type }
  })
  dropDoubles(columns, sample)
  return { version: 1, columns, blocking: guessBlocking(columns) }
}

function guessType(header: string, values: string[]): ColumnType {
  const named = headers.find(([, pattern]) => pattern.test(header))?.[0]
  if (named === 'ignore') return named
  if (values.length === 0) return 'ignore'
  const distinct = new Set(values).size / values.length
  const han = share(values, (value) => hasHan.test(value))
  if (
    share(values, (value) => isResidentId(value) || readResidentId(value).why === 'masked') > 0.3 &&
    share(values, (v) => v.length >= 15) > 0.5
  )
    return 'residentId'
  if (share(values, (value) => value.includes('@')) > 0.6) return 'email'
  if (share(values, (value) => sexWords.test(value)) > 0.9) return 'sex'
  if (named !== 'rowId' && share(values, isPhone) > 0.5) return 'phone'
  if (named === 'date' || (named === undefined && share(values, (value) => readDate(value).ok) > 0.8))
    return named === 'date' ? 'date' : 'ignore'
  if (named === 'residentId') return han > 0.5 ? 'zhName' : 'identifier'
  if (han > 0.4) {
    if (named === 'sex') return named
    const name = share(values, (value) => /^[\u4e00-\u9fff·*]{2,4}$/.test(value))
    const length = values.reduce((sum, value) => sum + value.length, 0) / values.length
    if (named === 'address' || (length > 5 && share(values, (value) => /\d/.test(value)) > 0.3)) return 'zhAddress'
    if (named === 'fullName' || (name > 0.6 && distinct > 0.3 && named === undefined)) return 'zhName'
    return named === 'place' || distinct < 0.5 ? 'category' : 'text'
  }
  if (named === 'rowId' || (named === undefined && distinct === 1 && values.length > 20 && isCounter(values)))
    return 'rowId'
  if (named === 'address') {
    // House numbers and the like stand alone in their column.
    return share(values, (value) => /^\d+\w?$/.test(value)) > 0.7 ? 'category' : 'address'
  }
  if (named !== undefined) return named
  if (share(values, (value) => /^[\d.,-]+$/.test(value)) > 0.8) return distinct > 0.5 ? 'identifier' : 'category'
  return distinct < 0.5 ? 'category' : 'text'
}

function isPhone(value: string): boolean {
  const read = readPhone(value)
  return (read.ok && read.kind !== 'foreign') || (read.why === 'masked' && value.length === 11)
}

function isCounter(values: string[]): boolean {
  return share(values, (value) => /^[a-z]{0,5}[-_]?\d+$|^[0-9a-f-]{32,36}$/i.test(value)) > 0.9
}

function isDayFirst(values: string[]): boolean {
  let day = 0
  let month = 0
  for (const value of values) {
    const parts = /^(\d{1,2})[-/. ](\d{1,2})[-/. ]\d{2,4}/.exec(value)
    if (!parts) continue
    if (Number(parts[1]) > 12) day++
    if (Number(parts[2]) > 12) month++
  }
  return day >= month
}

/** A column that only repeats what given name and surname say is left out, and so are further names and dates. */
function dropDoubles(columns: ColumnSpec[], sample: readonly (readonly string[])[]): void {
  const given = columns.find(({ type }) => type === 'givenName')
  const surname = columns.find(({ type }) => type === 'surname')
  const seen = new Set<ColumnType>()
  const once: ColumnType[] = ['residentId', 'zhName', 'fullName', 'givenName', 'surname', 'date', 'sex', 'zhAddress']
  for (const column of columns) {
    const values = sample.map((row) => (row[column.at] ?? '').trim()).filter((value) => value !== '')
    if (column.type === 'fullName' && given && surname) column.type = 'ignore'
    else if (column.type === 'givenName' || column.type === 'surname') {
      // Both names in one column, beside columns for each.
      const both =
        share(values, (value) => value.includes(' ')) > 0.8 &&
        columns.filter(({ type }) => type === column.type).length > 1
      if (both) column.type = 'ignore'
    }
    if (once.includes(column.type)) {
      if (seen.has(column.type)) column.type = 'ignore'
      seen.add(column.type)
    }
  }
}

const rules: (BlockingRule | string)[] = [
  'residentId.number',
  'identifier.whole',
  'phone.number',
  'email.whole',
  'zhName.sound date.day',
  'zhName.sound zhAddress.place',
  { parts: ['zhName.surname', 'residentId.last4'], onlyIf: 'residentId.masked' },
  { parts: ['zhName.surname', 'residentId.first10', 'residentId.last1'], onlyIf: 'residentId.masked' },
  { parts: ['zhName.sound', 'residentId.last1'], onlyIf: 'residentId.masked' },
  { parts: ['zhName.surname', 'phone.ends'], onlyIf: 'phone.masked' },
  'residentId.first14',
  'zhName.surname phone.last5',
  'zhName.surname phone.first7',
  'zhName.surname zhAddress.door',
  'zhName.given date.day',
  'names.both date.year',
  'names.both postcode.whole',
  'names.both place.whole',
  'names.sound date.month',
  'names.sound date.monthDay',
  'surname.sound date.day',
  'givenName.sound date.day',
  'fullName.sorted',
  'fullName.last date.day',
  'fullName.first date.day',
  'fullName.lastSound date.year',
  'date.day postcode.whole',
  'surname.sound postcode.whole',
  'givenName.sound postcode.whole',
  'surname.start givenName.start date.monthDay',
  'surname.sound givenName.initial date.year',
  'postcode.outward date.monthDay',
  'email.user',
  'address.whole surname.sound',
  'address.whole givenName.sound',
  'address.whole date.year',
  'date.day place.whole',
  'date.day category.whole',
]

/** Rules that make many pairs: worth their price among few records, and in large tables for rare values only. */
const looseRules = [
  'zhName.whole',
  'names.sound place.whole',
  'names.sound',
  'surname.sound place.whole',
  'surname.sound postcode.outward',
  'givenName.sound postcode.outward',
  'date.day',
  'postcode.whole',
  'surname.whole',
  'givenName.whole place.whole',
  'surname.start date.year',
  'givenName.whole date.year',
  'givenName.whole date.monthDay',
  'fullName.last',
  'surname.sound',
  'date.monthDay',
  'email.user',
  'givenName.whole',
]

/** Every rule whose columns are there; the planner leaves out the blocks that cost too much. */
export function guessBlocking(columns: ColumnSpec[]): BlockingRule[] {
  const types = new Set<string>(columns.map(({ type }) => type))
  if (types.has('residentId')) {
    types.add('date')
    types.add('sex')
  }
  if (types.has('givenName') && types.has('surname')) types.add('names')
  return [...rules, ...looseRules.map((rule): BlockingRule => ({ parts: rule.split(' '), loose: true }))]
    .map((rule): BlockingRule => (typeof rule === 'string' ? { parts: rule.split(' ') } : rule))
    .filter(({ parts }) => parts.every((part) => types.has(part.split('.')[0]!)))
    .filter(
      ({ parts, loose }) => !loose || parts[0] === 'zhName.whole' || !types.has('zhName') || !types.has('residentId'),
    )
}
