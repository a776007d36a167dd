import { useRoute } from 'preact-iso'
import type { Permission } from '#shared/act.ts'
import { listed, words } from '#web/i18n.ts'
import { minute } from '#web/field/minute.ts'
import { actsAbout } from '#web/field/outbox.ts'
import { shift } from '#web/field/shift.ts'
import { wordsOfAct } from '#web/field/act-words.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { Page } from '#web/ui/Page.tsx'
import { State } from '#web/ui/State.tsx'
import { Timeline } from '#web/ui/Timeline.tsx'
import { peopleOf } from '#slices/people/field/copy.ts'
import { listAtDoor, placeOf } from '#slices/people/field/people.ts'
import { stateOfTask, wordOfTask } from '../states.ts'
import { type TaskDuty, stands } from '../model.ts'
import { taskWords } from '../strings.ts'
import { Disposition } from './Disposition.tsx'
import './field.css'
import { HandOver } from './HandOver.tsx'
import { Photos } from './Photos.tsx'
import { Reveal } from './Reveal.tsx'
import { stairwellPath } from './stairwells.ts'
import { fieldWords } from './strings.ts'
import { type FieldTask, isLate, nextTask, sourceName, taskById } from './tasks.ts'

const say = words(fieldWords)
const sayTask = words(taskWords)

/** Somebody to verify: who and where in large letters, the call, then what was found. */
export function CardScreen() {
  const { params } = useRoute()
  const one = taskById.value.get(params.task ?? '')
  if (!one) return <Missing />
  const { task, person, name, community } = one
  return (
    <Page title={name || sayTask('card')} back={{ href: stairwellPath(one), label: say('back_stairwell') }} narrow>
      <div class="field-who">
        <p class="field-place">{(person && placeOf(person)) || say('unplaced')}</p>
        <p>
          <StateNow one={one} />
        </p>
      </div>
      {task.contradictions.length > 0 && (
        <Banner tone="warning">{sayTask('contradiction', { n: task.contradictions.length })}</Banner>
      )}
      {task.status === 'open' && task.transfer?.bounced && (
        <Banner tone="warning">{sayTask('bounced', { reason: task.transfer.bounced })}</Banner>
      )}
      <Closed one={one} />
      <Card>
        <Facts
          facts={[
            { label: sayTask('sex'), value: person?.sex ? sayTask(`sex_${person.sex}`) : '—' },
            { label: sayTask('birth'), value: ageOf(person?.birthYear ?? null) },
            { label: sayTask('reasons'), value: reasonsOf(one) || '—' },
            task.due !== null && { label: sayTask('due'), value: shortTime(task.due) },
            person &&
              person.categories.length > 0 && { label: sayTask('categories'), value: listed(person.categories) },
          ]}
        />
        {person && (
          <Reveal community={community} resident={task.resident} person={person} may={may('register.reveal')} />
        )}
      </Card>
      {may('task.verify') && (task.status === 'open' || task.status === 'offered') && (
        <Disposition key={task.id} one={one} />
      )}
      {may('task.verify') && task.status !== 'handed_over' && <Photos one={one} />}
      <Household one={one} />
      <OwnActs one={one} />
      {may('task.transfer') && (task.status === 'open' || task.status === 'offered') && <HandOver one={one} />}
    </Page>
  )
}

function may(permission: Permission): boolean {
  return shift.value?.papers.me.permissions.includes(permission) ?? false
}

function StateNow({ one }: { one: FieldTask }) {
  const { status, attempts, closing, due } = one.task
  if (isLate(one, minute.value)) return <State kind="late" word={`${sayTask('overdue')} ${shortTime(due!)}`} />
  const facts = { status, attempts, finding: closing?.finding ?? null }
  return <State kind={stateOfTask(facts)} word={wordOfTask(facts)} />
}

/** What was found, and at once the way to the next door. */
function Closed({ one }: { one: FieldTask }) {
  const { closing, status } = one.task
  const next = nextTask(one)
  if (!closing || (status !== 'done' && status !== 'handed_over')) return null
  return (
    <>
      <Banner tone="done" title={sayTask('closed', { finding: sayTask(`finding_${closing.finding}`) })}>
        {sayTask('closed_by_method', { method: sayTask(`method_${closing.method}`) })} · {shortTime(closing.at)}
      </Banner>
      {next && (
        <Button kind="primary" size="l" wide icon="arrow_right" href={`/field/task/${next.task.id}`}>
          {say('saved_next', { name: next.name })}
        </Button>
      )}
    </>
  )
}

function ageOf(birthYear: number | null): string {
  if (birthYear === null) return '—'
  const age = new Date(minute.value).getFullYear() - birthYear
  return `${say('born', { year: birthYear })} · ${say('age', { n: age })}`
}

function reasonsOf({ task, community }: FieldTask): string {
  const asks = (duty: TaskDuty) => ((duty.rule ?? duty.kind) && duty.reason) || sourceName(community, duty.source)
  return listed([...new Set(task.duties.filter(stands).map((duty) => asks(duty) || sayTask('act_find')))])
}

function Household({ one }: { one: FieldTask }) {
  const door = one.person?.door
  const people = peopleOf(one.community)
  if (!door || !people) return null
  const others = listAtDoor(people, door.number).filter(({ id }) => id !== one.person?.id)
  if (others.length === 0) return null
  return (
    <Card title={sayTask('household')}>
      <ul>
        {others.map((other) => (
          <li key={other.id}>
            {other.name} {other.birthYear !== null && `· ${say('born', { year: other.birthYear })}`}
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** What this phone did about it and the copy does not show yet. */
function OwnActs({ one }: { one: FieldTask }) {
  const acts = actsAbout.value.get(one.task.id) ?? []
  if (acts.length === 0) return null
  return (
    <Card title={say('my_acts')}>
      <Timeline
        label={say('my_acts')}
        entries={acts.map(({ act, sent }) => ({
          key: act.id,
          at: act.occurred,
          icon: 'history',
          title: wordsOfAct(act).title,
          ...(sent === null ? { waiting: say('waiting_here') } : {}),
        }))}
      />
    </Card>
  )
}

function Missing() {
  return (
    <Page title={sayTask('card')} back={{ href: '/field/', label: say('back') }}>
      <EmptyState icon="task" title={say('no_task')}>
        {say('none_open_hint')}
      </EmptyState>
    </Page>
  )
}
