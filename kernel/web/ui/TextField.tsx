import { useState } from 'preact/hooks'
import { words } from '../i18n.ts'
import { Field, type FieldProps } from './Field.tsx'
import { IconButton } from './IconButton.tsx'
import { strings } from './strings.ts'

const say = words(strings)

export interface TextFieldProps extends FieldProps {
  value: string
  onInput: (value: string) => void
  type?: 'text' | 'password' | 'tel' | 'email' | 'number' | 'date'
  /** More than one: a field of that many lines. */
  rows?: number
  placeholder?: string
  /** What the browser may fill in, e.g. `username`, `current-password`, `off`. */
  autocomplete?: string
  /** Which keys a phone shows. */
  keys?: 'text' | 'numeric' | 'tel' | 'decimal'
  maxLength?: number
  /** For identifiers: all digits of one width. */
  mono?: boolean
  autofocus?: boolean
}

/** A line, or several, of text. A password can be shown: typing it blind in gloves is worse than a glance at it. */
export function TextField(props: TextFieldProps) {
  const [shown, setShown] = useState(false)
  const secret = props.type === 'password'
  const common = {
    class: props.mono ? 'input input-mono' : 'input',
    value: props.value,
    placeholder: props.placeholder,
    maxLength: props.maxLength,
    autofocus: props.autofocus,
    inputMode: props.keys,
    autocomplete: props.autocomplete ?? 'off',
    spellcheck: false,
  } as const
  return (
    <Field {...props}>
      {(ties) => {
        if (props.rows && props.rows > 1)
          return (
            <textarea {...ties} {...common} rows={props.rows} onInput={(e) => props.onInput(e.currentTarget.value)} />
          )
        const input = (
          <input
            {...ties}
            {...common}
            // Preact's types tell inputs apart by a literal type; this one is any of them.
            type={(secret && shown ? 'text' : (props.type ?? 'text')) as 'text'}
            onInput={(e) => props.onInput(e.currentTarget.value)}
          />
        )
        if (!secret) return input
        return (
          <div class="input-beside">
            {input}
            <IconButton
              icon={shown ? 'eye_off' : 'eye'}
              label={say(shown ? 'hide_password' : 'show_password')}
              pressed={shown}
              onClick={() => setShown(!shown)}
            />
          </div>
        )
      }}
    </Field>
  )
}
