import { render } from 'preact'
import { screens } from '#slices/screens.ts'
import LogIn from '#slices/accounts/screen-log-in.tsx'
import { App } from './App.tsx'
import './ui/tokens.css'
import './ui/base.css'
import './app.css'
import './ui/layout.css'
import './ui/print.css'
import { galleryScreens } from './gallery/screens.ts'
import { applyLanguage } from './i18n.ts'
import { followLive } from './live.ts'
import { applyLook } from './look.ts'
import { followOutbox } from './outbox.ts'
import { followResources } from './resource.ts'
import { allScreens } from './screen.ts'
import { loadSession, watchSession } from './session.ts'
import { must } from '#shared/problem.ts'

/**
 * One-time links are written `/#/welcome/TOKEN`: what follows `#` is never sent, so the secret stands in no log.
 * Here it becomes a page like any other.
 */
function findHashLink(): string | undefined {
  // `#//elsewhere` would lead away from this site.
  return /^#\/(?![/\\])/.test(location.hash) ? location.hash.slice(1) : undefined
}

const link = findHashLink()
if (link) history.replaceState(null, '', link)
// A link pasted into a tab that is already here loads nothing anew.
addEventListener('hashchange', () => {
  const link = findHashLink()
  if (link) location.replace(link)
})
allScreens.value = import.meta.env.MODE === 'production' ? screens : [...screens, ...galleryScreens]
applyLanguage(document.documentElement)
applyLook(document.documentElement)
watchSession()
followLive()
followResources()
followOutbox()
void loadSession()
render(<App screens={allScreens.value} LogIn={LogIn} />, must(document.getElementById('app'), 'a place for the app'))
