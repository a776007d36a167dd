import {
  type DocumentType,
  findDocumentType,
  guessDocument,
  readAddress,
  readDate,
  readDocument,
  readName,
  readPhone,
  splitPhones,
} from '#linkage'
import { type Zone, instantOf, localDay } from '#shared/clock.ts'
import type { PersonalValues } from '#slices/people/acts.ts'

/** What a column of a list can hold. `ignore` is a decision too: the column goes back untouched with the answer. */
export const fields = [
  'name',
  'document',
  'document_type',
  'phone',
  'sex',
  'birth',
  'address',
  'estate',
  'building',
  'unit',
  'room',
  'category',
  'place',
  'time',
  'note',
  'ignore',
] as const
export type Field = (typeof fields)[number]

/** One field a column, by position. */
export type Mapping = Field[]

const headerWords: [Field, RegExp][] = [
  ['document_type', /证件类[型别]|证件种类|document type|id type/i],
  ['document', /身份证|证件号|证件$|护照|公民身份|id (?:no|number|card)|document|passport/i],
  ['phone', /电话|手机|联系方式|号码$|phone|mobile|tel\b/i],
  ['sex', /性别|\bsex\b|gender/i],
  ['birth', /出生|生日|birth|\bdob\b/i],
  ['estate', /小区|苑名|estate|compound/i],
  ['building', /楼栋|楼幢|幢号|栋号|^[幢栋]$|building|block/i],
  ['unit', /单元|\bunit\b/i],
  ['room', /室号|房号|房间|门牌|^室$|\broom\b|\bflat\b/i],
  ['address', /住址|地址|现住|居住地|address|residence/i],
  ['category', /类别|人群|标签|category/i],
  ['time', /时间|日期|time|date/i],
  ['place', /车次|航班|车牌|基站|场所|来源地|始发|途经|地点|place|flight|train|plate/i],
  ['note', /备注|说明|note|remark/i],
  ['name', /姓名|名字|旅客|乘客|户主|被核查人|\bname\b/i],
]

/** The best field for each column, from its header and from values of the first rows. Two columns never share one, but phones may. */
export function guessMapping(headers: readonly string[], samples: readonly (readonly string[])[]): Mapping {
  const taken = new Set<Field>()
  return headers.map((header, column) => {
    const byHeader = headerWords.find(([, words]) => words.test(header.trim()))?.[0]
    const values = samples.map((row) => row[column]?.trim() ?? '').filter(Boolean)
    const field = byHeader ?? guessByValues(values) ?? 'ignore'
    if (field !== 'phone' && taken.has(field)) return 'ignore'
    taken.add(field)
    return field
  })
}

function guessByValues(values: readonly string[]): Field | undefined {
  if (values.length < 2) return undefined
  const most = (test: (value: string) => boolean) => values.filter(test).length * 10 >= values.length * 7
  if (most((value) => guessDocument(value).type === 'resident_id' && guessDocument(value).ok)) return 'document'
  if (most((value) => readPhone(value).ok)) return 'phone'
  return undefined
}

export type FaultCode =
  | 'nobody'
  | 'name_missing'
  | 'name_masked'
  | 'document_wrong'
  | 'document_rounded'
  | 'document_masked'
  | 'document_upgraded'
  | 'columns_swapped'
  | 'phone_wrong'
  | 'phone_masked'
  | 'birth_wrong'
  | 'birth_disagrees'
  | 'sex_disagrees'

/** What is wrong with a row. `reject`: it cannot count; `warn`: it counts, and somebody should know. */
export interface Fault {
  code: FaultCode
  field: Field
  severity: 'reject' | 'warn'
}

export interface ReadRow {
  accepted: boolean
  faults: Fault[]
  person: PersonalValues
  door: { estate: string; building: string; unit: string; floor: number | null; room: string } | null
  categories: string[]
}

/** Reads one row as received into a person. Never throws; a row that names nobody at all is rejected. */
export function readRow(cells: readonly string[], mapping: Mapping): ReadRow {
  const faults: Fault[] = []
  const warn = (code: FaultCode, field: Field) => faults.push({ code, field, severity: 'warn' })
  const get = (field: Field) => cells[mapping.indexOf(field)]?.trim() ?? ''
  const all = (field: Field) => mapping.flatMap((f, i) => (f === field && cells[i]?.trim() ? [cells[i]!.trim()] : []))

  let documentText = get('document')
  let phoneTexts = all('phone')
  const swapped = phoneTexts.find((text) => looksLikeId(text))
  if (swapped && !looksLikeId(documentText)) {
    warn('columns_swapped', 'document')
    phoneTexts = [...phoneTexts.filter((text) => text !== swapped), ...(documentText ? [documentText] : [])]
    documentText = swapped
  }

  const name = readName(get('name'))
  const document = readDocumentCell(documentText, get('document_type'), warn)
  const phones = readPhones(phoneTexts, warn)
  const birth = readBirth(get('birth'), document?.birth ?? null, warn)
  const sexCell = /男|^m(?:ale)?$|^1$/i.test(get('sex')) ? 'M' : /女|^f(?:emale)?$|^2$/i.test(get('sex')) ? 'F' : null
  if (sexCell && document?.sex && sexCell !== document.sex) warn('sex_disagrees', 'sex')
  if (!name.name) warn('name_missing', 'name')
  else if (name.masked) warn('name_masked', 'name')

  const usable = document?.usable ?? false
  // A name alone is somebody only with a second hold on the person: a phone, a birth date or a place.
  const address =
    get('address') ||
    ['estate', 'building', 'unit', 'room']
      .map((f) => get(f as Field))
      .filter(Boolean)
      .join(' ')
  const held = usable || phones.length > 0 || (name.name !== '' && (birth !== null || address !== ''))
  if (!held) faults.push({ code: 'nobody', field: 'name', severity: 'reject' })

  return {
    accepted: held,
    faults,
    person: {
      name: name.name || '—',
      sex: document?.sex ?? sexCell ?? name.sex,
      birth,
      nationality: 'CHN',
      document: document && usable ? { type: document.type, number: document.number } : null,
      phones,
      address: address || null,
    },
    door: readDoor(get, address),
    categories: get('category')
      ? get('category')
          .split(/[,,;;、]/)
          .map((c) => c.trim())
          .filter(Boolean)
      : [],
  }
}

function looksLikeId(text: string): boolean {
  return /^\d{14,17}[\dXx]$/.test(text) && guessDocument(text).ok
}

interface DocumentCell {
  type: DocumentType
  number: string
  birth: string | null
  sex: 'M' | 'F' | null
  usable: boolean
}

function readDocumentCell(
  text: string,
  typeWords: string,
  warn: (code: FaultCode, field: Field) => void,
): DocumentCell | null {
  if (!text) return null
  const type = findDocumentType(typeWords)
  const read = type ? readDocument(type, text) : guessDocument(text)
  if (read.why === 'masked') warn('document_masked', 'document')
  else if (read.why === 'rounded') warn('document_rounded', 'document')
  else if (!read.ok) warn('document_wrong', 'document')
  if (read.ok && read.type === 'resident_id' && text.replace(/\D/g, '').length === 15)
    warn('document_upgraded', 'document')
  return {
    type: read.type,
    number: read.number,
    birth: read.ok ? read.birth : null,
    sex: read.ok ? read.sex : null,
    usable: read.ok,
  }
}

function readPhones(texts: string[], warn: (code: FaultCode, field: Field) => void): string[] {
  const good = new Set<string>()
  for (const text of texts.flatMap(splitPhones)) {
    const read = readPhone(text)
    if (read.ok && read.e164) good.add(read.e164)
    else warn(read.why === 'masked' ? 'phone_masked' : 'phone_wrong', 'phone')
  }
  return [...good].slice(0, 10)
}

function readBirth(
  text: string,
  fromDocument: string | null,
  warn: (code: FaultCode, field: Field) => void,
): string | null {
  if (!text) return fromDocument
  const read = readDate(text)
  if (!read.iso) warn('birth_wrong', 'birth')
  else if (fromDocument && read.iso !== fromDocument) warn('birth_disagrees', 'birth')
  return fromDocument ?? read.iso
}

function readDoor(get: (field: Field) => string, address: string): ReadRow['door'] {
  const read = readAddress(address)
  const building = digits(get('building')) || read.building
  const room = digits(get('room')) || read.room
  if (!building || !room) return null
  const floor = /^\d{3,4}$/.test(room) ? Number(room.slice(0, -2)) : Number(read.floor) || null
  return { estate: get('estate') || read.estate, building, unit: digits(get('unit')) || read.unit, floor, room }
}

/** 3幢 → 3, B座 → B, 501室 → 501. */
function digits(text: string): string {
  return text.replace(/(?:号楼|幢|栋|座|楼|单元|室|号|房)$/u, '').trim()
}

/** When a list must be answered: hours after receipt, or at a time of the day in the deployment's zone. */
export type DeadlineRule = { hours: number } | { at: string }

export function deadlineOf(rule: DeadlineRule, received: number, zone: Zone): number {
  if ('hours' in rule) return received + rule.hours * 3_600_000
  const [hour, minute] = rule.at.split(':').map(Number) as [number, number]
  const today = instantOf(localDay(received, zone), hour, minute, zone)
  return today > received ? today : instantOf(localDay(received + 86_400_000, zone), hour, minute, zone)
}

/** rows = accepted + rejected; accepted = linked + review + fresh. */
export interface Counts {
  rows: number
  accepted: number
  rejected: number
  linked: number
  review: number
  fresh: number
  /** Rows about somebody whom an earlier row, here or in another list, had named already. */
  repeated: number
  /** Different people among the accepted rows that are decided. */
  people: number
}

/** The two sums that must hold at every hop; a text naming the first that does not. */
export function findImbalance(counts: Counts): string | undefined {
  if (counts.rows !== counts.accepted + counts.rejected) return 'rows = accepted + rejected'
  if (counts.accepted !== counts.linked + counts.review + counts.fresh) return 'accepted = linked + review + new'
  return undefined
}
