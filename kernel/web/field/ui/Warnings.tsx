import { computed } from '@preact/signals'
import { words } from '../../i18n.ts'
import { clockTime } from '../../times.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { copyTrouble } from '../copies.ts'
import { keeping, shortOfSpace } from '../device.ts'
import { waitingSummary } from '../outbox.ts'
import { minute } from '../minute.ts'
import { othersWaiting } from '../others.ts'
import { ownPhotos } from '../photos/waiting.ts'
import { shift, signedOut } from '../shift.ts'
import { strings } from '../strings.ts'

const say = words(strings)

/** How long before its end a shift with unsent acts is told so. */
const soon = 30 * 60_000

const waiting = computed(() => waitingSummary.value.count + ownPhotos.value.length + othersWaiting.value)

const endsSoon = computed(() => {
  const until = shift.value?.member.until ?? Infinity
  return waiting.value > 0 && until - minute.value < soon ? until : null
})

/** What somebody in the field has to know now, on whatever page they are. */
export function Warnings() {
  const { left } = keeping.value
  const until = endsSoon.value
  const toWaiting = <Button href="/field/waiting">{say('show_waiting')}</Button>
  return (
    <>
      {signedOut.value && (
        <Banner tone="problem" actions={toWaiting}>
          {say('signed_out')}
        </Banner>
      )}
      {until !== null && (
        <Banner tone="warning" actions={toWaiting}>
          {say('ends_soon', { time: clockTime(until), n: waiting.value })}
        </Banner>
      )}
      {left !== null && left < shortOfSpace && (
        <Banner tone="warning">{say('space_short', { left: Math.floor(left / 1_048_576) })}</Banner>
      )}
      {copyTrouble.value === 'broken' && <Banner tone="warning">{say('copy_broken')}</Banner>}
      {copyTrouble.value === 'renewed' && <Banner tone="note">{say('copy_renewed')}</Banner>}
      {copyTrouble.value === 'none' && <Banner tone="warning">{say('copy_none')}</Banner>}
    </>
  )
}
