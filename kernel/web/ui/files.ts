import { locale } from '../i18n.ts'

/** Why a file cannot be taken, or nothing. `accept` are endings, e.g. `.xlsx`. */
export function refuseFile(
  file: { name: string; size: number },
  accept: readonly string[],
  maxBytes: number,
): 'wrong_type' | 'too_big' | undefined {
  const name = file.name.toLowerCase()
  if (accept.length > 0 && !accept.some((ending) => name.endsWith(ending))) return 'wrong_type'
  return file.size > maxBytes ? 'too_big' : undefined
}

/** `12.5 MB`, in the language's own digits. */
export function fileSize(bytes: number): string {
  const [unit, divisor] = bytes >= 1e6 ? ['megabyte', 1e6] : ['kilobyte', 1e3]
  const shown = { style: 'unit', unit: unit as string, maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale.value, shown).format(bytes / Number(divisor))
}
