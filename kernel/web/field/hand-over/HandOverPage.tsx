import { useState } from 'preact/hooks'
import { words } from '../../i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Page } from '../../ui/Page.tsx'
import { handOverWords } from './strings.ts'
import { Give } from './Give.tsx'
import { Take } from './Take.tsx'
import './hand-over.css'

const say = words(handOverWords)

/** From phone to phone, without any network: one gives, the other takes and brings it to the office. */
export default function HandOverPage() {
  const [how, setHow] = useState<'give' | 'take' | null>(null)
  const back = { href: '/field/phone', label: say('more') }
  if (how === 'give') return <Give onBack={() => setHow(null)} />
  if (how === 'take') return <Take onBack={() => setHow(null)} />
  return (
    <Page title={say('title')} lead={say('lead')} back={back} narrow>
      <Card title={say('give')}>
        <p>{say('give_hint')}</p>
        <Button size="l" wide icon="send" onClick={() => setHow('give')}>
          {say('give')}
        </Button>
      </Card>
      <Card title={say('take')}>
        <p>{say('take_hint')}</p>
        <Button size="l" wide icon="inbox" onClick={() => setHow('take')}>
          {say('take')}
        </Button>
      </Card>
    </Page>
  )
}
