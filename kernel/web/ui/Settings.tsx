import { language, setLanguage, words } from '../i18n.ts'
import { type Look, look, setLook } from '../look.ts'
import { logOut, me } from '../session.ts'
import { Button } from './Button.tsx'
import { Checkbox } from './Checkbox.tsx'
import { Choice } from './Choice.tsx'
import { Sheet } from './Dialog.tsx'
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

/** Language, light and dark, contrast, size of text; also on the log-in page. */
export function LookFields() {
  return (
    <>
      <Choice
        label="语言 Language"
        options={[
          { value: 'zh', label: '中文' },
          { value: 'en', label: 'English' },
        ]}
        value={language.value}
        onChange={setLanguage}
      />
      <Choice<Look['theme']>
        label={say('theme')}
        layout="list"
        options={[
          { value: 'auto', label: say('theme_auto'), icon: 'contrast' },
          { value: 'light', label: say('theme_light'), icon: 'sun' },
          { value: 'dark', label: say('theme_dark'), icon: 'moon' },
        ]}
        value={look.value.theme}
        onChange={(theme) => setLook({ theme })}
      />
      <div>
        <Checkbox
          label={say('large')}
          checked={look.value.size === 'large'}
          onChange={(on) => setLook({ size: on ? 'large' : 'normal' })}
        />
        <Checkbox
          label={say('contrast')}
          checked={look.value.contrast === 'more'}
          onChange={(on) => setLook({ contrast: on ? 'more' : 'normal' })}
        />
      </div>
    </>
  )
}
