import { ErrorBoundary, LocationProvider, Route, Router, lazy, useLocation } from 'preact-iso'
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t, words } from './i18n.ts'
import { type Screen, isCurrent, maySee, navigation } from './screen.ts'
import { loadSession, me, sessionFailure } from './session.ts'
import { strings } from './strings.ts'
import { Banner } from './ui/Banner.tsx'
import { Button } from './ui/Button.tsx'
import { Page } from './ui/Page.tsx'
import { Progress } from './ui/Progress.tsx'
import { type NavEntry, Shell } from './ui/Shell.tsx'

const say = words(strings)

/** What the app is made of: its pages, and the two that stand in for others. */
export interface AppProps {
  screens: readonly Screen[]
  /** Shown in place of a page that needs somebody signed in. */
  LogIn: ComponentType
}

export function App(props: AppProps) {
  return (
    <LocationProvider>
      <Frame {...props} />
    </LocationProvider>
  )
}

function Frame({ screens, LogIn }: AppProps) {
  const [pages] = useState(() => screens.map((screen) => ({ screen, component: pageOf(screen, LogIn) })))
  const { path } = useLocation()
  const who = me.value
  const here = pages.find(({ screen }) => matches(screen.path, path))?.screen
  const routes = (
    <Caught key={path}>
      <Router>
        {pages.map(({ screen, component }) => (
          <Route key={screen.path} path={screen.path} component={component} />
        ))}
        <Route default component={NotFound} />
      </Router>
    </Caught>
  )
  if (who === undefined && here?.home !== 'public')
    return <Bare>{sessionFailure.value ? <NoSession /> : <Loading />}</Bare>
  if (here?.bare || (!who && here?.home !== 'public')) return <Bare>{routes}</Bare>
  return <Shell nav={entries(screens, path)}>{routes}</Shell>
}

function entries(screens: readonly Screen[], path: string): NavEntry[] {
  return navigation(screens, me.value?.permissions ?? null).map((screen) => ({
    href: screen.path,
    label: screen.nav!.label(t),
    icon: screen.nav!.icon,
    current: isCurrent(screen, path),
  }))
}

/** Whether `path` is one of the pages of `pattern` (`/people/:id`). */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/').filter(Boolean)
  const given = path.split('/').filter(Boolean)
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i])
}

/** The screen's own component, behind the question whether one may see it. */
function pageOf(screen: Screen, LogIn: ComponentType): ComponentType {
  const Inside = screen.component ?? (lazy(screen.load!) as ComponentType)
  return function Guarded() {
    const permissions = me.value?.permissions ?? null
    if (maySee(screen, permissions)) return <Inside />
    return permissions ? <NotAllowed /> : <LogIn />
  }
}

/** Around pages without navigation: log-in, welcome, a verdict that fills the screen. */
function Bare(props: { children: preact.ComponentChildren }) {
  return (
    <main id="main" class="bare">
      {props.children}
    </main>
  )
}

function Loading() {
  return <Progress label={say('loading')} done={0} words="" />
}

function NoSession() {
  return (
    <Banner
      tone="warning"
      actions={
        <Button icon="refresh" onClick={() => void loadSession()}>
          {say('reload')}
        </Button>
      }
    >
      {sessionFailure.value?.words}
    </Banner>
  )
}

function NotFound() {
  return (
    <Page title={say('not_found')} lead={say('not_found_hint')} narrow>
      <p>
        <Button href="/" kind="primary" icon="home">
          {say('go_home')}
        </Button>
      </p>
    </Page>
  )
}

function NotAllowed() {
  return (
    <Page title={say('not_allowed')} lead={say('not_allowed_hint')} narrow>
      <p>
        <Button href="/" kind="primary" icon="home">
          {say('go_home')}
        </Button>
      </p>
    </Page>
  )
}

/** A page that breaks takes neither the navigation nor the outbox with it. */
function Caught(props: { children: preact.ComponentChildren }) {
  const [broken, setBroken] = useState<Error | null>(null)
  useEffect(() => {
    // Thrown on, out of rendering, so that it is in the console and a test that watches pages fails on it.
    if (broken) setTimeout(() => reportError(broken))
  }, [broken])
  if (broken) return <Broken error={broken} />
  return <ErrorBoundary onError={setBroken}>{props.children}</ErrorBoundary>
}

export function Broken(props: { error: Error }) {
  return (
    <Page title={say('broken')} lead={say('broken_hint')} narrow>
      <Banner tone="problem">
        {props.error.name}: {props.error.message}
      </Banner>
      <p>
        <Button kind="primary" icon="refresh" onClick={() => location.reload()}>
          {say('reload')}
        </Button>
      </p>
    </Page>
  )
}
