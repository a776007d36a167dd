import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { Changed } from '#server/sync/projection.ts'
import { derivedId } from '#server/sync/record.ts'
import { currentResult } from '../model/laboratory.ts'
import type { Tube } from '../model/tube.ts'

/**
 * What is to be told to people, for whoever sends it. A result is told when it is final and negative; of a pool that
 * has to be looked into nobody gets a text, they are called.
 */

interface Message {
  id: Id
  round: Id | null
  resident: Id | null
  swab: Id | null
  kind: 'result_negative' | 'result_withdrawn' | 'reminder' | 'case_released'
  details: Record<string, unknown>
  at: string
}

/** Of tubes whose result came to count, or counts no more, and of members who are heard of after it. */
export async function writeMessages(context: Context, community: Id, all: readonly Changed<Tube>[]): Promise<void> {
  const texts = all.map(({ before, state }) => ({ earlier: before ? told(before) : [], now: told(state) }))
  const gone = texts.flatMap(({ earlier, now }) => without(earlier, now))
  const fresh = texts.flatMap(({ earlier, now }) => without(now, earlier))
  if (!gone.length && !fresh.length) return
  const withdrawn = await cancelMessages(context, community, gone)
  const corrections = gone
    .filter(({ id }) => withdrawn.has(id))
    .map((message): Message => ({
      ...message,
      id: derivedId(`withdrawn ${message.id}`),
      kind: 'result_withdrawn',
    }))
  await insertMessages(context, community, [...corrections, ...fresh])
}

function without(some: readonly Message[], others: readonly Message[]): Message[] {
  const known = new Set(others.map(({ id }) => id))
  return some.filter(({ id }) => !known.has(id))
}

/** The texts that a tube's result makes. Those who live in another community are told by the one that tested them. */
function told(tube: Tube): Message[] {
  const result = currentResult(tube.laboratory)
  if (result?.verdict !== 'negative' || !result.released) return []
  return tube.samples.flatMap(({ id, resident, home, guest, state, at }): Message[] => {
    // Whoever can be reached by nothing gets nothing.
    if (state !== 'in' || (!resident && !guest?.phone)) return []
    const details = { sampledAt: at, ...(home ? { home } : {}) }
    return [
      {
        id: derivedId(`told ${id} ${result.id}`),
        round: tube.round,
        resident,
        swab: id,
        kind: 'result_negative',
        details,
        at: result.released!.at,
      },
    ]
  })
}

/** Takes back what nobody has sent yet; returns those that are out already and need a second text. */
async function cancelMessages({ db }: Context, community: Id, gone: readonly Message[]): Promise<Set<Id>> {
  if (!gone.length) return new Set()
  const ids = gone.map(({ id }) => id)
  await db`
    update messages set status = 'cancelled'
    where community_id = ${community} and id = any(${ids}) and status = 'waiting'`
  const rows = await db<{ id: Id }[]>`
    select id from messages where community_id = ${community} and id = any(${ids}) and status = 'taken'`
  return new Set(rows.map(({ id }) => id))
}

export async function insertMessages({ db }: Context, community: Id, messages: readonly Message[]): Promise<number> {
  if (!messages.length) return 0
  const rows = await db`
    insert into messages (community_id, id, round_id, resident_id, swab_id, kind, details, created_at)
    select ${community}, id, round, resident, swab, kind, details, at
    from jsonb_to_recordset(${db.json(messages as never)}) as r(id uuid, round uuid, resident uuid, swab uuid, kind text,
      details jsonb, at timestamptz)
    on conflict (community_id, id) do nothing
    returning 1`
  return rows.length
}
