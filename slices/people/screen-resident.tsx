import { useLocation, useRoute } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'
import { leaveResident, unmergeResident } from './acts.ts'
import type { ResidentCard } from './api.ts'
import { CorrectDialog, MoveDialog } from './ResidentDialogs.tsx'
import { peopleWords } from './strings.ts'
import './people.css'
import { post } from '#web/http.ts'
import { listed, words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import type { IconName } from '#web/ui/icons.ts'
import { Masked } from '#web/ui/Masked.tsx'
import { Page } from '#web/ui/Page.tsx'
import { State } from '#web/ui/State.tsx'
import { Timeline } from '#web/ui/Timeline.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(peopleWords)

/** One entry of the register: who, where, with whom; what was changed, and by whom. */
export default function Resident() {
  const { params } = useRoute()
  const { route } = useLocation()
  const here = community.value?.id
  const read = useResource<ResidentCard>(here ? `/v1/communities/${here}/residents/${params.resident}` : null)
  const [asking, setAsking] = useState<'correct' | 'move' | null>(null)
  const person = read.data
  // An old link to an entry that was merged leads to the person it belongs to.
  useEffect(() => {
    if (!person || person.id === params.resident) return
    toast(say('led_here', { name: person.name }))
    route(`/residents/${person.id}`, true)
  }, [person?.id, params.resident])
  if (read.error && !person) return <Banner tone="problem">{read.error.words}</Banner>
  if (!person || !here) return null
  const leave = async (left: boolean) => {
    await record(leaveResident, [{ community: here, subject: person.id, payload: { left } }])
    toast(left ? say('left_done') : say('saved'), { undo: () => leave(!left) })
    await drained()
    await read.reload()
  }
  const close = () => setAsking(null)
  return (
    <Page
      title={person.name}
      back={{ href: '/residents', label: say('back') }}
      lead={
        <State kind={person.leftAt ? 'off' : 'done'} word={person.leftAt ? say('moved_away') : say('lives_here')} />
      }
      actions={
        may('register.write') && (
          <>
            {may('task.assign') && <Button href={`/rules/${person.id}`}>{say('to_rules')}</Button>}
            <Button icon="edit" onClick={() => setAsking('correct')}>
              {say('correct')}
            </Button>
            <Button icon="door" onClick={() => setAsking('move')}>
              {say('move')}
            </Button>
            <Button icon="merge" href={`/residents/${person.id}/same`}>
              {say('same_as')}
            </Button>
            <Button icon={person.leftAt ? 'home' : 'arrow_right'} onClick={() => void leave(!person.leftAt)}>
              {say(person.leftAt ? 'come_back' : 'leave')}
            </Button>
          </>
        )
      }
    >
      <Card>
        <Facts
          facts={[
            {
              label: say('place'),
              value: person.building ? (
                <a href={`/buildings/${person.building}?door=${person.door}`}>{person.place}</a>
              ) : (
                person.place || say('unplaced')
              ),
            },
            { label: say('sex'), value: person.sex ? say(`sex_${person.sex}`) : '—' },
            { label: say('birth'), value: person.birth ?? '—' },
            person.categories.length > 0 && { label: say('categories'), value: listed(person.categories) },
            { label: say('phone'), value: <Sealed here={here} person={person} field="phones" /> },
            { label: say('document'), value: <Sealed here={here} person={person} field="document" /> },
          ]}
        />
      </Card>
      <Card title={say('household')}>
        {person.household.length === 0 && <p>{say('nobody_else')}</p>}
        <ul>
          {person.household.map((other) => (
            <li key={other.id}>
              <a href={`/residents/${other.id}`}>{other.name}</a> {other.birth}
            </li>
          ))}
        </ul>
      </Card>
      {person.merged.length > 0 && <Merged here={here} person={person} onDone={read.reload} />}
      {may('task.read') && <Tasks here={here} resident={person.id} />}
      <Card title={say('history')}>
        <Timeline
          label={say('history')}
          entries={person.history.map(({ id, kind, at, by, entry, fields }) => ({
            key: id,
            at,
            by,
            icon: icons[kind] ?? 'edit',
            title: say(kind.replace('resident.', 'act_') as never),
            children:
              [
                entry && say('about_entry', { name: entry }),
                listed(fields.map((field) => say(`field_${field}` as never))),
              ]
                .filter(Boolean)
                .join(' · ') || undefined,
          }))}
        />
      </Card>
      {asking === 'correct' && <CorrectDialog here={here} person={person} onClose={close} onDone={read.reload} />}
      {asking === 'move' && <MoveDialog here={here} person={person} onClose={close} onDone={read.reload} />}
    </Page>
  )
}

const icons: Record<string, IconName> = {
  'resident.reveal': 'eye',
  'resident.merge': 'merge',
  'resident.unmerge': 'undo',
}

/** Entries that are the same person, each with why, and the way back. */
function Merged({ here, person, onDone }: { here: string; person: ResidentCard; onDone: () => Promise<void> }) {
  const takeApart = async (entry: ResidentCard['merged'][number]) => {
    await record(unmergeResident, [{ community: here, subject: entry.id, payload: { from: entry.into, note: '' } }])
    toast(say('unmerge_done', { name: entry.name }))
    await drained()
    await onDone()
  }
  return (
    <Card title={say('merged')}>
      <p class="aside">{say('merged_lead')}</p>
      <ul class="merged">
        {person.merged.map((entry) => (
          <li key={entry.id}>
            <div>
              <strong>{entry.name}</strong>{' '}
              {[entry.birth, entry.document?.masked, ...entry.phones, entry.place].filter(Boolean).join(' · ')}
              <p class="aside">
                {say('merged_by', { reason: say(`merge_${entry.reason}`), time: shortTime(entry.at) })}
                {entry.by && ` · ${entry.by}`}
                {entry.note && ` · ${entry.note}`}
              </p>
            </div>
            {may('register.write') && (
              <Button icon="undo" onClick={() => void takeApart(entry)}>
                {say('unmerge')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

type Reason = 'call' | 'visit' | 'check_identity' | 'other'
const reasons: Record<string, Reason> = { call: 'call', visit: 'visit', match: 'check_identity' }

/** Masked until somebody says why; the look itself is an act in the log. */
function Sealed(props: { here: string; person: ResidentCard; field: 'phones' | 'document' }) {
  const { here, person, field } = props
  const masked = field === 'phones' ? listed(person.phones) : person.document?.masked
  if (!masked) return <>—</>
  const reveal = async (reason: string) => {
    const known = reasons[reason]
    const shown = await post<{ document: string | null; phones: string[] | null }>(
      `/v1/communities/${here}/residents/${person.id}/reveal`,
      { fields: [field], reason: known ?? 'other', note: known ? '' : reason.slice(0, 200) },
    )
    return (field === 'phones' ? shown.phones && listed(shown.phones) : shown.document) ?? masked
  }
  const label = say(field === 'phones' ? 'phone' : 'document')
  return <Masked label={label} masked={masked} {...(may('register.reveal') ? { reveal } : {})} />
}

function Tasks({ here, resident }: { here: string; resident: string }) {
  const read = useResource<{ tasks: { id: string; status: string; openedAt: string }[] }>(
    `/v1/communities/${here}/residents/${resident}/tasks`,
  )
  return (
    <Card title={say('tasks')}>
      {read.data?.tasks.length === 0 && <p>{say('no_tasks')}</p>}
      <ul>
        {read.data?.tasks.map((task) => (
          <li key={task.id}>
            <a href={`/work/${task.id}`}>{say('opened', { time: shortTime(task.openedAt) })}</a>{' '}
            <State kind={task.status === 'open' ? 'open' : task.status === 'done' ? 'done' : 'waiting'} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
