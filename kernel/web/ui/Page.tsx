import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { words } from '../i18n.ts'
import { strings as kernel } from '../strings.ts'
import { fullTime } from '../times.ts'
import { Icon } from './Icon.tsx'
import './page.css'
import { strings } from './strings.ts'

const say = words(strings)
const name = words(kernel)

/** One page: its title (also the window's), where it leads back to, its acts, and what is on it. */
export function Page(props: {
  title: string
  /** One line under the title: what it is for, or about whom. */
  lead?: ComponentChildren
  /** The page one level up. */
  back?: { href: string; label: string }
  actions?: ComponentChildren
  children: ComponentChildren
  /** Kept to a width that reads well: forms and texts, not tables. */
  narrow?: boolean
}) {
  useEffect(() => {
    document.title = `${props.title} · ${name('product')}`
  }, [props.title])
  return (
    <div class={props.narrow ? 'page page-narrow' : 'page'}>
      <header class="page-head">
        <div class="page-words">
          {props.back && (
            <a class="page-back screen-only" href={props.back.href}>
              <Icon name="arrow_left" />
              {props.back.label}
            </a>
          )}
          <h1>{props.title}</h1>
          {props.lead && <p class="page-lead">{props.lead}</p>}
          <p class="print-only">{say('printed_at', { time: fullTime(Date.now()) })}</p>
        </div>
        {props.actions && <div class="page-actions screen-only">{props.actions}</div>}
      </header>
      {props.children}
    </div>
  )
}
