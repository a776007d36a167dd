import type { ComponentChildren } from 'preact'
import { type Instant, fullTime, shortTime } from '../times.ts'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'
import './timeline.css'

export interface TimelineEntry {
  key: string
  at: Instant
  icon: IconName
  /** What was done: a verb. */
  title: ComponentChildren
  /** Who did it. */
  by?: string
  /** The note, the reason. */
  children?: ComponentChildren
  /** Corrected by a later act: it stays, struck through. */
  superseded?: boolean
  /** Saved on this device and not yet sent. */
  waiting?: string
}

/** Acts, as they were done: nothing is removed from it. */
export function Timeline(props: { entries: readonly TimelineEntry[]; label: string }) {
  return (
    <ol class="timeline" aria-label={props.label}>
      {props.entries.map((entry) => (
        <li key={entry.key} class={entry.superseded ? 'timeline-past' : undefined}>
          <span class="timeline-mark">
            <Icon name={entry.icon} />
          </span>
          <div class="timeline-words">
            <p>
              {entry.superseded ? <del>{entry.title}</del> : <strong>{entry.title}</strong>}
              {entry.waiting && <span class="timeline-waiting"> {entry.waiting}</span>}
            </p>
            {entry.children && <div>{entry.children}</div>}
            <p class="aside">
              <time dateTime={new Date(entry.at).toISOString()} title={fullTime(entry.at)}>
                {shortTime(entry.at)}
              </time>
              {entry.by && ` · ${entry.by}`}
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}
