import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { language, setLanguage, words } from '#web/i18n.ts'
import { Button } from '#web/ui/Button.tsx'
import { Sheet } from '#web/ui/Dialog.tsx'
import { LookFields } from '#web/ui/LookFields.tsx'
import { Wordmark } from '#web/ui/Wordmark.tsx'
import './doorstep.css'
import { strings } from './strings.ts'

const say = words(strings)

/** The frame of pages in front of the app: signing in, the first administrator, enrolling a phone. */
export function Doorstep(props: { title: string; lead: string; children: ComponentChildren }) {
  const [look, setLook] = useState(false)
  useEffect(() => {
    document.title = props.title
  }, [props.title])
  return (
    <div class="doorstep">
      <Wordmark />
      <div>
        <h1>{props.title}</h1>
        <p class="doorstep-lead">{props.lead}</p>
      </div>
      {props.children}
      <footer class="doorstep-foot">
        <Button kind="quiet" icon="language" onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}>
          {language.value === 'zh' ? 'English' : '中文'}
        </Button>
        <Button kind="quiet" icon="contrast" onClick={() => setLook(true)}>
          {say('display')}
        </Button>
      </footer>
      <Sheet open={look} title={say('display')} onClose={() => setLook(false)}>
        <LookFields />
      </Sheet>
    </div>
  )
}
