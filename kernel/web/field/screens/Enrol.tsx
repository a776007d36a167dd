import { useCallback, useEffect, useState } from 'preact/hooks'
import { asFailure } from '../../failure.ts'
import { words } from '../../i18n.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Form, missing } from '../../ui/Form.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { type Credential, enrol, readEnrolment } from '../enrol.ts'
import { pinFault } from '../pin.ts'
import { strings } from '../strings.ts'
import { PinPad } from '../ui/PinPad.tsx'
import { Scanner, hasCamera } from '../camera/scan.tsx'
import { mostTries } from '../vault/members.ts'
import { listenForWedge } from '../wedge.ts'
import { Gate } from './Gate.tsx'
import { Notice } from './Notice.tsx'

const say = words(strings)

/** How a phone is enrolled: a code (scanned, typed, or from the link that opened the app), then a PIN of one's own. */
export function Enrol(props: { code: string | null; onBack?: (() => void) | undefined }) {
  const [credential, setCredential] = useState<Credential | null>(props.code ? { enrolment: props.code } : null)
  if (!credential) return <Begin onBack={props.onBack} onCredential={setCredential} />
  return <ChoosePin credential={credential} onBack={() => setCredential(null)} />
}

function Begin(props: { onBack?: (() => void) | undefined; onCredential: (credential: Credential) => void }) {
  const [scanning, setScanning] = useState(false)
  const [how, setHow] = useState<'code' | 'password'>('code')
  const [code, setCode] = useState('')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const { onCredential } = props
  const take = useCallback(
    (text: string) => {
      const enrolment = readEnrolment(text)
      if (enrolment) onCredential({ enrolment })
      return enrolment ? null : say('code_wrong')
    },
    [onCredential],
  )
  useEffect(() => listenForWedge((text, event) => readEnrolment(text) && (event.preventDefault(), take(text))), [take])
  return (
    <Gate title={say('start_title')} lead={say('start_lead')}>
      <Notice />
      {scanning && <Scanner onCode={take} onClose={() => setScanning(false)} />}
      {hasCamera() && !scanning && (
        <Button kind="primary" size="l" icon="qr" wide onClick={() => setScanning(true)}>
          {say('scan')}
        </Button>
      )}
      {how === 'code' ? (
        <Form
          label={say('type_code')}
          submit={say('go_on')}
          size="l"
          check={() => ({
            ...missing({ code: [code, say('code')] }),
            ...(code.trim() && !readEnrolment(code) ? { code: say('code_wrong') } : {}),
          })}
          onSubmit={async () => void take(code)}
        >
          <TextField name="code" label={say('code')} hint={say('type_code')} value={code} onInput={setCode} />
        </Form>
      ) : (
        <Form
          label={say('by_password')}
          submit={say('go_on')}
          size="l"
          check={() => missing({ login: [login, say('login')], password: [password, say('password')] })}
          onSubmit={async () => onCredential({ login: login.trim(), password })}
        >
          <TextField name="login" label={say('login')} value={login} onInput={setLogin} autocomplete="username" />
          <TextField name="password" type="password" label={say('password')} value={password} onInput={setPassword} />
        </Form>
      )}
      <div class="row">
        <Button kind="quiet" onClick={() => setHow(how === 'code' ? 'password' : 'code')}>
          {say(how === 'code' ? 'by_password' : 'type_code')}
        </Button>
        {props.onBack && (
          <Button kind="quiet" icon="arrow_left" onClick={props.onBack}>
            {say('back')}
          </Button>
        )}
      </div>
    </Gate>
  )
}

function ChoosePin(props: { credential: Credential; onBack: () => void }) {
  const [first, setFirst] = useState<string | null>(null)
  const [error, setError] = useState<string | undefined>()
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const take = async (pin: string) => {
    setError(undefined)
    if (first === null) {
      const fault = pinFault(pin)
      if (fault) setError(say(`pin_${fault}`))
      else setFirst(pin)
      return
    }
    if (pin !== first) {
      setFirst(null)
      setError(say('pin_differs'))
      return
    }
    setBusy(true)
    try {
      await enrol(props.credential, pin)
    } catch (thrown) {
      setFailure(asFailure(thrown).words)
      setFirst(null)
      setBusy(false)
    }
  }
  return (
    <Gate
      title={say(first === null ? 'pin_choose' : 'pin_again')}
      lead={first === null ? say('pin_choose_lead', { n: mostTries }) : undefined}
    >
      {failure && (
        <Banner tone="problem" actions={<Button onClick={props.onBack}>{say('back')}</Button>}>
          {failure}
        </Banner>
      )}
      {busy ? (
        <Progress label={say('enrolling')} done={0} words="" />
      ) : (
        <PinPad
          key={String(first)}
          label={say(first === null ? 'pin_choose' : 'pin_again')}
          onPin={take}
          error={error}
        />
      )}
    </Gate>
  )
}
