import { computed } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { Act } from '#shared/act.ts'
import { Problem } from '#shared/problem.ts'
import { asFailure } from '../../failure.ts'
import { language, words } from '../../i18n.ts'
import type { Waiting as WaitingAct } from '../../outbox-rules.ts'
import { shortTime } from '../../times.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Page } from '../../ui/Page.tsx'
import { toast } from '../../ui/Toasts.tsx'
import { wordsOfAct } from '../act-words.ts'
import { type Other, others } from '../others.ts'
import { dismissHeld, heldActs, renumber, retryHeld, sender, waitingActs } from '../outbox.ts'
import { ownPhotos } from '../photos/waiting.ts'
import { strings } from '../strings.ts'

const say = words(strings)

/** As many as somebody reads; the count says how many there are. */
const mostShown = 100
const sendable = computed(() => waitingActs.value.filter(({ held }) => !held))

/** What has not reached the office: what needs the person first, then what goes by itself, and the ways out. */
export default function Waiting() {
  const waits = sendable.value
  const held = heldActs.value
  const photos = ownPhotos.value.length
  return (
    <Page title={say('waiting_title')} lead={say('waiting_lead')} narrow>
      {held.length > 0 && (
        <section class="stack" aria-labelledby="attention">
          <h2 id="attention">{say('attention')}</h2>
          <ul class="plain-list">
            {held.slice(0, mostShown).map((one) => (
              <li key={one.act.id}>
                <Held waiting={one} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {sender.failure.value && waits.length > 0 && <Banner tone="warning">{sender.failure.value.words}</Banner>}
      {waits.length > 0 && (
        <Button
          kind="primary"
          size="l"
          icon="upload"
          wide
          busy={sender.pushing.value}
          onClick={() => void sender.push()}
        >
          {say(sender.pushing.value ? 'sending' : 'send_now')}
        </Button>
      )}
      {photos > 0 && <Banner tone="note">{say('photo_n_waiting', { n: photos })}</Banner>}
      {waits.length === 0 && held.length === 0 && photos === 0 && (
        <EmptyState icon="cloud_done" title={say('nothing_waits')}>
          {say('nothing_waits_hint')}
        </EmptyState>
      )}
      <ul class="plain-list">
        {waits.slice(0, mostShown).map(({ act }) => (
          <li key={act.id} class="act-line">
            <ActWords act={act} />
          </li>
        ))}
      </ul>
      {waits.length + held.length + photos > 0 && <Export />}
      {others.value.length > 0 && (
        <Card title={say('carried_title')}>
          <ul class="plain-list">
            {others.value.map((other) => (
              <li key={other.member.id}>{otherWords(other)}</li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  )
}

/** Whose work this phone has besides one's own, and whether it has arrived. */
function otherWords({ member, acts, photos }: Other): string {
  const { mask: name, carried } = member
  if (!carried) return say('others_waits', { name, acts, photos })
  return carried.sent === null
    ? say('carried_waits', { name, acts, photos, time: shortTime(carried.oldest) })
    : say('carried_sent', { name, acts: carried.acts, photos: carried.photos, time: shortTime(carried.sent) })
}

function ActWords({ act }: { act: Act }) {
  const { title, about } = wordsOfAct(act)
  return (
    <div>
      <strong>{title}</strong>
      {about && ` · ${about}`}
      <div class="aside">{shortTime(act.occurred)}</div>
    </div>
  )
}

/** Not stored by the server: only this phone has it. */
const refused = new Set(['seq_reuse', 'unknown_community', 'refused'])

/** Why the office could not use an act, in words, and what can be done about it. */
function Held({ waiting }: { waiting: WaitingAct }) {
  const { act, held } = waiting
  const [busy, setBusy] = useState(false)
  const code = held?.code ?? ''
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
    setBusy(false)
  }
  return (
    <div class="act-line act-line-now">
      <ActWords act={act} />
      <p>{new Problem(code).words(language.value)}</p>
      <p class="aside">{say(refused.has(code) ? 'only_here' : 'kept_there')}</p>
      <div class="row">
        {code === 'seq_reuse' ? (
          <Button busy={busy} icon="refresh" onClick={() => void run(() => renumber(act))}>
            {say('renumber')}
          </Button>
        ) : refused.has(code) ? (
          <Button busy={busy} icon="refresh" onClick={() => void run(() => retryHeld(act))}>
            {say('try_again')}
          </Button>
        ) : (
          <Button busy={busy} icon="check" onClick={() => void run(() => dismissHeld(act))}>
            {say('understood')}
          </Button>
        )}
      </div>
    </div>
  )
}

function Export() {
  const save = async () => {
    try {
      const { exportWaiting } = await import('../hand-over/save.ts')
      toast(say('exported', { n: await exportWaiting() }))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <Card>
      <p>{say('export_hint')}</p>
      <div>
        <Button icon="download" onClick={() => void save()}>
          {say('export')}
        </Button>
      </div>
    </Card>
  )
}
