import { useState } from 'preact/hooks'
import { declareStay, recordDeed } from './acts.ts'
import type { RulePerson } from './api.ts'
import { inWords } from './DocumentView.tsx'
import { rulePageWords } from './page-strings.ts'
import { localDay } from '#shared/clock.ts'
import { uuidv7 } from '#shared/ids.ts'
import { words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { Choice } from '#web/ui/Choice.tsx'
import { DateField, DateTimeField } from '#web/ui/DateTimeField.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { zone } from '#web/zone.ts'

const say = words(rulePageWords)

interface Props {
  here: string
  person: Pick<RulePerson, 'resident' | 'deedKinds'>
  onDone: () => Promise<void>
}

function freshId(): string {
  return uuidv7(Date.now(), (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))
}

/** Where somebody was before they came: each place with its days. */
export function StayForm({ here, person, onDone }: Props) {
  const today = localDay(Date.now(), zone.value)
  const [place, setPlace] = useState('')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState(today)
  const [arrived, setArrived] = useState('')
  const add = async () => {
    const payload = { resident: person.resident, place, from, until, arrived: arrived || null }
    await record(declareStay, [{ community: here, subject: freshId(), payload }])
    await drained()
    toast(say('stay_done'))
    setPlace('')
    await onDone()
  }
  return (
    <details>
      <summary>{say('stay_add')}</summary>
      <Form
        submit={say('stay_add')}
        onSubmit={add}
        check={() =>
          missing({
            place: [place, say('stay_place')],
            from: [from, say('stay_from')],
            until: [until, say('stay_until')],
          })
        }
      >
        <TextField
          label={say('stay_place')}
          name="place"
          hint={say('stay_place_hint')}
          value={place}
          onInput={setPlace}
          maxLength={300}
        />
        <DateField label={say('stay_from')} name="from" value={from} onChange={setFrom} max={until || today} />
        <DateField label={say('stay_until')} name="until" value={until} onChange={setUntil} min={from} max={today} />
        <DateField label={say('stay_came')} name="arrived" value={arrived} onChange={setArrived} max={today} />
      </Form>
    </details>
  )
}

/** Something a rule asks for was done: it meets what is due. No result belongs here. */
export function DeedForm({ here, person, onDone }: Props) {
  const [deed, setDeed] = useState(person.deedKinds.length === 1 ? person.deedKinds[0]!.key : '')
  const [at, setAt] = useState<string | null>(() => new Date().toISOString())
  const [way, setWay] = useState<'single' | 'pool' | ''>('')
  const [source, setSource] = useState<'seen' | 'shown' | 'list' | ''>('')
  const add = async () => {
    const payload = { resident: person.resident, deed, at: at!, way: way || null, source: source as 'seen', note: '' }
    await record(recordDeed, [{ community: here, subject: freshId(), payload }])
    await drained()
    toast(say('deed_done'))
    await onDone()
  }
  return (
    <details>
      <summary>{say('deed_add')}</summary>
      <Form
        submit={say('deed_add')}
        onSubmit={add}
        check={() =>
          missing({ deed: [deed, say('deed_kind')], at: [at, say('deed_at')], source: [source, say('deed_source')] })
        }
      >
        <Choice
          label={say('deed_kind')}
          name="deed"
          value={deed}
          onChange={setDeed}
          options={person.deedKinds.map(({ key, name }) => ({ value: key, label: inWords(name) }))}
        />
        <DateTimeField label={say('deed_at')} name="at" value={at} onChange={setAt} />
        <Choice<'single' | 'pool'>
          label={say('deed_way')}
          value={way}
          onChange={setWay}
          options={[
            { value: 'single', label: say('way_single') },
            { value: 'pool', label: say('way_pool') },
          ]}
        />
        <Choice<'seen' | 'shown' | 'list'>
          label={say('deed_source')}
          name="source"
          value={source}
          onChange={setSource}
          options={(['seen', 'shown', 'list'] as const).map((value) => ({ value, label: say(`source_${value}`) }))}
        />
      </Form>
    </details>
  )
}
