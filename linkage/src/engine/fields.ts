import type { ColumnSpec, ColumnType, Spec } from './types.ts'
import * as latin from './latin.ts'
import { dayLevels, dayParts, daySlots, compareDays, openDayReader } from './days.ts'
import { mix } from './mix.ts'
import { comparePhoneSlots, phoneLevels, phoneParts, phoneSlots, readPhones } from './phoneNumbers.ts'
import {
  compareAsMasks,
  compareIdMasks,
  compareIds,
  hasValidId,
  idBirth,
  idFlag,
  idLevels,
  idMaskLevels,
  idParts,
  idSex,
  idSlots,
  readId,
} from './residentIds.ts'
import {
  type Normalise,
  type Texts,
  openTextReader,
  openTexts,
  plainEmail,
  plainNumber,
  plainWords,
  soundOf,
} from './texts.ts'
import {
  addressLevels,
  addressParts,
  addressSlots,
  compareAddressSlots,
  openAddressReader,
  openPlaces,
} from './zhAddresses.ts'
import type { Places } from './zhAddresses.ts'
import {
  compareAsInitials,
  compareNameMasks,
  compareZhNames,
  isMaskOf,
  nameLevels,
  nameMaskLevels,
  nameSlots,
  readZhName,
  titleSex,
  zhNameParts,
} from './zhNames.ts'
import { type Rivals, rivalLevels } from './rivals.ts'
import { hashText } from '../hash.ts'

export type ReadCell = (bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number) => void
/** A value of a row, as a number of 32 bits; 0 for none. `at` is where the row begins. */
export type RowValue = (rows: Int32Array, at: number) => number

export interface Comparison {
  name: string
  levels: readonly string[]
  /** The level of two rows, which begin at `a` and `b`; symmetric. */
  compare(rows: Int32Array, a: number, b: number): number
  /** The same where it would keep silent because the IDs say it already: for measuring how common levels are. */
  loud?(rows: Int32Array, a: number, b: number): number
  /** Levels that only pairs show which share this part. */
  within?: { part: RowValue; levels: number[] }
  /**
   * Says something about households only, and what it says of them is learned with what it says of matches: there are no
   * pairs of housemates known beforehand that show it.
   */
  household?: true
  /** How two housemates whose records are whole would compare if one were masked. */
  masked?(rows: Int32Array, a: number, b: number): number
  /** By level: the value that both share there, whose frequency moves the weight. */
  shared: (RowValue | undefined)[]
  /** From this level on, the shared values are few (days, surnames, places), so that a small table counts them. */
  few?: number
}

/** How a table is held: so many numbers a row, who reads them, what is compared. Made from a `Spec`. */
export interface Layout {
  spec: Spec
  stride: number
  readers: { at: number; offset: number; read: ReadCell }[]
  /** Fills in what other columns of the row tell. */
  finish?: (rows: Int32Array, at: number) => void
  comparisons: Comparison[]
  parts: Map<string, RowValue>
  /** Where two valid, different documents show; they never belong to one person. */
  validId?: { valid: RowValue; number: RowValue }
  /** People who share surname and phone, if the table has both. */
  rivals?: Rivals
  /** The household, if addresses tell it. */
  door?: RowValue
  texts: Texts[]
  places?: Places
  /** Where the place of an address stands in a row. */
  placeOffset?: number
  /** By slot: the texts that its numbers stand for, which mean nothing outside this table. */
  textOf: (Texts | undefined)[]
  /** Places that turned out to be misspelt ones, with the right one. */
  snapped?: Map<number, number>
}

/** Compiles a specification. */
export function openLayout(spec: Spec): Layout {
  const layout: Layout = {
    spec,
    stride: 0,
    readers: [],
    comparisons: [],
    parts: new Map(),
    texts: [],
    textOf: [],
  }
  const has = (type: ColumnType): boolean => spec.columns.some((column) => column.type === type)
  const idAt = has('residentId') ? addId(layout, find(spec, 'residentId')) : -1
  if (has('zhName')) addZhName(layout, find(spec, 'zhName'))
  if (has('givenName') || has('surname')) addLatinNames(layout, spec)
  else if (has('fullName'))
    addText(layout, find(spec, 'fullName'), 'fullName', plainWords, latin.textLevels, latin.textLevel)
  if (has('phone')) addPhones(layout, spec)
  if (has('zhName') && has('phone')) addRivals(layout)
  if (has('date') || idAt >= 0) addBirth(layout, spec, idAt)
  if (has('sex') || idAt >= 0) addSex(layout, spec, idAt)
  if (has('zhAddress')) addZhAddress(layout, find(spec, 'zhAddress'))
  for (const column of spec.columns) addPlain(layout, column)
  return layout
}

function find(spec: Spec, type: ColumnType): ColumnSpec {
  return spec.columns.find((column) => column.type === type)!
}

function take(layout: Layout, slots: number): number {
  const offset = layout.stride
  layout.stride += slots
  return offset
}

/** Names parts `type.part`, reading from where the field begins. */
function addParts(layout: Layout, type: string, offset: number, parts: Record<string, RowValue>): void {
  for (const [name, value] of Object.entries(parts))
    layout.parts.set(`${type}.${name}`, (rows, at) => value(rows, at + offset))
}

function addId(layout: Layout, column: ColumnSpec): number {
  const offset = take(layout, idSlots)
  layout.readers.push({ at: column.at, offset, read: readId })
  addParts(layout, 'residentId', offset, idParts)
  const number = layout.parts.get('residentId.number')!
  layout.validId = { valid: (rows, at) => (hasValidId(rows, at + offset) ? 1 : 0), number }
  layout.comparisons.push({
    name: 'residentId',
    levels: idLevels,
    compare: (rows, a, b) => compareIds(rows, a + offset, b + offset),
    shared: [undefined, number],
  })
  layout.comparisons.push({
    name: 'residentIdMask',
    levels: idMaskLevels,
    compare: (rows, a, b) => compareIdMasks(rows, a + offset, b + offset),
    masked: (rows, a, b) => compareAsMasks(rows, a + offset, b + offset),
    within: { part: layout.parts.get('residentId.last4')!, levels: [1, 2] },
    shared: [],
  })
  return offset
}

function addZhName(layout: Layout, column: ColumnSpec): void {
  const offset = take(layout, nameSlots)
  layout.readers.push({ at: column.at, offset, read: readZhName })
  addParts(layout, 'zhName', offset, zhNameParts)
  const sound = layout.parts.get('zhName.sound')!
  layout.comparisons.push({
    name: 'zhName',
    levels: nameLevels,
    compare: (rows, a, b) => compareZhNames(rows, a + offset, b + offset),
    shared: [undefined, layout.parts.get('zhName.whole')!, sound],
  })
  const surname = layout.parts.get('zhName.surname')!
  layout.comparisons.push({
    name: 'zhNameMask',
    levels: nameMaskLevels,
    compare: (rows, a, b) => compareNameMasks(rows, a + offset, b + offset),
    masked: (rows, a, b) => compareAsInitials(rows, a + offset, b + offset),
    shared: [undefined, undefined, surname],
    few: 1,
  })
}

function addPhones(layout: Layout, spec: Spec): void {
  const offset = take(layout, phoneSlots)
  const [first, second] = spec.columns.filter((column) => column.type === 'phone')
  layout.readers.push({ at: first!.at, offset, read: readPhones })
  if (second !== undefined) {
    const extra = take(layout, phoneSlots)
    layout.readers.push({ at: second.at, offset: extra, read: readPhones })
    const before = layout.finish
    layout.finish = (rows, at) => {
      before?.(rows, at)
      joinPhones(rows, at + offset, at + extra)
    }
  }
  addParts(layout, 'phone', offset, phoneParts)
  layout.comparisons.push({
    name: 'phone',
    levels: phoneLevels,
    compare: (rows, a, b) => comparePhoneSlots(rows, a + offset, b + offset),
    shared: [undefined, layout.parts.get('phone.number')!],
  })
}

/** How many people of the surname use the phone, where a masked name and a phone is what a pair has in common. */
function addRivals(layout: Layout): void {
  const slot = take(layout, 1)
  const part = (name: string): RowValue => layout.parts.get(name)!
  const [phone, surname, sound] = [part('phone.number'), part('zhName.surname'), part('zhName.sound')]
  layout.rivals = { slot, phone, surname, sound }
  const nameAt = nameOffset(layout)
  layout.comparisons.push({
    name: 'phoneRivals',
    levels: rivalLevels,
    compare(rows, a, b) {
      const people = Math.max(rows[a + slot]!, rows[b + slot]!)
      if (people === 0) return 0
      const number = phone(rows, a)
      if (number === 0 || number !== phone(rows, b)) return 0
      return isMaskOf(rows, a + nameAt, b + nameAt) ? people : 0
    },
    household: true,
    shared: [],
  })
}

/** A second column of phones fills what the first left free. */
function joinPhones(rows: Int32Array, to: number, from: number): void {
  if (rows[from] === 0 || rows[to + 2] !== 0) return
  const place = rows[to] === 0 ? 0 : 2
  rows[to + place] = rows[from]!
  rows[to + place + 1] = rows[from + 1]!
  if (rows[from + 4]! & 1) rows[to + 4] = rows[to + 4]! | (place === 0 ? 1 : 2)
}

function addBirth(layout: Layout, spec: Spec, idAt: number): void {
  const offset = take(layout, daySlots)
  const column = spec.columns.find(({ type }) => type === 'date')
  if (column) layout.readers.push({ at: column.at, offset, read: openDayReader(column.dayFirst ?? false) })
  addParts(layout, 'date', offset, dayParts)
  const loud = (rows: Int32Array, a: number, b: number): number => compareDays(rows, a + offset, b + offset)
  layout.comparisons.push({
    name: 'date',
    levels: dayLevels,
    compare: idAt < 0 ? loud : (rows, a, b) => (idsTell(rows, a + idAt, b + idAt) ? 0 : loud(rows, a, b)),
    loud,
    shared: [undefined, layout.parts.get('date.day')!],
    few: 1,
  })
  if (idAt < 0) return
  const before = layout.finish
  layout.finish = (rows, at) => {
    before?.(rows, at)
    if (rows[at + offset] === 0) rows[at + offset] = idBirth(rows, at + idAt)
  }
}

/** Where both resident IDs show a birthday, day and sex say nothing new. */
function idsTell(rows: Int32Array, a: number, b: number): boolean {
  return (rows[a + 3]! & rows[b + 3]! & idFlag.birth) !== 0
}

const men = new Set(['m', 'male', '男', '男性', '1', 'man', 'boy', '男孩', 'mr'])
const women = new Set(['f', 'female', '女', '女性', '2', 'woman', 'girl', 'w', '女孩', '0', 'mrs', 'ms'])

function addSex(layout: Layout, spec: Spec, idAt: number): void {
  const offset = take(layout, 1)
  const column = spec.columns.find(({ type }) => type === 'sex')
  const texts = openTexts()
  const plain = openTextReader(texts, (text) => {
    const folded = text.trim().toLowerCase()
    return men.has(folded) ? 'M' : women.has(folded) ? 'F' : ''
  })
  if (column) {
    layout.readers.push({
      at: column.at,
      offset,
      read: (bytes, start, end, rows, at) => {
        rows[at] = 0
        // 男 and 女 at once: nearly every cell.
        if (end - start === 3 && bytes[start] === 0xe7 && bytes[start + 1] === 0x94 && bytes[start + 2] === 0xb7)
          rows[at] = 1
        else if (end - start === 3 && bytes[start] === 0xe5 && bytes[start + 1] === 0xa5 && bytes[start + 2] === 0xb3)
          rows[at] = 2
        else if (end > start) {
          plain(bytes, start, end, rows, at)
          rows[at] = rows[at] === 0 ? 0 : texts.texts[rows[at]!] === 'M' ? 1 : 2
        }
      },
    })
  }
  addParts(layout, 'sex', offset, { value: (rows, at) => rows[at]! })
  const loud = (rows: Int32Array, a: number, b: number): number => {
    const [x, y] = [rows[a + offset]!, rows[b + offset]!]
    return x === 0 || y === 0 ? 0 : x === y ? 1 : 2
  }
  layout.comparisons.push({
    name: 'sex',
    levels: latin.plainLevels,
    compare: idAt < 0 ? loud : (rows, a, b) => (idsTell(rows, a + idAt, b + idAt) ? 0 : loud(rows, a, b)),
    loud,
    shared: [],
  })
  const nameAt = nameOffset(layout)
  const before = layout.finish
  layout.finish = (rows, at) => {
    before?.(rows, at)
    if (rows[at + offset] !== 0) return
    if (idAt >= 0) rows[at + offset] = idSex(rows, at + idAt)
    if (nameAt >= 0 && rows[at + offset] === 0) rows[at + offset] = titleSex(rows, at + nameAt)
  }
}

function nameOffset(layout: Layout): number {
  return layout.readers.find(({ read }) => read === readZhName)?.offset ?? -1
}

function addZhAddress(layout: Layout, column: ColumnSpec): void {
  const offset = take(layout, addressSlots)
  layout.places = openPlaces()
  layout.placeOffset = offset
  layout.readers.push({ at: column.at, offset, read: openAddressReader(layout.places) })
  addParts(layout, 'zhAddress', offset, addressParts)
  layout.door = layout.parts.get('zhAddress.door')!
  layout.comparisons.push({
    name: 'zhAddress',
    levels: addressLevels,
    compare: (rows, a, b) => compareAddressSlots(rows, a + offset, b + offset),
    shared: [undefined, layout.door, layout.parts.get('zhAddress.building')!, layout.parts.get('zhAddress.place')!],
    few: 2,
  })
}

function addTextField(
  layout: Layout,
  column: ColumnSpec,
  name: string,
  normalise: Normalise,
): { offset: number; texts: Texts } {
  const offset = take(layout, 1)
  const texts = openTexts()
  layout.texts.push(texts)
  layout.textOf[offset] = texts
  layout.readers.push({ at: column.at, offset, read: openTextReader(texts, normalise) })
  addParts(layout, name, offset, {
    whole: (rows, at) => texts.hashes[rows[at]!]!,
    sound: (rows, at) => texts.sounds[rows[at]!]!,
    ...derived(texts, 'start', (text) => text.slice(0, 3)),
    ...derived(texts, 'initial', (text) => text.slice(0, 1)),
    ...derived(texts, 'first', (text) => text.split(' ')[0]!),
    ...derived(texts, 'last', (text) => text.split(' ').at(-1)!),
    ...derived(texts, 'sorted', (text) => text.split(' ').sort().join(' ')),
    ...derived(texts, 'outward', latin.outward),
    ...derived(texts, 'user', (text) => text.split('@')[0]!),
    ...derived(texts, 'longest', (text) =>
      text.split(' ').reduce((best, word) => (word.length > best.length ? word : best)),
    ),
    ...derived(texts, 'lastSound', (text) => soundOf(text.split(' ').at(-1)!)),
  })
  return { offset, texts }
}

/** A part of a text, worked out once for each value. */
function derived(texts: Texts, name: string, part: (text: string) => string): Record<string, RowValue> {
  const known: (number | undefined)[] = [0]
  return {
    [name]: (rows, at) => (known[rows[at]!] ??= hashText(part(texts.texts[rows[at]!]!))),
  }
}

function addText(
  layout: Layout,
  column: ColumnSpec,
  name: string,
  normalise: Normalise,
  levels: readonly string[],
  level: (texts: Texts) => (x: number, y: number) => number,
): void {
  const { offset, texts } = addTextField(layout, column, name, normalise)
  const compare = level(texts)
  layout.comparisons.push({
    name,
    levels,
    compare(rows, a, b) {
      const [x, y] = [rows[a + offset]!, rows[b + offset]!]
      return x === 0 || y === 0 ? 0 : compare(x, y)
    },
    shared: [undefined, layout.parts.get(`${name}.whole`)!],
  })
}

/** Given name and surname, either of which may stand in the other's column. */
function addLatinNames(layout: Layout, spec: Spec): void {
  const givenColumn = spec.columns.find(({ type }) => type === 'givenName')
  const surnameColumn = spec.columns.find(({ type }) => type === 'surname')
  const texts = openTexts()
  const fieldOf = (column: ColumnSpec | undefined, name: string): number => {
    if (!column) return -1
    const { offset } = addTextFieldIn(layout, column, name, texts)
    return offset
  }
  const given = fieldOf(givenColumn, 'givenName')
  const surname = fieldOf(surnameColumn, 'surname')
  const givenOf = latin.givenLevel(texts)
  const surnameOf = latin.surnameLevel(texts)
  const isSwapped = (rows: Int32Array, a: number, b: number): boolean => {
    if (given < 0 || surname < 0) return false
    const [g, s, h, t] = [rows[a + given]!, rows[a + surname]!, rows[b + given]!, rows[b + surname]!]
    const first = g !== 0 && t !== 0 && surnameOf(g, t) <= 2
    const second = s !== 0 && h !== 0 && surnameOf(s, h) <= 2
    return first && second
  }
  const whole = (name: string): RowValue => layout.parts.get(`${name}.whole`)!
  if (given >= 0)
    layout.comparisons.push({
      name: 'givenName',
      levels: latin.givenLevels,
      compare(rows, a, b) {
        const [x, y] = [rows[a + given]!, rows[b + given]!]
        if (x === 0 || y === 0) return 0
        const level = givenOf(x, y)
        return level > 2 && isSwapped(rows, a, b) ? 5 : level
      },
      shared: [undefined, whole('givenName')],
    })
  if (surname >= 0)
    layout.comparisons.push({
      name: 'surname',
      levels: latin.surnameLevels,
      compare(rows, a, b) {
        const [x, y] = [rows[a + surname]!, rows[b + surname]!]
        if (x === 0 || y === 0) return 0
        const level = surnameOf(x, y)
        return level > 2 && isSwapped(rows, a, b) ? 5 : level
      },
      shared: [undefined, whole('surname')],
    })
  if (given < 0 || surname < 0) return
  layout.parts.set('names.both', (rows, at) => {
    const [x, y] = [texts.hashes[rows[at + given]!]!, texts.hashes[rows[at + surname]!]!]
    return x === 0 || y === 0 ? 0 : mix(Math.min(x, y), Math.max(x, y))
  })
  layout.parts.set('names.sound', (rows, at) => {
    const [x, y] = [texts.sounds[rows[at + given]!]!, texts.sounds[rows[at + surname]!]!]
    return x === 0 || y === 0 ? 0 : mix(Math.min(x, y), Math.max(x, y))
  })
}

function addTextFieldIn(layout: Layout, column: ColumnSpec, name: string, texts: Texts): { offset: number } {
  const before = layout.texts.length
  const { offset } = addTextField(layout, column, name, plainWords)
  // Both names share one list of values, so that one can be met in the other's place.
  const own = layout.texts[before]!
  own.numbers = texts.numbers
  own.texts = texts.texts
  own.words = texts.words
  own.hashes = texts.hashes
  own.sounds = texts.sounds
  return { offset }
}

function addPlain(layout: Layout, column: ColumnSpec): void {
  const name = layout.parts.has(`${column.type}.whole`) ? `${column.type}.${column.header}` : column.type
  switch (column.type) {
    case 'identifier':
      return addText(layout, column, name, plainNumber, latin.numberLevels, latin.numberLevel)
    case 'postcode':
      return addText(layout, column, name, plainNumber, latin.postcodeLevels, latin.postcodeLevel)
    case 'email':
      return addText(layout, column, name, plainEmail, latin.emailLevels, latin.emailLevel)
    case 'place':
    case 'address':
    case 'text':
      return addText(layout, column, name, plainWords, latin.textLevels, latin.textLevel)
    case 'category':
      return addText(layout, column, name, plainWords, latin.categoryLevels, latin.categoryLevel)
    default:
  }
}
