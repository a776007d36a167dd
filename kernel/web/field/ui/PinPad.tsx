import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { words } from '../../i18n.ts'
import { Icon } from '../../ui/Icon.tsx'
import { pinLength } from '../pin.ts'
import { strings } from '../strings.ts'
import './pin-pad.css'

const say = words(strings)

/** Six digits on keys that gloves can hit; a keyboard works as well. Nothing of the PIN is ever shown. */
export function PinPad(props: {
  label: string
  onPin: (pin: string) => Promise<void> | void
  /** What was wrong with the last one. */
  error?: string | undefined
  busy?: boolean
  disabled?: boolean
}) {
  // Keys may come faster than the screen is drawn: what counts is held here, and only its length is shown.
  const pin = useRef('')
  const [length, setLength] = useState(0)
  const blocked = props.busy || props.disabled
  const press = (key: string) => {
    if (blocked) return
    pin.current = key === 'back' ? pin.current.slice(0, -1) : pin.current + key
    const whole = pin.current.length === pinLength ? pin.current : null
    if (whole !== null) pin.current = ''
    setLength(pin.current.length)
    if (whole !== null) void props.onPin(whole)
  }
  const pressed = useRef(press)
  pressed.current = press
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return
      if (/^\d$/.test(event.key)) pressed.current(event.key)
      else if (event.key === 'Backspace') pressed.current('back')
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [])
  return (
    <div class="pin-pad" role="group" aria-label={props.label}>
      <p class="pin-dots" role="status" aria-live="polite" aria-label={say('pin_typed', { n: length })}>
        {Array.from({ length: pinLength }, (_, n) => (
          <span key={n} class={n < length || props.busy ? 'pin-dot pin-dot-full' : 'pin-dot'} />
        ))}
      </p>
      <p class="pin-error" role="alert">
        {props.error}
      </p>
      <div class="pin-keys">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((key) => (
          <Key key={key} onPress={() => press(key)} disabled={blocked}>
            {key}
          </Key>
        ))}
        <span />
        <Key onPress={() => press('0')} disabled={blocked}>
          0
        </Key>
        <Key onPress={() => press('back')} disabled={blocked} label={say('pin_back')}>
          <Icon name="arrow_left" />
        </Key>
      </div>
    </div>
  )
}

function Key(props: {
  children: preact.ComponentChildren
  onPress: () => void
  disabled?: boolean | undefined
  label?: string
}) {
  return (
    <button type="button" class="pin-key" aria-label={props.label} disabled={props.disabled} onClick={props.onPress}>
      {props.children}
    </button>
  )
}
