import { words } from '#web/i18n.ts'
import { minute } from '#web/field/minute.ts'
import { shiftCalm } from '#web/field/shift.ts'
import { shortTime } from '#web/times.ts'
import { Icon } from '#web/ui/Icon.tsx'
import { State } from '#web/ui/State.tsx'
import { placeOf } from '#slices/people/field/people.ts'
import { stateOfTask, wordOfTask } from '../states.ts'
import { taskWords } from '../strings.ts'
import './field.css'
import { fieldWords } from './strings.ts'
import { type FieldTask, isLate } from './tasks.ts'

const say = words(fieldWords)
const sayTask = words(taskWords)

/** One person of the list: who, where, how it stands. */
export function TaskLine({ one }: { one: FieldTask }) {
  const { task, person, name } = one
  const facts = { status: task.status, attempts: task.attempts, finding: task.closing?.finding ?? null }
  return (
    <a class="field-line" href={`/field/task/${task.id}`}>
      <span class="field-line-words">
        <strong>{name || '—'}</strong>
        <span>{(person && placeOf(person)) || say('unplaced')}</span>
        {one.waits && (
          <span class="field-waits">
            <Icon name="clock" label={say('waiting_here')} /> {say('waiting_here')}
          </span>
        )}
      </span>
      {isLate(one, minute.value) ? (
        <State kind="late" word={shiftCalm.value ? shortTime(task.due!) : sayTask('overdue')} />
      ) : (
        <State kind={stateOfTask(facts)} word={wordOfTask(facts)} />
      )}
    </a>
  )
}
