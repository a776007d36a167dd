import { useState } from 'preact/hooks'
import { isAlias } from '#shared/snapshot.ts'
import { asFailure } from '#web/failure.ts'
import { online } from '#web/field/device.ts'
import { ask } from '#web/field/line.ts'
import { shift } from '#web/field/shift.ts'
import { words } from '#web/i18n.ts'
import { Button } from '#web/ui/Button.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import type { FieldPerson } from '#slices/people/field/people.ts'
import { taskWords } from '../strings.ts'
import { fieldWords } from './strings.ts'

const say = words(fieldWords)
const sayTask = words(taskWords)

interface Shown {
  document: string | null
  phones: string[] | null
}

/** The phone has only the tails. Whole numbers come from the server, each look on record, and are kept nowhere. */
export function Reveal(props: { community: string; resident: string; person: FieldPerson; may: boolean }) {
  const { person, community, resident } = props
  const [shown, setShown] = useState<Shown>({ document: null, phones: null })
  const reveal = async (fields: ('document' | 'phones')[], reason: 'call' | 'visit') => {
    try {
      const path = `/v1/communities/${community}/residents/${resident}/reveal`
      const told = await ask<Shown>('POST', path, { token: shift.peek()?.papers.token, body: { fields, reason } })
      setShown({ document: told.document ?? shown.document, phones: told.phones ?? shown.phones })
      toast(sayTask('reveal_done'))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  const hasPhone = person.phoneTails.length > 0
  const asks = props.may && !isAlias(resident)
  return (
    <>
      <Facts
        facts={[
          { label: sayTask('phone'), value: tails(person.phoneTails) },
          {
            label: sayTask('document'),
            value: shown.document ?? tails(person.documentTail ? [person.documentTail] : []),
          },
        ]}
      />
      {shown.phones?.map((phone) => (
        <Button key={phone} kind="primary" size="l" wide icon="phone" href={`tel:${phone}`}>
          {phone}
        </Button>
      ))}
      {!online.value && (hasPhone || person.documentTail) && <p class="aside">{say('needs_network')}</p>}
      {asks && online.value && (
        <div class="row">
          {hasPhone && !shown.phones && (
            <Button icon="phone" onClick={() => void reveal(['phones'], 'call')}>
              {say('show_phone')}
            </Button>
          )}
          {person.documentTail && !shown.document && (
            <Button icon="document" onClick={() => void reveal(['document'], 'visit')}>
              {say('show_document')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

function tails(all: readonly string[]): string {
  return all.length === 0 ? '—' : all.map((tail) => say('tail', { tail })).join(' ')
}
