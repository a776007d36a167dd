import { type Person, readAddress } from '#linkage'
import type { PersonalValues } from '#slices/people/acts.ts'
import type { Mapping } from '../model.ts'
import { type RawRow, isPlaceholder, textOf, valuesOf } from './cells.ts'
import { readAddressText, readBirth, readTime, readSex } from './details.ts'
import { type Fault, fault } from './faults.ts'
import {
  type RowDocument,
  type RowName,
  type RowPhones,
  readRowDocuments,
  readRowName,
  readRowPhones,
} from './identity.ts'
import { readNationality } from './nationality.ts'
import { mendSwaps, splitName } from './swaps.ts'

/** Somebody named by one row, normalised. Nothing here is certain; `faults` says what is doubtful. */
export interface RowPerson {
  name: RowName | null
  documents: RowDocument[]
  phones: RowPhones
  sex: 'M' | 'F' | null
  birth: string | null
  address: string | null
  nationality: string
}

export interface ReadRow {
  accepted: boolean
  faults: Fault[]
  /** What may enter the register: only what is whole and valid. */
  person: PersonalValues
  /** What linking compares: masked, rounded and broken values too. */
  evidence: Omit<Person, 'key'>
  door: { estate: string; building: string; unit: string; floor: number | null; room: string } | null
  categories: string[]
  about: RowAbout
}

/** What the row says beside the person. */
export interface RowAbout {
  /** The source's own number for this row. */
  rowId: string | null
  /** Local time of the deployment, `2022-03-27 21:05`, or a day. */
  time: string | null
  place: string | null
  note: string | null
  community: string | null
}

export interface ReadOptions {
  /** The day of receipt in the deployment's zone, YYYY-MM-DD. */
  today: string
  /** Names by which this community is known. A row that names another is marked. */
  community?: readonly string[]
  /** Completes landlines: `025`. */
  areaCode?: string
}

/** Reads one row of a list by the meaning of its columns, and judges it. Never throws, whatever the row holds. */
export function readRow(row: RawRow, mapping: Mapping, options: ReadOptions): ReadRow {
  const faults: Fault[] = []
  const values = valuesOf(row, mapping, faults)
  const isExample = [...values.values()].some((all) => all.some(({ text }) => example.test(text)))
  mendSwaps(values, faults)
  splitName(values, faults)
  const name = readRowName(values, faults)
  const { documents, best } = readRowDocuments(values, faults)
  const person: RowPerson = {
    name,
    documents,
    phones: readRowPhones(values, options.areaCode, faults),
    sex: readSex(values, best, name?.sex ?? null, faults),
    birth: readBirth(values, best, options.today, faults),
    address: readAddressText(values, faults),
    nationality: readNationality(values, best, faults).nationality,
  }
  const about: RowAbout = {
    rowId: orNull(textOf(values, 'row_id')),
    time: readTime(values, options.today, faults),
    place: orNull(textOf(values, 'place')),
    note: orNull(textOf(values, 'note')),
    community: orNull(textOf(values, 'community')),
  }
  if (namesAnother(about.community, options.community)) faults.push(fault('other_community', 'community'))
  judge(person, isExample, faults)
  return {
    accepted: !faults.some(({ severity }) => severity === 'reject'),
    faults,
    person: registered(person),
    evidence: evidenceOf(person),
    door: doorOf(person.address),
    categories: categoriesOf(textOf(values, 'category')),
    about,
  }
}

function registered(person: RowPerson): PersonalValues {
  const document = person.documents.find(({ ok }) => ok)
  return {
    name: person.name?.name.slice(0, 100) ?? '—',
    sex: person.sex,
    birth: person.birth,
    nationality: person.nationality,
    document: document ? { type: document.type, number: document.number } : null,
    phones: person.phones.whole.slice(0, 10),
    address: person.address?.slice(0, 300) ?? null,
  }
}

function evidenceOf(person: RowPerson): Omit<Person, 'key'> {
  return {
    documents: person.documents.map(({ type, number }) => ({ type, number })),
    phones: [...person.phones.whole, ...person.phones.partial],
    ...(person.name ? { name: person.name.name } : {}),
    ...(person.birth ? { birth: person.birth } : {}),
    ...(person.sex ? { sex: person.sex } : {}),
    ...(person.address ? { address: person.address } : {}),
  }
}

function doorOf(address: string | null): ReadRow['door'] {
  if (!address) return null
  const { estate, building, unit, floor, room } = readAddress(address)
  return building && room ? { estate, building, unit, floor: Number(floor) || null, room } : null
}

function categoriesOf(text: string): string[] {
  return text
    .split(/[,,;;、]/)
    .map((part) => part.trim().slice(0, 40))
    .filter((part) => part !== '' && !isPlaceholder(part))
    .slice(0, 20)
}

const example = /^(?:示?例|样例|示例[::].*|例[::].*|举例|填写示例|example|sample|e\.g\.)$/i

/** Whether the row names somebody who can be looked for; a name alone is nobody. */
function judge({ name, documents, phones, address, birth }: RowPerson, isExample: boolean, faults: Fault[]): void {
  if (isExample) {
    faults.push(fault('example_row'))
    return
  }
  const certain = documents.some(({ ok, number }) => ok || (number.includes('*') && visible(number) >= 8))
  if (phones.whole.length > 0 || certain) {
    if (!name) faults.push(fault('name_missing', 'name'))
    return
  }
  const hold = documents.some(({ number }) => visible(number) >= 6) || phones.partial.length > 0 || address || birth
  if (!name) faults.push(fault('no_identification'))
  else if (!hold) faults.push(fault('name_only'))
}

function visible(number: string): number {
  return number.replaceAll('*', '').length
}

function namesAnother(written: string | null, ours: readonly string[] | undefined): boolean {
  if (!written || !ours || ours.length === 0) return false
  const bare = written.replace(/(?:社区)?(?:居委会|居民委员会)?$/, '')
  return !ours.some((name) => {
    const own = name.replace(/社区$/, '')
    return bare.includes(own) || own.includes(bare)
  })
}

function orNull(text: string): string | null {
  return text === '' || isPlaceholder(text) ? null : text
}
