import type { ComponentChildren } from 'preact'
import './button.css'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'

export interface ButtonProps {
  /** A verb: what pressing does. */
  children: ComponentChildren
  /** `primary`: the one next act. `danger`: cannot be taken back. `quiet`: looks like a link. */
  kind?: 'primary' | 'plain' | 'quiet' | 'danger'
  /** `l`: the one large button of a field screen. */
  size?: 'm' | 'l'
  icon?: IconName
  /** Makes it a link that looks like a button. */
  href?: string
  type?: 'button' | 'submit'
  /** At work: it says so, and does not answer to another press. */
  busy?: boolean
  disabled?: boolean
  onClick?: (event: MouseEvent) => void
  /** For tests and labels of forms. */
  id?: string
  form?: string
  /** The whole width of its place. */
  wide?: boolean
  /** Opens in another tab. */
  target?: '_blank'
  download?: string
}

export function Button(props: ButtonProps) {
  const { kind = 'plain', size = 'm', icon, busy, wide } = props
  const look = `button button-${kind} button-${size}${wide ? ' button-wide' : ''}`
  const inside = (
    <>
      {busy ? <span class="button-wheel" /> : icon && <Icon name={icon} />}
      <span>{props.children}</span>
    </>
  )
  if (props.href !== undefined)
    return (
      <a
        class={look}
        href={props.href}
        id={props.id}
        target={props.target}
        download={props.download}
        onClick={props.onClick}
      >
        {inside}
      </a>
    )
  return (
    <button
      class={look}
      type={props.type ?? 'button'}
      id={props.id}
      form={props.form}
      disabled={props.disabled}
      aria-busy={busy}
      // Busy is not disabled: a disabled button would drop the focus of whoever pressed it.
      aria-disabled={busy}
      onClick={busy ? (event) => event.preventDefault() : props.onClick}
    >
      {inside}
    </button>
  )
}
