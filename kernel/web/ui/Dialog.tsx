import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { words } from '../i18n.ts'
import './dialog.css'
import { IconButton } from './IconButton.tsx'
import { strings } from './strings.ts'

const say = words(strings)

export interface DialogProps {
  open: boolean
  title: string
  /** Escape, the cross, a press beside it. */
  onClose: () => void
  children: ComponentChildren
  /** Buttons, the one that goes on first. A Form inside has its own. */
  actions?: ComponentChildren
  /** `wide` for a table or a comparison. */
  size?: 'normal' | 'wide'
}

/** A question in front of the page. The browser's own `<dialog>` keeps the focus in. */
export function Dialog(props: DialogProps) {
  return <Modal {...props} look={`dialog dialog-${props.size ?? 'normal'}`} />
}

/** Rises from the bottom on a phone, into the thumb's reach; on the desk it stands at the right edge. */
export function Sheet(props: DialogProps) {
  return <Modal {...props} look="dialog sheet" />
}

function Modal(props: DialogProps & { look: string }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  useLayoutEffect(() => {
    if (!props.open) return undefined
    const before = document.activeElement
    dialog.current?.showModal()
    // By now the dialog has left the page, and the browser has nothing to give the focus back from.
    return () => before instanceof HTMLElement && before.focus()
  }, [props.open])
  if (!props.open) return null
  return (
    <dialog
      ref={dialog}
      class={props.look}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
      // A press on the veil reaches the dialog itself; one inside reaches what is in it.
      onClick={(event) => event.target === event.currentTarget && props.onClose()}
    >
      <div class="dialog-inside">
        <div class="dialog-head">
          <h2 id={title}>{props.title}</h2>
          <IconButton icon="close" label={say('close')} onClick={props.onClose} />
        </div>
        <div class="dialog-body">{props.children}</div>
        {props.actions && <div class="dialog-actions">{props.actions}</div>}
      </div>
    </dialog>
  )
}
