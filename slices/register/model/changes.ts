import type { CorrectResident } from '#slices/people/acts.ts'
import type { Resident } from '#slices/people/model.ts'
import type { Changeable } from '../model.ts'
import type { RegisterRow } from './row.ts'

/** What a row says of somebody who is known already. */
export interface Changes {
  correct: CorrectResident
  /** Where they live by this row, if that is somewhere else; undefined: nothing is said, or it is so already. */
  door: string | undefined
}

const mostPhones = 10
const mostCategories = 20

/**
 * What is different by this row. An empty cell says nothing; a masked or broken value says nothing either. Phones and
 * categories are added to: what a worker found out stays.
 */
export function changesOf(known: Resident, row: RegisterRow, door: string | null): Changes {
  const { person } = row
  const correct: CorrectResident = {}
  if (person.name !== '—' && !person.name.includes('*') && person.name !== known.name) correct.name = person.name
  if (person.sex && person.sex !== known.sex) correct.sex = person.sex
  if (person.birth && person.birth !== known.birth) correct.birth = person.birth
  if (row.nationalityTold && person.nationality !== known.nationality) correct.nationality = person.nationality
  if (person.document && person.document.number !== known.document?.number) correct.document = person.document
  const phones = person.phones.filter((phone) => !known.phones.includes(phone))
  if (phones.length) correct.phones = [...phones, ...known.phones].slice(0, mostPhones)
  const categories = row.categories.filter((category) => !known.categories.includes(category))
  if (categories.length && known.categories.length < mostCategories)
    correct.categories = [...known.categories, ...categories].slice(0, mostCategories)
  // What a list once wrote of somebody's address is repeated by an export; that places nobody.
  const repeated = known.door === null && known.address !== null && person.address === known.address
  if (!door && !known.door && person.address && !repeated) correct.address = person.address
  return { correct, door: door && door !== known.door && !repeated ? door : undefined }
}

export function changedFields({ correct, door }: Changes): Changeable[] {
  return [...(Object.keys(correct) as Changeable[]), ...(door ? (['door'] as const) : [])]
}
