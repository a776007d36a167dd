import { foldText } from '#linkage'
import type { County } from './format.ts'

/**
 * A place as it is compared: no blanks, no marks, one word each for what is written in several ways
 * (`3号楼`, `3幢` and `3栋`; 其它 and 其他).
 */
export function foldPlace(text: string): string {
  return foldText(text)
    .toUpperCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '')
    .replaceAll('其它', '其他')
    .replace(/([0-9A-Z])(?:号楼|幢|栋)/g, '$1栋')
}

/** How a county is written at the head of an address, and how its city and province are: folded, without repeats. */
export function namesOfCounty({
  province,
  city,
  county,
}: County): { name: string; scope: 'county' | 'city' | 'province' }[] {
  const [p, c, k] = [province, city, county].map(foldPlace) as [string, string, string]
  // Where the city is the province (a municipality) or the county itself, people say it once. What counties directly
  // under a province have in the city's place is nobody's name.
  const middle = c === k || c === p || /直辖/.test(c) ? [''] : spellings(c)
  const names = new Map<string, 'county' | 'city' | 'province'>()
  const add = (name: string, scope: 'county' | 'city' | 'province') => {
    if (name && !names.has(name)) names.set(name, scope)
  }
  for (const first of [...spellings(p), '']) {
    for (const second of new Set([...middle, ''])) if (k) add(first + second + k, 'county')
    if (c && !/直辖/.test(c)) add(first + c + (k || ''), k ? 'county' : 'city')
  }
  for (const first of [...spellings(p), '']) for (const second of middle) if (second) add(first + second, 'city')
  for (const first of spellings(p)) add(first, c === p ? 'city' : 'province')
  return [...names].map(([name, scope]) => ({ name, scope }))
}

/** In full and as people say it: 江苏省 and 江苏, 内蒙古自治区 and 内蒙古. */
function spellings(name: string): string[] {
  if (!name) return []
  const short = name.replace(/(?:(?:维吾尔|壮族|回族)?自治区|特别行政区|省|市)$/, '')
  return short.length >= 2 && short !== name ? [name, short] : [name]
}

/** A place's own part: folded, without the names of its county in front. */
export function foldWithin(name: string, countyNames: readonly string[]): string {
  const folded = foldPlace(name)
  let longest = ''
  for (const head of countyNames) if (head.length > longest.length && folded.startsWith(head)) longest = head
  const own = folded.slice(longest.length)
  return /^(?:全域|全境|全区|全市|全县|全部区域|所有区域)$/.test(own) ? '' : own
}

/**
 * Of what a place is "all the rest": 除高风险区以外的其他地区 is that of the county (''), 安新镇的其他村 that of
 * 安新镇. Undefined: a place of its own.
 */
export function restOf(folded: string): string | undefined {
  const found =
    /^(.*?)(?:[内的])?(?:除.+(?:以外|之外|外)|(?:[中高低]+风险区?域?)+(?:以外|之外|外)|其他|其余)(?:的)?(?:其他|其余|所有|剩余)?(?:的)?(?:地区|区域|地方|片区|村|社区|楼栋|街道|乡镇)?$/.exec(
      folded,
    )
  return found ? found[1]! : undefined
}

/** Every beginning of a text, the longest first: what a place can lie in, and which county it names. */
export function headsOf(folded: string, most = 120): string[] {
  const heads: string[] = []
  for (let end = Math.min(folded.length, most); end > 0; end--) heads.push(folded.slice(0, end))
  return heads
}

/** Whether `inner` lies in `outer`: 29栋2单元 in 29栋, but 129 not in 12. */
export function liesIn(inner: string, outer: string): boolean {
  if (!outer || !inner.startsWith(outer) || inner.length === outer.length) return false
  return !(/[0-9A-Z]$/.test(outer) && /^[0-9A-Z]/.test(inner.slice(outer.length)))
}
