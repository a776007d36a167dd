import type { Level } from './model.ts'
import './risk.css'
import { riskWords } from './strings.ts'
import { words } from '#web/i18n.ts'
import { State, type StateKind } from '#web/ui/State.tsx'

const say = words(riskWords)

const kinds: Record<Level, StateKind> = { high: 'late', middle: 'doing', low: 'open', none: 'off' }

/** A level as shape, colour and word. */
export function LevelMark({ level }: { level: Level }) {
  return <State kind={kinds[level]} word={say(`level_${level}`)} />
}

export function levelWord(level: Level): string {
  return say(`level_${level}`)
}
