import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { type Source, createSource } from '#slices/intake/server/batches.ts'

/** The community's own office, as the sender of its register: it remembers what the columns mean. */
export async function ensureRegisterSource(context: Context, community: Id): Promise<Source> {
  const find = () => context.db<Source[]>`
    select id, name, kind, mapping, deadline, urgency from sources
    where area_id = ${community} and kind = 'register' and retired_at is null order by created_at limit 1`
  const [known] = await find()
  if (known) return known
  await createSource(context, {
    area: community,
    name: '住户底册（本社区）',
    kind: 'register',
    deadline: { hours: 24 },
    urgency: 3,
  })
  const [made] = await find()
  return must(made, 'the source of a register')
}
