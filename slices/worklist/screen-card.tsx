import { useEffect, useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { attemptTask, closeTask, reopenTask, takeBackTask } from './acts.ts'
import type { CardPerson, TaskCard } from './api.ts'
import { type Contact, type Finding, type Method, contacts, findings, methods } from './model.ts'
import { History } from './History.tsx'
import { OfferDialog } from './OfferDialog.tsx'
import { stateOfTask, wordOfTask } from './states.ts'
import { taskWords } from './strings.ts'
import { asFailure } from '#web/failure.ts'
import { post } from '#web/http.ts'
import { listed, words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { State } from '#web/ui/State.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(taskWords)

/** Everything about one person in one column, and the two acts: try, or settle. */
export default function PersonCard() {
  const { params } = useRoute()
  const { route } = useLocation()
  const here = community.value?.id
  const card = useResource<TaskCard>(here ? `/v1/communities/${here}/tasks/${params.task}` : null)
  const task = card.data
  // Carried by another task of the same person: an old link leads there.
  useEffect(() => {
    if (task && task.id !== params.task) route(`/work/${task.id}`, true)
  }, [task?.id, params.task])
  if (card.error && !task) return <Banner tone="problem">{card.error.words}</Banner>
  if (!task || !here) return null
  const { person } = task
  return (
    <Page
      title={person.name}
      back={{ href: '/work', label: say('back') }}
      lead={<State kind={stateOfTask(stateFacts(task))} word={wordOfTask(stateFacts(task))} />}
      actions={may('task.assign') && <Button href={`/rules/${person.id}`}>{say('to_rules')}</Button>}
    >
      {task.contradictions > 0 && <Banner tone="warning">{say('contradiction', { n: task.contradictions })}</Banner>}
      {task.status === 'open' && task.transfer?.bounced && (
        <Banner tone="warning">{say('bounced', { reason: task.transfer.bounced })}</Banner>
      )}
      <Card>
        <Facts
          facts={[
            {
              label: say('place'),
              value: may('register.read') ? (
                <a href={`/residents/${person.id}`}>{person.place || say('in_register')}</a>
              ) : (
                person.place || '—'
              ),
            },
            { label: say('sex'), value: person.sex ? say(`sex_${person.sex}`) : '—' },
            { label: say('birth'), value: person.birth ?? '—' },
            { label: say('due'), value: task.due ? shortTime(task.due) : '—' },
            person.categories.length > 0 && { label: say('categories'), value: listed(person.categories) },
            { label: say('assignee'), value: task.assignee?.name ?? say('nobody') },
          ]}
        />
        <Reveal here={here} person={person} />
      </Card>
      <Card title={say('why')}>
        <ul>
          {task.duties
            .filter((duty) => !duty.withdrawn)
            .map((duty, i) => (
              <li key={i}>
                {duty.source || say('act_find')}
                {duty.due && ` · ${shortTime(duty.due)}`}
              </li>
            ))}
        </ul>
      </Card>
      {task.closing && (
        <Banner tone="done" title={say('closed', { finding: say(`finding_${task.closing.finding}`) })}>
          {say('closed_by_method', { method: say(`method_${task.closing.method}`) })} · {shortTime(task.closing.at)}
        </Banner>
      )}
      {may('task.verify') && task.status !== 'handed_over' && task.status !== 'withdrawn' && task.status !== 'done' && (
        <Disposition here={here} task={task} onDone={card.reload} />
      )}
      {may('task.transfer') && (task.status === 'open' || task.status === 'offered') && (
        <HandOver here={here} task={task} onDone={card.reload} />
      )}
      {may('task.assign') && task.status === 'done' && <Reopen here={here} task={task} onDone={card.reload} />}
      {task.household.length > 0 && (
        <Card title={say('household')}>
          <ul>
            {task.household.map((other) => (
              <li key={other.id}>
                {other.name} {other.birth && `· ${other.birth}`}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title={say('history')}>
        <History here={here} acts={task.history} photos={task.photos} />
      </Card>
    </Page>
  )
}

function stateFacts({ status, closing, history }: TaskCard) {
  const attempts = history.filter(({ kind }) => kind === attemptTask.kind).length
  return { status, finding: closing?.finding ?? null, attempts }
}

/** Somebody who lives elsewhere goes to where they live; what was offered can be taken back until it is answered. */
function HandOver({ here, task, onDone }: { here: string; task: TaskCard; onDone: () => Promise<void> }) {
  const [offering, setOffering] = useState(false)
  const takeBack = async () => {
    await record(takeBackTask, [{ community: here, subject: task.id, payload: {} }])
    toast(say('taken_back'))
    await drained()
    await onDone()
  }
  if (task.status === 'offered') {
    return (
      <Banner
        tone="note"
        actions={
          <Button icon="undo" onClick={() => void takeBack()}>
            {say('take_back')}
          </Button>
        }
      >
        {say('offered_to', { name: task.transfer?.name ?? '' })}
      </Banner>
    )
  }
  return (
    <p>
      <Button icon="hand_over" onClick={() => setOffering(true)}>
        {say('offer')}
      </Button>
      {offering && <OfferDialog here={here} task={task.id} onClose={() => setOffering(false)} onDone={onDone} />}
    </p>
  )
}

/** Masked until somebody says why; the look itself is an act. */
function Reveal({ here, person }: { here: string; person: CardPerson }) {
  const [shown, setShown] = useState<{ document: string | null; phones: string[] | null }>({
    document: null,
    phones: null,
  })
  const reveal = async (fields: ('document' | 'phones')[], reason: 'call' | 'visit') => {
    try {
      setShown(await post(`/v1/communities/${here}/residents/${person.id}/reveal`, { fields, reason }))
      toast(say('reveal_done'))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <>
      <Facts
        facts={[
          { label: say('phone'), value: listed(shown.phones ?? person.phones) || '—' },
          { label: say('document'), value: shown.document ?? person.document?.masked ?? '—' },
        ]}
      />
      <div class="toolbar">
        {shown.phones?.[0] ? (
          <Button href={`tel:${shown.phones[0]}`} icon="phone" kind="primary">
            {shown.phones[0]}
          </Button>
        ) : (
          person.phones.length > 0 &&
          may('register.reveal') && (
            <Button icon="phone" onClick={() => void reveal(['phones'], 'call')}>
              {say('call')}
            </Button>
          )
        )}
        {person.document && !shown.document && may('register.reveal') && (
          <Button icon="visit" onClick={() => void reveal(['document'], 'visit')}>
            {say('visited')}
          </Button>
        )}
      </div>
    </>
  )
}

function Disposition(props: { here: string; task: TaskCard; onDone: () => Promise<void> }) {
  const [contact, setContact] = useState<Contact | ''>('')
  const [finding, setFinding] = useState<Finding | ''>('')
  const [method, setMethod] = useState<Method | ''>('')
  const [note, setNote] = useState('')
  const about = { community: props.here, subject: props.task.id }
  const sent = async () => {
    toast(say('recorded'))
    await drained()
    await props.onDone()
  }
  const close = async () => {
    await record(closeTask, [
      {
        ...about,
        payload: {
          contact: contact || null,
          finding: finding as Finding,
          method: method as Method,
          seconds: null,
          note,
        },
      },
    ])
    await sent()
  }
  const attempt = async () => {
    if (!contact || !method || method === 'record_match') {
      toast(`${say('contact')} / ${say('method')}`, { tone: 'problem' })
      return
    }
    await record(attemptTask, [{ ...about, payload: { contact, method, seconds: null, note } }])
    setNote('')
    await sent()
  }
  return (
    <Card title={say('close')} tone="now">
      <Form
        submit={say('close')}
        size="l"
        onSubmit={close}
        check={() => missing({ method: [method, say('method')], finding: [finding, say('finding')] })}
        actions={
          <Button size="l" onClick={() => void attempt()}>
            {say('attempt')}
          </Button>
        }
      >
        <Choice<Method>
          label={say('method')}
          name="method"
          value={method as Method}
          onChange={setMethod}
          options={methods.map((value) => ({ value, label: say(`method_${value}`) }))}
        />
        <Choice<Contact>
          label={say('contact')}
          name="contact"
          value={contact as Contact}
          onChange={setContact}
          options={contacts.map((value) => ({ value, label: say(`contact_${value}`) }))}
        />
        <Choice<Finding>
          label={say('finding')}
          name="finding"
          value={finding as Finding}
          onChange={setFinding}
          options={findings.map((value) => ({ value, label: say(`finding_${value}`) }))}
        />
        <TextField label={say('note')} value={note} onInput={setNote} rows={2} maxLength={2000} />
      </Form>
    </Card>
  )
}

function Reopen(props: { here: string; task: TaskCard; onDone: () => Promise<void> }) {
  const [reason, setReason] = useState('')
  const reopen = async () => {
    await record(reopenTask, [{ community: props.here, subject: props.task.id, payload: { reason } }])
    await drained()
    await props.onDone()
  }
  return (
    <Card title={say('reopen')}>
      <Form submit={say('reopen')} onSubmit={reopen} check={() => missing({ reason: [reason, say('reopen_reason')] })}>
        <TextField label={say('reopen_reason')} name="reason" value={reason} onInput={setReason} required />
      </Form>
    </Card>
  )
}
