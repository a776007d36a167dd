import { useContext, useId } from 'preact/hooks'
import './choice.css'
import { FieldError, type FieldProps, FormFaults, Required } from './Field.tsx'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'

export interface ChoiceOption<Value extends string = string> {
  value: Value
  label: string
  /** What choosing it means, in a few words. */
  hint?: string
  icon?: IconName
  disabled?: boolean
}

/** One of a few, as large buttons that gloves can hit. Nothing is chosen beforehand unless `value` says so. */
export function Choice<Value extends string>(
  props: FieldProps & {
    value: Value | '' | null
    options: readonly ChoiceOption<Value>[]
    onChange: (value: Value) => void
    /** `row`: side by side where there is room. `list`: one below the other, for longer words. */
    layout?: 'row' | 'list'
  },
) {
  const id = useId()
  const faults = useContext(FormFaults)
  const error = props.error ?? (props.name ? faults[props.name] : undefined)
  const described = [props.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <fieldset class={error ? 'field field-wrong' : 'field'} aria-describedby={described || undefined}>
      <legend class={props.labelHidden ? 'unseen' : 'field-label'}>
        {props.label}
        {props.required && <Required />}
      </legend>
      {props.hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      <div class={`choice choice-${props.layout ?? 'row'}`}>
        {props.options.map((option) => (
          <label key={option.value} class="choice-option">
            <input
              type="radio"
              name={props.name ?? id}
              value={option.value}
              checked={props.value === option.value}
              disabled={props.disabled || option.disabled}
              required={props.required}
              onChange={() => props.onChange(option.value)}
            />
            <span class="choice-face">
              {option.icon && <Icon name={option.icon} />}
              <span>
                {option.label}
                {option.hint && <span class="choice-hint">{option.hint}</span>}
              </span>
              <span class="choice-tick">
                <Icon name="check" />
              </span>
            </span>
          </label>
        ))}
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  )
}
