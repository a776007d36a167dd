/** What the routes of the review queue answer, as screens see it; the schemas are in server-reviews.ts. */
export interface ComparedPerson {
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  document: string | null
  phones: string[]
  place: string
}

export interface EvidenceStep {
  field: string
  level: string
  bits: number
  words: string
}

export interface Evidence {
  start: number
  steps: EvidenceStep[]
  learned: { same: number; different: number; bits: number } | null
  weight: number
  guard: string | null
}

export interface KnownPerson extends ComparedPerson {
  resident: string
  categories: string[]
  household: { name: string; birth: string | null }[]
}

export interface ReviewCandidate extends KnownPerson, Evidence {
  entry: string
  task: string | null
}

export interface Review {
  row: string
  source: string
  sheet: number
  number: number
  due: string | null
  urgency: number
  alike: number
  learned: { same: number; different: number } | null
  person: ComparedPerson
  candidates: ReviewCandidate[]
}

export interface ReviewQueue {
  total: number
  answers: number
  reviews: Review[]
}

export interface Word {
  answer: string
  task: string | null
}

export interface Alike {
  person: KnownPerson & { placed: boolean }
  people: (KnownPerson & { evidence: Evidence | null; toldApart: boolean; placed: boolean })[]
}
