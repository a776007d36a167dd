import { mix } from './mix.ts'
import { areNicknames } from './nicknames.ts'
import { type Texts, isOneLetterApart, jaroWinkler } from './texts.ts'

export const givenLevels = ['none', 'same', 'near', 'short', 'like', 'swapped', 'different'] as const
export const surnameLevels = ['none', 'same', 'near', 'part', 'like', 'swapped', 'different'] as const
export const textLevels = ['none', 'same', 'near', 'part', 'like', 'different'] as const
/** Lines of an address that may change places. */
export const lineLevels = ['none', 'same', 'near', 'part', 'like', 'swapped', 'different'] as const
export const numberLevels = ['none', 'same', 'edit', 'different'] as const
export const postcodeLevels = ['none', 'same', 'edit', 'start', 'different'] as const
export const emailLevels = ['none', 'same', 'user', 'near', 'different'] as const
export const plainLevels = ['none', 'same', 'different'] as const

export const categoryLevels = ['none', 'same', 'near', 'different'] as const

type Compare = (x: number, y: number) => number

/** Levels of pairs of values, remembered: the same few values meet again and again. */
export function remember(compare: Compare): Compare {
  const size = 1 << 16
  const from = new Int32Array(size)
  const to = new Int32Array(size)
  const levels = new Uint8Array(size)
  return (x, y) => {
    const [low, high] = x < y ? [x, y] : [y, x]
    const slot = mix(low, high) & (size - 1)
    if (from[slot] === low && to[slot] === high) return levels[slot]!
    from[slot] = low
    to[slot] = high
    return (levels[slot] = compare(low, high))
  }
}

/** 1 same, 2 near, 3 short form or initial, 4 alike, 6 different. */
export function givenLevel(texts: Texts): Compare {
  return remember((x, y) => {
    if (x === y) return 1
    const [a, b] = [texts.texts[x]!, texts.texts[y]!]
    if (a.length > 2 && b.length > 2 && isOneLetterApart(a, b)) return 2
    const [first, other] = [texts.words[x]![0]!, texts.words[y]![0]!]
    if (first.startsWith(other) || other.startsWith(first) || areNicknames(first, other)) return 3
    const like = jaroWinkler(a, b)
    if (like >= 0.92) return 2
    if (first.length > 2 && isOneLetterApart(first, other)) return 4
    return like >= 0.8 || areAlmostNicknames(first, other) ? 4 : 6
  })
}

function areAlmostNicknames(a: string, b: string): boolean {
  const common = Math.min(a.length, b.length)
  return common >= 3 && a.slice(0, 3) === b.slice(0, 3)
}

/** 1 same, 2 near, 3 one is part of the other or shares a word, 4 alike, 6 different. */
export function surnameLevel(texts: Texts): Compare {
  return remember((x, y) => {
    if (x === y) return 1
    const [a, b] = [texts.texts[x]!, texts.texts[y]!]
    if (a.length > 2 && b.length > 2 && isOneLetterApart(a, b)) return 2
    const like = jaroWinkler(a, b)
    if (like >= 0.93) return 2
    if (sharesWord(texts.words[x]!, texts.words[y]!)) return 3
    if (a.replaceAll(' ', '') === b.replaceAll(' ', '')) return 2
    return like >= 0.82 || texts.sounds[x] === texts.sounds[y] ? 4 : 6
  })
}

function sharesWord(a: string[], b: string[]): boolean {
  if (a.length === 1 && b.length === 1) return false
  return a.some((word) => word.length > 2 && b.includes(word))
}

/** 1 same, 2 near, 3 shares words, 4 alike, 5 different. */
export function textLevel(texts: Texts): Compare {
  return remember((x, y) => {
    if (x === y) return 1
    const [a, b] = [texts.texts[x]!, texts.texts[y]!]
    if (a.length > 3 && b.length > 3 && isOneLetterApart(a, b)) return 2
    const like = jaroWinkler(a.replaceAll(' ', ''), b.replaceAll(' ', ''))
    if (like >= 0.93) return 2
    const [p, q] = [texts.words[x]!, texts.words[y]!]
    const shared = p.filter((word) => q.includes(word)).length
    if (shared > 0 && shared * 2 >= Math.min(p.length, q.length) && Math.max(p.length, q.length) > 1) return 3
    return like >= 0.82 ? 4 : 5
  })
}

/** 1 same, 2 one slip apart, 3 different. */
export function numberLevel(texts: Texts): Compare {
  return remember((x, y) => (x === y ? 1 : isOneLetterApart(texts.texts[x]!, texts.texts[y]!) ? 2 : 3))
}

/** 1 same, 2 one slip apart, 3 same beginning, 4 different. */
export function postcodeLevel(texts: Texts): Compare {
  return remember((x, y) => {
    if (x === y) return 1
    const [a, b] = [texts.texts[x]!, texts.texts[y]!]
    if (isOneLetterApart(a, b)) return 2
    return outward(a) === outward(b) ? 3 : 4
  })
}

/** All but the last three of a British code; the first half of any other. */
export function outward(code: string): string {
  return /[a-z]/.test(code) && code.length > 4 ? code.slice(0, -3) : code.slice(0, Math.ceil(code.length / 2))
}

/** 1 same, 2 same user at another host, 3 near, 4 different. */
export function emailLevel(texts: Texts): Compare {
  return remember((x, y) => {
    if (x === y) return 1
    const [a, b] = [texts.texts[x]!, texts.texts[y]!]
    if (isOneLetterApart(a, b)) return 3
    const [user, other] = [a.split('@')[0]!, b.split('@')[0]!]
    if (user === other) return 2
    return jaroWinkler(user, other) >= 0.9 ? 3 : 4
  })
}

/** 1 same, 2 the same word with a slip, or one of its words, 3 different; codes of up to three letters are same or not. */
export function categoryLevel(texts: Texts): Compare {
  const level = textLevel(texts)
  return (x, y) => {
    if (x === y) return 1
    return texts.texts[x]!.length > 3 && texts.texts[y]!.length > 3 && level(x, y) < 5 ? 2 : 3
  }
}
