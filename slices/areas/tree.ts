import type { AreaKind } from './model.ts'

/** A line of a list of areas: a code and a name, as the statistics office or a neighbour's spreadsheet writes them. */
export interface AreaLine {
  /** From 1, as the list was pasted. */
  line: number
  code: string
  name: string
}

export interface CodedArea {
  kind: AreaKind
  code: string
  /** The code of the area above; null for a city. */
  parent: string | null
}

/**
 * What a code stands for. National tables write every level with 12 digits and fill up with zeros (320105003000 is a
 * street); both ways are read. Undefined: no code of this tree (a province, a typing error).
 */
export function readAreaCode(text: string): CodedArea | undefined {
  const [digits = '', grid] = text.normalize('NFKC').replaceAll(/\s/g, '').split('-', 2)
  if (!/^\d+$/.test(digits)) return undefined
  const code = digits.length === 12 ? digits.replace(/(?:000000|000)$/, '') : digits
  if (grid !== undefined) {
    return code.length === 12 && /^\d{1,3}$/.test(grid)
      ? { kind: 'grid', code: `${code}-${grid}`, parent: code }
      : undefined
  }
  // Nobody's digits: provinces, and the whole country.
  if (code.length < 6 || code.slice(2, 6) === '0000') return undefined
  if (code.length === 6 && code.endsWith('00')) return { kind: 'city', code, parent: null }
  if (code.length === 6) return { kind: 'district', code, parent: `${code.slice(0, 4)}00` }
  if (code.length === 9) return { kind: 'street', code, parent: code.slice(0, 6) }
  if (code.length === 12) return { kind: 'community', code, parent: code.slice(0, 9) }
  return undefined
}

/**
 * Lines of `code name`, parted by a tab, a comma, a semicolon or blanks: what two columns of a spreadsheet become when
 * they are pasted. Lines without any digit (a heading, an empty line) are passed over.
 */
export function readAreaLines(text: string): AreaLine[] {
  return text.split(/\r?\n/).flatMap((whole, i) => {
    const cells = whole
      .replaceAll('"', '')
      .trim()
      .split(/[\t,;，；]+|\s{2,}|(?<=\d)\s+(?=\D)|(?<=\D)\s+(?=\d)/)
      .map((cell) => cell.trim())
      .filter(Boolean)
    const at = cells.findIndex((cell) => /\d{4}/.test(cell.normalize('NFKC')))
    if (at < 0) return []
    return [{ line: i + 1, code: cells[at]!, name: cells.find((_, n) => n !== at) ?? '' }]
  })
}

export interface TreeArea {
  id: string
  parent: string | null
  kind: string
  code: string
  name: string
}

export interface TreeLine {
  area: TreeArea
  depth: number
  below: number
}

/**
 * The tree as lines from the top: below an area only where it is open, or, while something is searched, where the
 * area or one below it matches name or code.
 */
export function linesOfTree(areas: readonly TreeArea[], open: ReadonlySet<string>, search: string): TreeLine[] {
  const known = new Set(areas.map(({ id }) => id))
  const below = new Map<string | null, TreeArea[]>()
  for (const area of areas) {
    // Whoever may not see what is above begins with what is.
    const parent = area.parent !== null && known.has(area.parent) ? area.parent : null
    below.set(parent, [...(below.get(parent) ?? []), area])
  }
  const wanted = search.trim().toLowerCase()
  const matches = (area: TreeArea): boolean =>
    `${area.name} ${area.code}`.toLowerCase().includes(wanted) || (below.get(area.id) ?? []).some(matches)
  const lines: TreeLine[] = []
  const walk = (parent: string | null, depth: number): void => {
    for (const area of below.get(parent) ?? []) {
      if (wanted && !matches(area)) continue
      lines.push({ area, depth, below: below.get(area.id)?.length ?? 0 })
      if (wanted || open.has(area.id)) walk(area.id, depth + 1)
    }
  }
  walk(null, 0)
  return lines
}
