import { useState } from 'preact/hooks'
import { words } from '../../i18n.ts'
import { shortTime } from '../../times.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { LookFields } from '../../ui/LookFields.tsx'
import { Page } from '../../ui/Page.tsx'
import { toast } from '../../ui/Toasts.tsx'
import { refreshCopies, shown } from '../copies.ts'
import { keeping } from '../device.ts'
import { install, installable } from '../install.ts'
import { waitingActs, sender } from '../outbox.ts'
import { ownPhotos } from '../photos/waiting.ts'
import { pinFault } from '../pin.ts'
import { endShift, lockShift, shift } from '../shift.ts'
import { strings } from '../strings.ts'
import { PinPad } from '../ui/PinPad.tsx'
import { roleWord } from './Welcome.tsx'
import { lookForUpdate, takeUpdate, updateReady } from '../updates.ts'
import { changePin } from '../vault/members.ts'

const say = words(strings)

/** This phone and this shift: who, until when, what is kept, and the end of it. */
export default function Phone() {
  const at = shift.value
  const [open, setOpen] = useState<'pin' | 'end' | null>(null)
  if (!at) return null
  return (
    <Page title={say('phone_title')} narrow>
      {updateReady.value && (
        <Banner tone="note" actions={<Button onClick={takeUpdate}>{say('update_do')}</Button>}>
          {say('update')}
        </Banner>
      )}
      <Card title={say('your_post')}>
        <Facts
          facts={at.papers.me.roles.map(({ role, area, until }) => ({
            label: area.name,
            value: `${roleWord(role)}${until ? ` · ${say('until_time', { time: shortTime(until) })}` : ''}`,
          }))}
        />
        <div class="row">
          <Button icon="lock" onClick={lockShift}>
            {say('lock_now')}
          </Button>
          <Button icon="key" onClick={() => setOpen('pin')}>
            {say('change_pin')}
          </Button>
        </div>
      </Card>
      <Kept />
      <Card title={say('display')}>
        <LookFields />
      </Card>
      <Button size="l" icon="hand_over" href="/field/hand-over">
        {say('hand_over_do')}
      </Button>
      <Button kind="danger" size="l" icon="log_out" onClick={() => setOpen('end')}>
        {say('end_shift')}
      </Button>
      {open === 'pin' && <ChangePin id={at.member.id} onClose={() => setOpen(null)} />}
      {open === 'end' && <End onClose={() => setOpen(null)} />}
    </Page>
  )
}

/** What is kept here, how safely, and how fresh it is. */
function Kept() {
  const { persisted, used, left } = keeping.value
  const asOf = Math.min(...Array.from(shown.value.values(), (one) => one.asOf))
  return (
    <Card>
      <p>{say(persisted === null ? 'kept_unknown' : persisted ? 'kept_yes' : 'kept_no')}</p>
      {used !== null && left !== null && <p>{say('space', { used: megabytes(used), left: megabytes(left) })}</p>}
      {Number.isFinite(asOf) && <p>{say('copy_as_of', { time: shortTime(asOf) })}</p>}
      <div class="row">
        <Button icon="refresh" onClick={() => void refreshCopies()}>
          {say('refresh')}
        </Button>
        <Button icon="download" onClick={() => void lookForUpdate()}>
          {say('update_look')}
        </Button>
        {installable.value && (
          <Button icon="device" onClick={() => void install()}>
            {say('install')}
          </Button>
        )}
      </div>
    </Card>
  )
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576)
}

function ChangePin({ id, onClose }: { id: string; onClose: () => void }) {
  const [old, setOld] = useState<string | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const [error, setError] = useState<string | undefined>()
  const take = async (pin: string) => {
    setError(undefined)
    if (old === null) return setOld(pin)
    if (next === null) {
      const fault = pinFault(pin)
      return fault ? setError(say(`pin_${fault}`)) : setNext(pin)
    }
    if (pin !== next) {
      setNext(null)
      return setError(say('pin_differs'))
    }
    if (await changePin(id, old, pin)) {
      toast(say('pin_changed'))
      onClose()
      return
    }
    setOld(null)
    setNext(null)
    setError(say('pin_old_wrong'))
  }
  const label = say(old === null ? 'old_pin' : next === null ? 'pin_choose' : 'pin_again')
  return (
    <Dialog open title={say('change_pin')} onClose={onClose}>
      <p>{label}</p>
      <PinPad key={label} label={label} onPin={take} error={error} />
    </Dialog>
  )
}

function End({ onClose }: { onClose: () => void }) {
  const [busy, setBusy] = useState(false)
  const end = async () => {
    setBusy(true)
    await Promise.race([sender.drained(), new Promise((done) => setTimeout(done, 10_000))])
    await endShift()
  }
  const waits = waitingActs.value.length + ownPhotos.value.length
  return (
    <Dialog
      open
      title={say('end_shift')}
      onClose={onClose}
      actions={
        <>
          <Button kind="danger" busy={busy} onClick={() => void end()}>
            {say('end_shift_do')}
          </Button>
          <Button onClick={onClose}>{say('cancel')}</Button>
        </>
      }
    >
      <p>{say('end_shift_sure')}</p>
      {waits > 0 && <Banner tone="warning">{say('end_shift_waits', { n: waits })}</Banner>}
    </Dialog>
  )
}
