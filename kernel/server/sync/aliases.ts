import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { isAlias } from '#shared/snapshot.ts'
import type { Db } from '../db.ts'

/**
 * Phones know most people by the short end of their id only. Here, before anything is recorded, the whole id takes its
 * place; one that fits nobody stays, and its act is held for somebody to look at.
 */
export async function withWholeIds(db: Db, acts: readonly Act[]): Promise<Act[]> {
  const asked = acts.flatMap((act) =>
    aliasesIn(act).map((alias) => ({ community: act.community, tail: tailOf(alias) })),
  )
  if (asked.length === 0) return [...acts]
  const rows = await db<{ community_id: Id; id: Id; tail: string }[]>`
    select r.community_id, r.id, a.tail
    from jsonb_to_recordset(${db.json(asked)}) as a(community uuid, tail text)
    join residents r on r.community_id = a.community and right(r.id::text, 10) = a.tail`
  const whole = new Map(rows.map((row) => [`${row.community_id} ${row.tail}`, row.id]))
  return acts.map((act) => {
    const find = (id: unknown) =>
      typeof id === 'string' && isAlias(id) ? (whole.get(`${act.community} ${tailOf(id)}`) ?? id) : id
    const { resident } = act.payload
    return {
      ...act,
      subject: find(act.subject) as Id,
      payload: resident === undefined ? act.payload : { ...act.payload, resident: find(resident) },
    }
  })
}

function aliasesIn({ subject, payload }: Act): Id[] {
  return [subject, payload.resident].filter((id): id is Id => typeof id === 'string' && isAlias(id))
}

function tailOf(id: Id): string {
  return id.slice(-10)
}
