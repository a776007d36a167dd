import { type Person, foldText, readAddress } from '#linkage'

/**
 * A row's evidence as one text: the same where two lists write the same of a person, in whatever order and form. Holds
 * personal values, so it is only ever kept as a keyed hash.
 */
export function evidenceText(evidence: Omit<Person, 'key'>): string {
  const { name, documents = [], phones = [], birth, sex, address } = evidence
  return JSON.stringify([
    foldText(name ?? ''),
    documents.map(({ number }) => number.toUpperCase()).toSorted(),
    [...new Set(phones)].toSorted(),
    birth ?? '',
    sex ?? '',
    addressText(address),
  ])
}

function addressText(address: string | undefined): string {
  if (address === undefined) return ''
  const { estate, building, unit, room } = readAddress(address)
  return estate || room ? [estate, building, unit, room].join('/') : foldText(address)
}
