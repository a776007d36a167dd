import { words } from '../i18n.ts'
import { zone } from '../zone.ts'
import { fromWall, toWall } from '../wall.ts'
import { Field, type FieldProps } from './Field.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/**
 * A day and a time. `value` is an instant (ISO 8601, UTC); what is shown and typed is the wall clock of the
 * deployment's zone, whatever the phone's own zone is.
 */
export function DateTimeField(
  props: FieldProps & { value: string | null; onChange: (value: string | null) => void; min?: string; max?: string },
) {
  const hint = props.hint ?? (foreign() ? say('zone_hint', { zone: zone.value }) : undefined)
  return (
    <Field {...props} hint={hint}>
      {(ties) => (
        <input
          {...ties}
          class="input"
          type="datetime-local"
          value={props.value ? toWall(props.value, zone.value) : ''}
          min={props.min && toWall(props.min, zone.value)}
          max={props.max && toWall(props.max, zone.value)}
          onChange={(e) => props.onChange(fromWall(e.currentTarget.value, zone.value))}
        />
      )}
    </Field>
  )
}

/** A calendar day, `YYYY-MM-DD`, without any zone: a birthday, a day's account. */
export function DateField(
  props: FieldProps & { value: string; onChange: (value: string) => void; min?: string; max?: string },
) {
  return (
    <Field {...props}>
      {(ties) => (
        <input
          {...ties}
          class="input"
          type="date"
          value={props.value}
          min={props.min}
          max={props.max}
          onChange={(e) => props.onChange(e.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/** Whether this device's clock shows another zone than the deployment's: then it has to be said. */
function foreign(): boolean {
  return Intl.DateTimeFormat().resolvedOptions().timeZone !== zone.value
}
