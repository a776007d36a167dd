/** How values are shown where the reader has no need of the whole: the shapes that public notices use. */

/** `张伟` → `张*`, `欧阳小明` → `欧***`: only the first character stays. */
export function maskName(name: string): string {
  const characters = [...name]
  if (characters.length === 0) return ''
  return characters[0] + '*'.repeat(Math.min(Math.max(characters.length - 1, 1), 3))
}

/** `320102199001011234` → `3201**********1234`; shorter numbers keep two at each end, the shortest one. */
export function maskDocument(number: string): string {
  const keep = number.length >= 15 ? 4 : number.length >= 8 ? 2 : 1
  if (number.length <= 2) return '*'.repeat(number.length)
  return number.slice(0, keep) + '*'.repeat(number.length - 2 * keep) + number.slice(-keep)
}

/** `13912345678` → `139****5678`; a landline keeps its area code and its last two digits. */
export function maskPhone(national: string): string {
  const dash = national.indexOf('-')
  if (dash > 0)
    return `${national.slice(0, dash + 1)}${'*'.repeat(Math.max(national.length - dash - 3, 1))}${national.slice(-2)}`
  if (national.length < 7) return '*'.repeat(national.length)
  return `${national.slice(0, 3)}${'*'.repeat(national.length - 7)}${national.slice(-4)}`
}
