import type { Field, Mapping } from '#slices/intake/model.ts'
import { readAddress } from '#linkage'
import { buildingKey } from './place.ts'

/**
 * What the names of sheets say, where the columns of a form leave it open: `3幢` and `12号` are buildings, `第2网格` a
 * grid, `千帆里3幢` an address, `千帆里` an estate.
 */
export function guessSheetNames(names: readonly string[], others: Mapping): Field {
  if (names.length === 0) return 'ignore'
  const lacks = (...wanted: Field[]) => !wanted.some((field) => others.includes(field))
  if (
    names.every((name) =>
      /^第?\s*(?:\d+|[A-Z]|[一二三四五六七八九十]+)\s*(?:号楼|幢|栋|座|楼|#|号)$/i.test(name.trim()),
    )
  )
    return lacks('building', 'address') ? 'building' : 'ignore'
  if (names.every((name) => /网格/.test(name))) return lacks('grid') ? 'grid' : 'ignore'
  const read = names.map((name) => readAddress(name))
  if (read.every(({ estate, building }) => estate && building && buildingKey(building)))
    return lacks('building', 'address') ? 'address' : 'ignore'
  // A sheet called 底册 or 住户 says nothing; one beside others, or with an estate's ending, is an estate.
  const telling = names.every((name) => !/底册|住户|名单|登记|汇总|合计|人员|表|sheet|list|register/i.test(name))
  return telling && lacks('estate', 'address') ? 'estate' : 'ignore'
}
