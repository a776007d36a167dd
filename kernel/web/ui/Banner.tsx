import type { ComponentChildren } from 'preact'
import './banner.css'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'

const icons: Record<Tone, IconName> = { note: 'info', done: 'check', warning: 'clock', problem: 'alert' }

type Tone = 'note' | 'done' | 'warning' | 'problem'

/** Something to know on this page, and what to do about it. `problem` (red) only where one has to act now. */
export function Banner(props: {
  tone?: Tone
  title?: string
  children?: ComponentChildren
  actions?: ComponentChildren
}) {
  const tone = props.tone ?? 'note'
  return (
    <div class={`banner banner-${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
      <Icon name={icons[tone]} />
      <div class="banner-words">
        {props.title && <p class="banner-title">{props.title}</p>}
        {props.children && <div>{props.children}</div>}
        {props.actions && <div class="banner-actions">{props.actions}</div>}
      </div>
    </div>
  )
}
