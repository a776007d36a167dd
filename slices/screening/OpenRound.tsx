import { useState } from 'preact/hooks'
import { post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { Card } from '#web/ui/Card.tsx'
import { DateTimeField } from '#web/ui/DateTimeField.tsx'
import { Form } from '#web/ui/Form.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { screeningWords } from './strings.ts'

const say = words(screeningWords)
const hourMs = 3_600_000
const nextHour = () => Math.ceil(Date.now() / hourMs) * hourMs

/** A round for the whole community with its first site. */
export function OpenRound({ here, onDone }: { here: string; onDone: (round: string) => Promise<void> }) {
  const [name, setName] = useState('')
  const [from, setFrom] = useState<string | null>(new Date(nextHour()).toISOString())
  const [until, setUntil] = useState<string | null>(new Date(nextHour() + 12 * hourMs).toISOString())
  const [pool, setPool] = useState('10')
  const [site, setSite] = useState('')
  const [tables, setTables] = useState('4')
  const open = async () => {
    const body = { name, from, until, pool: Number(pool), site, tables: Number(tables) }
    const { round } = await post<{ round: string }>(`/v1/communities/${here}/rounds`, body)
    setName('')
    toast(say('opened'))
    await onDone(round)
  }
  const check = () => ({
    name: name.trim() ? undefined : say('name'),
    until: from && until && from < until ? undefined : say('until_wrong'),
    site: site.trim() ? undefined : say('site'),
    tables: Number(tables) >= 1 && Number(tables) <= 99 ? undefined : say('tables_wrong'),
  })
  return (
    <Card title={say('open')}>
      <Form submit={say('open')} onSubmit={open} check={check}>
        <TextField label={say('name')} name="name" value={name} onInput={setName} />
        <DateTimeField label={say('from')} name="from" value={from} onChange={setFrom} />
        <DateTimeField label={say('until')} name="until" value={until} onChange={setUntil} />
        <SelectField
          label={say('pool')}
          value={pool}
          onChange={setPool}
          options={['1', '5', '10', '20'].map((value) => ({
            value,
            label: value === '1' ? say('pool_1') : say('pool_n', { n: value }),
          }))}
        />
        <TextField label={say('site')} name="site" value={site} onInput={setSite} />
        <TextField
          label={say('tables')}
          name="tables"
          type="number"
          keys="numeric"
          value={tables}
          onInput={setTables}
        />
      </Form>
    </Card>
  )
}
