import { words } from '../i18n.ts'
import { Icon } from './Icon.tsx'
import './steps.css'
import { strings } from './strings.ts'

const say = words(strings)

/** Where one is in a task that has an order. Steps before `current` (from 0) are done. */
export function Steps(props: { label: string; steps: readonly string[]; current: number }) {
  const { steps, current } = props
  return (
    <nav class="steps" aria-label={props.label}>
      <p class="steps-now">
        {say('step_of', { n: Math.min(current + 1, steps.length), total: steps.length })}
        {current < steps.length && <strong> {steps[current]}</strong>}
      </p>
      <ol>
        {steps.map((step, i) => (
          <li
            key={step}
            class={i < current ? 'steps-past' : i === current ? 'steps-current' : undefined}
            aria-current={i === current ? 'step' : undefined}
          >
            <span class="steps-mark">{i < current ? <Icon name="check" label={say('step_done')} /> : i + 1}</span>
            <span class="steps-name">{step}</span>
          </li>
        ))}
      </ol>
    </nav>
  )
}
