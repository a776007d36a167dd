/** What the lists of one source were like, in rows; of a day, or of all days together. */
export interface QualityFigures {
  lists: number
  /** rows = accepted + rejected; accepted = linked + asked + fresh. */
  rows: number
  accepted: number
  rejected: number
  linked: number
  asked: number
  fresh: number
  /** Named by an earlier row of the same list, and by an earlier list. */
  repeatedWithin: number
  repeatedAcross: number
  /** A document number that cannot be right: length, characters, check digit, date. */
  invalidDocument: number
  /** Accepted rows without a usable value. */
  noDocument: number
  noPhone: number
  noAddress: number
  /** Of those asked, the rows that still wait for an answer. */
  waiting: number
  /** Linked, or made new, by what answers have taught; and by an earlier word on the same evidence. */
  learned: number
  remembered: number
}

export const qualityKeys = [
  'lists',
  'rows',
  'accepted',
  'rejected',
  'linked',
  'asked',
  'fresh',
  'repeatedWithin',
  'repeatedAcross',
  'invalidDocument',
  'noDocument',
  'noPhone',
  'noAddress',
  'waiting',
  'learned',
  'remembered',
] as const satisfies readonly (keyof QualityFigures)[]

export interface SourceQuality {
  source: { id: string; name: string }
  total: QualityFigures
  days: (QualityFigures & { day: string })[]
  faults: { code: string; severity: 'reject' | 'warn' | 'mended'; rows: number }[]
}

export function addFigures(all: readonly QualityFigures[]): QualityFigures {
  const sum = Object.fromEntries(qualityKeys.map((key) => [key, 0])) as unknown as QualityFigures
  for (const figures of all) for (const key of qualityKeys) sum[key] += figures[key]
  return sum
}

/** Document faults after which the number cannot be anybody's. Masked and rounded ones are incomplete, not wrong. */
export const invalidDocumentCodes = [
  'document_length',
  'document_characters',
  'document_checksum',
  'document_date',
  'document_birth_future',
] as const
