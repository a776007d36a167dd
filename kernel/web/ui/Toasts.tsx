import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { words } from '../i18n.ts'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'
import { strings } from './strings.ts'
import './toasts.css'

const say = words(strings)

interface Toast {
  id: number
  words: string
  tone: 'done' | 'problem'
  undo: (() => void | Promise<void>) | undefined
}

const toasts = signal<readonly Toast[]>([])
let last = 0

/** Milliseconds a toast stays; longer where it offers to take something back. One that tells of a problem stays. */
const STAYS = 6_000
const STAYS_UNDO = 10_000

/** Says in passing that something was done. What must be read, or must be acted on, belongs in a Banner. */
export function toast(said: string, more: { undo?: () => void | Promise<void>; tone?: 'done' | 'problem' } = {}): void {
  const next = { id: ++last, words: said, tone: more.tone ?? 'done', undo: more.undo }
  toasts.value = [...toasts.value.slice(-2), next]
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

/** The place where toasts appear; once, in the Shell. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((one) => (
        <ToastCard key={one.id} toast={one} />
      ))}
    </div>
  )
}

function ToastCard(props: { toast: Toast }) {
  const { id, undo, tone } = props.toast
  const [paused, setPaused] = useState(false)
  useEffect(() => {
    if (paused || tone === 'problem') return undefined
    const timer = setTimeout(() => dismiss(id), undo ? STAYS_UNDO : STAYS)
    return () => clearTimeout(timer)
  }, [paused, id, undo, tone])
  return (
    <div
      class={`toast toast-${tone}`}
      onMouseEnter={() => setPaused(true)}
      onMouseLeave={() => setPaused(false)}
      onFocusIn={() => setPaused(true)}
      onFocusOut={() => setPaused(false)}
    >
      <Icon name={tone === 'done' ? 'check' : 'alert'} />
      <p>{props.toast.words}</p>
      {undo && (
        <button
          class="toast-undo"
          type="button"
          onClick={() => {
            dismiss(id)
            void undo()
          }}
        >
          <Icon name="undo" />
          {say('undo')}
        </button>
      )}
      <IconButton icon="close" label={say('close')} onClick={() => dismiss(id)} />
    </div>
  )
}
