interface Known {
  sex: unknown
  birth: unknown
  document: unknown
  phones: string[]
  address: string | null
  categories: string[]
}

/** What is known of a person from all entries: the first says it, the others fill what it does not know. */
export function joinEntries<Entry extends Known>([first, ...others]: readonly [Entry, ...Entry[]]): Entry {
  return others.reduce<Entry>(
    (person, other) => ({
      ...person,
      sex: person.sex ?? other.sex,
      birth: person.birth ?? other.birth,
      document: person.document ?? other.document,
      phones: [...new Set([...person.phones, ...other.phones])],
      address: person.address ?? other.address,
      categories: [...new Set([...person.categories, ...other.categories])],
    }),
    first,
  )
}
