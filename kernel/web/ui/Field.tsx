import { createContext } from 'preact'
import type { ComponentChildren } from 'preact'
import { useContext, useId } from 'preact/hooks'
import './field.css'
import { Icon } from './Icon.tsx'
import { strings } from './strings.ts'
import { words } from '../i18n.ts'

const say = words(strings)

/** Faults of the form around, by the names of its fields. Filled by Form. */
export const FormFaults = createContext<Readonly<Record<string, string>>>({})

/** What all fields have in common. */
export interface FieldProps {
  label: string
  /** The name under which a form's check and the server speak of it. */
  name?: string
  /** Says how to fill it in, before anything is wrong. */
  hint?: ComponentChildren
  /** Says what is wrong; otherwise the form around may say so through `name`. */
  error?: string | undefined
  required?: boolean
  disabled?: boolean
  /** Only for the eyes' sake hidden: it is still read aloud. For a search box in a toolbar. */
  labelHidden?: boolean
}

/** What the input inside a Field needs to be tied to its label, hint and error. */
export interface InputTies {
  id: string
  name: string | undefined
  required: boolean | undefined
  disabled: boolean | undefined
  'aria-invalid': boolean | undefined
  'aria-describedby': string | undefined
}

/** Label, hint and error around one input, which `children` makes from the ties given to it. */
export function Field(props: FieldProps & { children: (ties: InputTies) => ComponentChildren }) {
  const id = useId()
  const faults = useContext(FormFaults)
  const error = props.error ?? (props.name ? faults[props.name] : undefined)
  const described = [props.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label class={props.labelHidden ? 'unseen' : 'field-label'} for={id}>
        {props.label}
        {props.required && <Required />}
      </label>
      {props.hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children({
        id,
        name: props.name,
        required: props.required,
        disabled: props.disabled,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': described || undefined,
      })}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

export function FieldError(props: { id: string; children: ComponentChildren }) {
  return (
    <p class="field-error" id={props.id}>
      <Icon name="alert" />
      <span>{props.children}</span>
    </p>
  )
}

export function Required() {
  return <span class="field-required"> {say('required')}</span>
}
