import './wordmark.css'
import { words } from '../i18n.ts'
import { strings } from '../strings.ts'

const say = words(strings)

/** A thousand threads, one needle. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 24" aria-hidden="true" focusable="false">
      <path d="M1 2c10 0 9 10 18 10M1 7.500c8 0 10 4.500 18 4.500M1 12h18M1 16.500c8 0 10-4.500 18-4.500M1 22c10 0 9-10 18-10" />
      <path class="mark-needle" d="M19 12h12" />
    </svg>
  )
}

export function Wordmark() {
  return (
    <span class="wordmark">
      <Mark />
      <span class="wordmark-name">{say('product')}</span>
    </span>
  )
}
