import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'
import type { IconName } from './icons.ts'
import './menu.css'

export interface MenuItem {
  key: string
  label: string
  icon?: IconName
  onChoose?: () => void
  href?: string
  disabled?: boolean
  /** Cannot be taken back. */
  danger?: boolean
  /** A note under the label. */
  hint?: ComponentChildren
}

/** More acts than fit. Opens on press; arrows move, Escape closes and gives the focus back. */
export function Menu(props: {
  label: string
  items: readonly MenuItem[]
  icon?: IconName
  /** Shows the label beside the icon. */
  worded?: boolean
  /** Which edge of the button the menu keeps to. */
  side?: 'start' | 'end'
}) {
  const id = useId()
  const root = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const shut = (giveBack: boolean) => {
    setOpen(false)
    if (giveBack) document.getElementById(id)?.focus()
  }
  useEffect(() => {
    if (!open) return undefined
    entries(root.current)[0]?.focus()
    const outside = (event: Event) => !root.current?.contains(event.target as Node) && setOpen(false)
    addEventListener('pointerdown', outside)
    return () => removeEventListener('pointerdown', outside)
  }, [open])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return
    if (event.key === 'Escape') shut(true)
    else if (event.key === 'Tab') shut(false)
    else if (!moveFocus(event.key, entries(root.current))) return
    if (event.key !== 'Tab') event.preventDefault()
  }
  const press = () => setOpen(!open)
  return (
    <div ref={root} class={`menu menu-${props.side ?? 'end'}`} onKeyDown={onKeyDown}>
      {props.worded ? (
        <Button id={id} icon={props.icon ?? 'more'} onClick={press}>
          {props.label}
        </Button>
      ) : (
        <IconButton
          id={id}
          icon={props.icon ?? 'more'}
          label={props.label}
          popup="menu"
          expanded={open}
          onClick={press}
        />
      )}
      {open && (
        <div class="menu-list" role="menu" aria-label={props.label}>
          {props.items.map((item) => (
            <Entry key={item.key} item={item} onChosen={() => shut(true)} />
          ))}
        </div>
      )}
    </div>
  )
}

function Entry(props: { item: MenuItem; onChosen: () => void }) {
  const { item } = props
  const inside = (
    <>
      {item.icon && <Icon name={item.icon} />}
      <span>
        {item.label}
        {item.hint && <span class="menu-hint">{item.hint}</span>}
      </span>
    </>
  )
  const look = item.danger ? 'menu-item menu-danger' : 'menu-item'
  const choose = () => {
    props.onChosen()
    item.onChoose?.()
  }
  if (item.href)
    return (
      <a class={look} role="menuitem" tabIndex={-1} href={item.href} onClick={choose}>
        {inside}
      </a>
    )
  return (
    <button class={look} role="menuitem" tabIndex={-1} type="button" disabled={item.disabled} onClick={choose}>
      {inside}
    </button>
  )
}

function entries(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)') ?? [])]
}

function moveFocus(key: string, all: HTMLElement[]): boolean {
  const at = all.indexOf(document.activeElement as HTMLElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[key]
  if (to === undefined || all.length === 0) return false
  all[to % all.length]!.focus()
  return true
}
