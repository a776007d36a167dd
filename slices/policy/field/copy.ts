import { signal } from '@preact/signals'
import type { Id } from '#shared/ids.ts'
import { addFieldCopy } from '#web/field/copies.ts'
import type { Words } from '../model/document.ts'

/** What rules in force ask by, and for. */
export interface FieldRules {
  groups: readonly string[]
  deeds: readonly { key: string; name: Words }[]
}

const none: FieldRules = { groups: [], deeds: [] }
const communities = signal<ReadonlyMap<Id, FieldRules>>(new Map())

addFieldCopy({
  load: (community, { rows }) => {
    const [rules] = (rows.rules ?? []) as unknown as FieldRules[]
    communities.value = new Map(communities.peek()).set(community, rules ?? none)
  },
  // A rule comes into force once in weeks: with the next fresh copy the phone has it.
  change: () => {},
  forget: () => {
    communities.value = new Map()
  },
})

export function rulesOf(community: Id): FieldRules {
  return communities.value.get(community) ?? none
}
