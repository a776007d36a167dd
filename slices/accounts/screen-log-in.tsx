import { useState } from 'preact/hooks'
import { words } from '#web/i18n.ts'
import { logIn } from '#web/session.ts'
import { Form, missing } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { Doorstep } from './Doorstep.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/** Stands in place of whatever page was asked for, and gives way to it once somebody is signed in. */
export default function LogIn() {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  return (
    <Doorstep title={say('sign_in')} lead={say('sign_in_lead')}>
      <Form
        label={say('sign_in')}
        submit={say('sign_in')}
        size="l"
        check={() => missing({ login: [login, say('login')], password: [password, say('password')] })}
        onSubmit={() => logIn(login.trim(), password)}
      >
        <TextField name="login" label={say('login')} value={login} onInput={setLogin} autocomplete="username" />
        <TextField
          name="password"
          type="password"
          label={say('password')}
          value={password}
          onInput={setPassword}
          autocomplete="current-password"
        />
      </Form>
      <p class="aside">{say('no_account')}</p>
    </Doorstep>
  )
}
