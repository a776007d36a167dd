import { useEffect } from 'preact/hooks'
import { words } from '#web/i18n.ts'
import { minute } from '#web/field/minute.ts'
import { count } from '#web/times.ts'
import { Button } from '#web/ui/Button.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { State } from '#web/ui/State.tsx'
import { isOpen } from '../model.ts'
import { taskWords } from '../strings.ts'
import './field.css'
import { type StairwellCount, countStairwells, stairwellPath } from './stairwells.ts'
import { fieldWords } from './strings.ts'
import { TaskLine } from './TaskLine.tsx'
import { type Whose, isLate, looked, nextTask, whose, worklist } from './tasks.ts'

const say = words(fieldWords)
const sayTask = words(taskWords)

/** Where a shift begins: the next door, then the staircases with what is left in each. */
export function ListScreen() {
  const now = minute.value
  const tasks = looked.value
  const open = tasks.filter(({ task }) => isOpen(task.status)).length
  const late = tasks.filter((one) => isLate(one, now)).length
  const next = nextTask(null)
  // Whoever has nothing of their own sees at once what there is.
  const hasOwn = whose.value === 'all' || tasks.length > 0
  useEffect(() => {
    if (!hasOwn && worklist.value.length > 0) whose.value = 'all'
  }, [hasOwn])
  return (
    <Page title={say('list')}>
      <Choice<Whose>
        label={say('whose')}
        labelHidden
        value={whose.value}
        onChange={(value) => (whose.value = value)}
        options={[
          { value: 'mine', label: say('mine') },
          { value: 'all', label: say('all') },
        ]}
      />
      {tasks.length > 0 && (
        <p class="field-sum" role="status">
          <span>
            <strong>{count(open)}</strong> {sayTask('status_open')}
          </span>
          {late > 0 && <State kind="late" word={say('overdue_n', { n: count(late) })} />}
          <span>{say('done_n', { n: count(tasks.length - open) })}</span>
        </p>
      )}
      {next && (
        <section class="stack" aria-label={say('next')}>
          <TaskLine one={next} />
          <Button kind="primary" size="l" wide icon="arrow_right" href={`/field/task/${next.task.id}`}>
            {say('next')}
          </Button>
        </section>
      )}
      {tasks.length === 0 && (
        <EmptyState icon="task" title={say('none_open')}>
          {say('none_open_hint')}
        </EmptyState>
      )}
      {tasks.length > 0 && !next && (
        <EmptyState icon="check" title={say('all_clear')}>
          {say('none_open_hint')}
        </EmptyState>
      )}
      {tasks.length > 0 && <Stairwells counts={countStairwells(tasks, now)} />}
    </Page>
  )
}

function Stairwells({ counts }: { counts: StairwellCount[] }) {
  return (
    <section class="stack" aria-labelledby="stairwells">
      <h2 id="stairwells">{say('by_stairwell')}</h2>
      <ul class="field-list">
        {counts.map((one) => (
          <li key={stairwellPath(one)}>
            <a class="field-line" href={stairwellPath(one)}>
              <span class="field-line-words">
                <strong>{one.stairwell?.name ?? say('unplaced')}</strong>
                <span>{say('left_of', { open: count(one.open), all: count(one.all) })}</span>
              </span>
              {one.late > 0 ? (
                <State kind="late" word={say('overdue_n', { n: one.late })} />
              ) : (
                <State kind={one.open === 0 ? 'done' : one.open < one.all ? 'doing' : 'open'} />
              )}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
