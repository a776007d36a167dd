import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { joinEntries } from '../model/person.ts'
import { maskDocument, maskPhone } from '../model.ts'

interface PlaceRow {
  address: string | null
  estate: string | null
  building: string | null
  unit: string | null
  room: string | null
}

/** 幸福小区 3幢 2单元 501; or the address as somebody wrote it. */
export function placeWords(row: PlaceRow): string {
  if (!row.room) return row.address ?? ''
  const unit = row.unit ? `${row.unit}-` : ''
  return [row.estate, row.building, `${unit}${row.room}`].filter(Boolean).join(' ')
}

/**
 * A condition on `residents r`: persons, of whom some entry fits. Digits are a tail of a phone or a document, or a room; letters are pinyin or initials;
 * the rest is a name. Each way is a look-up of its own, by its own index: joined by "or" none could use one.
 */
export function matchingPeople(db: Context['db'], community: Id, q: string, person = db`r.id`) {
  const text = q.trim()
  if (/^\d{1,4}[\dXx]?$/.test(text)) {
    return db`and ${person} in (
      select person_id from residents where community_id = ${community} and phone_tails @> array[${text}]
      union select person_id from residents where community_id = ${community} and document_tail = ${text.toUpperCase()}
      union select p.person_id from doors f join residents p on p.community_id = f.community_id and p.door_id = f.id
        where f.community_id = ${community} and f.room = ${text})`
  }
  const letters = text.toLowerCase().replace(/\s+/g, '')
  if (/^[a-z' ]+$/i.test(text)) {
    return db`and ${person} in (
      select person_id from residents where community_id = ${community} and ${beginsWith(db, db`replace(pinyin, ' ', '')`, letters)}
      union select person_id from residents where community_id = ${community} and ${beginsWith(db, db`initials`, letters)})`
  }
  // The beginning of a name or its end: people search by surname, and by given name alone.
  const backwards = [...text].toReversed().join('')
  return db`and ${person} in (
    select person_id from residents where community_id = ${community} and ${beginsWith(db, db`name`, text)}
    union select person_id from residents where community_id = ${community} and ${beginsWith(db, db`reverse(name)`, backwards)})`
}

/** As `like 'text%'`, but by index also where the plan is made before the text is known. */
function beginsWith(db: Context['db'], what: ReturnType<Context['db']>, text: string) {
  return db`${what} ~>=~ ${text} and ${what} ~<~ ${`${text}\u{10ffff}`}`
}

export interface MaskedPerson {
  id: Id
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  nationality: string
  document: { type: string; masked: string } | null
  phones: string[]
  place: string
  categories: string[]
}

/** People with masked papers and phones; those with register.read may see names and birth dates. */
export async function loadMasked(context: Context, community: Id, ids: Id[]): Promise<Map<Id, MaskedPerson>> {
  if (!ids.length) return new Map()
  const { db } = context
  const rows = await db<(MaskedRow & PlaceRow)[]>`
    select r.id, r.name, r.sex, r.birth, r.nationality, r.document_type, r.document_sealed, r.phones_sealed, r.address,
      r.categories, r.person_id, b.estate, b.name as building, d.unit, d.room
    from residents r
    left join doors d on d.community_id = r.community_id and d.id = r.door_id
    left join buildings b on b.community_id = d.community_id and b.id = d.building_id
    where r.community_id = ${community} and (r.id = any(${ids})
      or (r.merged_into is not null and r.person_id = any(${ids})))
    order by r.created_at, r.id`
  const known = rows.map((row) => ({ ...openMasked(context, row), place: placeWords(row), person: row.person_id }))
  const byId = new Map(known.map((row) => [row.id, row]))
  return new Map(
    ids.flatMap((id) => {
      const first = byId.get(id)
      if (!first) return []
      // Of a person with several entries, what all of them know; of an entry by itself, what it says.
      const others = first.person === id ? known.filter((row) => row.person === id && row !== first) : []
      const { person: _, address: __, ...shown } = joinEntries([first, ...others])
      return [[id, { ...shown, phones: shown.phones.map(maskPhone) }]]
    }),
  )
}

function openMasked({ keys }: Context, row: MaskedRow & PlaceRow) {
  const { id, name, sex, birth, nationality, address, categories } = row
  const document = row.document_sealed && {
    type: row.document_type!,
    masked: maskDocument(keys.open(row.document_sealed)),
  }
  const phones = row.phones_sealed ? (JSON.parse(keys.open(row.phones_sealed)) as string[]) : []
  return { id, name, sex, birth, nationality, document, phones, address, categories }
}

interface MaskedRow {
  id: Id
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  nationality: string
  document_type: string | null
  document_sealed: Buffer | null
  phones_sealed: Buffer | null
  categories: string[]
  person_id: Id
}
