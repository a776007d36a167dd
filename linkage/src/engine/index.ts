export { guessBlocking, guessSpec } from './guess.ts'
export { linkTable, linkTables, readTable } from './link.ts'
export { levelsOf } from './pairs.ts'
export type * from './types.ts'
