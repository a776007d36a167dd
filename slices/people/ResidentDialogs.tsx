import { useState } from 'preact/hooks'
import { guessDocument } from '#linkage/documents.ts'
import { readPhone } from '#linkage/phones.ts'
import { type CorrectResident, correctResident, placeResident } from './acts.ts'
import type { BuildingCard, ListedBuilding, ResidentCard } from './api.ts'
import { peopleWords } from './strings.ts'
import { titled, words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { useResource } from '#web/resource.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(peopleWords)

interface DialogOf {
  here: string
  person: ResidentCard
  onClose: () => void
  onDone: () => Promise<void>
}

/** Only what is filled in is changed; papers and phones are never shown to be corrected. */
export function CorrectDialog({ here, person, onClose, onDone }: DialogOf) {
  const [typed, setTyped] = useState({ name: '', birth: '', document: '', phone: '' })
  const type = (change: Partial<typeof typed>) => setTyped({ ...typed, ...change })
  const save = async () => {
    await record(correctResident, [{ community: here, subject: person.id, payload: changesOf(typed) }])
    toast(say('saved'))
    onClose()
    await drained()
    await onDone()
  }
  return (
    <Dialog open title={titled(say('correct'), person.name)} onClose={onClose}>
      <Form
        submit={say('save')}
        onSubmit={save}
        check={() => ({
          ...(Object.values(typed).every((text) => !text.trim()) ? { name: say('nothing_changed') } : {}),
          ...(typed.birth && !/^\d{4}-\d{2}-\d{2}$/.test(typed.birth.trim()) ? { birth: say('birth_wrong') } : {}),
        })}
        actions={<Button onClick={onClose}>{say('cancel')}</Button>}
      >
        <TextField
          name="name"
          label={say('name')}
          hint={say('correct_keep')}
          placeholder={person.name}
          value={typed.name}
          onInput={(name) => type({ name })}
        />
        <TextField
          name="birth"
          label={say('birth')}
          hint={say('birth_hint')}
          placeholder={person.birth ?? ''}
          value={typed.birth}
          onInput={(birth) => type({ birth })}
        />
        <TextField
          name="document"
          label={say('document')}
          placeholder={person.document?.masked ?? ''}
          value={typed.document}
          onInput={(document) => type({ document })}
          mono
        />
        <TextField
          name="phone"
          label={say('phone')}
          placeholder={person.phones[0] ?? ''}
          value={typed.phone}
          onInput={(phone) => type({ phone })}
          keys="tel"
          mono
        />
      </Form>
    </Dialog>
  )
}

function changesOf(typed: { name: string; birth: string; document: string; phone: string }): CorrectResident {
  const paper = guessDocument(typed.document)
  const phone = readPhone(typed.phone)
  return {
    ...(typed.name.trim() ? { name: typed.name.trim() } : {}),
    ...(typed.birth.trim() ? { birth: typed.birth.trim() } : {}),
    ...(typed.document.trim() ? { document: { type: paper.type, number: paper.number } } : {}),
    ...(typed.phone.trim() ? { phones: [phone.e164 ?? phone.national] } : {}),
  }
}

/** To another door of this community. */
export function MoveDialog({ here, person, onClose, onDone }: DialogOf) {
  const [building, setBuilding] = useState(person.building ?? '')
  const [door, setDoor] = useState('')
  const buildings = useResource<{ buildings: ListedBuilding[] }>(`/v1/communities/${here}/buildings`)
  const chosen = useResource<BuildingCard>(building ? `/v1/communities/${here}/buildings/${building}` : null)
  const place = async (to: string | null) => {
    await record(placeResident, [{ community: here, subject: person.id, payload: { door: to } }])
    await drained()
    await onDone()
  }
  const move = async () => {
    onClose()
    await place(door)
    toast(say('saved'), { undo: () => place(person.door) })
  }
  return (
    <Dialog open title={titled(say('move'), person.name)} onClose={onClose}>
      <Form
        submit={say('move_do')}
        onSubmit={move}
        check={() => missing({ building: [building, say('choose_building')], door: [door, say('choose_door')] })}
        actions={<Button onClick={onClose}>{say('cancel')}</Button>}
      >
        <SelectField
          name="building"
          label={say('choose_building')}
          required
          value={building}
          onChange={(id) => {
            setBuilding(id)
            setDoor('')
          }}
          options={(buildings.data?.buildings ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
        <SelectField
          name="door"
          label={say('choose_door')}
          required
          value={door}
          onChange={setDoor}
          options={(chosen.data?.rooms ?? []).map(({ id, unit, room, people }) => ({
            value: id,
            label: `${unit ? `${unit}-` : ''}${room} (${people})`,
          }))}
        />
      </Form>
    </Dialog>
  )
}
