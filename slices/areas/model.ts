/** The administrative tree, from the top. Buildings, units and rooms are a community's own and lie below it. */
export const areaKinds = ['city', 'district', 'street', 'community', 'grid'] as const
export type AreaKind = (typeof areaKinds)[number]

/** What an area of this kind stands below; null: it is a root. */
export function parentKind(kind: AreaKind): AreaKind | null {
  return areaKinds[areaKinds.indexOf(kind) - 1] ?? null
}

/** What stands below an area of this kind; null: nothing of the tree does. */
export function childKind(kind: AreaKind): AreaKind | null {
  return areaKinds[areaKinds.indexOf(kind) + 1] ?? null
}

/** GB/T 2260: 6 digits for a city or district; then 9 for a street, 12 for a community, 12 and a number for a grid. */
const codePattern: Record<AreaKind, RegExp> = {
  city: /^\d{4}00$/,
  district: /^\d{6}$/,
  street: /^\d{9}$/,
  community: /^\d{12}$/,
  grid: /^\d{12}-\d{1,3}$/,
}

export function codeFits(kind: AreaKind, code: string): boolean {
  return codePattern[kind].test(code)
}
