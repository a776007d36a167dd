import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { language, setLanguage, words } from '../i18n.ts'
import { isDark, setLook } from '../look.ts'
import { me } from '../session.ts'
import { CommunitySwitch } from './CommunitySwitch.tsx'
import { Sheet } from './Dialog.tsx'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'
import type { IconName } from './icons.ts'
import { NetworkMark } from './NetworkMark.tsx'
import { Settings } from './Settings.tsx'
import './shell.css'
import { strings } from './strings.ts'
import { Toasts } from './Toasts.tsx'
import { Mark, Wordmark } from './Wordmark.tsx'

const say = words(strings)

export interface NavEntry {
  href: string
  label: string
  icon: IconName
  current: boolean
}

/** As many as a thumb can tell apart at the bottom of 360 px; the rest is under "More". */
const BOTTOM = 4

/** What stands around every page: on the desk a side navigation, on a phone a bar at the bottom, within the thumb. */
export function Shell(props: { nav: readonly NavEntry[]; children: ComponentChildren }) {
  const [settings, setSettings] = useState(false)
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={toMain}>
        {say('skip')}
      </a>
      <header class="shell-top">
        <a class="shell-mark" href="/" aria-label={say('navigation')}>
          <Mark />
        </a>
        <CommunitySwitch />
        <div class="shell-tools">
          <NetworkMark />
          <button
            class="shell-language"
            type="button"
            lang={language.value === 'zh' ? 'en' : 'zh-CN'}
            onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}
          >
            {language.value === 'zh' ? 'English' : '中文'}
          </button>
          <span class="shell-dark">
            <IconButton
              icon={isDark() ? 'sun' : 'moon'}
              label={say(isDark() ? 'theme_light' : 'theme_dark')}
              onClick={() => setLook({ theme: isDark() ? 'light' : 'dark' })}
            />
          </span>
          <button class="shell-account" type="button" aria-haspopup="dialog" onClick={() => setSettings(true)}>
            <Icon name="person" />
            <span class="unseen">{say('settings')}</span>
            <span class="shell-name">{me.value?.account.name}</span>
          </button>
        </div>
      </header>
      <nav class="shell-side" aria-label={say('navigation')}>
        <a class="shell-home" href="/">
          <Wordmark />
        </a>
        <ul>
          {props.nav.map((entry) => (
            <li key={entry.href}>
              <NavLink entry={entry} />
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" class="shell-main" tabIndex={-1}>
        {props.children}
      </main>
      <BottomBar nav={props.nav} />
      <Toasts />
      <Settings open={settings} onClose={() => setSettings(false)} />
    </div>
  )
}

/** The router would take `#main` for a page. */
function toMain(event: MouseEvent): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

function NavLink(props: { entry: NavEntry; onClick?: () => void }) {
  const { href, label, icon, current } = props.entry
  return (
    <a class="nav-link" href={href} aria-current={current ? 'page' : undefined} onClick={props.onClick}>
      <Icon name={icon} />
      <span>{label}</span>
    </a>
  )
}

function BottomBar(props: { nav: readonly NavEntry[] }) {
  const [more, setMore] = useState(false)
  const { nav } = props
  if (nav.length === 0) return null
  const fits = nav.length <= BOTTOM + 1
  const shown = fits ? nav : nav.slice(0, BOTTOM)
  const rest = fits ? [] : nav.slice(BOTTOM)
  return (
    <nav class="shell-bottom" aria-label={say('navigation')}>
      {shown.map((entry) => (
        <NavLink key={entry.href} entry={entry} />
      ))}
      {rest.length > 0 && (
        <button
          class="nav-link"
          type="button"
          aria-haspopup="dialog"
          data-current={rest.some(({ current }) => current)}
          onClick={() => setMore(true)}
        >
          <Icon name="menu" />
          <span>{say('more')}</span>
        </button>
      )}
      <Sheet open={more} title={say('more')} onClose={() => setMore(false)}>
        <ul class="shell-more">
          {rest.map((entry) => (
            <li key={entry.href}>
              <NavLink entry={entry} onClick={() => setMore(false)} />
            </li>
          ))}
        </ul>
      </Sheet>
    </nav>
  )
}
