import { words } from '../i18n.ts'
import './state.css'
import { strings } from './strings.ts'

const say = words(strings)

/**
 * The states that things are in, the same everywhere: a shape, a colour and a word.
 * `late` and `held` are the only red ones: somebody has to act.
 */
export const stateKinds = ['open', 'doing', 'done', 'handed', 'waiting', 'late', 'missing', 'held', 'off'] as const
export type StateKind = (typeof stateKinds)[number]

/** The state's own shape on a 16 × 16 grid; told apart without colour, and in a copy of a copy. */
const shapes: Record<StateKind, { path: string; filled: boolean }> = {
  open: { path: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11z', filled: false },
  doing: { path: 'M8 2.500a5.500 5.500 0 1 0 0 11zM8 2.500a5.500 5.500 0 0 1 0 11', filled: true },
  done: { path: 'M2.500 8.500 6.500 12.500 13.500 4', filled: false },
  handed: { path: 'M2.500 8h10M8.500 3.500 13 8l-4.500 4.500', filled: false },
  waiting: { path: 'M4 2.500h8L4 13.500h8z', filled: false },
  late: { path: 'M8 1.500 15 14H1z', filled: true },
  missing: { path: 'M8 1.500 14.500 8 8 14.500 1.500 8z', filled: false },
  held: { path: 'M3 3h10v10H3z', filled: true },
  off: { path: 'M3 8h10', filled: false },
}

export function StateShape(props: { kind: StateKind }) {
  const { path, filled } = shapes[props.kind]
  return (
    <svg class="state-shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={path} class={filled ? 'state-filled' : undefined} />
    </svg>
  )
}

/** A badge: `word` says it more exactly than the state's usual word does. */
export function State(props: { kind: StateKind; word?: string }) {
  return (
    <span class={`state state-${props.kind}`}>
      <StateShape kind={props.kind} />
      {props.word ?? stateWord(props.kind)}
    </span>
  )
}

export function stateWord(kind: StateKind): string {
  return say(`state_${kind}`)
}
