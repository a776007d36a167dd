import { addBirth, addSex } from './birthAndSex.ts'
import * as latin from './latin.ts'
import { addAddressLines, addLatinNames, addPlain, addText } from './latinFields.ts'
import { type Layout, find } from './layout.ts'
import { plainWords } from './texts.ts'
import type { ColumnType, Spec } from './types.ts'
import { addId, addPhones, addRivals, addZhAddress, addZhName } from './zhFields.ts'

/** Compiles a specification. */
export function openLayout(spec: Spec): Layout {
  const layout: Layout = {
    spec,
    stride: 0,
    readers: [],
    comparisons: [],
    parts: new Map(),
    texts: [],
    textOf: [],
  }
  const has = (type: ColumnType): boolean => spec.columns.some((column) => column.type === type)
  const idAt = has('residentId') ? addId(layout, find(spec, 'residentId')) : -1
  if (has('zhName')) addZhName(layout, find(spec, 'zhName'))
  if (has('givenName') || has('surname')) addLatinNames(layout, spec)
  else if (has('fullName'))
    addText(layout, find(spec, 'fullName'), 'fullName', plainWords, latin.textLevels, latin.textLevel)
  if (has('phone')) addPhones(layout, spec)
  if (has('zhName') && has('phone')) addRivals(layout)
  if (has('date') || idAt >= 0) addBirth(layout, spec, idAt)
  if (has('sex') || idAt >= 0) addSex(layout, spec, idAt)
  if (has('zhAddress')) addZhAddress(layout, find(spec, 'zhAddress'))
  const lines = spec.columns.filter(({ type }) => type === 'address')
  if (lines.length === 2) addAddressLines(layout, lines)
  for (const column of spec.columns) if (lines.length !== 2 || column.type !== 'address') addPlain(layout, column)
  return layout
}
