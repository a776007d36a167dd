import { useLocation, useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { welcome } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { Doorstep } from './Doorstep.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/** As the server asks; said here before the way there and back. */
const LEAST_PASSWORD = 10

/** The one-time link of a new installation: makes the first administrator and signs in. */
export default function Welcome() {
  const token = useRoute().params.token ?? ''
  const { route } = useLocation()
  const [name, setName] = useState('')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [community, setCommunity] = useState('')
  // Only an installation that knows no area yet asks for its first community.
  const asks = useResource<{ needsCommunity: boolean }>('/v1/welcome').data?.needsCommunity ?? false
  const check = () => ({
    ...(asks ? missing({ code: [code, say('community_code')], community: [community, say('community_name')] }) : {}),
    ...missing({ name: [name, say('name')], login: [login, say('login')], password: [password, say('password')] }),
    ...(password !== '' && password.length < LEAST_PASSWORD ? { password: say('password_short') } : {}),
  })
  return (
    <Doorstep title={say('welcome')} lead={say('welcome_lead')}>
      {token === '' && <Banner tone="warning">{say('link_empty')}</Banner>}
      <Form
        label={say('welcome')}
        submit={say('create')}
        size="l"
        check={check}
        onSubmit={async () => {
          await welcome({
            token,
            name: name.trim(),
            login: login.trim(),
            password,
            community: asks ? { code: code.trim(), name: community.trim() } : null,
          })
          route('/', true)
        }}
      >
        <TextField
          name="name"
          label={say('name')}
          hint={say('name_hint')}
          value={name}
          onInput={setName}
          autocomplete="name"
        />
        <TextField
          name="login"
          label={say('login')}
          hint={say('login_hint')}
          value={login}
          onInput={setLogin}
          autocomplete="username"
        />
        <TextField
          name="password"
          type="password"
          label={say('password')}
          hint={say('password_hint')}
          value={password}
          onInput={setPassword}
          autocomplete="new-password"
        />
        {asks && (
          <TextField
            name="code"
            label={say('community_code')}
            value={code}
            onInput={setCode}
            keys="numeric"
            maxLength={12}
            mono
          />
        )}
        {asks && <TextField name="community" label={say('community_name')} value={community} onInput={setCommunity} />}
      </Form>
    </Doorstep>
  )
}
