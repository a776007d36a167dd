import type { ComponentChildren } from 'preact'
import './empty-state.css'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'

/** Nothing here yet: what this is for, what to do first, and something to try it with. */
export function EmptyState(props: {
  icon: IconName
  title: string
  /** What the place is for. */
  children: ComponentChildren
  /** The first step, as a button; beside it a sample to try. */
  actions?: ComponentChildren
}) {
  return (
    <div class="empty">
      <Icon name={props.icon} size="l" />
      <h2>{props.title}</h2>
      <div class="empty-words">{props.children}</div>
      {props.actions && <div class="empty-actions">{props.actions}</div>}
    </div>
  )
}
