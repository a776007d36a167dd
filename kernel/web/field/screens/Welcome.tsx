import { roles } from '#shared/roles.ts'
import { words } from '../../i18n.ts'
import { fullTime } from '../../times.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { copyTrouble, shown } from '../copies.ts'
import { keeping } from '../device.ts'
import { install, installable } from '../install.ts'
import { type Shift, justEnrolled } from '../shift.ts'
import { strings } from '../strings.ts'
import { Gate } from './Gate.tsx'

const say = words(strings)

/** Told once, at the start of a shift: the post, where, until when; meanwhile the data arrives. */
export function Welcome({ at }: { at: Shift }) {
  const { me } = at.papers
  const ready = shown.value.size > 0 || copyTrouble.value !== null
  return (
    <Gate title={say('welcome', { name: me.account.name })} lead={say('your_post')}>
      <Facts
        facts={[
          { label: say('role'), value: me.roles.map(({ role }) => roleWord(role)).join(' ') },
          { label: say('area'), value: me.roles.map(({ area }) => area.name).join(' ') },
          { label: say('until'), value: fullTime(at.member.until) },
        ]}
      />
      {keeping.value.persisted === false && (
        <Banner
          tone="warning"
          actions={
            installable.value && (
              <Button icon="device" onClick={() => void install()}>
                {say('install')}
              </Button>
            )
          }
        >
          {say('kept_no')}
        </Banner>
      )}
      {!ready && <Progress label={say('enrolling')} done={0} words="" />}
      <Button kind="primary" size="l" wide onClick={() => (justEnrolled.value = false)}>
        {say('begin')}
      </Button>
    </Gate>
  )
}

/** A role of a newer server than this app shows its own code. */
export function roleWord(role: string): string {
  const known = roles.find((name) => name === role)
  return known ? say(`role_${known}`) : role
}
