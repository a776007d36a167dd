import type { Agreement } from './levels.ts'
import { type Features, doorOf } from './person.ts'

/** Why a pair is never linked without a person's say-so, however strong the evidence. */
export type Guard =
  | 'different_documents'
  | 'twins'
  | 'family_phone'
  | 'same_name_neighbours'
  | 'masked_only'
  | 'sexes_differ'

/**
 * The rules that no weight outranks: people of one household and people of one name are where linkage goes wrong.
 * Returns the first rule that forbids an automatic link of this pair; undefined if none does.
 */
export function findGuard(a: Features, b: Features, seen: Agreement): Guard | undefined {
  if (seen.document === 'conflict') return 'different_documents'
  if (seen.document === 'twin') return 'twins'
  const nameAgrees = seen.name === 'same' || seen.name === 'sound' || seen.name === 'near' || seen.name === 'mask'
  const documentAgrees = seen.document === 'same' || seen.document === 'partial' || seen.document === 'edit'
  const door = doorOf(a.address)
  // Brothers and sisters of one birth: one door, one birthday, another given name.
  if (
    door !== 0 &&
    door === doorOf(b.address) &&
    a.birth !== 0 &&
    a.birth === b.birth &&
    !nameAgrees &&
    seen.name !== 'none'
  ) {
    if (!documentAgrees || seen.document !== 'same') return 'twins'
  }
  if (seen.sex === 'different' && seen.document !== 'same') return 'sexes_differ'
  // A child's row carries the mother's phone, and the surname and the door are the household's.
  if (!nameAgrees && !documentAgrees) return 'family_phone'
  const phoneAgrees = seen.phone === 'same' || seen.phone === 'mask' || seen.phone === 'edit'
  const birthAgrees = seen.birth === 'same' || seen.birth === 'edit'
  if (!documentAgrees && !phoneAgrees && !birthAgrees && seen.address !== 'door') return 'same_name_neighbours'
  // Of a masked name little is known: a whole phone must agree, and one more field beside it.
  const hidden = (a.name?.masked ?? true) || (b.name?.masked ?? true)
  const second = birthAgrees || documentAgrees || seen.document === 'mask'
  if (hidden && seen.document !== 'same' && !(seen.phone === 'same' && second)) return 'masked_only'
  return undefined
}
