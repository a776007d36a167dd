import { useState } from 'preact/hooks'
import { problemKinds } from '#shared/problem.ts'
import { language, words } from '../i18n.ts'
import type { Held } from '../outbox-rules.ts'
import { drained, heldActs, pushFailure, pushing, retryHeld, waiting } from '../outbox.ts'
import { count, shortTime } from '../times.ts'
import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'
import { Sheet } from './Dialog.tsx'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'
import './network-mark.css'
import { strings } from './strings.ts'

const say = words(strings)

interface MarkState {
  icon: IconName
  words: string
  look: 'sent' | 'here' | 'held'
}

/** Quiet while all is sent; always says how many are not. Pressing it tells more. */
export function NetworkMark() {
  const [open, setOpen] = useState(false)
  const { icon, words, look } = markState()
  return (
    <>
      <button class={`network network-${look}`} type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name={icon} />
        <span class="network-words">{words}</span>
        {look !== 'sent' && (
          <span class="network-count" aria-hidden="true">
            {count(waiting.value.count)}
          </span>
        )}
      </button>
      <Sheet open={open} title={say('net_title')} onClose={() => setOpen(false)}>
        <Outbox />
      </Sheet>
    </>
  )
}

function markState(): MarkState {
  const { count: n, held } = waiting.value
  if (held > 0) return { icon: 'alert', words: say('net_held', { n: count(held) }), look: 'held' }
  if (n === 0) return { icon: 'cloud_done', words: say('net_sent'), look: 'sent' }
  const verb = pushing.value ? say('net_sending') : say('net_here')
  return { icon: 'device', words: `${verb} · ${say('net_waiting', { n: count(n) })}`, look: 'here' }
}

/** The server may answer with a bare code; its sentence is then in the shared catalogue. */
function heldWords({ code, words }: Held): string {
  if (words) return words
  return problemKinds().find((kind) => kind.code === code)?.[language.value] ?? code
}

function Outbox() {
  const { count: n, oldest, elsewhere } = waiting.value
  const held = heldActs.value
  if (n === 0)
    return (
      <Banner tone="done" title={say('net_all_sent')}>
        {say('net_safe')}
      </Banner>
    )
  return (
    <>
      <p>
        <strong>{say('net_waiting', { n: count(n) })}</strong>
        {oldest && ` · ${say('net_oldest', { time: shortTime(oldest) })}`}
      </p>
      {pushFailure.value && <Banner tone="warning">{say('net_last', { why: pushFailure.value.words })}</Banner>}
      <p class="aside">{say('net_safe')}</p>
      {elsewhere > 0 && <p class="aside">{say('net_elsewhere', { n: count(elsewhere) })}</p>}
      <Button kind="primary" icon="send" busy={pushing.value} onClick={() => void drained()}>
        {say('net_now')}
      </Button>
      {held.length > 0 && (
        <section class="stack">
          <h3>{say('net_held_title')}</h3>
          <ul class="network-held">
            {held.map(({ act, held: why }) => (
              <li key={act.id}>
                <span>{why && heldWords(why)}</span>
                <span class="aside">
                  {shortTime(act.occurred)} · {act.kind}
                </span>
              </li>
            ))}
          </ul>
          <Button icon="refresh" onClick={() => void retryHeld()}>
            {say('net_retry')}
          </Button>
        </section>
      )}
    </>
  )
}
