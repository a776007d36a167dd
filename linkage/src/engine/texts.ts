import { hashText } from '../hash.ts'
import { decodeText } from './utf8.ts'

/** Values of Latin text, each once. A slot holds the number of a value, from 1; 0 for none. */
export interface Texts {
  numbers: Map<string, number>
  /** By number: the text, its words, hash, and the hash of how it sounds. */
  texts: string[]
  words: string[][]
  hashes: number[]
  sounds: number[]
}

export function openTexts(): Texts {
  return { numbers: new Map(), texts: [''], words: [[]], hashes: [0], sounds: [0] }
}

export type Normalise = (text: string) => string

export function openTextReader(texts: Texts, normalise: Normalise) {
  const raw = new Map<string, number>()
  return (bytes: Uint8Array, start: number, end: number, rows: Int32Array, at: number): void => {
    rows[at] = 0
    if (end === start) return
    const text = decodeText(bytes, start, end)
    let number = raw.get(text)
    if (number === undefined) {
      number = numberOf(texts, normalise(text))
      if (raw.size < 1 << 20) raw.set(text, number)
    }
    rows[at] = number
  }
}

function numberOf(texts: Texts, text: string): number {
  if (text === '') return 0
  let number = texts.numbers.get(text)
  if (number !== undefined) return number
  number = texts.texts.length
  texts.numbers.set(text, number)
  texts.texts.push(text)
  texts.words.push(text.split(' '))
  texts.hashes.push(hashText(text))
  texts.sounds.push(hashText(soundOf(text.replaceAll(' ', ''))))
  return number
}

const empty = /^(?:n\/?a|null|none|unknown|nil|missing|not known|-+|\?+)$/

/** Small letters and digits, accents undone, words parted by one blank. */
export function plainWords(text: string): string {
  const folded = text.toLowerCase()
  if (empty.test(folded.trim())) return ''
  const plain = /^[a-z0-9 ]*$/.test(folded) ? folded : folded.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
  return plain
    .replace(/['’`"]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Letters and digits alone, for numbers of documents and postcodes. */
export function plainNumber(text: string): string {
  const plain = plainWords(text).replaceAll(' ', '')
  return /^(.)\1{3,}$/.test(plain) ? '' : plain
}

export function plainEmail(text: string): string {
  const plain = text.trim().toLowerCase().replaceAll(' ', '')
  return empty.test(plain) ? '' : plain
}

const classes: Record<string, string> = {}
for (const [letters, code] of [
  ['bfpvw', '1'],
  ['cgjkqsxz', '2'],
  ['dt', '3'],
  ['l', '4'],
  ['mn', '5'],
  ['r', '6'],
] as const)
  for (const letter of letters) classes[letter] = code

/** A word by its consonants, as Soundex groups them, all of them up to five; the first letter by its group too. */
export function soundOf(word: string): string {
  let code = ''
  let last = ''
  for (const letter of word
    .replace(/^(?:kn|gn|pn)/, 'n')
    .replace(/^wr/, 'r')
    .replaceAll('ph', 'f')) {
    const group = classes[letter]
    if (group !== undefined && group !== last) code += group
    if (group === undefined && code === '') code += 'a'
    if (letter !== 'h') last = group ?? ''
    if (code.length === 5) break
  }
  return code === '' ? word : code
}

const taken = new Uint8Array(64)

/** Jaro and Winkler's likeness of two words, 0 to 1. */
export function jaroWinkler(a: string, b: string): number {
  const m = Math.min(a.length, 64)
  const n = Math.min(b.length, 64)
  if (m === 0 || n === 0) return 0
  const reach = Math.max(0, (Math.max(m, n) >> 1) - 1)
  taken.fill(0, 0, n)
  let common = 0
  let order = ''
  for (let i = 0; i < m; i++) {
    const stop = Math.min(n - 1, i + reach)
    for (let j = Math.max(0, i - reach); j <= stop; j++) {
      if (taken[j] === 0 && a.charCodeAt(i) === b.charCodeAt(j)) {
        taken[j] = 1
        order += a[i]!
        common++
        break
      }
    }
  }
  if (common === 0) return 0
  let swaps = 0
  for (let j = 0, k = 0; j < n; j++) if (taken[j] === 1 && b[j] !== order[k++]) swaps++
  const jaro = (common / m + common / n + (common - swaps / 2) / common) / 3
  let prefix = 0
  while (prefix < 4 && prefix < m && prefix < n && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** Whether one letter changed, lost, gained, or swapped with its neighbour turns one word into the other. */
export function isOneLetterApart(a: string, b: string): boolean {
  const m = a.length
  const n = b.length
  if (Math.abs(m - n) > 1 || a === b) return false
  let i = 0
  while (i < m && i < n && a.charCodeAt(i) === b.charCodeAt(i)) i++
  let p = m - 1
  let q = n - 1
  while (p >= i && q >= i && a.charCodeAt(p) === b.charCodeAt(q)) {
    p--
    q--
  }
  if (m !== n) return Math.max(p, q) <= i
  return p === i || (p === i + 1 && a[i] === b[p] && a[p] === b[i])
}
