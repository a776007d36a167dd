import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { joinEntries } from '../model/person.ts'
import type { Resident } from '../model.ts'
import { loadResidents } from './projection.ts'

/** Every entry of these persons by person, the one that stands for them first, then as they were made. */
export async function listEntries({ db }: Context, community: Id, persons: Id[]): Promise<Map<Id, Id[]>> {
  if (!persons.length) return new Map()
  const rows = await db<{ id: Id; person_id: Id }[]>`
    select id, person_id from residents
    where community_id = ${community} and person_id = any(${persons}) and merged_into is not null
    order by created_at, id`
  const entries = new Map(persons.map((person) => [person, [person]]))
  for (const { id, person_id } of rows) entries.get(person_id)?.push(id)
  return entries
}

/** Who stands for these entries; those that do not exist are left out. */
export async function findPersons({ db }: Context, community: Id, entries: Id[]): Promise<Map<Id, Id>> {
  if (!entries.length) return new Map()
  const rows = await db<{ id: Id; person_id: Id }[]>`
    select id, person_id from residents where community_id = ${community} and id = any(${entries})`
  return new Map(rows.map((row) => [row.id, row.person_id]))
}

/** Persons with all that their entries know, in clear: never to be sent as they are. */
export async function loadPersons(context: Context, community: Id, persons: Id[]): Promise<Map<Id, Resident>> {
  const entries = await listEntries(context, community, persons)
  const known = await loadResidents(context, community, [...entries.values()].flat())
  return new Map(
    [...entries].flatMap(([person, ids]): [Id, Resident][] => {
      const [first, ...others] = ids.flatMap((id) => known.get(id) ?? [])
      return first ? [[person, joinEntries([first, ...others])]] : []
    }),
  )
}
