import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Failure, asFailure } from '../failure.ts'
import { words } from '../i18n.ts'
import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'
import { FormFaults } from './Field.tsx'
import './form.css'
import { strings } from './strings.ts'

const say = words(strings)

/** What a form's own check finds: a sentence for each field's name that has a fault. */
export type Faults = Record<string, string | undefined>

/**
 * A form that says all that is wrong at once, leads to the first fault, and keeps what was typed when the network
 * or the server refuses. `check` runs before `onSubmit`; a Failure thrown by `onSubmit` is shown in its own words.
 */
export function Form(props: {
  children: ComponentChildren
  /** A verb: what sending it does. */
  submit: string
  onSubmit: () => Promise<void>
  check?: () => Faults
  /** More buttons, beside the one that submits. */
  actions?: ComponentChildren
  /** Read aloud as the form's name. */
  label?: string
  kind?: 'primary' | 'danger'
  size?: 'm' | 'l'
}) {
  const form = useRef<HTMLFormElement>(null)
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const count = Object.keys(faults).length

  useEffect(() => {
    if (count > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"], .field-wrong input')?.focus()
    else if (failure) form.current?.querySelector<HTMLElement>('.form-summary')?.focus()
  }, [faults, failure, count])

  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy) return
    const found = given(props.check?.() ?? {})
    setFailure(null)
    setFaults(found)
    if (Object.keys(found).length > 0) return
    setBusy(true)
    try {
      await props.onSubmit()
    } catch (thrown) {
      const failed = asFailure(thrown)
      setFaults(Object.fromEntries(failed.faults.map(({ where, why }) => [where.replace(/^body\./, ''), why])))
      setFailure(failed)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form} class="form" noValidate aria-label={props.label} onSubmit={submit}>
      {(failure || count > 0) && (
        <div class="form-summary" tabIndex={-1}>
          <Banner tone="problem" title={count > 0 ? say('errors_title', { n: count }) : say('not_done')}>
            {count > 0 ? <FaultList faults={faults} /> : failure?.words}
          </Banner>
        </div>
      )}
      <FormFaults.Provider value={faults}>{props.children}</FormFaults.Provider>
      <div class="form-actions">
        <Button type="submit" kind={props.kind ?? 'primary'} size={props.size ?? 'm'} busy={busy}>
          {props.submit}
        </Button>
        {props.actions}
      </div>
    </form>
  )
}

function FaultList(props: { faults: Record<string, string> }) {
  return (
    <ul class="form-faults">
      {Object.entries(props.faults).map(([name, why]) => (
        <li key={name}>{why}</li>
      ))}
    </ul>
  )
}

function given(faults: Faults): Record<string, string> {
  return Object.fromEntries(Object.entries(faults).filter((entry): entry is [string, string] => Boolean(entry[1])))
}

/** The faults of fields that must be filled in and are not: `{ name: [value, label] }`. */
export function missing(fields: Record<string, [value: string | null | undefined, label: string]>): Faults {
  const empty = Object.entries(fields).filter(([, [value]]) => !value?.trim())
  return Object.fromEntries(empty.map(([name, [, label]]) => [name, say('must_fill', { label })]))
}
