import { useState } from 'preact/hooks'
import { uuidv7 } from '#shared/ids.ts'
import { readPhone } from '#linkage/phones.ts'
import { minute } from '#web/field/minute.ts'
import { record } from '#web/field/outbox.ts'
import { shift } from '#web/field/shift.ts'
import { words } from '#web/i18n.ts'
import { count, shortTime } from '#web/times.ts'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { State } from '#web/ui/State.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { addResident } from '#slices/people/acts.ts'
import { placeOf } from '#slices/people/field/people.ts'
import { rulesOf } from '#slices/policy/field/copy.ts'
import { asksDeed, stands } from '../model.ts'
import { dueWords } from './due-strings.ts'
import './field.css'
import { GroupChoice, deedsOf } from './MustTest.tsx'
import { type FieldTask, worklist } from './tasks.ts'

const say = words(dueWords)

interface DueTask {
  one: FieldTask
  due: string
  /** Recorded on this phone since it was asked. */
  done: boolean
}

/** Whom rules ask something of, in the order of a walk. */
function dueTasks(): DueTask[] {
  return worklist.value.flatMap((one) => {
    const asked = one.task.duties.filter((duty) => stands(duty) && asksDeed(duty))
    const due = asked.flatMap((duty) => duty.due ?? []).sort()[0]
    if (!due || one.task.status !== 'open') return []
    const deeds = deedsOf(one.task.resident)
    const done = asked.every(({ kind, after }) =>
      deeds.some(({ deed, at }) => deed === kind && (!after || at >= after)),
    )
    return [{ one, due, done }]
  })
}

/** Must-test people at the door: who is due, each a tap away; and whoever is in no list yet. Works without network. */
export default function DueScreen() {
  const now = new Date(minute.value).toISOString()
  const tasks = dueTasks()
  const open = tasks.filter(({ done }) => !done)
  const late = open.filter(({ due }) => due < now).length
  const mayAdd = shift.value?.papers.me.permissions.includes('task.verify')
  return (
    <Page title={say('due')}>
      {tasks.length > 0 ? (
        <>
          <p class="field-sum" role="status">
            <span>
              <strong>{count(open.length)}</strong> {say('due_open')}
            </span>
            {late > 0 && <State kind="late" word={say('due_late', { n: count(late) })} />}
            <span>{say('due_done', { n: count(tasks.length - open.length) })}</span>
          </p>
          <ul class="field-list">
            {tasks.map((task) => (
              <li key={task.one.task.id}>
                <Line task={task} now={now} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <EmptyState icon="check" title={say('due_none')}>
          {say('due_none_hint')}
        </EmptyState>
      )}
      {mayAdd && <AddPerson />}
    </Page>
  )
}

function Line({ task: { one, due, done }, now }: { task: DueTask; now: string }) {
  const { person, name, community, task } = one
  const asked = task.duties.filter((duty) => stands(duty) && asksDeed(duty)).map(({ reason }) => reason)
  return (
    <a class="field-line" href={`/field/person/${community}/${person?.id ?? task.resident}`}>
      <span class="field-line-words">
        <strong>{name || '—'}</strong>
        <span>{(person && placeOf(person)) || '—'}</span>
        <span>{[...new Set(asked)].join('、')}</span>
      </span>
      <State
        kind={done ? 'done' : due < now ? 'late' : 'open'}
        word={done ? say('done_here') : say('by', { when: shortTime(due) })}
      />
    </a>
  )
}

/** Somebody in no list: with the groups that bring them onto it. */
function AddPerson() {
  const communities = shift.value?.papers.me.communities ?? []
  const community = communities[0]?.id ?? ''
  const { groups } = rulesOf(community)
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [address, setAddress] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  if (!community || !groups.length) return null
  const read = phone.trim() ? readPhone(phone) : null
  const add = async () => {
    const subject = uuidv7(Date.now(), (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))
    const payload = {
      origin: 'self_found' as const,
      door: null,
      categories: [...chosen],
      name,
      sex: null,
      birth: null,
      nationality: 'CHN',
      document: null,
      phones: read?.e164 ? [read.e164] : [],
      address: address.trim() || null,
    }
    await record(addResident, [{ community, subject, payload }])
    toast(say('added'))
    setName('')
    setPhone('')
    setAddress('')
    setChosen(new Set())
  }
  const check = () => ({
    ...missing({ name: [name, say('add_name')], groups: [[...chosen].join(''), say('groups_title')] }),
    ...(read && !read.ok ? { phone: say('add_phone_wrong') } : {}),
  })
  return (
    <Card title={say('add_title')}>
      <Form submit={say('add_do')} size="l" onSubmit={add} check={check}>
        <TextField name="name" label={say('add_name')} value={name} onInput={setName} maxLength={100} />
        <TextField
          name="phone"
          label={say('add_phone')}
          value={phone}
          onInput={setPhone}
          type="tel"
          keys="tel"
          maxLength={20}
        />
        <TextField name="address" label={say('add_address')} value={address} onInput={setAddress} maxLength={300} />
        <GroupChoice groups={groups} chosen={chosen} onChange={setChosen} />
      </Form>
    </Card>
  )
}
