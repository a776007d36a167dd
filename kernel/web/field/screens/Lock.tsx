import { useEffect, useState } from 'preact/hooks'
import { asFailure } from '../../failure.ts'
import { words } from '../../i18n.ts'
import { clockTime, shortTime } from '../../times.ts'
import { Button } from '../../ui/Button.tsx'
import { toast } from '../../ui/Toasts.tsx'
import { openWarm, warmCopies } from '../copies.ts'
import { handIn } from '../hand-in.ts'
import { others } from '../others.ts'
import { members, openShift } from '../shift.ts'
import { strings } from '../strings.ts'
import { PinPad } from '../ui/PinPad.tsx'
import { takeUpdateIfIdle, updateReady } from '../updates.ts'
import type { Member } from '../vault/store.ts'
import { Gate } from './Gate.tsx'
import { Notice } from './Notice.tsx'

const say = words(strings)

/** Everybody who shares this phone, each behind their own PIN. */
export function Lock(props: { onAdd: () => void }) {
  const people = members.value ?? []
  const [chosen, setChosen] = useState<string | null>(null)
  const alive = people.filter(({ lock }) => lock)
  // A colleague's work that this phone carries is nobody to choose; it shows under what waits.
  const only = alive.length === 1 && people.every(({ lock, carried }) => lock || carried) ? alive[0] : undefined
  const member = alive.find(({ id }) => id === chosen) ?? only
  // Nobody is at work here: the moment to take a new version of the app.
  useEffect(() => void (updateReady.value && takeUpdateIfIdle()), [updateReady.value])
  if (member)
    return <Pin member={member} onBack={() => (only ? props.onAdd() : setChosen(null))} alone={Boolean(only)} />
  return (
    <Gate title={say('lock_title')} lead={say('lock_lead')}>
      <Notice />
      <ul class="gate-people">
        {people.map((one) => (
          <li key={one.id}>
            {one.lock ? <Person member={one} onChoose={() => setChosen(one.id)} /> : <Gone member={one} />}
          </li>
        ))}
      </ul>
      <Button icon="add" size="l" onClick={props.onAdd}>
        {say('add_person')}
      </Button>
    </Gate>
  )
}

function Person({ member, onChoose }: { member: Member; onChoose: () => void }) {
  return (
    <button type="button" class="gate-person" onClick={onChoose}>
      <strong>{member.mask}</strong>
      <span>
        {member.area} · {say('until_time', { time: shortTime(member.until) })}
      </span>
    </button>
  )
}

/** A store that is no more, with what it has still to hand in. */
function Gone({ member }: { member: Member }) {
  const here = others.value.find((one) => one.member.id === member.id)
  const n = here ? here.acts + here.photos : 0
  const send = async () => {
    try {
      toast(say('handed_in', { n: await handIn(member.id) }))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <div class="act-line">
      <strong>{member.mask}</strong>
      <span>{goneWords(member, n)}</span>
      {n > 0 && (
        <Button icon="upload" onClick={() => void send()}>
          {say('hand_in', { n })}
        </Button>
      )}
    </div>
  )
}

function goneWords({ carried }: Member, n: number): string {
  if (carried) return say(n > 0 ? 'n_carried' : 'handed_in', { n: n || carried.acts + carried.photos })
  return n > 0 ? say('shredded_waits', { n }) : say('shredded')
}

function Pin({ member, onBack, alone }: { member: Member; onBack: () => void; alone: boolean }) {
  const [error, setError] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  useEffect(() => void warmCopies(member.id), [member.id])
  const open = async (pin: string) => {
    setBusy(true)
    setError(undefined)
    try {
      const opened = await openShift(member.id, pin, openWarm)
      if (!opened.ok) setError(whyNot(opened))
    } catch (thrown) {
      // Each try is counted before it is made; where that cannot be written, none is made.
      const full = thrown instanceof DOMException && thrown.name === 'QuotaExceededError'
      setError(full ? say('space_short', { left: 0 }) : asFailure(thrown).words)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Gate title={say('pin_for', { name: member.mask })} lead={member.area}>
      <Notice />
      <PinPad
        label={say('pin_for', { name: member.mask })}
        onPin={open}
        error={busy ? say('opening') : error}
        busy={busy}
      />
      <Button kind="quiet" icon="people" onClick={onBack}>
        {say(alone ? 'add_person' : 'someone_else')}
      </Button>
    </Gate>
  )
}

function whyNot(opened: Exclude<Awaited<ReturnType<typeof openShift>>, { ok: true }>): string {
  switch (opened.why) {
    case 'wrong':
      return opened.nextTry > Date.now()
        ? say('pin_wait', { time: clockTime(opened.nextTry) })
        : say('pin_wrong', { n: opened.left })
    case 'too_soon':
      return say('pin_wait', { time: clockTime(opened.nextTry) })
    case 'over':
      return say('shift_over')
    default:
      return say('store_gone')
  }
}
