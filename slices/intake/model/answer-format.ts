import type { Language } from '#shared/i18n.ts'
import { answerWords } from '../strings.ts'

/** What can be answered about a row, beside the source's own columns. */
export const answerColumns = ['status', 'contact', 'finding', 'method', 'time', 'worker'] as const
export type AnswerColumn = (typeof answerColumns)[number]

/** How a source wants its list back. */
export interface AnswerFormat {
  /** In this order, behind the source's own columns. */
  columns: AnswerColumn[]
  language: Language
  /** Its own words or codes for findings (`here_managed` → `1`); the usual words where it has none. */
  findings: Partial<Record<string, string>>
}

/** The findings that a source may have words of its own for. */
export const answerFindings: string[] = Object.keys(answerWords.zh)
  .filter((key) => key.startsWith('finding_'))
  .map((key) => key.slice('finding_'.length))

/** All columns, in the words of whoever downloads, where the source has not said what it wants. */
export function answerFormat(stored: Partial<AnswerFormat>, language: Language): AnswerFormat {
  return {
    columns: stored.columns?.length ? stored.columns : [...answerColumns],
    language: stored.language ?? language,
    findings: stored.findings ?? {},
  }
}
