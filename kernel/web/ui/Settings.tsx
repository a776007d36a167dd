import { words } from '../i18n.ts'
import { logOut, me } from '../session.ts'
import { Button } from './Button.tsx'
import { Sheet } from './Dialog.tsx'
import { LookFields } from './LookFields.tsx'
import { strings } from './strings.ts'
import { toast } from './Toasts.tsx'
import { asFailure } from '../failure.ts'

const say = words(strings)

/** How things look on this device, and who is signed in. */
export function Settings(props: { open: boolean; onClose: () => void }) {
  return (
    <Sheet open={props.open} title={say('settings')} onClose={props.onClose}>
      <LookFields />
      {me.value && (
        <section class="stack">
          <p>{say('signed_in_as', { name: me.value.account.name })}</p>
          <Button icon="log_out" onClick={() => void leave(props.onClose)}>
            {say('log_out')}
          </Button>
        </section>
      )}
    </Sheet>
  )
}

async function leave(close: () => void): Promise<void> {
  try {
    await logOut()
    close()
  } catch (thrown) {
    toast(asFailure(thrown).words, { tone: 'problem' })
  }
}
