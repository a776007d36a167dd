import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { language, setLanguage, words } from '../../i18n.ts'
import { isDark, look, setLook } from '../../look.ts'
import { strings } from '../strings.ts'
import { strings as ui } from '../../ui/strings.ts'
import { Button } from '../../ui/Button.tsx'
import { Toasts } from '../../ui/Toasts.tsx'
import { Wordmark } from '../../ui/Wordmark.tsx'

const sayUi = words(ui)
const say = words(strings)

/** The frame of pages before a shift. */
export function Gate(props: { title: string; lead?: ComponentChildren; children: ComponentChildren }) {
  useEffect(() => {
    document.title = props.title
  }, [props.title])
  const large = look.value.size === 'large'
  return (
    <main id="main" class="gate">
      <Wordmark />
      <div>
        <h1>{props.title}</h1>
        {props.lead && <p>{props.lead}</p>}
      </div>
      {props.children}
      <footer class="gate-foot">
        <Button kind="quiet" icon="language" onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}>
          {language.value === 'zh' ? 'English' : '中文'}
        </Button>
        <Button kind="quiet" icon="text_size" onClick={() => setLook({ size: large ? 'normal' : 'large' })}>
          {say(large ? 'text_normal' : 'text_large')}
        </Button>
        <Button
          kind="quiet"
          icon={isDark() ? 'sun' : 'moon'}
          onClick={() => setLook({ theme: isDark() ? 'light' : 'dark' })}
        >
          {sayUi(isDark() ? 'theme_light' : 'theme_dark')}
        </Button>
      </footer>
      <Toasts />
    </main>
  )
}
