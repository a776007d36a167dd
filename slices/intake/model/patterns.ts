import type { Reason } from '#linkage'

/** Evidence without its values and their rarity: what two pairs have in common that a person judges alike. */
export interface Evidence {
  reasons: readonly Pick<Reason, 'field' | 'level'>[]
  guard?: string | undefined
}

/** `address:door name:sound phone:same !twins`: the same for every pair whose fields agree as far as these do. */
export function patternOf({ reasons, guard }: Evidence): string {
  const levels = reasons.map(({ field, level }) => `${field}:${level}`).toSorted()
  return [...levels, ...(guard ? [`!${guard}`] : [])].join(' ') || 'nothing'
}

/** The levels and the guard that a pattern names. */
export function readPattern(pattern: string): Evidence {
  const parts = pattern === 'nothing' ? [] : pattern.split(' ')
  const guard = parts.find((part) => part.startsWith('!'))?.slice(1)
  const reasons = parts.flatMap((part) => {
    const [field, level] = part.split(':')
    return field && level ? [{ field: field as Reason['field'], level }] : []
  })
  return guard ? { reasons, guard } : { reasons }
}
