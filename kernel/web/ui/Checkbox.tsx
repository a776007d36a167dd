import type { ComponentChildren } from 'preact'
import './checkbox.css'

/** A yes or no that stands by itself. `partly` is for a box that stands for several. */
export function Checkbox(props: {
  label: ComponentChildren
  checked: boolean
  onChange: (checked: boolean) => void
  partly?: boolean
  hint?: ComponentChildren
  disabled?: boolean
  /** In a table: the words are only read aloud. */
  labelHidden?: boolean
  name?: string
}) {
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        name={props.name}
        checked={props.checked}
        indeterminate={props.partly ?? false}
        disabled={props.disabled}
        onChange={(e) => props.onChange(e.currentTarget.checked)}
      />
      <span class={props.labelHidden ? 'unseen' : undefined}>
        {props.label}
        {props.hint && <span class="checkbox-hint">{props.hint}</span>}
      </span>
    </label>
  )
}
