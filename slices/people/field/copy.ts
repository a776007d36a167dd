import { signal } from '@preact/signals'
import type { Id } from '#shared/ids.ts'
import { addFieldCopy } from '#web/field/copies.ts'
import {
  type FieldPerson,
  type People,
  type PersonRow,
  changePeople,
  findPerson,
  openPeople,
  recognise,
  searchPeople,
} from './people.ts'

/** Held outside of signals, for it changes in place; `peopleVersion` says when. */
const communities = new Map<Id, People>()

/** Read while rendering: what shows people follows their changes. */
export const peopleVersion = signal(0)

addFieldCopy({
  load: (community, snapshot) => {
    communities.set(community, openPeople(snapshot))
    peopleVersion.value++
  },
  change: (community, rows) => {
    const people = communities.get(community)
    const changed = rows.filter(({ table }) => table === 'residents')
    if (!people || changed.length === 0) return
    changePeople(people, changed as unknown as PersonRow[])
    peopleVersion.value++
  },
  forget: () => {
    communities.clear()
    peopleVersion.value++
  },
})

export function peopleOf(community: Id): People | undefined {
  return communities.get(community)
}

export function personOf(community: Id, id: Id): FieldPerson | undefined {
  const people = communities.get(community)
  return people && findPerson(people, id)
}

/** Whose paper this is, in any community of the shift. */
export async function recogniseEverywhere(number: string): Promise<FoundPerson | undefined> {
  for (const [community, people] of communities) {
    const person = await recognise(people, number)
    if (person) return { ...person, community }
  }
  return undefined
}

export interface FoundPerson extends FieldPerson {
  community: Id
}

/** Over all communities of the shift: mostly one. */
export function searchEverybody(typed: string, limit: number): FoundPerson[] {
  const found: FoundPerson[] = []
  const start = performance.now()
  for (const [community, people] of communities) {
    for (const person of searchPeople(people, typed, limit - found.length)) found.push({ ...person, community })
  }
  // For the browser's own timeline, and for the bench that watches it.
  performance.measure('search', { start })
  return found
}
