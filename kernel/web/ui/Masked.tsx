import { useEffect, useState } from 'preact/hooks'
import { titled, words } from '../i18n.ts'
import { Button } from './Button.tsx'
import { Choice, type ChoiceOption } from './Choice.tsx'
import { Dialog } from './Dialog.tsx'
import { Form, missing } from './Form.tsx'
import { IconButton } from './IconButton.tsx'
import './masked.css'
import { strings } from './strings.ts'
import { TextField } from './TextField.tsx'

const say = words(strings)

/** Milliseconds that a revealed value stays on the screen. */
const SHOWN = 30_000

type Reason = 'call' | 'visit' | 'match' | 'other'

/**
 * A value that lists show masked. To see it whole one gives a reason, which `reveal` has recorded before it answers;
 * half a minute later it is masked again.
 */
export function Masked(props: {
  /** What it is: "Phone". */
  label: string
  masked: string
  /** Records the act of looking, with its reason, and answers with the whole value. */
  reveal?: (reason: string) => Promise<string>
}) {
  const [asking, setAsking] = useState(false)
  const [whole, setWhole] = useState<string | null>(null)
  useEffect(() => {
    if (whole === null) return undefined
    const timer = setTimeout(() => setWhole(null), SHOWN)
    return () => clearTimeout(timer)
  }, [whole])

  return (
    <span class="masked">
      <span class="masked-value" aria-live="polite">
        {whole ?? props.masked}
      </span>
      {whole !== null && <IconButton icon="eye_off" label={say('hide')} onClick={() => setWhole(null)} />}
      {whole === null && props.reveal && (
        <IconButton
          icon="eye"
          popup="dialog"
          label={titled(say('reveal'), props.label)}
          onClick={() => setAsking(true)}
        />
      )}
      {asking && props.reveal && (
        <RevealDialog
          label={props.label}
          onClose={() => setAsking(false)}
          onReason={async (reason) => {
            setWhole(await props.reveal!(reason))
            setAsking(false)
          }}
        />
      )}
    </span>
  )
}

function RevealDialog(props: { label: string; onClose: () => void; onReason: (reason: string) => Promise<void> }) {
  const [reason, setReason] = useState<Reason | ''>('')
  const [other, setOther] = useState('')
  const options: ChoiceOption<Reason>[] = [
    { value: 'call', label: say('reveal_call'), icon: 'phone' },
    { value: 'visit', label: say('reveal_visit'), icon: 'visit' },
    { value: 'match', label: say('reveal_match'), icon: 'merge' },
    { value: 'other', label: say('reveal_other'), icon: 'edit' },
  ]
  return (
    <Dialog open title={say('reveal_title', { label: props.label })} onClose={props.onClose}>
      <Form
        submit={say('reveal_do')}
        check={() => ({
          ...(reason === '' ? { reason: say('must_choose', { label: say('reveal_why') }) } : {}),
          ...(reason === 'other' ? missing({ other: [other, say('reveal_other_words')] }) : {}),
        })}
        onSubmit={() => props.onReason(reason === 'other' ? other.trim() : reason)}
        actions={<Button onClick={props.onClose}>{say('cancel')}</Button>}
      >
        <Choice
          name="reason"
          label={say('reveal_why')}
          hint={`${say('reveal_hint')} ${say('hides_soon')}`}
          layout="list"
          options={options}
          value={reason}
          onChange={setReason}
        />
        {reason === 'other' && (
          <TextField name="other" label={say('reveal_other_words')} value={other} onInput={setOther} required />
        )}
      </Form>
    </Dialog>
  )
}
