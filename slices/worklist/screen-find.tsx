import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { isResidentId } from '#linkage/residentId.ts'
import { uuidv7 } from '#shared/ids.ts'
import { addResident } from '#slices/people/acts.ts'
import { findTask } from './acts.ts'
import type { Lookalike } from './api.ts'
import { taskWords } from './strings.ts'
import { post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { community } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(taskWords)

interface Described {
  name: string
  document: { type: string; number: string } | null
  phones: string[]
  address: string | null
}

interface Looked {
  people: Lookalike[]
  /** As the server read what was typed: numbers normalised, the document's kind told. */
  person: Described
}

const newId = () => uuidv7(Date.now(), (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))

/** Somebody on no list: described, looked up in the register, and put on the worklist once. */
export default function FindPerson() {
  const { route } = useLocation()
  const here = community.value?.id
  const [typed, setTyped] = useState({ name: '', document: '', phone: '', address: '' })
  const [reason, setReason] = useState('')
  const [looked, setLooked] = useState<Looked | null>(null)
  if (!here) return null
  const type = (change: Partial<typeof typed>) => {
    setLooked(null)
    setTyped({ ...typed, ...change })
  }
  const look = async () => setLooked(await post<Looked>(`/v1/communities/${here}/people/look`, typed))
  const open = async (resident: string) => {
    const task = newId()
    const payload = { resident, reason, due: null, urgency: 2 }
    await record(findTask, [{ community: here, subject: task, payload }])
    toast(say('found_done'))
    await drained()
    route(`/work/${task}`)
  }
  const add = async () => {
    const resident = newId()
    const { person } = looked!
    const payload = {
      origin: 'self_found' as const,
      door: null,
      categories: [],
      sex: null,
      birth: null,
      nationality: 'CHN',
      ...person,
    }
    await record(addResident, [{ community: here, subject: resident, payload }])
    await open(resident)
  }
  return (
    <Page title={say('found')} lead={say('found_lead')} back={{ href: '/work', label: say('back') }} narrow>
      <Form
        submit={say('found_search')}
        onSubmit={look}
        check={() => ({
          ...missing({ name: [typed.name, say('name')], reason: [reason, say('found_reason')] }),
          ...(typed.document.trim() || typed.phone.trim() ? {} : { document: say('found_needs') }),
        })}
      >
        <TextField name="name" label={say('name')} value={typed.name} onInput={(name) => type({ name })} required />
        <TextField
          name="document"
          label={say('document')}
          value={typed.document}
          onInput={(document) => type({ document })}
          hint={documentHint(typed.document)}
          mono
        />
        <TextField
          name="phone"
          label={say('phone')}
          value={typed.phone}
          onInput={(phone) => type({ phone })}
          type="tel"
          keys="tel"
          mono
        />
        <TextField label={say('address')} value={typed.address} onInput={(address) => type({ address })} />
        <TextField
          name="reason"
          label={say('found_reason')}
          value={reason}
          onInput={setReason}
          maxLength={200}
          required
        />
      </Form>
      {looked && (
        <section class="stack" aria-labelledby="who">
          <h2 id="who">{say('found_who')}</h2>
          {looked.people.length === 0 && <Banner tone="note">{say('found_nobody')}</Banner>}
          {looked.people.map((person) => (
            <Card key={person.id} title={person.name} level={3} aside={person.place}>
              <p>{[person.document?.masked, ...person.phones, person.birth].filter(Boolean).join(' · ')}</p>
              <ul>
                {person.reasons.map((why) => (
                  <li key={why}>{why}</li>
                ))}
              </ul>
              {person.task ? (
                <Button href={`/work/${person.task}`} icon="task">
                  {say('found_open')}
                </Button>
              ) : (
                <Button kind="primary" icon="merge" onClick={() => void open(person.id)}>
                  {say('found_same')}
                </Button>
              )}
            </Card>
          ))}
          <Button icon="add" size="l" onClick={() => void add()}>
            {say('found_new')}
          </Button>
        </section>
      )}
    </Page>
  )
}

/** Says at once whether an identity number was typed right; other papers have no such check. */
function documentHint(text: string): string | undefined {
  const number = text.replace(/\s/g, '')
  if (!/^\d{17}[\dXx]$/.test(number)) return undefined
  return isResidentId(number) ? say('id_ok') : say('id_wrong')
}
