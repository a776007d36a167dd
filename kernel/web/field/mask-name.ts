/** 王小明 → 王**: the lock screen lies open to whoever holds the phone. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name
  return first + '*'.repeat(Math.min(rest.length, 3))
}
