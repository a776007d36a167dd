import './icon.css'
import { type IconName, icons } from './icons.ts'

/** An icon beside words, or alone with a `label`. It takes the colour and, by default, 1.25 times the size of its text. */
export function Icon(props: { name: IconName; label?: string; size?: 'm' | 'l' }) {
  const said = props.label ? ({ role: 'img', 'aria-label': props.label } as const) : ({ 'aria-hidden': true } as const)
  return (
    <svg class={props.size === 'l' ? 'icon icon-l' : 'icon'} viewBox="0 0 24 24" focusable="false" {...said}>
      <path d={icons[props.name]} />
    </svg>
  )
}
