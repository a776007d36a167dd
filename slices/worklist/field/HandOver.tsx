import { useState } from 'preact/hooks'
import { asFailure } from '#web/failure.ts'
import { record } from '#web/field/outbox.ts'
import { words } from '#web/i18n.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { offerTask, takeBackTask } from '../acts.ts'
import { taskWords } from '../strings.ts'
import { communities } from './communities.ts'
import { fieldWords } from './strings.ts'
import type { FieldTask } from './tasks.ts'

const say = words(fieldWords)
const sayTask = words(taskWords)
/** More than these are narrowed by typing on. */
const mostShown = 6

/** To the community where the person really is; taken back until that one has answered. */
export function HandOver({ one }: { one: FieldTask }) {
  const [offering, setOffering] = useState(false)
  const about = { community: one.community, subject: one.task.id }
  const takeBack = async () => {
    try {
      await record(takeBackTask, [{ ...about, payload: {} }])
      toast(sayTask('taken_back'))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  if (one.task.status === 'offered') {
    const name = communities.value.find(({ id }) => id === one.task.transfer?.to)?.name ?? ''
    const back = (
      <Button icon="undo" onClick={() => void takeBack()}>
        {sayTask('take_back')}
      </Button>
    )
    return <Banner actions={back}>{sayTask('offered_to', { name })}</Banner>
  }
  return (
    <div>
      <Button icon="hand_over" onClick={() => setOffering(true)}>
        {sayTask('offer')}
      </Button>
      {offering && <Offer one={one} onClose={() => setOffering(false)} />}
    </div>
  )
}

function Offer({ one, onClose }: { one: FieldTask; onClose: () => void }) {
  const [find, setFind] = useState('')
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const text = find.trim()
  const fits = communities.value.filter(
    ({ id, name, code }) => id !== one.community && (name.includes(text) || code.startsWith(text)),
  )
  const offer = async () => {
    await record(offerTask, [{ community: one.community, subject: one.task.id, payload: { to, reason } }])
    toast(sayTask('offered'))
    onClose()
  }
  return (
    <Dialog open title={sayTask('offer')} onClose={onClose}>
      {communities.value.length === 0 && <Banner tone="warning">{say('offer_none')}</Banner>}
      <Form
        submit={sayTask('offer')}
        onSubmit={offer}
        check={() => missing({ to: [to, sayTask('offer_to')], reason: [reason, sayTask('offer_reason')] })}
        actions={<Button onClick={onClose}>{sayTask('cancel')}</Button>}
      >
        <TextField label={say('offer_pick')} value={find} onInput={setFind} />
        <Choice
          name="to"
          label={sayTask('offer_to')}
          layout="list"
          required
          value={to}
          onChange={setTo}
          options={fits.slice(0, mostShown).map(({ id, name, code }) => ({ value: id, label: name, hint: code }))}
        />
        <TextField
          name="reason"
          label={sayTask('offer_reason')}
          hint={sayTask('offer_hint')}
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
