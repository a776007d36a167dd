import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { isAlias } from '#shared/snapshot.ts'
import type { Db } from '../db.ts'

/**
 * Phones know most people by the short end of their id only. Here, before anything is recorded, the whole id takes its
 * place: as the subject, and wherever a payload names a `resident` (of the act's community, or of the `home` beside it).
 * One that fits nobody stays, and its act is held for somebody to look at.
 */
export async function withWholeIds(db: Db, acts: readonly Act[]): Promise<Act[]> {
  const asked: Named[] = []
  for (const act of acts) {
    if (isAlias(act.subject)) asked.push({ community: act.community, tail: tailOf(act.subject) })
    collect(act.payload, act.community, asked)
  }
  if (asked.length === 0) return [...acts]
  const rows = await db<{ community_id: Id; id: Id; tail: string }[]>`
    select r.community_id, r.id, a.tail
    from jsonb_to_recordset(${db.json(asked as never)}) as a(community uuid, tail text)
    join residents r on r.community_id = a.community and right(r.id::text, 10) = a.tail`
  const whole = new Map(rows.map((row) => [`${row.community_id} ${row.tail}`, row.id]))
  const find = (community: Id, id: Id) => whole.get(`${community} ${tailOf(id)}`) ?? id
  return acts.map((act) => ({
    ...act,
    subject: isAlias(act.subject) ? find(act.community, act.subject) : act.subject,
    payload: replace(act.payload, act.community, find) as Act['payload'],
  }))
}

interface Named {
  community: Id
  tail: string
}

/** Payloads are small, and no deeper than what a form makes. */
function collect(value: unknown, community: Id, asked: Named[]): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const one of value) collect(one, community, asked)
    return
  }
  const { resident, home } = value as { resident?: unknown; home?: unknown }
  if (typeof resident === 'string' && isAlias(resident))
    asked.push({ community: typeof home === 'string' ? home : community, tail: tailOf(resident) })
  for (const one of Object.values(value)) if (typeof one === 'object') collect(one, community, asked)
}

function replace(value: unknown, community: Id, find: (community: Id, id: Id) => Id): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => replace(one, community, find))
  const { resident, home } = value as { resident?: unknown; home?: unknown }
  const named = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replace(one, community, find)]))
  if (typeof resident === 'string' && isAlias(resident))
    named.resident = find(typeof home === 'string' ? home : community, resident)
  return named
}

function tailOf(id: Id): string {
  return id.slice(-10)
}
