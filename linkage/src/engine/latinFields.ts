import * as latin from './latin.ts'
import { type Layout, type RowValue, addParts, take } from './layout.ts'
import { mix } from './mix.ts'
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
import type { ColumnSpec, Spec } from './types.ts'
import { hashText } from '../hash.ts'

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

export function addText(
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
export function addLatinNames(layout: Layout, spec: Spec): void {
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

/** Two lines of an address, either of which may stand in the other's column. */
export function addAddressLines(layout: Layout, columns: ColumnSpec[]): void {
  const texts = openTexts()
  const level = latin.textLevel(texts)
  const [first, second] = columns.map((column, i) => {
    const name = i === 0 ? 'address' : `address.${column.header}`
    return { name, offset: addTextFieldIn(layout, column, name, texts).offset }
  })
  const isSwapped = (rows: Int32Array, a: number, b: number): boolean => {
    const [p, q] = [rows[a + first!.offset]!, rows[a + second!.offset]!]
    const [r, s] = [rows[b + first!.offset]!, rows[b + second!.offset]!]
    return p !== 0 && q !== 0 && r !== 0 && s !== 0 && level(p, s) <= 2 && level(q, r) <= 2
  }
  for (const { name, offset } of [first!, second!])
    layout.comparisons.push({
      name,
      levels: latin.lineLevels,
      compare(rows, a, b) {
        const [x, y] = [rows[a + offset]!, rows[b + offset]!]
        if (x === 0 || y === 0) return 0
        const found = level(x, y)
        return found < 5 ? found : isSwapped(rows, a, b) ? 5 : 6
      },
      shared: [undefined, layout.parts.get(`${name}.whole`)!],
    })
}

export function addPlain(layout: Layout, column: ColumnSpec): void {
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
