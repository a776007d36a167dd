/** What a column holds. `rowId` and `ignore` are not compared. */
export type ColumnType =
  | 'rowId'
  | 'zhName'
  | 'givenName'
  | 'surname'
  | 'fullName'
  | 'residentId'
  | 'identifier'
  | 'phone'
  | 'date'
  | 'sex'
  | 'zhAddress'
  | 'address'
  | 'place'
  | 'postcode'
  | 'email'
  | 'category'
  | 'text'
  | 'ignore'

export interface ColumnSpec {
  header: string
  /** Position in the row, from 0. */
  at: number
  type: ColumnType
  /** Dates are written 31/12/1990. */
  dayFirst?: boolean
}

/** Records that agree on every part are compared. A part is `column type.part`, such as `phone.number` or `zhName.sound`. */
export interface BlockingRule {
  parts: string[]
  /** Only pairs of which at least one side has this part: `residentId.masked`. */
  onlyIf?: string
  /** Finds much at a high price: gets a smaller budget of pairs, so that in large tables only rare values are met. */
  loose?: boolean
}

/** What is compared and how pairs are found; plain JSON, guessed by `guessSpec` or written by hand. */
export interface Spec {
  version: 1
  columns: ColumnSpec[]
  blocking: BlockingRule[]
}

/** Where bytes of CSV (UTF-8) come from: whole in memory, or read piece by piece. */
export interface ByteSource {
  size: number
  /** The bytes from `start` to `end`; they may be overwritten by the next call. */
  read(start: number, end: number): Uint8Array
  /** How another thread opens the same bytes: a path, or shared memory. Without it only this thread reads. */
  reference?: unknown
}
export type Input = Uint8Array | ByteSource | Iterable<readonly string[]>

/** A step that is done (`read`, `block`, `compare`, `train`, `score`, `cluster`), and how far along all is, from 0 to 1. */
export interface Progress {
  step: string
  done: number
}

/** Probabilities of the levels of one comparison among matches, strangers and housemates. */
export interface ComparisonModel {
  name: string
  levels: string[]
  m: number[]
  u: number[]
  /** Absent where no housemates could be told. */
  h?: number[]
}

/** A trained model: plain JSON, without personal data. */
export interface Model {
  version: 1
  spec: Spec
  comparisons: ComparisonModel[]
  /** Share of all pairs that are one person, and that are two people of one household. */
  lambda: number
  lambdaH: number
  /** What the answers of people add to the weight of a pattern, in bits. */
  learned: Record<string, number>
  /** What it was trained on. */
  fingerprint: { rows: number; pairs: number; hash: string }
  threshold: number
  autoThreshold: number
}

export interface Edges {
  count: number
  a: Uint32Array
  b: Uint32Array
  /** Log-odds in bits that the two are one person. */
  weight: Float32Array
  /** One integer that holds the level of every comparison; see `readPattern`. */
  pattern: Int32Array
}

export interface RuleReport {
  rule: string
  /** Pairs that the rule alone would make, and those that it adds to the rules before it. */
  pairs: number
  added: number
  /** Rows in blocks above the cap, which were not compared under this rule. */
  capped: number
  /** Estimated matches that only this rule found. */
  matches: number
  used: boolean
  why?: 'too many pairs' | 'no values'
}

export interface BlockingReport {
  rules: RuleReport[]
  pairs: number
  /** Estimated share of the true pairs that some rule finds, directly or through a third record. */
  recall: number
}

export type ConflictReason = 'different_ids' | 'twins' | 'told_apart' | 'evidence_against'

/** A union that strong evidence asks for and a guard refused: for a person to decide. */
export interface Conflict {
  a: number
  b: number
  weight: number
  reason: ConflictReason
}

export interface LinkOptions {
  spec?: Spec
  /** What the second of two tables holds, where that is known: columns are matched with those of `spec`. */
  secondSpec?: Spec
  seed?: number
  /** Workers beside the caller's thread; see `linkage/node`. */
  pool?: Pool
  threshold?: 'auto' | number
  /** A model trained before: training is left out. */
  model?: Model
  /** Pairs of rows that somebody has told apart, or said to be one. */
  cannot?: Iterable<readonly [number, number]>
  must?: Iterable<readonly [number, number]>
  onProgress?: (progress: Progress) => void
}

/** Who runs a piece of work elsewhere; `linkage/node` makes one of worker threads. */
export interface Pool {
  size: number
  run(job: string, data: unknown): Promise<unknown>
}

export interface LinkResult {
  rows: number
  /** Rows from here on are those of the second table; `rows` where there is one. */
  second: number
  spec: Spec
  /** The cluster of each row: the smallest row number in it. */
  clusters: Uint32Array
  edges: Edges
  model: Model
  /** Bits from which rows are put together, and from which that is safe to do without asking. */
  threshold: number
  autoThreshold: number
  /** Positions in `edges` that are linked automatically: above `autoThreshold`, and no guard against it. */
  auto: Uint32Array
  conflicts: Conflict[]
  blocking: BlockingReport
  /** Rows that say too little for any agreement to link them. */
  unlinkables: number
  /** Milliseconds by step. */
  timings: Record<string, number>
}

/** One step of the sum that makes up a weight. */
export interface WaterfallStep {
  comparison: string
  level: string
  /** Evidence against a stranger; `housemate` against another person of the household. */
  bits: number
  housemate?: number
  zh: string
  en: string
}
export interface Waterfall {
  weight: number
  probability: number
  steps: WaterfallStep[]
}
