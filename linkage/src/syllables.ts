import { syllables } from './pinyinTable.ts'

const known: ReadonlySet<string> = new Set(syllables.split(' ').filter((s) => s.length > 1 || 'aeo'.includes(s)))

/**
 * A word in Latin letters cut into pinyin syllables, the fewest that fit: `xiaoming` → xiao ming; ü and u: become v.
 * Undefined where it is not pinyin.
 */
export function findSyllables(word: string): string[] | undefined {
  const letters = word.toLowerCase().replaceAll('ü', 'v').replaceAll('u:', 'v').replaceAll("'", '')
  if (letters.length > 24 || !/^[a-z]+$/.test(letters)) return undefined
  // best[i]: the fewest syllables that make up the first i letters, by their last cut.
  const cost: number[] = [0]
  const cut: number[] = [0]
  for (let end = 1; end <= letters.length; end++) {
    cost[end] = Infinity
    for (let start = Math.max(0, end - 6); start < end; start++) {
      if (cost[start]! + 1 <= cost[end]! && known.has(letters.slice(start, end))) {
        cost[end] = cost[start]! + 1
        cut[end] = start
      }
    }
  }
  if (cost[letters.length] === Infinity) return undefined
  const found: string[] = []
  for (let end = letters.length; end > 0; end = cut[end]!) found.unshift(letters.slice(cut[end], end))
  return found
}

const nearInitials: [RegExp, string][] = [
  [/^zh/, 'z'],
  [/^ch/, 'c'],
  [/^sh/, 's'],
  [/^n/, 'l'],
  [/^h(?=u)/, 'f'],
  [/^r/, 'l'],
]

/** A syllable as a careless ear hears it: zh/z, ch/c, sh/s, n/l, hu/f and -ng/-n fall together. */
export function blurSyllable(syllable: string): string {
  let blurred = syllable.replace(/ng$/, 'n')
  for (const [from, to] of nearInitials) blurred = blurred.replace(from, to)
  return blurred === 'fan' || blurred === 'fen' ? blurred : blurred.replace(/^fu(?=[aeio])/, 'f')
}
