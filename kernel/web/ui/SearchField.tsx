import { useEffect, useRef } from 'preact/hooks'
import { words } from '../i18n.ts'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'
import './search-field.css'
import { strings } from './strings.ts'

const say = words(strings)

/** Answers as one types. On the desk the `/` key jumps here; Escape clears. */
export function SearchField(props: {
  /** What can be searched for: name, pinyin, last digits of the phone. Read aloud, and shown while it is empty. */
  label: string
  value: string
  onInput: (value: string) => void
  /** Enter was pressed, or a scanner has typed a code. */
  onSubmit?: (value: string) => void
  autofocus?: boolean
}) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', jump)
    return () => removeEventListener('keydown', jump)
  }, [])
  const clear = () => {
    props.onInput('')
    input.current?.focus()
  }
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        props.onSubmit?.(props.value)
      }}
    >
      <Icon name="search" />
      <input
        ref={input}
        class="input"
        type="search"
        value={props.value}
        placeholder={props.label}
        aria-label={props.label}
        autocomplete="off"
        autofocus={props.autofocus}
        enterkeyhint="search"
        spellcheck={false}
        onInput={(e) => props.onInput(e.currentTarget.value)}
        onKeyDown={(e) => e.key === 'Escape' && props.value !== '' && clear()}
      />
      {props.value !== '' && <IconButton icon="close" label={say('clear')} onClick={clear} />}
    </form>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}
