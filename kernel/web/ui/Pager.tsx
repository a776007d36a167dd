import { words } from '../i18n.ts'
import { count } from '../times.ts'
import { Button } from './Button.tsx'
import './pager.css'
import { strings } from './strings.ts'

const say = words(strings)

/** Where one is in a long list. A turn that leads nowhere is not offered. */
export function Pager(props: {
  /** Numbers of the first and last row shown, from 1. */
  from: number
  to: number
  /** Left out where counting would cost more than it tells. */
  total?: number
  onBefore?: (() => void) | undefined
  onAfter?: (() => void) | undefined
}) {
  const { from, to, total } = props
  return (
    <nav class="pager" aria-label={say('page_after')}>
      <Button icon="chevron_left" onClick={props.onBefore} disabled={!props.onBefore}>
        {say('page_before')}
      </Button>
      <p aria-live="polite">
        {total === undefined
          ? say('page_from', { from: count(from), to: count(to) })
          : say('page_of', { from: count(from), to: count(to), total: count(total) })}
      </p>
      <Button icon="chevron_right" onClick={props.onAfter} disabled={!props.onAfter}>
        {say('page_after')}
      </Button>
    </nav>
  )
}
