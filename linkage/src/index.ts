export { type DateFault, type DateReading, isCalendarDay, readDate } from './dates.ts'
export {
  type DocumentReading,
  type DocumentType,
  documentTypes,
  findDocumentType,
  guessDocument,
  readDocument,
} from './documents.ts'
export {
  type IdFault,
  type IdReading,
  idMaskMatches,
  isResidentId,
  normaliseResidentId,
  readResidentId,
  residentIdCheck,
  upgradeResidentId,
} from './residentId.ts'
export {
  type PhoneFault,
  type PhoneKind,
  type PhoneReading,
  phoneMaskMatches,
  readPhone,
  splitPhones,
} from './phones.ts'
export { type NameReading, nameMaskMatches, normaliseName, readName, splitName } from './names.ts'
export { findReading, initialsOf, pinyinOf, readingsOf, syllablesOf, toneOf } from './pinyin.ts'
export { type AddressOptions, type AddressReading, doorKey, doorWords, readAddress } from './addresses.ts'
export { maskDocument, maskName, maskPhone } from './masks.ts'
export { findChineseNumber, foldText } from './text.ts'
export { explain, explainGuard } from './explain.ts'
export {
  type Candidate,
  type Link,
  type Linker,
  type LinkerOptions,
  type Population,
  linkKeys,
  openLinker,
} from './linker.ts'
export type { Person } from './person.ts'
export type { Guard } from './safety.ts'
export { type Reason, type Weights, startingWeights } from './weights.ts'
export {
  comparisonWords,
  explainPair,
  guessBlocking,
  guessSpec,
  levelsOf,
  levelWords,
  linkRead,
  linkTable,
  linkTables,
  type Live,
  type LiveCandidate,
  openCsv,
  openLive,
  openQuestions,
  probabilityOf,
  type Question,
  type Questions,
  readTable,
  type Table,
  toSource,
} from './engine/index.ts'
export type * from './engine/types.ts'
