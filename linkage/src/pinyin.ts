// The table is 47 kB and decoded on first use. A screen that wants it late imports this module with `import()`.
import { type NameReading, readName, splitName } from './names.ts'
import { alphabet, furtherTable, syllables as names, table } from './pinyinTable.ts'
import { surnameReadings } from './surnames.ts'

const first = 0x4e00
const count = table.length / 2
let syllables: string[] | undefined
let codes: Uint16Array
let further: Map<number, string[]>
let numbers: Map<string, number> | undefined

/** The usual reading of one character, without tone; ü is v. Undefined for what is not Chinese. */
export function findReading(character: string): string | undefined {
  decode()
  const at = character.charCodeAt(0) - first
  const code = at >= 0 && at < count ? codes[at]! : 0
  return code === 0 ? undefined : syllables![Math.floor((code - 1) / 5)]
}

/** The tone of the usual reading, 1 to 4; 0 for none. */
export function toneOf(character: string): number {
  decode()
  const at = character.charCodeAt(0) - first
  const code = at >= 0 && at < count ? codes[at]! : 0
  return code === 0 ? 0 : (code - 1) % 5
}

/** Every reading of a character, the usual one first. */
export function readingsOf(character: string): string[] {
  const usual = findReading(character)
  if (usual === undefined) return []
  return [usual, ...(further.get(character.charCodeAt(0)) ?? [])]
}

/** The number of the usual reading's syllable, from 1; 0 for what is not Chinese. For keys and comparisons. */
export function syllableNumber(charCode: number): number {
  decode()
  const at = charCode - first
  const code = at >= 0 && at < count ? codes[at]! : 0
  return code === 0 ? 0 : 1 + Math.floor((code - 1) / 5)
}

/** The numbers of all readings of a character, the usual one first. */
export function syllableNumbers(charCode: number): number[] {
  const list = readingsOf(String.fromCharCode(charCode))
  return list.map(findSyllableNumber)
}

/** The number of a syllable such as `zhang`; 0 for what is none. */
export function findSyllableNumber(syllable: string): number {
  decode()
  numbers ??= new Map(syllables!.map((name, i) => [name, i + 1]))
  return numbers.get(syllable) ?? 0
}

/** Every syllable, number 1 first. */
export function listSyllables(): readonly string[] {
  decode()
  return syllables!
}

/** One syllable a character, the surname read as a surname: 单雄信 → shan xiong xin. Latin words stay, in lower case. */
export function syllablesOf(name: string): string[] {
  return syllablesIn(readName(name))
}

/** The same for a name that has been read already. */
export function syllablesIn({ name: plain, script }: Pick<NameReading, 'name' | 'script'>): string[] {
  if (script === 'latin' || script === 'none')
    return plain
      .toLowerCase()
      .split(/[\s*]+/)
      .filter(Boolean)
  const { surname, given } = splitName(plain)
  const read: string[] = []
  const known = surnameReadings[surname]
  if (known !== undefined) read.push(...known.split(' '))
  else pushReadings(surname, read)
  pushReadings(given, read)
  return read
}

/** 张伟 → `zhangwei`, 吕布 → `lvbu`: what a search box compares with. */
export function pinyinOf(name: string): string {
  return syllablesOf(name).join('')
}

/** 张伟 → `zw`; a name in Latin letters gives the first letter of each word. */
export function initialsOf(name: string): string {
  return syllablesOf(name)
    .map((s) => s[0])
    .join('')
}

function pushReadings(text: string, into: string[]): void {
  let latin = ''
  for (const character of text) {
    const reading = findReading(character)
    if (reading === undefined && /[a-zA-Z]/.test(character)) latin += character.toLowerCase()
    else if (latin !== '') {
      into.push(latin)
      latin = ''
    }
    if (reading !== undefined) into.push(reading)
  }
  if (latin !== '') into.push(latin)
}

function decode(): void {
  if (syllables !== undefined) return
  const values = new Uint8Array(128)
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i
  const read = (text: string, at: number): number =>
    values[text.charCodeAt(at)]! * alphabet.length + values[text.charCodeAt(at + 1)]!
  codes = new Uint16Array(count)
  for (let i = 0; i < count; i++) codes[i] = read(table, i * 2)
  const list = names.split(' ')
  further = new Map()
  for (let i = 0; i < furtherTable.length;) {
    const character = furtherTable.charCodeAt(i++)
    const readings: string[] = []
    for (; i < furtherTable.length && furtherTable.charCodeAt(i) < 128; i += 2) {
      readings.push(list[Math.floor((read(furtherTable, i) - 1) / 5)]!)
    }
    further.set(character, readings)
  }
  syllables = list
}
