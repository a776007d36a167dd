import { useState } from 'preact/hooks'
import qrcode from 'qrcode-generator'
import { workerWords } from './worker-strings.ts'
import { asFailure } from '#web/failure.ts'
import { post } from '#web/http.ts'
import { listed, words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { Table } from '#web/ui/Table.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(workerWords)

interface Worker {
  id: string
  name: string
  login: string | null
  roles: { id: string; role: string; area: string; areaName: string; until: string | null }[]
}

/** Who works here, as what, until when; and a new one with a password or with a QR code for a phone. */
export default function Workers() {
  const here = community.value?.id
  const path = here ? `/v1/communities/${here}/accounts` : null
  const read = useResource<{ accounts: Worker[] }>(path)
  if (!path || !here) return null
  const end = async (worker: Worker) => {
    try {
      await post(`${path}/${worker.id}/end`)
      await read.reload()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <Page title={say('workers')}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <Table<Worker>
        caption={say('workers')}
        rows={read.data?.accounts ?? []}
        rowKey={(worker) => worker.id}
        loading={read.loading}
        columns={[
          { key: 'name', label: say('name'), phone: 'title', cell: (worker) => worker.name },
          {
            key: 'role',
            label: say('role'),
            phone: 'line',
            cell: (worker) =>
              listed(worker.roles.map((role) => `${say(`role_${role.role}` as never)} · ${role.areaName}`)),
          },
          {
            key: 'until',
            label: say('until'),
            phone: 'line',
            cell: (worker) => listed(worker.roles.map((role) => (role.until ? shortTime(role.until) : say('no_end')))),
          },
          {
            key: 'end',
            label: say('end'),
            phone: 'line',
            cell: (worker) => (
              <Button kind="quiet" onClick={() => void end(worker)}>
                {say('end')}
              </Button>
            ),
          },
        ]}
      />
      <Add path={path} here={here} onDone={read.reload} />
    </Page>
  )
}

function Add({ path, here, onDone }: { path: string; here: string; onDone: () => Promise<void> }) {
  const areas = useResource<{ areas: { id: string; parent: string | null; kind: string; name: string }[] }>('/v1/areas')
  const [name, setName] = useState('')
  const [role, setRole] = useState('volunteer')
  const [area, setArea] = useState(here)
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [hours, setHours] = useState('12')
  const [link, setLink] = useState<string | null>(null)
  const choices = (areas.data?.areas ?? []).filter(({ id, parent }) => id === here || parent === here)
  const add = async () => {
    const until = hours ? new Date(Date.now() + Number(hours) * 3_600_000).toISOString() : null
    const body = { name, role, area, login: login || null, password: password || null, until }
    const made = await post<{ enrolment: string | null }>(path, body)
    setLink(made.enrolment && `${location.origin}/field/#/enrol/${made.enrolment}`)
    setName('')
    setLogin('')
    setPassword('')
    await onDone()
  }
  return (
    <Card title={say('add')}>
      {link && (
        <Banner tone="note" title={say('link_once')}>
          <Qr text={link} />
          <code class="code-line">{link}</code>
        </Banner>
      )}
      <Form submit={say('add')} onSubmit={add} check={() => missing({ name: [name, say('name')] })}>
        <TextField label={say('name')} name="name" value={name} onInput={setName} />
        <SelectField
          label={say('role')}
          value={role}
          onChange={setRole}
          options={['volunteer', 'grid_worker', 'office'].map((value) => ({
            value,
            label: say(`role_${value}` as never),
          }))}
        />
        <SelectField
          label={say('area')}
          value={area}
          onChange={setArea}
          options={choices.map(({ id, name: label }) => ({ value: id, label }))}
        />
        <TextField label={say('hours')} value={hours} onInput={setHours} type="number" keys="numeric" />
        <TextField label={say('login')} name="login" value={login} onInput={setLogin} autocomplete="off" />
        <TextField
          label={say('password_optional')}
          name="password"
          type="password"
          value={password}
          onInput={setPassword}
          autocomplete="new-password"
        />
      </Form>
    </Card>
  )
}

/** Drawn as SVG squares: no picture is fetched and nothing leaves the page. */
function Qr({ text }: { text: string }) {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const size = code.getModuleCount()
  const path: string[] = []
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) if (code.isDark(row, column)) path.push(`M${column} ${row}h1v1h-1z`)
  }
  return (
    <svg class="qr" viewBox={`-2 -2 ${size + 4} ${size + 4}`} role="img" aria-label="QR">
      <rect x="-2" y="-2" width={size + 4} height={size + 4} fill="#fff" />
      <path d={path.join('')} fill="#000" />
    </svg>
  )
}
