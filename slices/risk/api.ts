import type { Level, ListedLevel, Span } from './model.ts'

/** What the routes about risk areas answer, as screens see it; the schemas are in server.ts. */
export interface RiskList {
  id: string
  at: string
  receivedAt: string
  file: string
  by: string
  url: string | null
  stated: Record<ListedLevel, number | null>
  listed: Record<ListedLevel, number>
  areas: number
  faults: string[]
  mismatch: boolean
  setAside: { at: string; by: string; reason: string } | null
}

export interface RiskAnswer {
  place: string
  level: Level | null
  certain: boolean
  counties: { province: string; city: string; county: string }[]
  matches: RiskMatch[]
  inside: Record<ListedLevel, number>
  list: { id: string; at: string; file: string } | null
}

export interface RiskMatch {
  id: number
  province: string
  city: string
  county: string
  place: string
  how: 'same' | 'around' | 'rest' | 'inside' | 'near'
  level: Level
  spans: Span[]
}

export interface RiskChanges {
  from: string | null
  sums: { from: Level; to: Level; places: number }[]
  total: number
  changes: { province: string; city: string; county: string; place: string; from: Level; to: Level }[]
}

export interface RiskSource {
  id: string
  url: string
  everyMinutes: number
  nextAt: string
  lastAt: string | null
  last: { ok: boolean; known: boolean; words: string } | null
}

export interface RiskName {
  id: number
  place: string
  county: string
  level: Level
  state: 'certain' | 'doubtful' | 'none'
  candidates: { words: string; reasons: string[] }[]
  chosen: number[] | null
  by: string | null
}
