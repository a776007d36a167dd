/**
 * Small choices of one browser (language, theme, last community), never personal data.
 * Storage may be full or forbidden: a choice is then only forgotten, nothing breaks.
 */
export function kept<Value>(key: string): Value | undefined {
  try {
    const text = localStorage.getItem(`qianxian.${key}`)
    return text === null ? undefined : (JSON.parse(text) as Value)
  } catch {
    return undefined
  }
}

export function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`qianxian.${key}`)
    else localStorage.setItem(`qianxian.${key}`, JSON.stringify(value))
  } catch {
    // Only forgotten.
  }
}
