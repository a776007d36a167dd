import type { RuleDocument } from './document.ts'

export const parts = ['deeds', 'measures', 'decisions', 'obligations', 'transitions'] as const
export type Part = (typeof parts)[number]

export interface LineChange {
  part: Part | 'title'
  key: string
  what: 'added' | 'removed' | 'changed'
}

/** What differs between two versions, line by line; a line is known by its key. */
export function compareDocuments(before: RuleDocument, after: RuleDocument): LineChange[] {
  const changes: LineChange[] = []
  if (headingOf(before) !== headingOf(after)) changes.push({ part: 'title', key: 'title', what: 'changed' })
  for (const part of parts) {
    const was = new Map(before[part].map((line) => [line.key, JSON.stringify(line)]))
    for (const line of after[part]) {
      const known = was.get(line.key)
      if (known === undefined) changes.push({ part, key: line.key, what: 'added' })
      else if (known !== JSON.stringify(line)) changes.push({ part, key: line.key, what: 'changed' })
      was.delete(line.key)
    }
    for (const key of was.keys()) changes.push({ part, key, what: 'removed' })
  }
  return changes
}

function headingOf({ title, basis }: RuleDocument): string {
  return JSON.stringify([title, basis])
}
