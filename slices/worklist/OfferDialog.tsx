import { useState } from 'preact/hooks'
import { offerTask } from './acts.ts'
import { taskWords } from './strings.ts'
import { words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { useResource } from '#web/resource.ts'
import { Button } from '#web/ui/Button.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(taskWords)
/** More than these are narrowed by typing on. */
const mostShown = 8

/** Offers a person to the community where they really are. */
export function OfferDialog(props: { here: string; task: string; onClose: () => void; onDone: () => Promise<void> }) {
  const areas = useResource<{ areas: { id: string; kind: string; name: string; code: string }[] }>('/v1/areas')
  const [find, setFind] = useState('')
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const text = find.trim()
  const fits = (areas.data?.areas ?? []).filter(
    ({ id, kind, name, code }) =>
      kind === 'community' && id !== props.here && (name.includes(text) || code.startsWith(text)),
  )
  const offer = async () => {
    await record(offerTask, [{ community: props.here, subject: props.task, payload: { to, reason } }])
    toast(say('offered'))
    props.onClose()
    await drained()
    await props.onDone()
  }
  return (
    <Dialog open title={say('offer')} onClose={props.onClose}>
      <Form
        submit={say('offer')}
        onSubmit={offer}
        check={() => ({
          ...missing({ to: [to, say('offer_to')], reason: [reason, say('offer_reason')] }),
        })}
        actions={<Button onClick={props.onClose}>{say('cancel')}</Button>}
      >
        <TextField label={say('offer_find')} value={find} onInput={setFind} />
        <Choice
          name="to"
          label={say('offer_to')}
          layout="list"
          required
          value={to}
          onChange={setTo}
          options={fits.slice(0, mostShown).map(({ id, name, code }) => ({ value: id, label: name, hint: code }))}
        />
        <TextField
          name="reason"
          label={say('offer_reason')}
          hint={say('offer_hint')}
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
