import { useLocation, useRoute } from 'preact-iso'
import { words } from '#web/i18n.ts'
import { claimEnrolment, me } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Form } from '#web/ui/Form.tsx'
import { Doorstep } from './Doorstep.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/**
 * A volunteer has opened the link of the office's QR code. It asks before it claims: chat apps fetch links to preview
 * them, and a link that works once must not be used up by a preview.
 */
export default function Enrol() {
  const token = useRoute().params.token ?? ''
  const { route } = useLocation()
  return (
    <Doorstep title={say('enrol')} lead={say('enrol_lead')}>
      {me.value && (
        <Banner actions={<Button href="/">{say('already_go')}</Button>}>
          {say('already', { name: me.value.account.name })}
        </Banner>
      )}
      <Form
        label={say('enrol')}
        submit={say('enrol_do')}
        size="l"
        onSubmit={async () => {
          await claimEnrolment(token)
          route('/', true)
        }}
      >
        <p>{say('enrol_keep')}</p>
      </Form>
    </Doorstep>
  )
}
