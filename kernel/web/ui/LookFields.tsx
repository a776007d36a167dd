import { language, setLanguage, words } from '../i18n.ts'
import { type Look, look, setLook } from '../look.ts'
import { Checkbox } from './Checkbox.tsx'
import { Choice } from './Choice.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/** Language, light and dark, contrast, size of text; also before signing in. */
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
