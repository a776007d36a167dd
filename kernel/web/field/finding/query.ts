/** A part of a place: what is not given fits everything. `room` is the beginning of one while it is being typed. */
export interface PlaceWanted {
  building?: string
  unit?: string
  room?: string
}

/** One word of what was typed, as the ways in which it may fit a person. */
export interface Term {
  /** Part of a name, or of an estate's or building's. */
  words?: string
  /** Pinyin, whole or the first letters of syllables: `zhangwei`, `zhw`, `zw`. */
  letters?: string
  /** The beginning of the last four of a phone or paper. */
  tail?: string
  /** Any of these. */
  places?: readonly PlaceWanted[]
}

const most = 24

/** Reads what was typed, half typed, or pasted. All terms must fit; no terms: nothing was asked. */
export function readQuery(typed: string): Term[] {
  const text = typed
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/号楼/g, '幢')
    .replace(/[栋座]/g, '幢')
  if (text === '') return []
  // 3-2-501, 3 2 501, 3#501: numbers only, so a place as people say it.
  if (/^\d+(?:[\s\-—–_/#.,，、]+\d*)+$/.test(text)) return [{ places: placesOf(text.match(/\d+/g) ?? []) }]
  return text.split(/\s+/).slice(0, 6).map(readTerm)
}

function readTerm(word: string): Term {
  if (/^\d+x?$/.test(word)) return digits(word)
  if (/^[a-z'·]+$/.test(word)) return { letters: word.replace(/['·]/g, '').slice(0, most) }
  if (/\d/.test(word) && /[幢单元室层\-—–_/#]/.test(word)) return { places: [namedPlace(word)] }
  return { words: word.slice(0, most) }
}

/** Up to four digits: a tail or a room; eleven or eighteen: a whole number, of which the phone knows only the tail. */
function digits(word: string): Term {
  const whole = word.length >= 11
  const tail = whole ? word.slice(-4) : word.length <= 4 ? word : undefined
  const places = whole || word.endsWith('x') ? undefined : [{ room: word }]
  return { ...(tail !== undefined && { tail }), ...(places && { places }) }
}

/** Two numbers may be building and room, unit and room, or building and unit. */
function placesOf(numbers: readonly string[]): PlaceWanted[] {
  const [first, second, third] = numbers
  if (third !== undefined) return [{ building: withoutZeros(first!), unit: withoutZeros(second!), room: third }]
  if (second === undefined) return [{ building: withoutZeros(first!) }, { unit: withoutZeros(first!) }]
  return [
    { building: withoutZeros(first!), room: second },
    { unit: withoutZeros(first!), room: second },
    { building: withoutZeros(first!), unit: withoutZeros(second) },
  ]
}

/** 3幢2单元501室, 3幢501, 2单元, 501室. */
function namedPlace(word: string): PlaceWanted {
  const building = /(\d+)幢/.exec(word)?.[1]
  const unit = /(\d+)单元?/.exec(word)?.[1]
  const room = /(?:^|[^\d])(\d+)室?$/.exec(word.replace(/\d+(?:幢|单元?)/g, '-'))?.[1]
  return {
    ...(building !== undefined && { building: withoutZeros(building) }),
    ...(unit !== undefined && { unit: withoutZeros(unit) }),
    ...(room !== undefined && { room }),
  }
}

/** `03` and `3` are the same building. */
function withoutZeros(digits: string): string {
  return String(Number(digits))
}
