import type { ComponentChildren } from 'preact'
import './facts.css'

export interface Fact {
  label: string
  value: ComponentChildren
}

/** What is known about one thing: a name and a value each. Facts without a value are left out. */
export function Facts(props: { facts: readonly (Fact | false | null | undefined)[] }) {
  const shown = props.facts.filter((fact): fact is Fact =>
    Boolean(fact && fact.value !== undefined && fact.value !== null),
  )
  return (
    <dl class="facts">
      {shown.map(({ label, value }) => (
        <div key={label} class="facts-one">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
