import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import type { RegisterRow } from '../model/row.ts'

/** Who stands at a door under the same name and birth date: certain without any paper, as children often have none. */
export interface SamePlace {
  /** Brings in who lives at these doors. */
  prepare: (doors: readonly Id[]) => Promise<void>
  find: (door: Id | undefined, row: RegisterRow) => Id | undefined
  add: (door: Id | undefined, resident: Id, row: RegisterRow) => void
}

interface Neighbour {
  id: Id
  sex: string | null
  document: Buffer | null
}

export function openSamePlace({ db, keys }: Context, community: Id): SamePlace {
  const here = new Map<string, Neighbour[]>()
  const asked = new Set<Id>()
  const keep = (door: Id, name: string, birth: string | null, neighbour: Neighbour) => {
    const key = `${door}|${name}|${birth ?? ''}`
    const same = here.get(key)
    if (same) same.push(neighbour)
    else here.set(key, [neighbour])
  }
  const hashOf = ({ person }: RegisterRow) => person.document && keys.hash('document', person.document.number)
  return {
    prepare: async (doors) => {
      const fresh = [...new Set(doors)].filter((door) => !asked.has(door))
      if (!fresh.length) return
      for (const door of fresh) asked.add(door)
      const rows = await db<(Neighbour & { door: Id; name: string; birth: string | null })[]>`
        select id, door_id as door, name, birth, sex, document_hash as document from residents
        where community_id = ${community} and door_id = any(${fresh}) and merged_into is null and left_at is null`
      for (const { door, name, birth, ...neighbour } of rows) keep(door, name, birth, neighbour)
    },
    find: (door, row) => {
      const { name, birth, sex } = row.person
      if (!door || name === '—') return undefined
      const document = hashOf(row)
      const alike = (here.get(`${door}|${name}|${birth ?? ''}`) ?? []).filter(
        (known) =>
          (!sex || !known.sex || sex === known.sex) &&
          (!document || !known.document || document.equals(known.document)),
      )
      return alike.length === 1 ? alike[0]!.id : undefined
    },
    add: (door, resident, row) => {
      const { name, birth, sex } = row.person
      if (door && name !== '—') keep(door, name, birth, { id: resident, sex, document: hashOf(row) })
    },
  }
}
