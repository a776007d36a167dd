import { useState } from 'preact/hooks'
import { asFailure } from '#web/failure.ts'
import { record } from '#web/field/outbox.ts'
import { toTop } from '#web/field/ui/Frame.tsx'
import { words } from '#web/i18n.ts'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { attemptTask, closeTask } from '../acts.ts'
import { type Contact, type Finding, type Method, contacts, findings, methods } from '../model.ts'
import { taskWords } from '../strings.ts'
import { fieldWords } from './strings.ts'
import type { FieldTask } from './tasks.ts'

const say = words(fieldWords)
const sayTask = words(taskWords)

/** What was done and what was found, one question after the other. Nothing is chosen beforehand. */
export function Disposition({ one }: { one: FieldTask }) {
  const [method, setMethod] = useState<Method | ''>('')
  const [contact, setContact] = useState<Contact | ''>('')
  const [finding, setFinding] = useState<Finding | ''>('')
  const [note, setNote] = useState('')
  const about = { community: one.community, subject: one.task.id }
  const asksContact = method === 'call' || method === 'visit'
  // One question after the other: what was found is asked once it is clear how.
  const answered = method === 'record_match' || (asksContact && contact !== '')
  const close = async () => {
    const payload = {
      contact: contact || null,
      finding: finding as Finding,
      method: method as Method,
      seconds: null,
      note,
    }
    await record(closeTask, [{ ...about, payload }])
    toast(say('saved'))
    toTop()
  }
  const attempt = async () => {
    if (!contact || method === '' || method === 'record_match')
      return toast(say('choose_contact_first'), { tone: 'problem' })
    try {
      await record(attemptTask, [{ ...about, payload: { contact, method, seconds: null, note } }])
      toast(say('saved'))
      setContact('')
      setNote('')
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <Card title={say('record_close')}>
      <div class="field-questions">
        <Form
          submit={sayTask('close')}
          size="l"
          onSubmit={close}
          check={() =>
            missing({
              method: [method, sayTask('method')],
              ...(asksContact && { contact: [contact, sayTask('contact')] }),
              finding: [finding, sayTask('finding')],
            })
          }
          actions={
            asksContact &&
            contact && (
              <Button size="l" onClick={() => void attempt()}>
                {sayTask('attempt')}
              </Button>
            )
          }
        >
          <Choice<Method>
            label={sayTask('method')}
            name="method"
            value={method}
            onChange={setMethod}
            options={methods.map((value) => ({ value, label: sayTask(`method_${value}`) }))}
          />
          {asksContact && (
            <Choice<Contact>
              label={sayTask('contact')}
              name="contact"
              value={contact}
              onChange={setContact}
              options={contacts.map((value) => ({ value, label: sayTask(`contact_${value}`) }))}
            />
          )}
          {answered && (
            <Choice<Finding>
              label={sayTask('finding')}
              name="finding"
              layout="list"
              value={finding}
              onChange={setFinding}
              options={findings.map((value) => ({ value, label: sayTask(`finding_${value}`) }))}
            />
          )}
          {answered && <TextField label={sayTask('note')} value={note} onInput={setNote} rows={2} maxLength={2000} />}
        </Form>
      </div>
    </Card>
  )
}
