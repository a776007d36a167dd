import './icon-button.css'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'

/** A button that shows only an icon. `label` is what it does, in words: it is read aloud and shown as a tip. */
export function IconButton(props: {
  icon: IconName
  label: string
  onClick?: (event: MouseEvent) => void
  disabled?: boolean
  /** For a switch: whether it is on. */
  pressed?: boolean
  expanded?: boolean
  popup?: 'menu' | 'dialog'
  id?: string
}) {
  return (
    <button
      class="icon-button"
      type="button"
      id={props.id}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-haspopup={props.popup}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  )
}
