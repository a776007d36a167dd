import { findImbalance } from '#slices/intake/model.ts'

/** What a row of an office's register comes to. */
export const outcomes = ['new', 'changed', 'same', 'review'] as const
export type Outcome = (typeof outcomes)[number]

/** What can be looked at by itself among the rows of an import. */
export const rowViews = ['new', 'changed', 'review', 'rejected', 'remarks', 'same'] as const
export type RowView = (typeof rowViews)[number]

/** Values of a resident or a door that an import may change. */
export const changeable = [
  'name',
  'sex',
  'birth',
  'nationality',
  'document',
  'phones',
  'categories',
  'door',
  'address',
  'state',
] as const
export type Changeable = (typeof changeable)[number]

/**
 * rows = accepted + rejected; accepted = linked + review + fresh; linked = same + changed. A row is about a person, or
 * about a door behind which nobody is listed.
 */
export interface RegisterCounts {
  rows: number
  accepted: number
  rejected: number
  linked: number
  same: number
  changed: number
  review: number
  fresh: number
  /** Of the accepted rows, those about a door alone. */
  doorRows: number
  /** What is not there yet: made when the file counts. */
  buildings: number
  doors: number
  grids: number
  /** Residents of the buildings in the file whom no row names. They stay as they are. */
  missing: number
  /** After it was taken back: new people who stay, because a task or a later act holds them. */
  kept?: number
}

/** The first sum that does not hold, as a text. */
export function findRegisterImbalance(counts: RegisterCounts): string | undefined {
  const { linked, same, changed } = counts
  if (linked !== same + changed) return 'known = same + changed'
  return findImbalance({ ...counts, repeated: 0, people: 0 })
}
