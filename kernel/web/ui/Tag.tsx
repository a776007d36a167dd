import type { ComponentChildren } from 'preact'
import './tag.css'
import { IconButton } from './IconButton.tsx'

/** A short fact about something: a source, a category. Not a state: that is State. */
export function Tag(props: { children: ComponentChildren; onRemove?: () => void; removeLabel?: string }) {
  return (
    <span class="tag">
      {props.children}
      {props.onRemove && <IconButton icon="close" label={props.removeLabel ?? '×'} onClick={props.onRemove} />}
    </span>
  )
}
