/** Column of a reference such as `AB12`, counted from 0. */
export function columnOf(reference: string): number {
  let column = 0
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i)
    if (code < 65) break
    column = column * 26 + ((code & 0x5f) - 64)
  }
  return column - 1
}

/** `A` for 0, `AB` for 27. */
export function columnName(column: number): string {
  let name = ''
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name
  return name
}
