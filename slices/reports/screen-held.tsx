import { useState } from 'preact/hooks'
import { taskWords } from '#slices/worklist/strings.ts'
import type { HeldAct } from './held-api.ts'
import { heldWords } from './held-strings.ts'
import { asFailure } from '#web/failure.ts'
import { post } from '#web/http.ts'
import { listed, t, titled, words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count, fullTime, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { State } from '#web/ui/State.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(heldWords)

type Key = keyof (typeof heldWords)['zh']

/** The message of that name, or else the other one: acts come from apps that this one does not know. */
function named(key: string, other: () => string): string {
  return key in heldWords.zh ? say(key as Key) : other()
}

/** What phones sent and nobody could count: each with its reason in words, to let count or to set aside. */
export default function HeldActs() {
  const here = community.value?.id
  const path = here ? `/v1/communities/${here}/held` : null
  const read = useResource<{ count: number; acts: HeldAct[] }>(path)
  const [aside, setAside] = useState<HeldAct | null>(null)
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data || !path) return null
  const { acts, count: all } = read.data
  const onDone = read.reload
  return (
    <Page title={say('title')} lead={say('lead')}>
      {acts.length === 0 ? (
        <EmptyState icon="check" title={say('empty')}>
          {say('empty_hint')}
        </EmptyState>
      ) : (
        <p>
          {acts.length < all
            ? say('n_more', { n: count(all), shown: count(acts.length) })
            : say('n', { n: count(all) })}
        </p>
      )}
      {acts.map((act) => (
        <HeldCard key={act.id} act={act} path={path} onAside={() => setAside(act)} onDone={onDone} />
      ))}
      {aside && <AsideDialog act={aside} path={path} onClose={() => setAside(null)} onDone={onDone} />}
    </Page>
  )
}

function HeldCard(props: { act: HeldAct; path: string; onAside: () => void; onDone: () => Promise<void> }) {
  const { act, path, onDone } = props
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const accept = async () => {
    setBusy(true)
    try {
      await post(`${path}/${act.id}/accept`, {})
      toast(say('accepted'))
      await onDone()
    } catch (thrown) {
      setFault(asFailure(thrown).words)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card
      alike
      title={kindWords(act.kind)}
      level={2}
      aside={<State kind="held" word={shortTime(act.at)} />}
      footer={
        <div class="toolbar">
          {act.acceptable && (
            <Button kind="primary" icon="check" busy={busy} onClick={() => void accept()}>
              {say('accept')}
            </Button>
          )}
          <Button icon="close" onClick={props.onAside}>
            {say('set_aside')}
          </Button>
        </div>
      }
    >
      {fault && <Banner tone="problem">{fault}</Banner>}
      <Facts
        facts={[
          { label: say('why'), value: named(`why_${act.code}`, () => say('why_other', { code: act.code })) },
          { label: say('about'), value: <About person={act.person} /> },
          { label: say('by'), value: act.by || say('somebody') },
          { label: say('on'), value: act.device || say('somebody') },
          { label: say('when'), value: say('arrived', { at: fullTime(act.at), received: fullTime(act.received) }) },
          { label: say('content'), value: contentWords(act.content) || say('empty_content') },
        ]}
      />
      {!act.acceptable && <p class="aside">{say('only_aside')}</p>}
    </Card>
  )
}

function kindWords(kind: string): string {
  return named(`kind_${kind.replace('.', '_')}`, () => say('kind_other', { kind }))
}

function About({ person }: { person: HeldAct['person'] }) {
  if (!person) return <>{say('nobody')}</>
  return <a href={person.task ? `/work/${person.task}` : `/residents/${person.resident}`}>{person.name}</a>
}

function contentWords(content: Record<string, unknown>): string {
  return listed(
    Object.entries(content)
      .filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) =>
        titled(
          named(`field_${name}`, () => name),
          valueWords(name, value),
        ),
      ),
  )
}

function valueWords(name: string, value: unknown): string {
  const key = `${name}_${String(value)}`
  if (typeof value === 'string' && key in taskWords.zh) return t(taskWords, key as keyof (typeof taskWords)['zh'])
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function AsideDialog(props: { act: HeldAct; path: string; onClose: () => void; onDone: () => Promise<void> }) {
  const [reason, setReason] = useState('')
  const send = async () => {
    await post(`${props.path}/${props.act.id}/set-aside`, { reason })
    toast(say('is_set_aside'))
    props.onClose()
    await props.onDone()
  }
  return (
    <Dialog open title={say('set_aside_title')} onClose={props.onClose}>
      <Form
        submit={say('set_aside')}
        onSubmit={send}
        check={() => missing({ reason: [reason, say('set_aside_reason')] })}
        actions={<Button onClick={props.onClose}>{say('cancel')}</Button>}
      >
        <TextField
          name="reason"
          label={say('set_aside_reason')}
          hint={say('set_aside_hint')}
          value={reason}
          onInput={setReason}
          rows={2}
          maxLength={500}
          required
        />
      </Form>
    </Dialog>
  )
}
