import { useId } from 'preact/hooks'
import { words } from '../i18n.ts'
import { count } from '../times.ts'
import './progress.css'
import { strings } from './strings.ts'

const say = words(strings)

/** Long work, with its counts. Without `total` it is not known how much there is: the bar only shows that work goes on. */
export function Progress(props: { label: string; done: number; total?: number | undefined; words?: string }) {
  const id = useId()
  const { done, total } = props
  const share = total ? Math.min(1, done / total) : 0
  const told =
    props.words ?? (total === undefined ? say('working') : say('done_of', { done: count(done), total: count(total) }))
  return (
    <div class="progress">
      <div class="progress-words">
        <span id={id}>{props.label}</span>
        <span class="progress-count">{told}</span>
      </div>
      <div
        class={total === undefined ? 'progress-bar progress-open' : 'progress-bar'}
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={total === undefined ? undefined : done}
        aria-valuetext={told}
      >
        <div class="progress-done" style={total === undefined ? undefined : { width: `${share * 100}%` }} />
      </div>
    </div>
  )
}
