import { useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import { words } from '#web/i18n.ts'
import { Choice } from '#web/ui/Choice.tsx'
import { Page } from '#web/ui/Page.tsx'
import { StackPlan } from '#web/ui/StackPlan.tsx'
import type { Door as PlanDoor, StackUnit } from '#web/ui/stack.ts'
import type { StateKind } from '#web/ui/State.tsx'
import { peopleOf } from '#slices/people/field/copy.ts'
import { unitWords } from '#slices/people/model.ts'
import { stateOfTask } from '../states.ts'
import './field.css'
import { fieldWords } from './strings.ts'
import { TaskLine } from './TaskLine.tsx'
import { type FieldTask, looked, worklist } from './tasks.ts'

const say = words(fieldWords)

/** One staircase: its people in the order of the walk, or the whole building as it stands. */
export default function StairwellScreen() {
  const { params } = useRoute()
  const [how, setHow] = useState<'list' | 'plan'>('list')
  const community = params.community ?? ''
  const key = decodeURIComponent(params.key ?? '')
  const here = looked.value.filter((one) => one.community === community && (one.stairwell?.key ?? '~') === key)
  const stairwell = here[0]?.stairwell
  const name = stairwell?.name ?? say('unplaced')
  return (
    <Page title={name} back={{ href: '/field/', label: say('back') }}>
      {stairwell && (
        <Choice
          label={name}
          labelHidden
          value={how}
          onChange={setHow}
          options={[
            { value: 'list', label: say('people_list') },
            { value: 'plan', label: say('plan') },
          ]}
        />
      )}
      {how === 'list' || !stairwell ? (
        <ul class="field-list" aria-label={say('stairwell', { name })}>
          {here.map((one) => (
            <li key={one.task.id}>
              <TaskLine one={one} />
            </li>
          ))}
        </ul>
      ) : (
        <StackPlan title={name} units={unitsOf(community, stairwell.building)} stateWords={{ off: say('no_task') }} />
      )}
    </Page>
  )
}

/** The states that win over others behind the same door, the strongest first. */
const strongest: readonly StateKind[] = ['open', 'doing', 'waiting', 'missing', 'handed', 'done']

/** The building as it stands: each door with the state of what is left to do behind it, and a way to its first task. */
function unitsOf(community: string, building: string): StackUnit[] {
  const byDoor = new Map<number, FieldTask[]>()
  for (const one of worklist.value) {
    const door = one.community === community ? one.person?.door : null
    if (door?.building === building) byDoor.set(door.number, [...(byDoor.get(door.number) ?? []), one])
  }
  const units = new Map<string, PlanDoor[]>()
  for (const door of peopleOf(community)?.doors ?? []) {
    if (door.building !== building) continue
    const tasks = (byDoor.get(door.number) ?? []).map((one) => ({ one, state: stateOf(one) }))
    const [first] = tasks.sort((a, b) => strongest.indexOf(a.state) - strongest.indexOf(b.state))
    const drawn: PlanDoor = {
      id: String(door.number),
      floor: door.floor ?? 0,
      room: door.room,
      state: first?.state ?? 'off',
      ...(first && { href: `/field/task/${first.one.task.id}` }),
    }
    units.set(door.unit, [...(units.get(door.unit) ?? []), drawn])
  }
  return [...units].map(([unit, doors]) => ({ name: unitWords(unit), doors }))
}

function stateOf({ task }: FieldTask): StateKind {
  return stateOfTask({ status: task.status, attempts: task.attempts, finding: task.closing?.finding ?? null })
}
