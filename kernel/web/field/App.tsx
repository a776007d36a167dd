import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso'
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { words } from '../i18n.ts'
import { type Screen, maySee } from '../screen.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Progress } from '../ui/Progress.tsx'
import { Enrol } from './screens/Enrol.tsx'
import { Gate } from './screens/Gate.tsx'
import { Lock } from './screens/Lock.tsx'
import { Welcome } from './screens/Welcome.tsx'
import { justEnrolled, members, shift, shiftRead } from './shift.ts'
import { strings } from './strings.ts'
import { Frame, toTop } from './ui/Frame.tsx'

const say = words(strings)

/** The field app: enrolling, the lock, or a shift. `code`: the enrolment that the app was opened with. */
export function App(props: { screens: readonly Screen[]; code: string | null; broken: boolean }) {
  const [adding, setAdding] = useState(props.code !== null)
  const [code, setCode] = useState(props.code)
  const at = shift.value
  useEffect(() => {
    if (!at) return
    setAdding(false)
    // It works once: whoever comes after this shift begins at the beginning.
    setCode(null)
  }, [at])
  if (props.broken) return <Broken words={say('storage_broken')} />
  if (at && justEnrolled.value) return <Welcome at={at} />
  if (at && !shiftRead.value) return <Opening />
  if (at) {
    return (
      <LocationProvider scope="/field/">
        <Shift screens={props.screens} />
      </LocationProvider>
    )
  }
  if (members.value === undefined) return <Opening />
  if (adding || members.value.every(({ carried }) => carried)) {
    return <Enrol code={code} onBack={members.value.length > 0 ? () => setAdding(false) : undefined} />
  }
  return <Lock onAdd={() => setAdding(true)} />
}

function Opening() {
  return (
    <main id="main" class="gate">
      <Progress label={say('opening')} done={0} words="" />
    </main>
  )
}

function Shift({ screens }: { screens: readonly Screen[] }) {
  const { path } = useLocation()
  const [broken, setBroken] = useState<Error | null>(null)
  const [first, setFirst] = useState(path)
  useEffect(() => {
    setBroken(null)
    // Where nothing has been scrolled yet, asking for it would only make the browser lay the page out twice.
    if (first !== path) toTop()
    setFirst('')
  }, [path])
  const mine = screens.filter((screen) => maySee(screen, shift.value?.papers.me.permissions ?? null))
  return (
    <Frame screens={screens}>
      {broken ? (
        <Broken words={`${broken.name}: ${broken.message}`} />
      ) : (
        <ErrorBoundary onError={setBroken}>
          <Router>
            {mine.map(({ path, component }) => (
              <Route key={path} path={path} component={component as ComponentType} />
            ))}
            <Route default component={mine[0]?.component as ComponentType} />
          </Router>
        </ErrorBoundary>
      )}
    </Frame>
  )
}

/** What was recorded lies on the disk; only this page is broken. */
function Broken(props: { words: string }) {
  const reload = (
    <Button icon="refresh" onClick={() => location.reload()}>
      {say('reload')}
    </Button>
  )
  return shift.value ? (
    <Banner tone="problem" actions={reload}>
      {props.words}
    </Banner>
  ) : (
    <Gate title={say('field')}>
      <Banner tone="problem" actions={reload}>
        {props.words}
      </Banner>
    </Gate>
  )
}
