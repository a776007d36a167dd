import { words } from '../i18n.ts'
import { Field, type FieldProps } from './Field.tsx'
import { Icon } from './Icon.tsx'
import { strings } from './strings.ts'

const say = words(strings)

export interface Option<Value extends string = string> {
  value: Value
  label: string
  disabled?: boolean
}

/** One of a list, with the system's own chooser. For two to five options that matter, use Choice. */
export function SelectField<Value extends string>(
  props: FieldProps & {
    value: Value | ''
    options: readonly Option<Value>[]
    onChange: (value: Value) => void
    /** Shown while nothing is chosen. There is never a silent default. */
    placeholder?: string
  },
) {
  return (
    <Field {...props}>
      {(ties) => (
        <div class="select">
          <select
            {...ties}
            class="input"
            value={props.value}
            onChange={(e) => props.onChange(e.currentTarget.value as Value)}
          >
            <option value="" disabled={props.required}>
              {props.placeholder ?? say('choose_one')}
            </option>
            {props.options.map(({ value, label, disabled }) => (
              <option key={value} value={value} disabled={disabled}>
                {label}
              </option>
            ))}
          </select>
          <Icon name="chevron_down" />
        </div>
      )}
    </Field>
  )
}
