import { type Language, format } from '#shared/i18n.ts'
import type { Field } from '../model.ts'
import { faultLine, faultWords, fieldWords } from '../strings.ts'

/** `reject`: the row names nobody. `warn`: somebody should look. `mended`: put right, and said. */
export type Severity = 'reject' | 'warn' | 'mended'

export interface Fault {
  /** Null: the row as a whole. */
  field: Field | null
  code: FaultCode
  severity: Severity
}

const listSeverities = {
  no_identification: 'reject',
  name_only: 'reject',
  example_row: 'reject',
  name_missing: 'warn',
  name_placeholder: 'warn',
  name_masked: 'warn',
  name_digits: 'mended',
  name_split: 'mended',
  name_characters_lost: 'warn',
  document_placeholder: 'warn',
  document_length: 'warn',
  document_characters: 'warn',
  document_checksum: 'warn',
  document_date: 'warn',
  document_area: 'warn',
  document_rounded: 'warn',
  document_masked: 'warn',
  document_upgraded: 'mended',
  document_type_mended: 'mended',
  document_type_unknown: 'warn',
  document_birth_future: 'warn',
  phone_placeholder: 'warn',
  phone_length: 'warn',
  phone_characters: 'warn',
  phone_prefix: 'warn',
  phone_area: 'warn',
  phone_masked: 'warn',
  phone_rounded: 'warn',
  sex_unreadable: 'warn',
  sex_conflict: 'warn',
  birth_unreadable: 'warn',
  birth_future: 'warn',
  birth_conflict: 'warn',
  nationality_unknown: 'warn',
  nationality_conflict: 'warn',
  age_unreadable: 'warn',
  age_conflict: 'warn',
  address_was_date: 'mended',
  time_unreadable: 'warn',
  time_future: 'warn',
  other_community: 'warn',
  swapped: 'mended',
  cell_error: 'warn',
  cells_beyond: 'warn',
} as const satisfies Record<string, Severity>

/** What only a register of doors and residents can have. */
const registerSeverities = {
  address_from_above: 'mended',
  door_missing: 'warn',
  door_nobody: 'warn',
  grid_conflict: 'warn',
  repeated_in_file: 'warn',
  left_before: 'warn',
} as const satisfies Record<string, Severity>

const severities = { ...listSeverities, ...registerSeverities }
export type FaultCode = keyof typeof severities
export const faultCodes = Object.keys(severities) as FaultCode[]
export const listFaultCodes = Object.keys(listSeverities) as FaultCode[]

export function fault(code: FaultCode, field: Field | null = null): Fault {
  return { field, code, severity: severities[code] }
}

/** The sentence a person reads about one fault; it never repeats the faulty value. */
export function describeFault({ field, code }: Pick<Fault, 'field' | 'code'>, language: Language): string {
  const words = faultWords[language][code]
  if (!field) return words
  const name = fieldWords[language][field]
  return words.startsWith(name) ? words : format(faultLine[language].of_field, { field: name, words })
}
