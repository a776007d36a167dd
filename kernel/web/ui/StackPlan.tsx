import { words } from '../i18n.ts'
import { count, fullTime } from '../times.ts'
import { type Door, type StackUnit, stack, tally } from './stack.ts'
import './stack-plan.css'
import { State, StateShape, stateWord } from './State.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/**
 * 楼栋图: a building as it stands, unit beside unit, floor above floor, each door with its state as shape, colour and
 * (read aloud) word. A table for each unit, so that a screen reader walks it by floor; prints in black.
 */
export function StackPlan(props: {
  title: string
  units: readonly StackUnit[]
  /** Says the states in the words of what is shown: "sampled", "not at home". */
  stateWords?: Partial<Record<Door['state'], string>>
  asOf?: string
}) {
  const word = (state: Door['state']) => props.stateWords?.[state] ?? stateWord(state)
  return (
    <section class="stack-plan" aria-label={props.title}>
      <header class="stack-plan-head">
        <h2>{props.title}</h2>
        {props.asOf && <p class="aside">{say('as_of', { time: fullTime(props.asOf) })}</p>}
      </header>
      <ul class="stack-plan-key" aria-label={say('legend')}>
        {[...tally(props.units)].map(([state, n]) => (
          <li key={state}>
            <State kind={state} word={word(state)} /> {count(n)}
          </li>
        ))}
      </ul>
      <div class="stack-plan-units" tabIndex={0} role="group" aria-label={props.title}>
        {props.units.map((unit) => (
          <table key={unit.name} class="stack-plan-unit">
            <caption>
              {unit.name}
              <span class="unseen"> {say('unit_table', { unit: unit.name })}</span>
            </caption>
            <tbody>
              {stack(unit).map(({ floor, doors }) => (
                <tr key={floor}>
                  <th scope="row">
                    <span aria-hidden="true">{floor}</span>
                    <span class="unseen">{say('floor', { n: floor })}</span>
                  </th>
                  {doors.map((door, i) => (
                    <td key={door?.id ?? i}>{door && <DoorFace door={door} word={word(door.state)} />}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </section>
  )
}

function DoorFace(props: { door: Door; word: string }) {
  const { door } = props
  const inside = (
    <>
      <StateShape kind={door.state} />
      <span>{door.room}</span>
      <span class="unseen">{props.word}</span>
      {door.people !== undefined && door.people > 0 && <span class="door-people">{door.people}</span>}
    </>
  )
  const look = `door state-${door.state}`
  return door.href ? (
    <a class={look} href={door.href} title={props.word}>
      {inside}
    </a>
  ) : (
    <span class={look} title={props.word}>
      {inside}
    </span>
  )
}
