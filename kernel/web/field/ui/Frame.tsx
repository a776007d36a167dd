import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'
import { words, t } from '../../i18n.ts'
import { type Screen, isCurrent, navigation } from '../../screen.ts'
import { clockTime, shortTime } from '../../times.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Toasts } from '../../ui/Toasts.tsx'
import { online } from '../device.ts'
import { heldActs, sender, waitingSummary } from '../outbox.ts'
import { othersWaiting } from '../others.ts'
import { ownPhotos } from '../photos/waiting.ts'
import { shift, shiftCalm } from '../shift.ts'
import { strings } from '../strings.ts'
import './frame.css'
import { Warnings } from './Warnings.tsx'

const say = words(strings)

/** What stands around every page of a shift: whose post, what waits, and the way about within the thumb's reach. */
export function Frame(props: { screens: readonly Screen[]; children: ComponentChildren }) {
  const { path } = useLocation()
  const at = shift.value
  return (
    <div class="frame">
      <header class="frame-top">
        <p class="frame-post">
          <strong>{at?.member.area}</strong>
          <span>{at && shiftCalm.value && say('until_time', { time: clockTime(at.member.until) })}</span>
        </p>
        <WaitingMark />
      </header>
      <main id="main" class="frame-main">
        <Warnings />
        {props.children}
      </main>
      <nav class="frame-nav" aria-label={say('nav')}>
        {navigation(props.screens, at?.papers.me.permissions ?? null).map((screen) => {
          const current = screen.path === '/field/' ? path === '/field/' : isCurrent(screen, path)
          return (
            <a key={screen.path} href={screen.path} aria-current={current ? 'page' : undefined}>
              <Icon name={screen.nav!.icon} />
              <span>{screen.nav!.label(t)}</span>
            </a>
          )
        })}
      </nav>
      <Toasts />
    </div>
  )
}

/** The page, not the window, is what scrolls: so nothing is ever hidden behind the bars. */
export function toTop(): void {
  document.getElementById('main')?.scrollTo(0, 0)
}

/** Always in sight: what this phone has that the office does not have yet. */
export function WaitingMark() {
  const { count, oldest } = waitingSummary.value
  const held = heldActs.value.length
  const photos = ownPhotos.value.length
  const carried = othersWaiting.value
  const waits = count + photos + carried > 0
  const at = oldest && shiftCalm.value && shortTime(oldest)
  return (
    <div role="status">
      <a class={held > 0 ? 'waiting-mark waiting-held' : 'waiting-mark'} href="/field/waiting">
        <Icon name={held > 0 ? 'alert' : waits ? (sender.pushing.value ? 'upload' : 'clock') : 'cloud_done'} />
        <span>
          {!online.value && <span class="waiting-offline">{say('offline')}</span>}
          {held > 0 && <span>{say('n_held', { n: held })}</span>}
          {count > 0 && <span>{say('n_waiting', { n: count, time: at || '' })}</span>}
          {photos > 0 && <span>{say('n_photos', { n: photos })}</span>}
          {carried > 0 && <span>{say('n_carried', { n: carried })}</span>}
          {!waits && held === 0 && <span>{say('none_waiting')}</span>}
        </span>
      </a>
    </div>
  )
}
