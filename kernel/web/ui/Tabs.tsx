import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { count } from '../times.ts'
import './tabs.css'

export interface Tab<Key extends string = string> {
  key: Key
  label: string
  /** How many are in it. */
  count?: number
}

/** Several views of one thing. Arrow keys move between them; only the current one is in the order of Tab. */
export function Tabs<Key extends string>(props: {
  label: string
  tabs: readonly Tab<Key>[]
  current: Key
  onChange: (key: Key) => void
  /** The current view. */
  children?: ComponentChildren
}) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const { tabs, current } = props
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = tabs.findIndex(({ key }) => key === current)
    const to = Number.isFinite(step) ? (at + step + tabs.length) % tabs.length : step < 0 ? 0 : tabs.length - 1
    props.onChange(tabs[to]!.key)
    ;(list.current?.children[to] as HTMLElement | undefined)?.focus()
  }
  return (
    <div class="tabs">
      <div ref={list} class="tabs-list" role="tablist" aria-label={props.label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            class="tabs-tab"
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === current}
            aria-controls={props.children === undefined ? undefined : `${id}-panel`}
            tabIndex={tab.key === current ? 0 : -1}
            onClick={() => props.onChange(tab.key)}
          >
            {tab.label}
            {tab.count !== undefined && <span class="tabs-count">{count(tab.count)}</span>}
          </button>
        ))}
      </div>
      {props.children !== undefined && (
        <div class="tabs-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
          {props.children}
        </div>
      )}
    </div>
  )
}
