import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { CausedAct, Changed } from '#server/sync/projection.ts'
import { dutyRaiser } from '#slices/intake/server/duties.ts'
import type { AddToTube } from '../acts.ts'
import type { Tube } from '../model/tube.ts'

/** What a duty that a round made asks for: to come and be swabbed. It ends with the swab, not with its result. */
export const swabDeed = 'swab'

/** Who of those just swabbed is asked for by a task; found for all tubes of a transaction at once. */
const asked = new WeakMap<Tube, ReadonlySet<Id>>()

export async function noteAsked({ db }: Context, community: Id, all: readonly Changed<Tube>[]): Promise<void> {
  const fresh = all.flatMap(({ before, state }) => {
    const residents = state.samples
      .slice(before?.samples.length ?? 0)
      .flatMap(({ resident, home, state: stands }) => (resident && !home && stands === 'in' ? resident : []))
    return residents.length ? [{ tube: state, residents }] : []
  })
  if (!fresh.length) return
  const rows = await db<{ id: Id }[]>`
    select resident_id as id from tasks
    where community_id = ${community} and resident_id = any(${fresh.flatMap(({ residents }) => residents)})
      and status in ('open', 'offered') and duties @> ${db.json([{ kind: swabDeed }])}`
  const found = new Set(rows.map(({ id }) => id))
  if (found.size)
    for (const { tube, residents } of fresh) asked.set(tube, new Set(residents.filter((id) => found.has(id))))
}

/** Whoever was chased and came: their duty is met. */
export async function dischargeMade(context: Context, fact: Fact<AddToTube>, tube: Tube): Promise<CausedAct[]> {
  const chased = asked.get(tube)
  if (!chased?.size) return []
  const came = fact.payload.samples.filter(({ resident, home }) => resident && !home && chased.has(resident))
  const acts = await Promise.all(
    came.map(({ id, resident }) =>
      dutyRaiser().discharge(context, fact.community, { deed: id, resident: resident!, kind: swabDeed, at: fact.at }),
    ),
  )
  return acts.flat()
}
