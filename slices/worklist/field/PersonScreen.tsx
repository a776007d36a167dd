import { useLocation, useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import { uuidv7 } from '#shared/ids.ts'
import { record } from '#web/field/outbox.ts'
import { shift } from '#web/field/shift.ts'
import { words } from '#web/i18n.ts'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { peopleOf, peopleVersion, personOf } from '#slices/people/field/copy.ts'
import { type FieldPerson, listAtDoor, placeOf } from '#slices/people/field/people.ts'
import { findTask } from '../acts.ts'
import { taskWords } from '../strings.ts'
import './field.css'
import { MustTest } from './MustTest.tsx'
import { fieldWords } from './strings.ts'
import { openTaskOf } from './tasks.ts'

const say = words(fieldWords)
const sayTask = words(taskWords)

/** Somebody of the register: to their task, or to one that a worker raises. */
export default function PersonScreen() {
  const { params } = useRoute()
  void peopleVersion.value
  const community = params.community ?? ''
  const person = personOf(community, params.person ?? '')
  const back = { href: '/field/find', label: say('find_title') }
  if (!person) {
    return (
      <Page title={say('person')} back={back}>
        <EmptyState icon="person" title={say('found_none')}>
          {say('found_none_hint')}
        </EmptyState>
      </Page>
    )
  }
  const task = openTaskOf.value.get(person.id.slice(-10))
  const others = person.door ? listAtDoor(peopleOf(community)!, person.door.number) : []
  const mayAdd = shift.value?.papers.me.permissions.includes('task.verify')
  return (
    <Page title={person.name} back={back} lead={placeOf(person) || say('unplaced')} narrow>
      <Card>
        <Facts
          facts={[
            { label: sayTask('sex'), value: person.sex ? sayTask(`sex_${person.sex}`) : '—' },
            { label: sayTask('birth'), value: person.birthYear ? say('born', { year: person.birthYear }) : '—' },
            { label: sayTask('phone'), value: person.phoneTails.map((tail) => say('tail', { tail })).join(' ') || '—' },
            {
              label: sayTask('document'),
              value: person.documentTail ? say('tail', { tail: person.documentTail }) : '—',
            },
          ]}
        />
      </Card>
      {task ? (
        <Button kind="primary" size="l" wide icon="task" href={`/field/task/${task.task.id}`}>
          {say('to_card')}
        </Button>
      ) : (
        mayAdd && <SelfFound community={community} person={person} />
      )}
      {mayAdd && <MustTest community={community} person={person} />}
      {others.length > 1 && (
        <Card title={say('household')}>
          <ul class="field-list">
            {others.map((other) => (
              <li key={other.id}>
                {other.id === person.id ? (
                  other.name
                ) : (
                  <Button kind="quiet" href={`/field/person/${community}/${other.id}`}>
                    {other.name}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  )
}

/** 自排: no list named this person; the worker did. */
function SelfFound({ community, person }: { community: string; person: FieldPerson }) {
  const [reason, setReason] = useState('')
  const { route } = useLocation()
  const add = async () => {
    const task = uuidv7(Date.now(), (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))
    const payload = { resident: person.id, reason, due: null, urgency: 2 }
    await record(findTask, [{ community, subject: task, payload }])
    toast(say('self_found_done'))
    route(`/field/task/${task}`)
  }
  return (
    <Card title={say('no_task')}>
      <Form
        label={say('self_found')}
        submit={say('self_found_do')}
        size="l"
        onSubmit={add}
        check={() => missing({ reason: [reason, say('self_found_why')] })}
      >
        <TextField
          name="reason"
          label={say('self_found_why')}
          value={reason}
          onInput={setReason}
          rows={2}
          maxLength={200}
          required
        />
      </Form>
    </Card>
  )
}
