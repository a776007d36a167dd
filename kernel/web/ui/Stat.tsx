import type { ComponentChildren } from 'preact'
import { count, share } from '../times.ts'
import './stat.css'

/** One figure and what it means. With `of` it shows the share as a bar. A figure that has rows behind it links to them. */
export function Stat(props: {
  label: string
  value: number | string
  /** The whole that `value` is a part of. */
  of?: number
  href?: string
  /** How it came about, or as of when. */
  children?: ComponentChildren
  tone?: 'plain' | 'now' | 'done'
}) {
  const { value, of } = props
  const shown = typeof value === 'number' ? count(value) : value
  return (
    <div class={`stat stat-${props.tone ?? 'plain'}`}>
      <p class="stat-label">{props.label}</p>
      <p class="stat-value">
        {props.href ? <a href={props.href}>{shown}</a> : shown}
        {of !== undefined && typeof value === 'number' && <span class="stat-share"> {share(value, of)}</span>}
      </p>
      {of !== undefined && typeof value === 'number' && <Figure value={value} of={of} />}
      {props.children && <div class="stat-more">{props.children}</div>}
    </div>
  )
}

/** A bar as small as a word, beside a figure that says the same. */
export function Figure(props: { value: number; of: number }) {
  const width = props.of > 0 ? Math.min(100, (100 * props.value) / props.of) : 0
  return (
    <span class="figure" aria-hidden="true">
      <span class="figure-bar" style={{ width: `${width}%` }} />
    </span>
  )
}
