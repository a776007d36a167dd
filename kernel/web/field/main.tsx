import { effect } from '@preact/signals'
import { render } from 'preact'
import { must } from '#shared/problem.ts'
import { fieldScreens, followSlices } from '#slices/field.ts'
import { applyLanguage } from '../i18n.ts'
import { applyLook } from '../look.ts'
import { shortTime } from '../times.ts'
import '../ui/tokens.css'
import '../ui/base.css'
import '../ui/print.css'
import { App } from './App.tsx'
import { forgetCopies, heardCopies, openCopies, refreshCopies } from './copies.ts'
import { askToKeep, followDevice, online } from './device.ts'
import { readEnrolment } from './enrol.ts'
import { followInstall } from './install.ts'
import { followHints } from './live.ts'
import { followMinute } from './minute.ts'
import { forgetOwnActs, readOwnActs, sender, waitingSummary, warmSealing } from './outbox.ts'
import { followOthers } from './others.ts'
import { followPhotos, ownPhotos, readOwnPhotos } from './photos/waiting.ts'
import { ownScreens } from './screens/own.ts'
import { type Shift, endOldShifts, heardMembers, shift, shiftCalm, shiftRead } from './shift.ts'
import { hearTabs } from './tabs.ts'
import { followUpdates } from './updates.ts'

/** `/field/#/enrol/CODE`: what follows `#` is never sent, so the code stands in no log; it leaves the address at once. */
function takeCode(): string | null {
  const code = location.hash ? readEnrolment(location.hash) : null
  if (location.hash) history.replaceState(null, '', location.pathname)
  return code
}

/** Everything of one person, into memory and out of it. */
function followShift(): void {
  let open: Shift | null = null
  effect(() => {
    const at = shift.value
    if (at === open) return
    open = at
    forgetCopies()
    forgetOwnActs()
    if (!at) return
    void Promise.all([readOwnActs(at), openCopies(at)]).then(() => {
      if (shift.peek() === at) shiftRead.value = true
      setTimeout(() => (shiftCalm.value = shift.peek() !== null), 400)
      setTimeout(() => void warmSealing(at).then(() => shortTime(Date.now())), 1_000)
      return sender.push()
    })
  })
}

async function start(): Promise<void> {
  const code = takeCode()
  // A link pasted into a tab that is here already loads nothing anew by itself.
  addEventListener('hashchange', () => readEnrolment(location.hash) && location.reload())
  applyLanguage(document.documentElement)
  applyLook(document.documentElement)
  followDevice()
  followInstall()
  followShift()
  followSlices()
  followHints()
  followPhotos()
  followOthers()
  const broken = await endOldShifts().then(
    () => false,
    () => true,
  )
  const place = must(document.getElementById('app'), 'a place for the app')
  render(<App screens={[...fieldScreens, ...ownScreens]} code={code} broken={broken} />, place)
  // After the first seconds, which belong to whoever opens the phone.
  setTimeout(() => {
    void followUpdates()
    void askToKeep()
  }, 1_500)
  sender.follow(() => waitingSummary.peek().count + ownPhotos.peek().length > 0)
  followMinute(() => {
    void endOldShifts()
    if (online.peek() && shift.peek()) void refreshCopies()
  })
  hearTabs((news) => {
    const at = shift.peek()
    if (news === 'acts' && at) void Promise.all([readOwnActs(at), readOwnPhotos()])
    if (news === 'copy') void heardCopies()
    if (news === 'members') void heardMembers()
  })
  addEventListener('online', () => void refreshCopies())
}

void start()
