import { type Person, linkKeys } from '#linkage'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { PersonalValues } from '../acts.ts'
import { unitWords } from '../model.ts'

/** A person as linkage sees one. */
export function evidenceOf(key: Id, values: Omit<PersonalValues, 'nationality'>): Person {
  const { name, document, phones, birth, sex, address } = values
  return {
    key,
    ...(name && name !== '—' ? { name } : {}),
    ...(document ? { documents: [document as NonNullable<Person['documents']>[number]] } : {}),
    phones,
    ...(birth ? { birth } : {}),
    ...(sex ? { sex } : {}),
    ...(address ? { address } : {}),
  }
}

/** The keys under which the register finds a person again, as they are stored. */
export function hashedLinkKeys(context: Pick<Context, 'keys'>, person: Person): number[] {
  const { first, byName } = linkKeys(person)
  return hashKeys(context, [...first, ...byName])
}

/** Blocking keys as they are stored, each once. */
export function hashKeys({ keys }: Pick<Context, 'keys'>, all: readonly number[]): number[] {
  return [...new Set(all)].map(keys.hashLinkKey)
}

/** A door as an address in words: 幸福小区3幢2单元501室. */
export function doorAddress(door: { estate: string; building: string; unit: string; room: string }): string {
  return `${door.estate}${door.building}${unitWords(door.unit)}${door.room}室`
}

export async function loadDoorAddresses({ db }: Context, community: Id, doors: Id[]): Promise<Map<Id, string>> {
  if (!doors.length) return new Map()
  const rows = await db<{ id: Id; estate: string; building: string; unit: string; room: string }[]>`
    select d.id, b.estate, b.name as building, d.unit, d.room
    from doors d join buildings b on b.community_id = d.community_id and b.id = d.building_id
    where d.community_id = ${community} and d.id = any(${doors})`
  return new Map(rows.map((row) => [row.id, doorAddress(row)]))
}
