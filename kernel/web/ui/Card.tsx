import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import './card.css'

/** A sheet of paper on the page, with its own heading. `tone="now"` only where one has to act now. */
export function Card(props: {
  title?: ComponentChildren
  /** Beside the title: a state, a button. */
  aside?: ComponentChildren
  children: ComponentChildren
  footer?: ComponentChildren
  tone?: 'plain' | 'now'
  level?: 2 | 3
  /** One of several alike, as in a list: then it is an article and not a landmark, for titles may be the same. */
  alike?: boolean
}) {
  const id = useId()
  const Heading = props.level === 3 ? 'h3' : 'h2'
  const Sheet = props.alike ? 'article' : 'section'
  return (
    <Sheet class={`card card-${props.tone ?? 'plain'}`} aria-labelledby={props.title ? id : undefined}>
      {(props.title || props.aside) && (
        <header class="card-head">
          {props.title && <Heading id={id}>{props.title}</Heading>}
          {props.aside && <div class="card-aside">{props.aside}</div>}
        </header>
      )}
      <div class="card-body">{props.children}</div>
      {props.footer && <footer class="card-foot">{props.footer}</footer>}
    </Sheet>
  )
}
